package mongo

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// TestAnApplyWakesTheWatchersOfItsProcess: they need not wait until they ask the server by themselves, which is put off here
// for longer than the test lives.
func TestAnApplyWakesTheWatchersOfItsProcess(t *testing.T) {
	s := openServer(t, Options{})
	s.poll = time.Hour
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	body, err := bson.Marshal(bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	const rounds = 10
	next := make(chan int, 1)
	var applying sync.WaitGroup
	defer applying.Wait()
	defer close(next)
	applying.Go(func() {
		for n := range next {
			time.Sleep(20 * time.Millisecond) // until the watcher has found nothing and waits, in most rounds
			if err := s.Apply(ctx, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "things", ID: fmt.Sprint(n)}, Body: body}); err != nil {
				t.Error(err)
				cancel()
			}
		}
	})
	told := 0
	for c, err := range s.Watch(ctx, store.Current) {
		if err != nil {
			t.Fatalf("after %d of %d: %v", told, rounds, err)
		}
		if c.Op != store.OpMark {
			told++
		}
		if told == rounds {
			return
		}
		next <- told
	}
}
