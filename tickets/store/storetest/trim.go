package storetest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// trimmer is what an engine offers that can be asked to trim its log.
type trimmer interface {
	Trim(ctx context.Context) error
}

// testTrimmingUnderWriters: the log is trimmed again and again while clients write and a reader is torn off and resumes. The
// reader starts over when it is told that its cursor is lost, and so misses nothing.
func testTrimmingUnderWriters(e *env) {
	base := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	var hours atomic.Int64
	s := e.startWith(Options{Colls: colls(), KeepChanges: 3 * time.Hour, Now: func() time.Time {
		return base.Add(time.Duration(hours.Load()) * time.Hour)
	}})
	log, ok := s.(trimmer)
	if !ok {
		e.Fatal("the engine cannot be asked to trim its log")
	}
	mark, end := e.watch(store.Current, isMark)[0].Cursor, thing("zz-end")
	told := map[store.Ref]bool{}
	var acknowledged, refused map[store.Ref]bool
	var written atomic.Bool
	lost := 0
	together(3, func(i int) {
		switch i {
		case 0:
			acknowledged, refused = e.writers(4, 60, func() { hours.Add(1) })
			if err := s.Apply(e.ctx(), put(end, 0, body())); err != nil {
				e.Error(err)
			}
			written.Store(true)
		case 1:
			for !written.Load() {
				if err := log.Trim(e.ctx()); err != nil {
					e.Error(err)
					return
				}
			}
		default:
			for kept, life := mark, 0; !told[end] && !e.Failed(); life++ {
				if life%3 == 2 { // away for too long
					for back := hours.Load() + 20; hours.Load() < back && !written.Load(); {
						time.Sleep(time.Millisecond)
					}
					if err := log.Trim(e.ctx()); err != nil {
						e.Error(err)
						return
					}
				}
				from := kept
				if kept = e.readUntilLost(kept, life%9+1, end, told); kept == store.Current && from != kept {
					lost++
				}
			}
		}
	})
	e.compare(told, acknowledged, refused)
	if lost == 0 {
		e.Error("no cursor was lost: nothing was trimmed")
	}
}

// readUntilLost tells of everything before a mark and n changes behind it. It returns the last cursor, or Current when
// the cursor is lost.
func (e *env) readUntilLost(from store.Cursor, n int, end store.Ref, told map[store.Ref]bool) store.Cursor {
	kept := from
	for c, err := range e.store.Watch(e.ctx(), from) {
		if errors.Is(err, store.ErrCursorLost) {
			return store.Current
		}
		if err != nil {
			e.Error(err)
			return kept
		}
		told[c.Ref] = true
		if c.Cursor == "" {
			continue
		}
		kept = c.Cursor
		if n--; n < 0 || told[end] {
			return kept
		}
	}
	return kept
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
