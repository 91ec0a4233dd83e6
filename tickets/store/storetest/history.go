package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/axsensor/lethe/tickets/store"
)

var historyTests = []test{{"linearizable", testHistories}}

// subjects are the few documents over which the clients of a history meet.
var subjects = [...]store.Ref{thing("x"), {Coll: others, ID: "y"}, thing("z"), {Coll: claims, ID: "w"}}

// snap is what a moment knows of the subjects: revision and value, zero where there is none.
type snap [len(subjects)]struct{ rev, n int64 }

// asked is a Get of all subjects, or an Apply.
type asked struct{ writes []store.Write }

type answered struct {
	seen snap      // of a Get
	ref  store.Ref // of a refused Apply
	err  error     // nil, ErrStale or ErrDuplicate
}

// oneByOne is how a store answers that does one thing after the other.
var oneByOne = porcupine.Model{
	Init: func() any { return snap{} },
	Step: func(state, input, output any) (bool, any) {
		now, in, out := state.(snap), input.(asked), output.(answered)
		if in.writes == nil {
			return out.seen == now, now
		}
		next, ref, err := now.apply(in.writes)
		return ref == out.ref && err == out.err, next
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprint(input, " -> ", output) },
}

func (s snap) apply(writes []store.Write) (snap, store.Ref, error) {
	next := s
	for _, w := range writes {
		i := slices.Index(subjects[:], w.Ref)
		switch {
		case w.Rev == s[i].rev:
		case w.Op == store.OpPut && w.Rev == 0:
			return s, w.Ref, store.ErrDuplicate
		default:
			return s, w.Ref, store.ErrStale
		}
		switch w.Op {
		case store.OpPut:
			next[i].rev, next[i].n = w.Rev+1, w.Body.Lookup("n").Int64()
		case store.OpDelete:
			next[i].rev, next[i].n = 0, 0
		}
	}
	return next, store.Ref{}, nil
}

// testHistories lets 2 to 8 clients read and write the same few documents at random, and looks for an order, one after the
// other, that explains every answer and agrees with the clock. A busy machine may leave a few rounds undecided.
func testHistories(e *env) {
	s := e.start()
	undecided := 0
	for round := range 14 {
		e.clearSubjects()
		h := &history{e: e, s: s, start: time.Now()}
		together(2+round%7, func(i int) { h.client(i, 12) })
		if e.Failed() {
			return
		}
		result := porcupine.CheckOperationsTimeout(oneByOne, h.all, time.Minute)
		if result == porcupine.Illegal {
			e.Fatalf("round %d: no order explains these answers:\n%v", round, h)
		}
		if result == porcupine.Unknown {
			undecided++
			e.Logf("round %d: %d operations were not decided within a minute", round, len(h.all))
		}
	}
	if undecided > 3 {
		e.Errorf("%d rounds of 14 were not decided: this holds nothing", undecided)
	}
}

func (e *env) clearSubjects() {
	docs, err := e.store.Get(e.ctx(), subjects[:]...)
	e.ok(err)
	for _, d := range docs {
		if d.Exists() {
			e.apply(del(d.Ref, d.Rev))
		}
	}
}

// history is what clients asked and were answered.
type history struct {
	e     *env
	s     store.Store
	start time.Time
	n     atomic.Int64 // the last value written

	mu  sync.Mutex
	all []porcupine.Operation
}

// client does some things, by what it saw last.
func (h *history) client(id, times int) {
	var last snap
	for range times {
		in, out := asked{}, answered{}
		if rand.IntN(3) > 0 {
			in.writes = h.writes(last)
		}
		call := time.Since(h.start)
		var err error
		if in.writes == nil {
			out.seen, err = h.get()
			last = out.seen
		} else {
			out.ref, out.err, err = refusalOf(h.s.Apply(h.e.ctx(), in.writes...))
		}
		if err != nil {
			h.e.Error(err)
			return
		}
		h.add(porcupine.Operation{ClientId: id, Input: in, Call: call.Nanoseconds(), Output: out, Return: time.Since(h.start).Nanoseconds()})
	}
}

func (h *history) add(op porcupine.Operation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, op)
}

func (h *history) get() (seen snap, err error) {
	docs, err := h.s.Get(h.e.ctx(), subjects[:]...)
	for i, d := range docs {
		if seen[i].rev = d.Rev; d.Exists() {
			seen[i].n = d.Body.Lookup("n").Int64()
		}
	}
	return seen, err
}

// writes draws an Apply that fits what was seen last, or nearly.
func (h *history) writes(last snap) (all []store.Write) {
	for _, i := range rand.Perm(len(subjects))[:1+rand.IntN(3)] {
		w := store.Write{Op: []store.Op{store.OpPut, store.OpPut, store.OpDelete, store.OpExpect}[rand.IntN(4)], Ref: subjects[i], Rev: last[i].rev}
		if rand.IntN(6) == 0 {
			w.Rev = int64(rand.IntN(3))
		}
		if w.Op == store.OpDelete && w.Rev == 0 {
			w.Op = store.OpExpect
		}
		if w.Op == store.OpPut {
			w.Body = body("n", h.n.Add(1))
		}
		all = append(all, w)
	}
	return all
}

// refusalOf takes an answer of Apply apart; what is neither success nor refusal is an error.
func refusalOf(answer error) (ref store.Ref, refused, err error) {
	var conflict *store.Conflict
	if errors.As(answer, &conflict) {
		return conflict.Ref, conflict.Err, nil
	}
	return store.Ref{}, nil, answer
}

func (h *history) String() string {
	var b strings.Builder
	for _, op := range h.all {
		fmt.Fprintf(&b, "client %d, %d to %d: %v\n", op.ClientId, op.Call, op.Return, oneByOne.DescribeOperation(op.Input, op.Output))
	}
	return b.String()
}
