package seal_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// Whatever is cut short before any of its commands leaves a key store that is whole, and is finished when it is called
// again.
func TestCutAtEveryCommand(t *testing.T) {
	for what, do := range map[string]func(context.Context, *shop, []seal.KeyID) error{
		"rotate": func(ctx context.Context, s *shop, _ []seal.KeyID) error { return s.ring.Rotate(ctx) },
		"shred":  func(ctx context.Context, s *shop, ks []seal.KeyID) error { return s.ring.Shred(ctx, ks[:3]...) },
		"new keys": func(ctx context.Context, s *shop, _ []seal.KeyID) error {
			_, err := s.ring.NewKeys(ctx, 2000)
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			overKinds(t, func(t *testing.T, kd kind) { cutAtEvery(t, kd, what, do) }, onServer)
		})
	}
}

func cutAtEvery(t *testing.T, kd kind, what string, do func(context.Context, *shop, []seal.KeyID) error) {
	s := kd.shop(t)
	for n := 1; n < 2000; n += 1 + n/12*n/12 { // each of the first, then fewer: they are of one kind
		ks := s.keys(6)
		sealed := map[seal.KeyID][]byte{}
		for _, k := range ks {
			sealed[k] = s.seal(k)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var left atomic.Int64
		left.Store(1 << 40)
		cut := *s
		cut.db = s.watched(func(string, string) {
			if left.Add(-1) == 0 {
				cancel()
			}
		})
		cut.open() // and never closed, like a process that is killed
		left.Store(int64(n))
		err := do(ctx, &cut, ks)
		cancel()
		s.clock.add(30 * time.Second)
		fresh := s.node(s.db)
		for _, node := range []*shop{s, fresh} {
			for i, k := range ks {
				if what == "shred" && i < 3 {
					if err != nil && !node.isShredded(k, sealed[k]) {
						node.opens(k, sealed[k]) // it was not come to
					} else {
						node.fails(k, sealed[k], seal.ErrShredded)
					}
					continue
				}
				node.opens(k, sealed[k])
			}
		}
		if again := do(t.Context(), fresh, ks); again != nil {
			t.Fatalf("cut at command %d, and again: %v", n, again)
		}
		for i, k := range ks {
			if what == "shred" && i < 3 {
				fresh.fails(k, sealed[k], seal.ErrShredded)
				if in := s.place([]byte(k)); in != "erased" {
					t.Fatalf("cut at command %d: the key's id is in %q", n, in)
				}
			}
		}
		if what == "rotate" {
			st := fresh.status()
			for _, e := range st.Epochs[:len(st.Epochs)-1] {
				if e.Keys != 0 {
					t.Fatalf("cut at command %d: %+v", n, st)
				}
			}
		}
		if err == nil {
			t.Logf("whole after %d commands", n-1)
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cut at command %d: %v", n, err)
		}
	}
	t.Fatal("it comes to no end")
}

// Connections that are cut again and again, half of the times after the server has worked unheard for a moment, lose no
// living key and bring no shredded one back.
func TestCutConnections(t *testing.T) {
	overKinds(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		p, through := mongotest.NewProxy(t, s.uri)
		c := mongotest.Client(t, through)
		defer func() { _ = c.Disconnect(context.Background()) }()
		cut := s.node(c.Database(s.db.Name()))
		h := &history{T: t, clock: s.clock, nodes: []*shop{cut, s}, sealed: map[seal.KeyID][]byte{}, begun: map[seal.KeyID]bool{}, gone: map[seal.KeyID]time.Time{}}
		done := make(chan struct{})
		var cuts, work sync.WaitGroup
		cuts.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				case <-time.After(500 * time.Millisecond):
				}
				if n%2 == 0 {
					p.Cut()
				} else {
					p.CutAfter(5 * time.Millisecond)
				}
			}
		})
		for range 3 {
			work.Go(func() {
				for range 12 {
					h.step(cut)
				}
			})
		}
		work.Go(func() {
			for range 3 {
				h.turn()
			}
		})
		work.Wait()
		close(done)
		cuts.Wait()
		h.clock.add(30 * time.Second)
		fresh := s.node(s.db)
		for k := range h.sealed {
			h.open(fresh, k)
		}
		t.Logf("%d keys, %d shredded", len(h.sealed), len(h.gone))
	}, onServer)
}
