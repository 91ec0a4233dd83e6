package mongo_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// TestTake: from the moment one process has taken the database, another that writes stores nothing more, and all that it
// had stored is there. Who opens it later is let in.
func TestTake(t *testing.T) {
	uri := mongotest.Server(t)
	db := mongotest.Name(t, uri)
	taker, other := openIn(t, uri, db, storetest.Options{Colls: cutColls}), openIn(t, uri, db, storetest.Options{Colls: cutColls})
	defer taker.Close()
	defer other.Close()
	var mu sync.Mutex
	written := 0
	begun := make(chan struct{})
	var wait sync.WaitGroup
	for client := range 4 {
		wait.Go(func() {
			for n := 0; n < 5000; n++ {
				err := putPart(t, other, fmt.Sprint(client, ".", n), n)
				if errors.Is(err, mongo.ErrDeclared) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if written++; written == 20 {
					close(begun)
				}
				mu.Unlock()
			}
			t.Error("the other process writes on")
		})
	}
	<-begun
	if err := taker.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	count := func(s *mongo.Store) int64 {
		n, err := s.Count(t.Context(), store.Query{Coll: "parts", Index: store.ByID})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	at := count(taker)
	wait.Wait()
	if n := count(taker); n != at || n != int64(written) {
		t.Errorf("%d documents when it was taken, %d at the end, %d acknowledged", at, n, written)
	}
	if err := putPart(t, taker, "taker", 1); err != nil {
		t.Error(err)
	}
	later := openIn(t, uri, db, storetest.Options{Colls: cutColls})
	defer later.Close()
	if err := errors.Join(putPart(t, later, "later", 1), putPart(t, taker, "again", 1)); err != nil {
		t.Error(err)
	}
}
