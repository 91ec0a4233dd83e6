package mongo_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

func body(t testing.TB, pairs ...any) bson.Raw {
	t.Helper()
	var d bson.D
	for i := 0; i < len(pairs); i += 2 {
		d = append(d, bson.E{Key: pairs[i].(string), Value: pairs[i+1]})
	}
	b, err := bson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func putPart(t testing.TB, s *mongo.Store, id string, n int) error {
	t.Helper()
	return s.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: id}, Body: body(t, "n", n)})
}

// TestTwoStores: two processes share a database. Each is told of what the other writes, both count one document up
// without losing a step, and each finds what the other made.
func TestTwoStores(t *testing.T) {
	uri := mongotest.Server(t)
	db := mongotest.Name(t, uri)
	stores := []*mongo.Store{openIn(t, uri, db, storetest.Options{Colls: cutColls}), openIn(t, uri, db, storetest.Options{Colls: cutColls})}
	sum := store.Ref{Coll: "heads", ID: "sum"}
	const each = 60
	var wait sync.WaitGroup
	for i, s := range stores {
		t.Cleanup(func() { s.Close() })
		for client := range 4 {
			wait.Go(func() { countUp(t, s, sum, fmt.Sprint(i, "-", client), each/4) })
		}
		other := fmt.Sprint(1 - i)
		wait.Go(func() {
			told := map[string]bool{}
			for c, err := range s.Watch(t.Context(), store.Current, "parts") {
				if err != nil {
					t.Error(err)
					return
				}
				if c.ID != "" && c.ID[:1] == other {
					told[c.ID] = true
				}
				if len(told) == each {
					return
				}
			}
		})
	}
	wait.Wait()
	docs, err := stores[0].Get(t.Context(), sum)
	if err != nil || docs[0].Rev != 2*each || docs[0].Body.Lookup("n").Int32() != 2*each-1 {
		t.Errorf("%v, %v: want revision %d", docs, err, 2*each)
	}
	if n, err := stores[1].Count(t.Context(), store.Query{Coll: "parts", Index: "n"}); err != nil || n != 2*each {
		t.Errorf("%d parts, %v; want %d", n, err, 2*each)
	}
}

func countUp(t *testing.T, s *mongo.Store, sum store.Ref, name string, times int) {
	for done := 0; done < times && !t.Failed(); {
		docs, err := s.Get(t.Context(), sum)
		if err != nil {
			t.Error(err)
			return
		}
		rev := docs[0].Rev
		err = s.Apply(t.Context(),
			store.Write{Op: store.OpPut, Ref: sum, Rev: rev, Body: body(t, "n", int32(rev))},
			store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: fmt.Sprint(name, ".", done)}, Body: body(t, "n", int32(done))})
		switch {
		case err == nil:
			done++
		case !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrDuplicate):
			t.Error(err)
			return
		}
	}
}

// TestOlderDeclarations: a process that opened before an index was declared would write documents without its keys. It
// can write nothing more, and its watcher ends; what it wrote before is in the index.
func TestOlderDeclarations(t *testing.T) {
	uri := mongotest.Server(t)
	db := mongotest.Name(t, uri)
	bare := []store.Coll{{Name: "parts", Indexes: []store.Index{{Name: "all"}}}}
	older := openIn(t, uri, db, storetest.Options{Colls: bare})
	defer older.Close()
	for i := range 20 {
		if err := putPart(t, older, fmt.Sprint("before", i), i); err != nil {
			t.Fatal(err)
		}
	}
	written := 20
	var wait sync.WaitGroup
	wait.Go(func() {
		for n := 0; n < 100_000 && !t.Failed(); n++ {
			err := putPart(t, older, fmt.Sprint("during", n), n)
			if errors.Is(err, mongo.ErrDeclared) {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			written++
		}
		t.Error("the older process writes on")
	})
	watched := make(chan error, 1)
	wait.Go(func() {
		for _, err := range older.Watch(t.Context(), store.Current) {
			if err != nil {
				watched <- err
			}
		}
	})
	newer := openIn(t, uri, db, storetest.Options{Colls: cutColls})
	defer newer.Close()
	wait.Wait()
	n, err := newer.Count(t.Context(), store.Query{Coll: "parts", Index: "n"})
	if err != nil || n != int64(written) {
		t.Errorf("%d of %d are in the new index, %v", n, written, err)
	}
	if err := <-watched; !errors.Is(err, mongo.ErrDeclared) {
		t.Errorf("the watcher of the older process: %v, want ErrDeclared", err)
	}
	if n, err := older.Count(t.Context(), store.Query{Coll: "parts", Index: "all"}); !errors.Is(err, mongo.ErrDeclared) {
		t.Errorf("the older process counts %d, %v; want ErrDeclared", n, err)
	}
	if err := putPart(t, newer, "after", 1); err != nil {
		t.Error(err)
	}
}
