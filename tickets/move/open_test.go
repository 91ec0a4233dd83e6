package move_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// colls are an installation's, in small: one with indexes, one without, one that is not logged.
var colls = []store.Coll{
	{Name: move.Meta},
	{Name: "heads", Indexes: []store.Index{{Name: "n", Order: store.Field{Name: "n", Kind: store.Int}}, {Name: "all"}}},
	{Name: "parts"},
	{Name: "claims", Unlogged: true},
}

var names = []string{move.Meta, "heads", "parts", "claims"}

// place is where a side lies: a folder for documents, blobs and keys, or a database for the first two.
type place struct{ dir, uri, db string }

func folder(t testing.TB) place { return place{dir: t.TempDir()} }

// server is a database of the test's own, or the test is skipped.
func server(t testing.TB) place {
	uri := mongotest.Server(t)
	return place{dir: t.TempDir(), uri: uri, db: mongotest.Name(t, uri)}
}

func (p place) name() string {
	if p.uri != "" {
		return "mongodb " + p.db
	}
	return p.dir
}

// side is a place, opened.
type side struct {
	move.Side
	closers []func() error
}

func (s *side) close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// open opens a place, making what is missing. As a destination it gets the twin's keys.
func (p place) open(ctx context.Context, twin *seal.Ring) (*side, error) {
	s := &side{Side: move.Side{Name: p.name()}}
	if err := p.openStore(ctx, s); err != nil {
		return nil, errors.Join(err, s.close())
	}
	keys := filepath.Join(p.dir, "keys")
	if err := os.MkdirAll(keys, 0o700); err != nil {
		return nil, errors.Join(err, s.close())
	}
	master, err := seal.LoadOrCreateMaster(filepath.Join(keys, "master"))
	if err == nil {
		s.Keys, err = seal.Open(ctx, seal.Options{Dir: keys, Master: master, Create: true, Twin: twin})
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.closers = append(s.closers, s.Keys.Close)
	return s, nil
}

func (p place) openStore(ctx context.Context, s *side) error {
	if p.uri == "" {
		st, err := sqlite.Open(ctx, sqlite.Options{Dir: p.dir, Colls: colls})
		if err != nil {
			return err
		}
		s.Store, s.closers = st, append(s.closers, st.Close)
		s.Blobs, err = blob.OpenFolder(filepath.Join(p.dir, "blobs"))
		return err
	}
	st, err := mongo.Open(ctx, mongo.Options{Address: mongo.Address{URI: p.uri, Database: p.db}, Colls: colls})
	if err != nil {
		return err
	}
	s.Store, s.closers = st, append(s.closers, st.Close)
	s.Blobs, err = blob.OpenGridFS(ctx, st.Database())
	return err
}

func open(t testing.TB, p place, twin *seal.Ring) *side {
	t.Helper()
	s, err := p.open(t.Context(), twin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close() })
	return s
}

// run moves from one place to another, both of which are closed again.
func run(t testing.TB, from, to place) (move.Result, error) {
	t.Helper()
	source := open(t, from, nil)
	dest := open(t, to, source.Keys)
	r, err := move.Run(t.Context(), options(source, dest))
	if err := errors.Join(dest.close(), source.close()); err != nil {
		t.Fatal(err)
	}
	return r, err
}

func options(source, dest *side) move.Options {
	return move.Options{From: source.Side, To: dest.Side, Colls: names, Left: move.Left{Keys: "keys of " + source.Name}}
}

// nothing is a reader at its end.
type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, io.EOF }

func apply(t testing.TB, s store.Store, writes ...store.Write) {
	t.Helper()
	if err := s.Apply(t.Context(), writes...); err != nil {
		t.Fatal(err)
	}
}

func first(t testing.TB, s *side, coll string) store.Doc {
	t.Helper()
	for d, err := range s.Store.Find(t.Context(), store.Query{Coll: coll, Index: store.ByID, Limit: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return store.Doc{}
}
