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
		err := s.cutAt(n, func(ctx context.Context, cut *shop) error { return do(ctx, cut, ks) }) // and never closed, like one that is killed
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
		if err == nil {
			settled(t, what, n, fresh)
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
		settled(t, what, n, fresh)
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

// settled requires that no key is under an epoch that a whole rotation has retired.
func settled(t *testing.T, what string, n int, s *shop) {
	t.Helper()
	st := s.status()
	for _, e := range st.Epochs[:len(st.Epochs)-1] {
		if what == "rotate" && e.Keys != 0 {
			t.Fatalf("cut at command %d: %+v", n, st)
		}
	}
}

// A destruction and a copy that are cut before any of their commands are finished by who comes next: the one by opening
// the store, the other by copying again.
func TestDestroyAndCopyCutAtEveryCommand(t *testing.T) {
	overKinds(t, func(t *testing.T, kd kind) {
		whole := false
		for n, m := 1, 1; !whole; n, m = n+1+n/3, m+1 { // a copy asks for each key
			if n > 10_000 {
				t.Fatal("it comes to no end")
			}
			from := newShop(t)
			ks := from.keys(4)
			sealed := from.seal(ks[0])
			from.shred(ks[1])
			s := from.twinOn(kd)
			cut := s.cutAt(n, func(ctx context.Context, cut *shop) error { return seal.Copy(ctx, from.ring, cut.ring, nil) })
			from.copyTo(s)
			s.opens(ks[0], sealed)
			s.fails(ks[1], sealed, seal.ErrShredded)
			err := s.cutAt(m, func(ctx context.Context, cut *shop) error { return cut.ring.Destroy(ctx) })
			whole = cut == nil && err == nil
			if m == 1 {
				continue // before its first command nothing is destroyed
			}
			if _, open := seal.Open(t.Context(), s.options()); !errors.Is(open, seal.ErrDestroyed) {
				t.Fatalf("cut at command %d, and opened: %v", m, open)
			}
			if docs := s.docs(); len(docs["keys"])+len(docs["epochs"])+len(docs["erased"]) > 0 {
				t.Fatalf("cut at command %d: left are %v", m, docs)
			}
		}
	}, onFerret)
}

// cutAt does something on another node that ends before its nth command.
func (s *shop) cutAt(n int, do func(context.Context, *shop) error) error {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	var left atomic.Int64
	left.Store(1 << 40)
	cut := *s
	cut.db = s.watched(func(string, string) {
		if left.Add(-1) == 0 {
			cancel()
		}
	})
	cut.open()
	left.Store(int64(n))
	return do(ctx, &cut)
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
