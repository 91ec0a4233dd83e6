package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

var (
	ferretOwner = store.Field{Name: "owner", Kind: store.String}
	ferretRank  = store.Field{Name: "rank", Kind: store.Int}
)

// TestWithoutTransactions: a server without transactions is refused in words, and everything that needs none works on
// it: documents that are there get the keys of declared indexes, and are read in all ways.
func TestWithoutTransactions(t *testing.T) {
	uri := mongotest.Ferret(t)
	db := mongotest.Name(t, uri)
	want := fillFerret(t, uri, db)
	s := openIn(t, uri, db, storetest.Options{Colls: []store.Coll{
		{Name: "things", Indexes: []store.Index{{Name: "all"}, {Name: "rank", Order: ferretRank}, {Name: "owner-rank", Eq: []store.Field{ferretOwner}, Order: ferretRank}}},
		{Name: "others"},
	}})
	defer s.Close()

	if err := s.Check(t.Context()); !errors.Is(err, mongo.ErrNoTransactions) || !strings.Contains(err.Error(), "replica set") {
		t.Errorf("check: %v, want a refusal that says what is needed", err)
	}
	body, _ := bson.Marshal(bson.D{})
	err := s.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "others", ID: "new"}, Body: body})
	if !errors.Is(err, mongo.ErrNoTransactions) {
		t.Errorf("apply: %v, want a refusal", err)
	}
	docs, err := s.Get(t.Context(), store.Ref{Coll: "others", ID: "new"})
	if err != nil || docs[0].Exists() {
		t.Errorf("after a refused Apply: %v, %v", docs, err)
	}
	readFerret(t, s, want)
}

// fillFerret stores documents in the engine's form but without keys, as one that declared no indexes left them, and
// returns their ids in the order of their ranks.
func fillFerret(t *testing.T, uri, db string) (ids []string) {
	t.Helper()
	c := mongotest.Client(t, uri)
	defer c.Disconnect(context.Background())
	var docs []any
	for i := range 350 {
		id := fmt.Sprintf("%04d", 349-i)
		ids = append(ids, id)
		body, err := bson.Marshal(bson.D{{Key: "owner", Value: fmt.Sprint("o", i%2)}, {Key: "rank", Value: i - 175}})
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, bson.D{{Key: "_id", Value: id}, {Key: "rev", Value: int64(3)}, {Key: "body", Value: bson.Binary{Data: body}}, {Key: "k", Value: bson.D{}}})
	}
	if _, err := c.Database(db).Collection("things").InsertMany(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	return ids
}

func readFerret(t *testing.T, s *mongo.Store, want []string) {
	t.Helper()
	for _, desc := range []bool{false, true} {
		var got []string
		for d, err := range s.Find(t.Context(), store.Query{Coll: "things", Index: "rank", Desc: desc}) {
			if err != nil {
				t.Fatal(err)
			}
			if d.Rev != 3 || d.At == "" {
				t.Fatalf("%v: want revision 3 and a position", d)
			}
			got = append(got, d.ID)
		}
		if desc {
			slices.Reverse(got)
		}
		if !slices.Equal(got, want) {
			t.Errorf("found %d (downwards: %v), want %d in order", len(got), desc, len(want))
		}
	}
	q := store.Query{Coll: "things", Index: "owner-rank", Eq: []any{"o1"}, From: 0, To: 100}
	if n, err := s.Count(t.Context(), q); err != nil || n != 50 {
		t.Errorf("counted %d, %v; want 50", n, err)
	}
	q.Limit = 20
	if n, err := s.Count(t.Context(), q); err != nil || n != 20 {
		t.Errorf("counted %d, %v; want 20", n, err)
	}
	docs, err := s.Get(t.Context(), store.Ref{Coll: "things", ID: "0007"}, store.Ref{Coll: "things", ID: "none"}, store.Ref{Coll: "things", ID: "0000"})
	if err != nil || docs[0].ID != "0007" || docs[1].Exists() || docs[2].Body.Lookup("rank").Int32() != 174 {
		t.Errorf("%v, %v", docs, err)
	}
	told := 0
	for c, err := range s.Watch(t.Context(), store.Current) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Op == store.OpMark {
			break
		}
		told++
	}
	if told != len(want) {
		t.Errorf("told of %d, want %d", told, len(want))
	}
}
