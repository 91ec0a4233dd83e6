package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

var getTests = []test{
	{"order, absence, repetition", testGetMany},
	{"unknown collection", testGetUnknown},
	{"many at one snapshot under writers", testGetSnapshot},
	{"a view is one snapshot under writers", testView},
	{"a view ends with its function", testViewEnds},
	{"a view does not outlive its time", testViewTime},
}

func testGetMany(e *env) {
	s := e.start()
	e.apply(put(thing("a"), 0, body("n", 1)), put(thing("b"), 0, body("n", 2)), put(store.Ref{Coll: others, ID: "a"}, 0, body("n", 3)))
	refs := []store.Ref{thing("b"), thing("none"), {Coll: others, ID: "a"}, thing("a"), thing("b")}
	docs, err := s.Get(e.ctx(), refs...)
	e.ok(err)
	for i, want := range []int32{2, 0, 3, 1, 2} {
		if want == 0 {
			if docs[i].Exists() || docs[i].Ref != (store.Ref{}) || docs[i].Body != nil {
				e.Errorf("an absent document is %v, want zero", docs[i])
			}
			continue
		}
		if docs[i].Ref != refs[i] || docs[i].Body.Lookup("n").Int32() != want || docs[i].At != "" {
			e.Errorf("%d: %v %v, want %v with %d and no position", i, docs[i].Ref, docs[i].Body, refs[i], want)
		}
	}
	if docs, err := s.Get(e.ctx()); err != nil || len(docs) != 0 {
		e.Errorf("no references: %v, %v", docs, err)
	}
}

func testGetUnknown(e *env) {
	s := e.start()
	for _, r := range []store.Ref{{Coll: "nowhere", ID: "a"}, thing("")} {
		if _, err := s.Get(e.ctx(), r); !errors.Is(err, store.ErrQuery) {
			e.Errorf("%v: %v, want ErrQuery", r, err)
		}
	}
}

// pairs keeps two documents of two collections equal, in one Apply each time, until stop says so.
func (e *env) pairs(stop *atomic.Bool) {
	a, b := thing("a"), store.Ref{Coll: others, ID: "b"}
	for n := int64(1); !stop.Load(); n++ {
		if err := e.store.Apply(e.ctx(), put(b, n, body("n", n)), put(a, n, body("n", n, "owner", "pair"))); err != nil {
			e.Error(err)
			return
		}
	}
}

func (e *env) startPairs() {
	e.start()
	e.apply(put(thing("a"), 0, body("n", int64(0), "owner", "pair")), put(store.Ref{Coll: others, ID: "b"}, 0, body("n", int64(0))))
}

func testGetSnapshot(e *env) {
	e.startPairs()
	var stop atomic.Bool
	together(4, func(i int) {
		if i == 0 {
			e.pairs(&stop)
			return
		}
		defer stop.Store(true)
		for range 300 {
			docs, err := e.store.Get(e.ctx(), thing("a"), store.Ref{Coll: others, ID: "b"})
			if err != nil {
				e.Error(err)
				return
			}
			if docs[0].Rev != docs[1].Rev || docs[0].Body.Lookup("n").Int64() != docs[1].Body.Lookup("n").Int64() {
				e.Errorf("torn: revisions %d and %d", docs[0].Rev, docs[1].Rev)
				return
			}
		}
	})
}

func testView(e *env) {
	e.startPairs()
	var stop atomic.Bool
	together(3, func(i int) {
		if i == 0 {
			e.pairs(&stop)
			return
		}
		defer stop.Store(true)
		for range 30 {
			if err := e.store.View(e.ctx(), e.viewOnce); err != nil {
				e.Error(err)
				return
			}
		}
	})
}

// viewOnce reads in all ways and finds one state.
func (e *env) viewOnce(r store.Reader) error {
	var seen int64
	for range 5 {
		docs, err := r.Get(e.ctx(), thing("a"))
		if err != nil {
			return err
		}
		other, err := r.Get(e.ctx(), store.Ref{Coll: others, ID: "b"})
		if err != nil {
			return err
		}
		if seen == 0 {
			seen = docs[0].Rev
		}
		found := int64(0)
		for d, err := range r.Find(e.ctx(), store.Query{Coll: things, Index: "owner", Eq: []any{"pair"}}) {
			if err != nil {
				return err
			}
			found = d.Rev
		}
		if docs[0].Rev != seen || other[0].Rev != seen || found != seen {
			return fmt.Errorf("torn: %d, %d, %d in a view of %d", docs[0].Rev, other[0].Rev, found, seen)
		}
	}
	return nil
}

func testViewEnds(e *env) {
	s := e.start()
	mine := errors.New("mine")
	var kept store.Reader
	err := s.View(e.ctx(), func(r store.Reader) error {
		kept = r
		e.apply(put(thing("a"), 0, body("owner", "x"))) // a view does not keep others from writing, nor its own caller
		docs, err := r.Get(e.ctx(), thing("a"))
		if err != nil || docs[0].Exists() {
			e.Errorf("a later write shows: %v, %v", docs, err)
		}
		n, err := r.Count(e.ctx(), store.Query{Coll: things, Index: "all"})
		if err != nil || n != 0 {
			e.Errorf("a later write is counted: %d, %v", n, err)
		}
		return mine
	})
	if !errors.Is(err, mine) {
		e.Errorf("%v, want the function's own error", err)
	}
	if _, err := kept.Get(e.ctx(), thing("a")); err == nil {
		e.Error("the view's reader works after its end")
	}
	if !e.get(thing("a")).Exists() {
		e.Error("the write is gone")
	}
}

func testViewTime(e *env) {
	if testing.Short() {
		e.Skip("waits for store.ViewTime")
	}
	s, ctx := e.start(), e.ctx()
	err := s.View(ctx, func(r store.Reader) error {
		for {
			if _, err := r.Get(ctx, thing("a")); err != nil {
				return err
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	if err == nil {
		e.Error("a view lived on until the test's own time was over")
	}
	e.apply(put(thing("a"), 0, body()))
}
