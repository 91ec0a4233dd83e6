package tickets

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestNoWriteOfADeposedHolder runs random programs of takers, renewals, stalls, verbs under way and clocks that move, and
// looks at the order in which writes were committed: after the first write of a term none of an earlier one. Whoever
// holds the lease by the model is never refused.
func TestNoWriteOfADeposedHolder(t *testing.T) {
	ds, clock := nodes(t, 3)
	var run atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		m := &leaseModel{t: t, ds: ds, clock: clock, name: fmt.Sprint("lease-", run.Add(1))}
		defer m.drain(rt)
		m.take(rt) // so that there is a term to draw
		rt.Repeat(map[string]func(*rapid.T){
			"take": m.take, "renew": m.renew, "give": m.give, "verb": m.verb, "begin": m.begin, "finish": m.finish, "pass": m.pass,
		})
	})
}

// leaseModel is what must be true of one lease: the last who took it in vain of nobody holds it.
type leaseModel struct {
	t      *testing.T
	ds     []*Desk
	clock  *handClock
	name   string
	terms  []*turn // every term there was
	holder *turn   // nil: nobody
	quiet  time.Duration
	seen   [3]bool // since the last move of the lease, with quiet counted from the first who saw
	going  []*verbGoing
	wrote  []int64 // terms, in the order of their commits
	n      int
}

// turn is one term as its holder knows it.
type turn struct {
	node  int
	lease *Lease
	ctx   context.Context
}

// verbGoing is a verb that has read and not written yet.
type verbGoing struct {
	of   *turn
	wake chan bool
	done chan error
}

func (m *leaseModel) moved() { m.quiet, m.seen = 0, [3]bool{} }

func (m *leaseModel) take(rt *rapid.T) {
	node := rapid.IntRange(0, 2).Draw(rt, "node")
	lease, err := m.ds[node].Leases.take(m.t.Context(), m.name)
	if err != nil {
		rt.Fatal(err)
	}
	mine := m.holder != nil && m.holder.node == node
	switch {
	case lease == nil && (m.holder == nil || mine):
		rt.Fatal("a free lease was refused")
	case lease != nil && m.holder != nil && !mine && (!m.seen[node] || m.quiet < time.Minute):
		rt.Fatalf("taken after %v of silence", m.quiet)
	case lease == nil:
		m.seen[node] = true
		return
	}
	if n := len(m.terms); lease.term != int64(n)+1 {
		rt.Fatalf("term %d after %d", lease.term, n)
	}
	m.holder = &turn{node, lease, under(m.t.Context(), m.ds[node], lease)}
	m.terms = append(m.terms, m.holder)
	m.moved()
}

// some draws one of the terms, also of those that are over.
func (m *leaseModel) some(rt *rapid.T) *turn {
	return m.terms[rapid.IntRange(0, len(m.terms)-1).Draw(rt, "term")]
}

func (m *leaseModel) renew(rt *rapid.T) {
	o := m.some(rt)
	err := m.ds[o.node].Leases.renew(m.t.Context(), o.lease)
	m.judge(rt, "renewal", o, err)
	if err == nil {
		m.moved()
	}
}

func (m *leaseModel) give(rt *rapid.T) {
	o := m.some(rt)
	err := m.ds[o.node].Leases.give(m.t.Context(), o.lease)
	m.judge(rt, "giving back", o, err)
	if err == nil {
		m.holder = nil
	}
}

// judge says that the holder is never refused, and everybody else always.
func (m *leaseModel) judge(rt *rapid.T, what string, o *turn, err error) {
	if o == m.holder && err != nil || o != m.holder && !errors.Is(err, ErrLeaseLost) {
		rt.Fatalf("%s in term %d of %d, holder %v: %v", what, o.lease.term, len(m.terms), o == m.holder, err)
	}
}

func (m *leaseModel) id() string {
	m.n++
	return fmt.Sprint(m.name, ".", m.n)
}

func (m *leaseModel) ended(rt *rapid.T, o *turn, err error) {
	m.judge(rt, "a verb", o, err)
	if err != nil {
		return
	}
	if n := len(m.wrote); n > 0 && m.wrote[n-1] > o.lease.term {
		rt.Fatalf("term %d wrote after term %d", o.lease.term, m.wrote[n-1])
	}
	m.wrote = append(m.wrote, o.lease.term)
}

func (m *leaseModel) verb(rt *rapid.T) {
	o := m.some(rt)
	m.ended(rt, o, note(o.ctx, m.ds[o.node], m.id()))
}

func (m *leaseModel) begin(rt *rapid.T) {
	o := m.some(rt)
	v := &verbGoing{of: o, wake: make(chan bool), done: make(chan error, 1)}
	inside, id := make(chan bool), m.id()
	go func() {
		v.done <- m.ds[o.node].w.do(o.ctx, func(t *tx) error {
			inside <- true
			<-v.wake
			return t.claim(id, "")
		})
	}()
	<-inside
	m.going = append(m.going, v)
}

func (m *leaseModel) finish(rt *rapid.T) {
	if len(m.going) == 0 {
		return
	}
	i := rapid.IntRange(0, len(m.going)-1).Draw(rt, "verb")
	v := m.going[i]
	m.going = append(m.going[:i], m.going[i+1:]...)
	close(v.wake)
	m.ended(rt, v.of, <-v.done)
}

func (m *leaseModel) pass(rt *rapid.T) {
	d := time.Duration(rapid.IntRange(1, 40).Draw(rt, "seconds")) * time.Second
	m.clock.add(d)
	m.quiet += d
}

func (m *leaseModel) drain(rt *rapid.T) {
	for len(m.going) > 0 {
		v := m.going[0]
		m.going = m.going[1:]
		close(v.wake)
		m.ended(rt, v.of, <-v.done)
	}
}
