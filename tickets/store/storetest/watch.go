package storetest

import (
	"context"
	"errors"

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
