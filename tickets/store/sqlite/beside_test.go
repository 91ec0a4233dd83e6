package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// TestReadersNeverWaitForTheWriter holds the writer in the middle of a transaction and reads in all ways, on more
// connections than were open before.
func TestReadersNeverWaitForTheWriter(t *testing.T) {
	s := openIn(t, t.TempDir(), storetest.Options{Colls: killColls})
	t.Cleanup(func() { s.Close() })
	apply(t, s, numbered("a", 1))
	if err := s.View(t.Context(), func(store.Reader) error { return nil }); err != nil { // all indexes are built
		t.Fatal(err)
	}
	entered, leave, left := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	release := sync.OnceFunc(func() { close(leave) })
	t.Cleanup(release)
	go func() {
		left <- s.Hold(t.Context(), "UPDATE doc SET rev = rev + 1", func() {
			close(entered)
			<-leave
		})
	}()
	<-entered
	waiting := make(chan error, 1)
	go func() { waiting <- s.Apply(t.Context(), numbered("b", 2)) }()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ref := numbered("a", 1).Ref
	var read func(depth int, r store.Reader)
	read = func(depth int, r store.Reader) {
		docs, err := r.Get(ctx, ref, numbered("b", 2).Ref)
		if err != nil || docs[0].Rev != 1 || docs[1].Exists() {
			t.Fatalf("%v, %v; want revision 1 and nothing", docs, err)
		}
		if n, err := r.Count(ctx, store.Query{Coll: "parts", Index: "n"}); err != nil || n != 1 {
			t.Fatalf("%d, %v; want 1", n, err)
		}
		for d, err := range r.Find(ctx, store.Query{Coll: "parts", Index: "n"}) {
			if err != nil || d.Rev != 1 {
				t.Fatalf("%v, %v; want revision 1", d, err)
			}
		}
		if depth == 5 {
			return
		}
		if err := s.View(ctx, func(r store.Reader) error { read(depth+1, r); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	read(0, s)
	for c, err := range s.Watch(ctx, store.Current) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Op == store.OpMark {
			break
		}
	}
	select {
	case err := <-waiting:
		t.Errorf("the writer was not held: %v", err)
	default:
	}
	release()
	if err := <-left; err != nil {
		t.Error(err)
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
}

// TestWatchersWakeWithoutPolling runs in a bubble where time stands still while anything can go on: an Apply reaches the
// watchers without any of it passing, and in hours without writes none of them reads.
func TestWatchersWakeWithoutPolling(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := openIn(t, dir, storetest.Options{Colls: killColls, Now: time.Now})
		ctx, cancel := context.WithCancel(t.Context())
		const watchers = 5
		var told [watchers]chan string
		for i := range watchers {
			told[i] = make(chan string, 100)
			go func() {
				for c, err := range s.Watch(ctx, store.Current) {
					if err == nil {
						told[i] <- c.ID
					}
				}
			}()
		}
		time.Sleep(time.Minute) // the check of the whole file is over
		synctest.Wait()
		for i := range watchers {
			if id := <-told[i]; id != "" {
				t.Errorf("%q, want the mark", id)
			}
		}
		for n := range 3 {
			begin := time.Now()
			apply(t, s, numbered(fmt.Sprint(n), n))
			synctest.Wait()
			for i := range watchers {
				select {
				case id := <-told[i]:
					if id != fmt.Sprint(n) {
						t.Errorf("watcher %d was told of %s, want %d", i, id, n)
					}
				default:
					t.Errorf("watcher %d was not told", i)
				}
			}
			if passed := time.Since(begin); passed != 0 {
				t.Errorf("told after %v, want at once", passed)
			}
			back, err := s.TakeReaders(ctx)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Hour)
			synctest.Wait()
			stacks := make([]byte, 1<<20)
			stacks = stacks[:runtime.Stack(stacks, true)]
			if bytes.Contains(stacks, []byte("sqlite.(*pool).get")) {
				t.Errorf("a watcher wants to read while nothing happened:\n%s", stacks)
			}
			back()
		}
		cancel()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
