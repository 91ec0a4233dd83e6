package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// ground is what an installation stands on, opened.
type ground struct {
	store store.Store
	blobs blob.Store
	keys  *seal.Ring
	open  []func() error // how to close what is open, in the order of its opening
}

// groundOptions are the circumstances of an opening.
type groundOptions struct {
	now    func() time.Time
	log    *slog.Logger
	hasty  bool       // see sqlite.Options
	twin   *seal.Ring // whose keys a new key store is to get; nil: none
	create bool       // make what a new installation needs; without it a place that has none is *notHere, and nothing is made
}

// lay opens an installation's data. What there is is looked at first: a folder is locked, so a second process changes nothing,
// and the keys of data that is in use are opened before anything is made or changed. Where they are missing it stops: new
// keys would open nothing.
func (p place) lay(ctx context.Context, o groundOptions) (_ *ground, err error) {
	g := &ground{}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	used := false
	err = g.openStore(ctx, p, o, func(ctx context.Context, r store.Reader) (err error) {
		if err := move.Check(ctx, r); err != nil {
			return err
		}
		if used, err = g.find(ctx, p, o, r); err != nil || !used {
			return err
		}
		return shut(ctx, r, g.openKeys(ctx, p, o, false))
	})
	if err == nil && !used {
		err = g.openKeys(ctx, p, o, true)
	}
	return g, err
}

// find looks for an installation, and takes the place's folder for this process. Without o.create a place that has none is
// *notHere, and nothing is made there.
func (g *ground) find(ctx context.Context, p place, o groundOptions, r store.Reader) (used bool, err error) {
	if used, err = tickets.InUse(ctx, r); err != nil {
		return used, err
	}
	if !used && !o.create {
		return false, &notHere{p.name()}
	}
	return used, g.lockFolder(p)
}

// lockFolder makes the folder of a process that has its documents on a server its own: its socket is there. In a folder that
// has documents their engine does it.
func (g *ground) lockFolder(p place) error {
	if p.server == nil || p.folder == "" {
		return nil
	}
	if err := makeFolder(p.folder); err != nil {
		return err
	}
	lock, err := sqlite.Lock(p.folder)
	if err == nil {
		g.open = append(g.open, lock.Close)
	}
	return err
}

func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	return nil
}

// notHere says that there is no installation in a place.
type notHere struct{ place string }

func (e *notHere) Error() string { return "there is no installation in " + e.place }

// shutError says that a key store does not open, and how many documents cannot be read without it.
type shutError struct {
	err    error
	sealed int
}

func (e *shutError) Error() string {
	return fmt.Sprintf("%v; %d sealed documents cannot be read", e.err, e.sealed)
}
func (e *shutError) Unwrap() error { return e.err }

// shut counts what cannot be read when the master key or the whole key store is missing or does not fit.
func shut(ctx context.Context, r store.Reader, err error) error {
	lost := errors.Is(err, seal.ErrNoMaster) || errors.Is(err, seal.ErrWrongMaster) || errors.Is(err, seal.ErrAbsent)
	if !lost {
		return err
	}
	n, bad := tickets.Sealed(ctx, r)
	if bad != nil {
		return errors.Join(err, bad)
	}
	return &shutError{err, n}
}

// looker is asked before anything of an installation is made or changed.
type looker func(ctx context.Context, r store.Reader) error

// openStore opens documents and blobs, unless the looker says an error.
func (g *ground) openStore(ctx context.Context, p place, o groundOptions, look looker) error {
	if p.server != nil {
		return g.openServer(ctx, p, o, look)
	}
	if o.create {
		if err := makeFolder(p.folder); err != nil {
			return err
		}
	} else if _, err := os.Stat(filepath.Join(p.folder, sqlite.FileName)); errors.Is(err, fs.ErrNotExist) {
		return &notHere{p.name()}
	}
	st, err := sqlite.Open(ctx, sqlite.Options{Dir: p.folder, Colls: tickets.Collections(), Now: o.now, Logger: o.log, Hasty: o.hasty, Look: look})
	if err != nil {
		return err
	}
	g.store, g.open = st, append(g.open, st.Close)
	g.blobs, err = blob.OpenFolder(filepath.Join(p.folder, "blobs"), blob.Limit(p.blobLimit))
	return err
}

// openServer opens documents and blobs on a server.
func (g *ground) openServer(ctx context.Context, p place, o groundOptions, look looker) error {
	st, err := mongo.Open(ctx, mongo.Options{Address: *p.server, Colls: tickets.Collections(), Version: tickets.Declared,
		Now: o.now, Logger: o.log, Look: look})
	if err != nil {
		return err
	}
	g.store, g.open = st, append(g.open, st.Close)
	if err := st.Check(ctx); err != nil {
		return err
	}
	g.blobs, err = blob.OpenGridFS(ctx, st.Database(), blob.Limit(p.blobLimit))
	return err
}

// openKeys opens the key store; with create it makes one where there is none.
func (g *ground) openKeys(ctx context.Context, p place, o groundOptions, create bool) error {
	opts := seal.Options{Dir: p.keyFolder, Now: o.now, Create: create, Twin: o.twin}
	if p.keyServer != nil {
		db, err := p.keyServer.Connect()
		if err != nil {
			return fmt.Errorf("key store: %w", err)
		}
		g.open = append(g.open, func() error { return mongodb.Disconnect(db) })
		opts.DB = db
	} else if create {
		if err := makeFolder(p.keyFolder); err != nil {
			return err
		}
	}
	var err error
	if opts.Master, err = seal.Master(ctx, p.master, create); err != nil {
		return err
	}
	defer clear(opts.Master)
	g.keys, err = seal.Open(ctx, opts)
	return err
}

// close closes everything: the keys, then what was opened last. The store frees the folder for the next process, so nothing
// may still be held behind it.
func (g *ground) close() error {
	var errs []error
	if g.keys != nil {
		errs = append(errs, g.keys.Close())
	}
	for _, c := range slices.Backward(g.open) {
		errs = append(errs, c())
	}
	g.open, g.keys = nil, nil
	return errors.Join(errs...)
}
