package seal_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/seal"
)

// watched is the database of s through a connection that tells of each command before it is sent.
func (s *shop) watched(before func(command, collection string)) *mongo.Database {
	s.t.Helper()
	c, err := mongo.Connect(options.Client().ApplyURI(s.uri).SetRetryWrites(false).SetMonitor(&event.CommandMonitor{
		Started: func(_ context.Context, e *event.CommandStartedEvent) {
			coll, _ := e.Command.Lookup(e.CommandName).StringValueOK()
			before(e.CommandName, coll)
		}}))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Disconnect(context.Background()) })
	return c.Database(s.db.Name())
}

// once is f for the first command that fits, after armed.
func once(armed *atomic.Bool, command, collection string, f func()) func(string, string) {
	return func(com, coll string) {
		if com == command && coll == collection && armed.CompareAndSwap(true, false) {
			f()
		}
	}
}

// A node that has looked at the epochs and then sleeps writes its new keys under one that has been retired meanwhile.
// They are brought under the new one before anybody gets them: the old one may end.
func TestKeysMadeDuringARotation(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		s.keys(1)
		var armed atomic.Bool
		slow := s.node(s.watched(once(&armed, "insert", "keys", func() { s.rotate() })))
		armed.Store(true)
		ks := slow.keys(5)
		if armed.Load() {
			t.Fatal("no rotation took place")
		}
		sealed := map[seal.KeyID][]byte{}
		for _, k := range ks {
			sealed[k] = slow.seal(k)
			if e := s.doc(k).Epoch; e != 2 {
				t.Errorf("%s is under epoch %d", k, e)
			}
		}
		s.clock.add(seal.AgeLimit)
		if n, err := s.ring.Expire(t.Context()); err != nil || n != 1 {
			t.Fatalf("%d epochs ended, %v", n, err)
		}
		fresh := s.node(s.db)
		for _, k := range ks {
			fresh.opens(k, sealed[k])
			slow.opens(k, sealed[k])
		}
	})
}

// A rotation that has read a key writes it back when it was shredded meanwhile? It does not.
func TestShredDuringARotation(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		ks := s.keys(3)
		sealed := []([]byte){s.seal(ks[0]), s.seal(ks[1])}
		wrapped := s.wrapped(ks[0])
		var armed atomic.Bool
		slow := s.node(s.watched(once(&armed, "update", "keys", func() { s.shred(ks[0]) })))
		armed.Store(true)
		slow.rotate()
		if armed.Load() {
			t.Fatal("nothing was shredded meanwhile")
		}
		for _, n := range []*shop{s, slow, s.node(s.db)} {
			n.clock.add(30 * time.Second)
			n.fails(ks[0], sealed[0], seal.ErrShredded)
			n.opens(ks[1], sealed[1])
		}
		if in := s.place([]byte(ks[0])); in != "erased" {
			t.Errorf("the key's id is in %q", in)
		}
		if in := s.left(wrapped); in != "" {
			t.Errorf("the wrapped key is left in %s", in)
		}
	})
}

// A key that one node has shredded is opened by another from its cache for 30 s at most, and by itself never.
func TestOtherNodesForgetAShreddedKey(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		k := s.keys(1)[0]
		sealed := s.seal(k)
		other := s.node(s.db)
		other.opens(k, sealed)
		s.shred(k)
		s.fails(k, sealed, seal.ErrShredded)
		s.clock.add(19 * time.Second)
		other.opens(k, sealed) // or it would ask the server for each
		s.clock.add(11 * time.Second)
		other.fails(k, sealed, seal.ErrShredded)
	})
}

// history is a run of several nodes on one key store.
type history struct {
	*testing.T
	clock *clock
	nodes []*shop

	mu     sync.Mutex
	sealed map[seal.KeyID][]byte
	begun  map[seal.KeyID]bool
	gone   map[seal.KeyID]time.Time // when the shredding was acknowledged
}

