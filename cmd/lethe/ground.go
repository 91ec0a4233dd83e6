package main

import (
	"context"
	"errors"
	"fmt"
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
	now   func() time.Time
	log   *slog.Logger
	hasty bool       // see sqlite.Options
	twin  *seal.Ring // whose keys a new key store is to get; nil: none
}

// lay opens an installation's data, making what a new one needs. The folder is locked before anything else is
// touched, so a second process changes nothing. On data that is in use but has no keys it stops: new keys would open nothing.
func (p place) lay(ctx context.Context, o groundOptions) (_ *ground, err error) {
	g := &ground{}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	if err := g.openStore(ctx, p, o); err != nil {
		return nil, err
	}
	if err := move.Check(ctx, g.store); err != nil {
		return nil, err
	}
	used, err := tickets.InUse(ctx, g.store)
	if err != nil {
		return nil, err
	}
	if err := g.openKeys(ctx, p, o, !used); err != nil {
		return nil, g.shut(ctx, used, err)
	}
	return g, nil
}

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
func (g *ground) shut(ctx context.Context, used bool, err error) error {
	lost := errors.Is(err, seal.ErrNoMaster) || errors.Is(err, seal.ErrWrongMaster) || errors.Is(err, seal.ErrAbsent)
	if !used || !lost {
		return err
	}
	n, bad := tickets.Sealed(ctx, g.store)
	if bad != nil {
		return errors.Join(err, bad)
	}
	return &shutError{err, n}
}

// openStore opens documents and blobs.
func (g *ground) openStore(ctx context.Context, p place, o groundOptions) error {
	if p.folder != "" {
		if err := os.MkdirAll(p.folder, 0o700); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	if p.server != nil {
		return g.openServer(ctx, p, o)
	}
	st, err := sqlite.Open(ctx, sqlite.Options{Dir: p.folder, Colls: tickets.Collections(), Now: o.now, Logger: o.log, Hasty: o.hasty})
	if err != nil {
		return err
	}
	g.store, g.open = st, append(g.open, st.Close)
	g.blobs, err = blob.OpenFolder(filepath.Join(p.folder, "blobs"), blob.Limit(p.blobLimit))
	return err
}

// openServer opens documents and blobs on a server. The folder, if the place has one, is this process's alone all the same:
// its socket is there.
func (g *ground) openServer(ctx context.Context, p place, o groundOptions) error {
	if p.folder != "" {
		lock, err := sqlite.Lock(p.folder)
		if err != nil {
			return err
		}
		g.open = append(g.open, lock.Close)
	}
	st, err := mongo.Open(ctx, mongo.Options{Address: *p.server, Colls: tickets.Collections(), Now: o.now, Logger: o.log})
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
		if err := os.MkdirAll(p.keyFolder, 0o700); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	var err error
	if opts.Master, err = seal.Master(ctx, p.master, create); err != nil {
		return err
	}
	defer clear(opts.Master)
	if g.keys, err = seal.Open(ctx, opts); err != nil {
		return err
	}
	g.open = append(g.open, g.keys.Close)
	return nil
}

// close closes everything, what was opened last first.
func (g *ground) close() error {
	var errs []error
	for _, c := range slices.Backward(g.open) {
		errs = append(errs, c())
	}
	g.open = nil
	return errors.Join(errs...)
}
