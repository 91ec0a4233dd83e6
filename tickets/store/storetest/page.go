package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/axsensor/lethe/tickets/store"
)

func testWriteInLoop(e *env) {
	e.start()
	ids := e.fill(600)
	var got []string
	for d, err := range e.store.Find(e.ctx(), store.Query{Coll: things, Index: "owner", Eq: []any{"filled"}}) {
		e.ok(err)
		got = append(got, d.ID)
		e.apply(del(d.Ref, d.Rev))
		if len(got)%100 == 0 {
			e.apply(put(thing(d.ID+"-behind"), 0, body("owner", "filled")))
		}
	}
	// What is written behind the position is not met again, whether it lies on the page in hand or not.
	got = slices.DeleteFunc(got, func(id string) bool { return len(id) > 5 })
	if !slices.Equal(got, ids) {
		e.Errorf("%d of %d found", len(got), len(ids))
	}
}

// testPagingUnderWriters: documents that nobody touches are each found once and in order, whatever comes and goes between.
func testPagingUnderWriters(e *env) {
	e.start()
	ids := e.fill(900)
	e.whileOthersPass(2, func(n, i int) store.Write {
		return put(thing(fmt.Sprintf("%05d-%d", n*37%900, i)), 0, body("rank", n*37%900/3*2, "owner", "passing"))
	}, func() {
		for range 5 {
			e.pageOver(ids)
		}
	})
}

// whileOthersPass runs read while clients make one document after the other and take it away again.
func (e *env) whileOthersPass(clients int, passing func(n, client int) store.Write, read func()) {
	var stop atomic.Bool
	together(clients+1, func(i int) {
		if i == clients {
			defer stop.Store(true)
			read()
			return
		}
		for n := 0; !stop.Load(); n++ {
			w := passing(n, i)
			if err := errors.Join(e.store.Apply(e.ctx(), w), e.store.Apply(e.ctx(), del(w.Ref, 1))); err != nil {
				e.Error(err)
				return
			}
		}
	})
}

func (e *env) pageOver(ids []string) {
	var got []string
	last := store.Doc{}
	for d, err := range e.store.Find(e.ctx(), store.Query{Coll: things, Index: "rank"}) {
		if err != nil {
			e.Error(err)
			return
		}
		rank, before := d.Body.Lookup("rank").Int32(), int32(-1)
		if last.Exists() {
			before = last.Body.Lookup("rank").Int32()
		}
		if rank < before || rank == before && d.ID <= last.ID {
			e.Errorf("%s (%d) after %s (%d)", d.ID, rank, last.ID, before)
		}
		if last = d; d.Body.Lookup("owner").StringValue() == "filled" {
			got = append(got, d.ID)
		}
	}
	if !slices.Equal(got, ids) {
		e.Errorf("%d found, want %d", len(got), len(ids))
	}
}

// testHoldsNothing: in the middle of a loop an engine with files of its own can truncate its log.
func testHoldsNothing(e *env) {
	s := e.start()
	e.fill(600)
	n := 0
	for d, err := range s.Find(e.ctx(), store.Query{Coll: things, Index: "all"}) {
		e.ok(err)
		if n++; n%150 != 1 {
			continue
		}
		e.apply(put(d.Ref, d.Rev, body("owner", "changed")))
		if files, ok := s.(store.Truncater); ok {
			e.ok(files.Truncate(e.ctx()))
		}
		e.ok(s.Check(e.ctx()))
	}
	if n != 600 {
		e.Errorf("%d found", n)
	}
}

func testLargePages(e *env) {
	e.findLarge(store.Query{Coll: things, Index: "owner", Eq: []any{"large"}})
}

// findLarge finds documents that are many for the memory of one page, whole and in order.
func (e *env) findLarge(q store.Query) {
	e.start()
	for i := range 12 {
		e.apply(put(thing(fmt.Sprintf("%02d", i)), 0, body("owner", "large", "b", make([]byte, 1<<20))))
	}
	n := 0
	for d, err := range e.store.Find(e.ctx(), q) {
		e.ok(err)
		if d.ID != fmt.Sprintf("%02d", n) || len(d.Body) < 1<<20 {
			e.Errorf("%d: %s with %d bytes", n, d.ID, len(d.Body))
		}
		n++
	}
	if n != 12 {
		e.Errorf("%d found", n)
	}
}
