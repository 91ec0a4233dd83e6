package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

func testResume(e *env) {
	e.start()
	mark := e.watch(store.Current, isMark)[0]
	var want []string
	for i := range 20 {
		r := thing(fmt.Sprint(i))
		e.apply(put(r, 0, body()), put(thing(fmt.Sprint(i, "b")), 0, body()))
		e.apply(del(r, 1))
		want = append(want, r.ID, r.ID+"b", r.ID)
	}
	e.apply(put(thing("end"), 0, body()))
	want = append(want, "end")
	all := e.watch(mark.Cursor, isRef(thing("end")))
	if !slices.Equal(slices.Compact(slices.Sorted(slices.Values(ids(all)))), slices.Compact(slices.Sorted(slices.Values(want)))) {
		e.Fatalf("told of %v, want %v", ids(all), want)
	}
	for i, c := range all[:len(all)-1] {
		rest := e.watch(c.Cursor, isRef(thing("end")))
		for _, later := range all[i+1:] {
			if !slices.ContainsFunc(rest, func(c store.Change) bool { return c.Op == later.Op && c.Ref == later.Ref }) {
				e.Fatalf("resumed after change %d: %v is missed", i, later)
			}
		}
	}
	if deleted := all[slices.IndexFunc(all, func(c store.Change) bool { return c.Op == store.OpDelete })]; deleted.ID != "0" {
		e.Errorf("the first delete is %v", deleted)
	}
}

// writers run n clients that each make documents and now and then fail; it returns what was acknowledged, and what
// was refused and so must never be told of.
func (e *env) writers(n, each int, written func()) (acknowledged, refused map[store.Ref]bool) {
	acknowledged, refused = map[store.Ref]bool{}, map[store.Ref]bool{}
	var mu sync.Mutex
	together(n, func(i int) {
		for k := range each {
			r := thing(fmt.Sprintf("w%d-%d", i, k))
			writes := []store.Write{put(r, 0, body("owner", "w"))}
			if k%5 == 4 {
				writes = append(writes, expect(thing("none"), 1))
			}
			err := e.store.Apply(e.ctx(), writes...)
			if err != nil && !errors.Is(err, store.ErrStale) {
				e.Error(err)
			}
			mu.Lock()
			if err == nil {
				acknowledged[r] = true
			} else {
				refused[r] = true
			}
			mu.Unlock()
			written()
		}
	})
	return acknowledged, refused
}

func testCurrentUnderWriters(e *env) {
	s := e.start()
	e.fill(800)
	end := thing("zz-end")
	told := map[store.Ref]bool{}
	var acknowledged, refused map[store.Ref]bool
	together(2, func(i int) {
		if i == 0 {
			acknowledged, refused = e.writers(4, 50, func() {})
			if err := s.Apply(e.ctx(), put(end, 0, body())); err != nil {
				e.Error(err)
			}
			return
		}
		marked := false
		for c, err := range s.Watch(e.ctx(), store.Current) {
			if err != nil {
				e.Error(err)
				return
			}
			marked = marked || isMark(c)
			if told[c.Ref] = true; marked && told[end] {
				return
			}
		}
	})
	e.compare(told, acknowledged, refused)
}

func (e *env) compare(told, acknowledged, refused map[store.Ref]bool) {
	e.Helper()
	for r := range acknowledged {
		if !told[r] {
			e.Errorf("%v was acknowledged and is missed", r)
		}
	}
	for r := range refused {
		if told[r] {
			e.Errorf("%v was refused and is told of", r)
		}
	}
}

// testResumingReader: the reader is torn off again and again and goes on from the last cursor it kept.
func testResumingReader(e *env) {
	s := e.start()
	kept := e.watch(store.Current, isMark)[0].Cursor
	end := thing("zz-end")
	told := map[store.Ref]bool{}
	var acknowledged, refused map[store.Ref]bool
	together(2, func(i int) {
		if i == 0 {
			acknowledged, refused = e.writers(6, 60, func() {})
			if err := s.Apply(e.ctx(), put(end, 0, body())); err != nil {
				e.Error(err)
			}
			return
		}
		for life := 0; !told[end] && !e.Failed(); life++ {
			kept = e.readSome(kept, life%7+1, end, told)
		}
	})
	e.compare(told, acknowledged, refused)
}

// readSome tells of n changes at most and returns the last cursor; the last change's cursor is lost with the reader, as
// in a crash before it was kept.
func (e *env) readSome(from store.Cursor, n int, end store.Ref, told map[store.Ref]bool) store.Cursor {
	kept := from
	for c, err := range e.store.Watch(e.ctx(), from) {
		if err != nil {
			e.Error(err)
			return kept
		}
		if told[c.Ref] = true; c.Ref == end {
			return c.Cursor
		}
		if n--; n < 0 {
			return kept
		}
		kept = c.Cursor
	}
	return kept
}

// testClocksJump: the clock leaps back and forth by hours while clients write and a reader is torn off again and again.
func testClocksJump(e *env) {
	base := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	now := func() time.Time { return base.Add(time.Duration(rand.Int64N(int64(48 * time.Hour)))) }
	e.startWith(Options{Colls: colls(), Now: now, KeepChanges: 1000 * time.Hour})
	kept := e.watch(store.Current, isMark)[0].Cursor
	acknowledged, refused := e.writers(4, 40, func() {})
	told := map[store.Ref]bool{}
	for life := 0; len(told) < len(acknowledged) && !e.Failed(); life++ {
		left := life%5 + 1
		for c, err := range e.store.Watch(e.ctx(), kept) {
			e.ok(err)
			if told[c.Ref] = true; left == 0 || len(told) == len(acknowledged) {
				break
			}
			left, kept = left-1, c.Cursor
		}
	}
	e.compare(told, acknowledged, refused)
}

// testReaders: readers of one process do not take each other's changes, nor each other's place.
func testReaders(e *env) {
	s := e.start()
	mark := e.watch(store.Current, isMark)[0].Cursor
	end := thing("zz-end")
	told := make([]map[store.Ref]bool, 4)
	var acknowledged, refused map[store.Ref]bool
	together(5, func(i int) {
		if i == 4 {
			acknowledged, refused = e.writers(4, 30, func() {})
			if err := s.Apply(e.ctx(), put(end, 0, body())); err != nil {
				e.Error(err)
			}
			return
		}
		told[i] = map[store.Ref]bool{}
		for kept := mark; !told[i][end] && !e.Failed(); {
			kept = e.readSome(kept, 3+20*i, end, told[i])
		}
	})
	for _, t := range told {
		e.compare(t, acknowledged, refused)
	}
}

func testCursorsLast(e *env) {
	e.start()
	e.apply(put(thing("a"), 0, body()))
	mark := e.watch(store.Current, isMark)[1]
	e.apply(put(thing("b"), 0, body()))
	e.restart(Options{Colls: colls()})
	e.apply(put(thing("c"), 0, body()))
	if got := ids(e.watch(mark.Cursor, isRef(thing("c")))); !slices.Equal(got, []string{"b", "c"}) {
		e.Errorf("%v, want b and c", got)
	}
}
