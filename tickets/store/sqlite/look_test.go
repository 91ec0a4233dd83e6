package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// TestALookComesBeforeAnyChange: whoever looks sees what is there, by ids, and nothing for a collection that is new; when it
// says an error, Open returns it and the file is as it was, though other indexes and collections are declared.
func TestALookComesBeforeAnyChange(t *testing.T) {
	dir := t.TempDir()
	o := sqlite.Options{Dir: dir, Colls: []store.Coll{{Name: "old"}}}
	s, err := sqlite.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	body, err := bson.Marshal(bson.D{{Key: "n", Value: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "old", ID: "a"}, Body: body}), s.Close()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, sqlite.FileName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	o.Colls = []store.Coll{{Name: "old", Indexes: []store.Index{{Name: "n", Eq: []store.Field{{Name: "n", Kind: store.String}}}}}, {Name: "new"}}
	no, looks := errors.New("no"), 0
	o.Look = func(ctx context.Context, r store.Reader) error {
		looks++
		docs, err := r.Get(ctx, store.Ref{Coll: "old", ID: "a"}, store.Ref{Coll: "new", ID: "a"})
		if err != nil || docs[0].Rev != 1 || docs[1].Exists() {
			t.Errorf("it sees %v, %v", docs, err)
		}
		for coll, want := range map[string]int{"old": 1, "new": 0} {
			n := 0
			for _, err := range r.Find(ctx, store.Query{Coll: coll, Index: store.ByID}) {
				if n++; err != nil {
					t.Error(err)
				}
			}
			if n != want {
				t.Errorf("it finds %d of %s, want %d", n, coll, want)
			}
		}
		return no
	}
	if _, err := sqlite.Open(t.Context(), o); !errors.Is(err, no) || looks != 1 {
		t.Errorf("%d looks, %v", looks, err)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed: %d bytes and %d, %v", len(before), len(after), err)
	}
	no = nil
	if s, err = sqlite.Open(t.Context(), o); err != nil || looks != 2 {
		t.Fatalf("%d looks, %v", looks, err)
	}
	if n, err := s.Count(t.Context(), store.Query{Coll: "old", Index: "n", Eq: []any{"x"}}); err != nil || n != 1 {
		t.Errorf("%d in the new index, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