// TestNodes lets two nodes make, open and shred keys and rotate at random, with a clock that runs on. Nothing that was
// shredded opens 30 s later, nothing that lives is ever lost.
func TestNodes(t *testing.T) {
	overKinds(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		h := &history{T: t, clock: s.clock, nodes: []*shop{s, s.node(s.db)}, sealed: map[seal.KeyID][]byte{}, begun: map[seal.KeyID]bool{}, gone: map[seal.KeyID]time.Time{}}
		var workers, rotations sync.WaitGroup
		done := make(chan struct{})
		turned := 0
		rotations.Go(func() {
			for ; ; turned++ {
				select {
				case <-done:
					return
				default:
					h.turn()
				}
			}
		})
		for i := range 6 {
			workers.Go(func() {
				for range 40 {
					h.step(h.nodes[i%2])
				}
			})
		}
		workers.Wait()
		close(done)
		rotations.Wait()
		if turned == 0 || len(h.gone) < 20 {
			t.Errorf("%d rotations, %d keys shredded: too little to show anything", turned, len(h.gone))
		}
		h.clock.add(30 * time.Second)
		for _, n := range append(h.nodes, s.node(s.db)) {
			for k := range h.sealed {
				h.open(n, k)
			}
			if st := n.status(); st.Damaged != 0 || st.Shredded != len(h.gone) {
				t.Errorf("%+v; %d were shredded", st, len(h.gone))
			}
		}
		t.Logf("%d keys, %d shredded, %d rotations", len(h.sealed), len(h.gone), turned)
	}, onServer)
}

// turn rotates on one node or on both at once, and now and then lets epochs end.
func (h *history) turn() {
	h.clock.add(time.Duration(rand.IntN(10)) * time.Second)
	var both sync.WaitGroup
	for _, n := range h.nodes[rand.IntN(2):] {
		both.Go(func() {
			if err := n.ring.Rotate(h.Context()); err != nil {
				h.Errorf("rotate: %v", err)
			}
		})
	}
	both.Wait()
	if rand.IntN(4) == 0 {
		h.clock.add(seal.AgeLimit)
		if _, err := h.nodes[rand.IntN(2)].ring.Expire(h.Context()); err != nil {
			h.Errorf("expire: %v", err)
		}
	}
}

// step makes keys and seals under them, shreds some of anybody's, and opens some.
func (h *history) step(n *shop) {
	ks, err := n.ring.NewKeys(h.Context(), 1+rand.IntN(20))
	if err != nil {
		h.Errorf("new keys: %v", err)
		return
	}
	for _, k := range ks[:min(len(ks), 5)] {
		b, err := n.ring.Seal(h.Context(), k, "doc/1", []byte(k))
		if err != nil {
			h.Errorf("seal under the new %s: %v", k, err)
			return
		}
		h.mu.Lock()
		h.sealed[k] = b
		h.mu.Unlock()
	}
	if gone := h.some(2); rand.IntN(3) == 0 {
		h.mu.Lock()
		for _, k := range gone {
			h.begun[k] = true
		}
		h.mu.Unlock()
		if err := n.ring.Shred(h.Context(), gone...); err != nil {
			h.Errorf("shred: %v", err)
			return
		}
		at := h.clock.Now()
		h.mu.Lock()
		for _, k := range gone {
			if _, twice := h.gone[k]; !twice {
				h.gone[k] = at
			}
		}
		h.mu.Unlock()
		for _, k := range gone {
			if _, err := n.ring.Open(h.Context(), k, "doc/1", h.bytes(k)); !errors.Is(err, seal.ErrShredded) {
				h.Errorf("%s, on the node that shredded it: %v", k, err)
			}
		}
	}
	for _, k := range h.some(5) {
		h.open(h.nodes[rand.IntN(2)], k)
	}
}

func (h *history) bytes(k seal.KeyID) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sealed[k]
}

// some are n keys at random.
func (h *history) some(n int) (ks []seal.KeyID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for k := range h.sealed {
		if len(ks) == n {
			break
		}
		ks = append(ks, k)
	}
	return ks
}

// open opens a key and requires what it must be.
func (h *history) open(n *shop, k seal.KeyID) {
	h.mu.Lock()
	sealed, begun := h.sealed[k], h.begun[k]
	at, gone := h.gone[k]
	gone = gone && !h.clock.Now().Before(at.Add(30*time.Second))
	h.mu.Unlock()
	plain, err := n.ring.Open(h.Context(), k, "doc/1", sealed)
	h.mu.Lock()
	begun = begun || h.begun[k] // meanwhile
	h.mu.Unlock()
	switch {
	case gone && !errors.Is(err, seal.ErrShredded):
		h.Errorf("%s was shredded at %s and opened at %s: %v", k, at, h.clock.Now(), err)
	case !begun && (err != nil || string(plain) != string(k)):
		h.Errorf("the living %s: %v", k, err)
	case err != nil && !errors.Is(err, seal.ErrShredded):
		h.Errorf("%s: %v", k, err)
	}
}
