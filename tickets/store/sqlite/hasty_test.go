package sqlite_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

func TestAHastyStoreKeepsWhatItWasGiven(t *testing.T) {
	dir, colls := t.TempDir(), []store.Coll{{Name: "things"}}
	body, err := bson.Marshal(bson.D{{Key: "n", Value: int64(7)}})
	if err != nil {
		t.Fatal(err)
	}
	ref := store.Ref{Coll: "things", ID: "one"}
	for _, hasty := range []bool{true, false} {
		s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Colls: colls, Hasty: hasty})
		if err != nil {
			t.Fatal(err)
		}
		want := int64(2) // FULL: each commit is on the disk before it is answered
		if hasty {
			want = 0
		}
		if n, err := s.Synchronous(t.Context()); err != nil || n != want {
			t.Errorf("hasty %v: synchronous is %d, %v; want %d", hasty, n, err, want)
		}
		if hasty {
			err = s.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: ref, Body: body})
		} else if docs, e := s.Get(t.Context(), ref); e != nil || !docs[0].Exists() {
			t.Errorf("after a hasty Close: %v, %v", docs, e)
		}
		if err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
