package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

var watchTests = []test{
	{"current, mark, then live", testCurrent},
	{"resuming at each cursor", testResume},
	{"only the collections asked for", testWatchSome},
	{"an unlogged collection is not told of", testUnlogged},
	{"a load is told of as a put", testLoadTold},
	{"unknown collection", testWatchUnknown},
	{"current while being written", testCurrentUnderWriters},
	{"a reader that stops and resumes misses nothing", testResumingReader},
	{"clocks that jump", testClocksJump},
	{"several readers, each at its own place", testReaders},
	{"cursors outlive restarts", testCursorsLast},
	{"trimming", testTrimming},
	{"trimming while others write", testTrimmingUnderWriters},
	{"a foreign cursor is lost", testForeignCursor},
	{"ends with its context", testWatchEnds},
	{"ends when the store closes", testWatchCloses},
}

// watch collects changes until enough says so; the test ends when the watcher fails.
func (e *env) watch(from store.Cursor, enough func(store.Change) bool, colls ...string) (all []store.Change) {
	e.Helper()
	for c, err := range e.store.Watch(e.ctx(), from, colls...) {
		e.ok(err)
		all = append(all, c)
		if enough(c) {
			return all
		}
	}
	e.Fatal("the watcher ended by itself")
	return nil
}

func isMark(c store.Change) bool { return c.Op == store.OpMark }

func isRef(r store.Ref) func(store.Change) bool {
	return func(c store.Change) bool { return c.Ref == r }
}

func ids(all []store.Change) (out []string) {
	for _, c := range all {
		out = append(out, c.ID)
	}
	return out
}

func testCurrent(e *env) {
	s := e.start()
	if all := e.watch(store.Current, isMark); len(all) != 1 || all[0].Cursor == "" {
		e.Fatalf("an empty store: %v, want a mark with a cursor", all)
	}
	e.fill(1200)
	e.apply(put(store.Ref{Coll: others, ID: "o"}, 0, body()), put(thing("gone"), 0, body()))
	e.apply(del(thing("gone"), 1))
	told, marked := map[store.Ref]int{}, false
	for c, err := range s.Watch(e.ctx(), store.Current) {
		e.ok(err)
		switch {
		case c.Op == store.OpMark:
			marked = true
			if len(told) != 1201 || c.Cursor == "" || c.Ref != (store.Ref{}) {
				e.Fatalf("a mark %v after %d documents, want 1201", c, len(told))
			}
			e.apply(put(thing("later"), 0, body()))
		case !marked && (c.Op != store.OpPut || c.Cursor != ""):
			e.Fatalf("before the mark: %v, want a put without a cursor", c)
		case marked && c.Cursor == "":
			e.Fatalf("after the mark: %v, want a cursor", c)
		}
		if told[c.Ref]++; c.ID == "later" {
			break
		}
	}
	if told[thing("gone")] != 0 || told[store.Ref{Coll: others, ID: "o"}] != 1 {
		e.Errorf("told of a deleted document, or not of another collection")
	}
}

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

func testWatchSome(e *env) {
	e.start()
	other := store.Ref{Coll: others, ID: "o"}
	e.apply(put(thing("a"), 0, body()), put(other, 0, body()))
	all := e.watch(store.Current, isMark, others)
	if len(all) != 2 || all[0].Ref != other {
		e.Fatalf("%v, want one document and the mark", all)
	}
	e.apply(put(thing("b"), 0, body()))
	e.apply(put(other, 1, body()))
	if got := e.watch(all[1].Cursor, isRef(other), others); len(got) != 1 {
		e.Errorf("%v, want one change", got)
	}
	if got := e.watch(all[1].Cursor, isRef(other), others, things); len(got) != 2 {
		e.Errorf("%v, want two changes", got)
	}
}

func testUnlogged(e *env) {
	e.start()
	claim := store.Ref{Coll: claims, ID: "c"}
	e.apply(put(claim, 0, body()))
	all := e.watch(store.Current, isMark)
	if len(all) != 1 {
		e.Fatalf("%v, want the mark alone", all)
	}
	e.apply(put(claim, 1, body()))
	e.apply(del(claim, 2), put(thing("a"), 0, body()))
	if got := e.watch(all[0].Cursor, isRef(thing("a"))); len(got) != 1 {
		e.Errorf("%v, want one change", got)
	}
}

func testWatchUnknown(e *env) {
	s := e.start()
	for c, err := range s.Watch(e.ctx(), store.Current, "nowhere") {
		if !errors.Is(err, store.ErrQuery) {
			e.Errorf("%v, %v; want ErrQuery", c, err)
		}
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

func testTrimming(e *env) {
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	o := Options{Colls: colls(), Now: func() time.Time { return now }, KeepChanges: 24 * time.Hour}
	e.startWith(o)
	first := e.watch(store.Current, isMark)[0].Cursor
	e.apply(put(thing("a"), 0, body()))
	e.apply(put(thing("b"), 0, body()))
	second := e.watch(first, isRef(thing("b")))[1].Cursor
	now = now.Add(25 * time.Hour)
	e.apply(put(thing("c"), 0, body()))
	e.restart(o)
	e.lost(first)
	if got := ids(e.watch(second, isRef(thing("c")))); !slices.Equal(got, []string{"c"}) {
		e.Errorf("%v after the last trimmed change, want c", got)
	}
	now = now.Add(25 * time.Hour)
	e.restart(o)
	e.lost(second)
	last := e.watch(store.Current, isMark)
	if got := slices.Sorted(maps.Keys(toSet(ids(last)))); !slices.Equal(got, []string{"", "a", "b", "c"}) {
		e.Errorf("%v from Current", got)
	}
	e.apply(put(thing("d"), 0, body()))
	if got := ids(e.watch(last[3].Cursor, isRef(thing("d")))); !slices.Equal(got, []string{"d"}) {
		e.Errorf("%v behind a log trimmed bare, want d", got)
	}
}

func toSet(in []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range in {
		out[s] = true
	}
	return out
}

// lost expects that nothing is told before ErrCursorLost.
func (e *env) lost(c store.Cursor) {
	e.Helper()
	for change, err := range e.store.Watch(e.ctx(), c) {
		if !errors.Is(err, store.ErrCursorLost) {
			e.Fatalf("%v, %v; want ErrCursorLost", change, err)
		}
	}
}

func testForeignCursor(e *env) {
	e.start()
	e.apply(put(thing("a"), 0, body()))
	for _, c := range []store.Cursor{"x", "-1.0", "1", "999999.1", "1.0"} {
		e.lost(c)
	}
}

func testWatchEnds(e *env) {
	s := e.start()
	ctx, cancel := context.WithCancel(e.ctx())
	defer cancel()
	n := 0
	for c, err := range s.Watch(ctx, store.Current) {
		if n++; n == 1 {
			cancel() // while it waits, or just before
			continue
		}
		if !errors.Is(err, context.Canceled) {
			e.Errorf("%v, %v; want the context's error", c, err)
		}
	}
	if n != 2 {
		e.Errorf("%d yields, want the mark and the error", n)
	}
}

func testWatchCloses(e *env) {
	s := e.start()
	n := 0
	for c, err := range s.Watch(e.ctx(), store.Current) {
		if n++; n == 1 {
			go s.Close()
			continue
		}
		if !errors.Is(err, store.ErrClosed) {
			e.Errorf("%v, %v; want ErrClosed", c, err)
		}
	}
	e.ok(s.Close())
}
