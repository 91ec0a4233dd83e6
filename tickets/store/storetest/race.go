package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/axsensor/lethe/tickets/store"
)

func testClaims(e *env) {
	s := e.start()
	for round := range 20 {
		claim := store.Ref{Coll: claims, ID: fmt.Sprint("number/", round)}
		var won atomic.Int32
		together(8, func(i int) {
			winner := thing(fmt.Sprint(round, ".", i))
			err := s.Apply(e.ctx(), put(claim, 0, body("by", i)), put(winner, 0, body()))
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, store.ErrDuplicate):
				e.Errorf("%v, want ErrDuplicate", err)
			}
		})
		if won.Load() != 1 {
			e.Fatalf("%d won one claim", won.Load())
		}
	}
	if n, err := s.Count(e.ctx(), store.Query{Coll: things, Index: "all"}); err != nil || n != 20 {
		e.Errorf("%d documents of winners, %v; want 20", n, err)
	}
}

func testCounting(e *env) {
	const clients, each = 8, 20
	s := e.start()
	e.apply(put(thing("sum"), 0, body("n", int64(0))))
	together(clients, func(int) {
		for done := 0; done < each; {
			docs, err := s.Get(e.ctx(), thing("sum"))
			if err != nil {
				e.Error(err)
				return
			}
			n := docs[0].Body.Lookup("n").Int64()
			err = s.Apply(e.ctx(), put(thing("sum"), docs[0].Rev, body("n", n+1)))
			switch {
			case err == nil:
				done++
			case !errors.Is(err, store.ErrStale):
				e.Error(err)
				return
			}
		}
	})
	got := e.get(thing("sum"))
	if n := got.Body.Lookup("n").Int64(); n != clients*each || got.Rev != clients*each+1 {
		e.Errorf("counted to %d at revision %d, want %d", n, got.Rev, clients*each)
	}
}

// testSkew: of two Applies that each expect what the other changes, one at most may pass.
func testSkew(e *env) {
	s := e.start()
	for round := range 100 {
		x, y := thing(fmt.Sprint("x", round)), thing(fmt.Sprint("y", round))
		e.apply(put(x, 0, body()), put(y, 0, body()))
		var passed atomic.Int32
		together(2, func(i int) {
			a, b := x, y
			if i == 1 {
				a, b = y, x
			}
			err := s.Apply(e.ctx(), expect(a, 1), put(b, 1, body("n", 1)))
			switch {
			case err == nil:
				passed.Add(1)
			case !errors.Is(err, store.ErrStale):
				e.Error(err)
			}
		})
		if passed.Load() != 1 {
			e.Fatalf("round %d: %d of two passed, want 1", round, passed.Load())
		}
	}
}

// testSkewOfNothing: of two Applies that each make what the other expects not to be there, one at most may pass.
func testSkewOfNothing(e *env) {
	s := e.start()
	for round := range 60 {
		x, y := thing(fmt.Sprint("x", round)), store.Ref{Coll: claims, ID: fmt.Sprint("y", round)}
		var passed atomic.Int32
		together(2, func(i int) {
			a, b := x, y
			if i == 1 {
				a, b = y, x
			}
			err := s.Apply(e.ctx(), expect(a, 0), put(b, 0, body()))
			switch {
			case err == nil:
				passed.Add(1)
			case !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrDuplicate):
				e.Error(err)
			}
		})
		docs, err := s.Get(e.ctx(), x, y)
		e.ok(err)
		if passed.Load() != 1 || docs[0].Exists() == docs[1].Exists() {
			e.Fatalf("round %d: %d of two passed, want 1; there: %v and %v", round, passed.Load(), docs[0].Exists(), docs[1].Exists())
		}
	}
}

// testHead: children are added under an expected head while the head is taken away; none may come after it.
func testHead(e *env) {
	s := e.start()
	for round := range 20 {
		head := thing(fmt.Sprint("h", round))
		owner := fmt.Sprint("o", round)
		e.apply(put(head, 0, body()))
		var added atomic.Int64
		together(5, func(i int) {
			if i == 0 {
				if err := s.Apply(e.ctx(), del(head, 1)); err != nil {
					e.Error(err)
				}
				return
			}
			for n := range 10 {
				child := thing(fmt.Sprint(head.ID, ".", i, ".", n))
				err := s.Apply(e.ctx(), expect(head, 1), put(child, 0, body("owner", owner)))
				if errors.Is(err, store.ErrStale) {
					if docs, err := s.Get(e.ctx(), head); err != nil || docs[0].Exists() {
						e.Errorf("refused while the head is there: %v", err)
					}
					return
				}
				if err != nil {
					e.Error(err)
				}
				added.Add(1)
			}
		})
		if n, err := s.Count(e.ctx(), store.Query{Coll: things, Index: "owner", Eq: []any{owner}}); err != nil || n != added.Load() {
			e.Fatalf("%d children there, %d were acknowledged, %v", n, added.Load(), err)
		}
	}
}

// testIsolation: half of many concurrent Applies are refused; each of the others is there whole.
func testIsolation(e *env) {
	s := e.start()
	e.apply(put(thing("fixed"), 0, body()))
	together(16, func(i int) {
		for n := range 20 {
			a, b := thing(fmt.Sprint("a", i, "-", n)), thing(fmt.Sprint("b", i, "-", n))
			bad := (i+n)%2 == 0
			writes := []store.Write{put(a, 0, body()), expect(thing("fixed"), 1), put(b, 0, body())}
			if bad {
				writes[1].Rev = 2
			}
			err := s.Apply(e.ctx(), writes...)
			if bad != errors.Is(err, store.ErrStale) || !bad && err != nil {
				e.Errorf("refused %v, got %v", bad, err)
			}
			docs, err := s.Get(e.ctx(), a, b)
			if err != nil || docs[0].Exists() == bad || docs[1].Exists() == bad {
				e.Errorf("refused %v, got %v and %v, %v", bad, docs[0].Exists(), docs[1].Exists(), err)
			}
		}
	})
}
