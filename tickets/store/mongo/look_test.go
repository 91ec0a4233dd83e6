package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// TestALookComesBeforeAnyChange: whoever looks sees what is there, by ids, and nothing in a collection that is new; when it
// says an error, Open returns it and the database is as it was, though other indexes and collections are declared. In an
// empty one nothing is made.
func TestALookComesBeforeAnyChange(t *testing.T) {
	uri := mongotest.Server(t)
	db := mongotest.Database(t, uri)
	no, looks, there := errors.New("no"), 0, 0
	o := mongo.Options{Address: mongo.Address{URI: uri, Database: db.Name()}, Colls: []store.Coll{{Name: "old"}}}
	o.Look = func(ctx context.Context, r store.Reader) error {
		looks++
		docs, err := r.Get(ctx, store.Ref{Coll: "old", ID: "a"})
		if err != nil || docs[0].Exists() != (there > 0) {
			t.Errorf("it sees %v, %v", docs, err)
		}
		n := 0
		for _, c := range o.Colls {
			for _, err := range r.Find(ctx, store.Query{Coll: c.Name, Index: store.ByID}) {
				if n++; err != nil {
					t.Error(err)
				}
			}
		}
		if n != there {
			t.Errorf("it finds %d, want %d", n, there)
		}
		return no
	}
	refused := func() {
		t.Helper()
		before, seen := whole(t, db), looks
		if _, err := mongo.Open(t.Context(), o); !errors.Is(err, no) || looks != seen+1 {
			t.Errorf("%d looks, %v", looks-seen, err)
		}
		if after := whole(t, db); !slices.Equal(before, after) {
			t.Errorf("the database held\n%v and holds\n%v", before, after)
		}
	}
	refused()
	no = nil
	s, err := mongo.Open(t.Context(), o)
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
	there, no = 1, errors.New("no")
	o.Colls = []store.Coll{{Name: "old", Indexes: []store.Index{{Name: "n", Eq: []store.Field{{Name: "n", Kind: store.String}}}}}, {Name: "new"}}
	refused()
	no = nil
	if s, err = mongo.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Count(t.Context(), store.Query{Coll: "old", Index: "n", Eq: []any{"x"}}); err != nil || n != 1 {
		t.Errorf("%d in the new index, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// whole lists all that a database holds: its collections, their indexes and their documents.
func whole(t *testing.T, db *driver.Database) (all []string) {
	t.Helper()
	names, err := db.ListCollectionNames(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		indexes, err := db.Collection(name).Indexes().ListSpecifications(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, ix := range indexes {
			all = append(all, name+" has "+ix.Name)
		}
		var docs []bson.Raw
		cur, err := db.Collection(name).Find(t.Context(), bson.D{})
		if err == nil {
			err = cur.All(t.Context(), &docs)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			all = append(all, fmt.Sprint(name, " holds ", d))
		}
	}
	slices.Sort(all)
	return all
}
