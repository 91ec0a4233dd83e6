package storetest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/axsensor/lethe/tickets/store"
)

var indexTests = []test{
	{"added later", testIndexAdded},
	{"changed, dropped and declared again", testIndexChanged},
	{"one that cannot be built", testIndexUnfit},
	{"a collection not declared now keeps its documents", testCollGone},
}

func declare(indexes ...store.Index) Options {
	return Options{Colls: []store.Coll{{Name: things, Indexes: indexes}, {Name: others}}}
}

func testIndexAdded(e *env) {
	e.startWith(declare())
	for i := range 3 {
		var writes []store.Write
		for k := range 400 {
			n := i*400 + k
			fields := []any{"rank", -n, "owner", fmt.Sprint(n % 2)}
			if n%10 == 9 {
				fields = fields[:2]
			}
			writes = append(writes, put(thing(fmt.Sprintf("%04d", n)), 0, body(fields...)))
		}
		e.apply(writes...)
	}
	e.apply(put(store.Ref{Coll: others, ID: "o"}, 0, body("rank", 5)))
	e.restart(declare(store.Index{Name: "rank", Order: rank}, store.Index{Name: "owner", Eq: []store.Field{owner}}))
	got := e.found(store.Query{Coll: things, Index: "rank"})
	if len(got) != 1200 || got[0] != "1199" || got[1199] != "0000" {
		e.Errorf("%d found by the new index", len(got))
	}
	if n, err := e.store.Count(e.ctx(), store.Query{Coll: things, Index: "owner", Eq: []any{"0"}}); err != nil || n != 600 {
		e.Errorf("%d even, %v; want 600", n, err)
	}
	if n, err := e.store.Count(e.ctx(), store.Query{Coll: things, Index: "owner", Eq: []any{"1"}}); err != nil || n != 480 {
		e.Errorf("%d odd with an owner, %v; want 480", n, err)
	}
	e.apply(del(thing("0000"), 1), put(thing("0002"), 1, body("rank", 1)))
	if got := e.found(store.Query{Coll: things, Index: "rank", From: -2}); !slices.Equal(got, []string{"0001", "0002"}) {
		e.Errorf("after writes: %v", got)
	}
}

func testIndexChanged(e *env) {
	e.startWith(declare(store.Index{Name: "main", Eq: []store.Field{owner}}, store.Index{Name: "rank", Order: rank}))
	e.apply(put(thing("a"), 0, body("owner", "x", "label", "2", "rank", 1)), put(thing("b"), 0, body("owner", "x", "label", "1", "rank", 2)))
	e.restart(declare(store.Index{Name: "main", Eq: []store.Field{owner}, Order: label}))
	if got := e.found(store.Query{Coll: things, Index: "main", Eq: []any{"x"}}); !slices.Equal(got, []string{"b", "a"}) {
		e.Errorf("by the changed index: %v", got)
	}
	for _, err := range e.store.Find(e.ctx(), store.Query{Coll: things, Index: "rank"}) {
		if !errors.Is(err, store.ErrQuery) {
			e.Errorf("a dropped index: %v, want ErrQuery", err)
		}
	}
	e.apply(put(thing("a"), 1, body("owner", "x", "label", "0", "rank", 9)), put(thing("c"), 0, body("rank", 3)), del(thing("b"), 1))
	e.restart(declare(store.Index{Name: "rank", Order: rank}, store.Index{Name: "main", Eq: []store.Field{owner}}))
	if got := e.found(store.Query{Coll: things, Index: "rank"}); !slices.Equal(got, []string{"c", "a"}) {
		e.Errorf("by the index declared again: %v", got)
	}
	if got := e.found(store.Query{Coll: things, Index: "main", Eq: []any{"x"}}); !slices.Equal(got, []string{"a"}) {
		e.Errorf("by the index changed back: %v", got)
	}
}

// testIndexUnfit: an index that a document does not fit fails the queries by it, and nothing else; once the document is
// mended, the next opening builds it.
func testIndexUnfit(e *env) {
	byRank := store.Query{Coll: things, Index: "rank"}
	e.startWith(declare())
	e.fill(1200)
	e.apply(put(thing("00600-unfit"), 0, body("owner", "x", "rank", "high")), put(thing("z"), 0, body("owner", "x", "rank", -1)))
	o := declare(store.Index{Name: "rank", Order: rank}, store.Index{Name: "owner", Eq: []store.Field{owner}})
	for range 2 { // opening again does not help
		s := e.restart(o)
		e.unfit(s, byRank)
		e.ok(s.View(e.ctx(), func(r store.Reader) error {
			e.unfit(r, byRank)
			return nil
		}))
		if err := s.Check(e.ctx()); err == nil {
			e.Error("the check says nothing of it")
		}
	}
	e.apply(put(thing("00600-unfit"), 1, body("owner", "x", "rank", -2)))
	s := e.restart(o)
	if got := e.found(store.Query{Coll: things, Index: "rank", To: 0}); !slices.Equal(got, []string{"00600-unfit", "z"}) {
		e.Errorf("mended: %v", got)
	}
	if n, err := s.Count(e.ctx(), byRank); err != nil || n != 1202 {
		e.Errorf("mended: %d, %v; want 1202", n, err)
	}
	e.ok(s.Check(e.ctx()))
}

// unfit expects that queries by one index fail, and other reads do not.
func (e *env) unfit(r store.Reader, broken store.Query) {
	e.Helper()
	if n, err := r.Count(e.ctx(), broken); err == nil {
		e.Errorf("counted %d by an index that is not whole", n)
	}
	for d, err := range r.Find(e.ctx(), broken) {
		if err == nil {
			e.Fatalf("found %s by an index that is not whole", d.ID)
		}
	}
	if n, err := r.Count(e.ctx(), store.Query{Coll: things, Index: "owner", Eq: []any{"x"}}); err != nil || n != 2 {
		e.Errorf("%d by another index, %v; want 2", n, err)
	}
	if n, err := r.Count(e.ctx(), store.Query{Coll: things, Index: store.ByID}); err != nil || n != 1202 {
		e.Errorf("%d by id, %v; want 1202", n, err)
	}
	if docs, err := r.Get(e.ctx(), thing("00600-unfit")); err != nil || !docs[0].Exists() {
		e.Errorf("%v, %v", docs, err)
	}
}

func testCollGone(e *env) {
	e.startWith(declare(store.Index{Name: "rank", Order: rank}))
	e.apply(put(thing("a"), 0, body("rank", 1)), put(store.Ref{Coll: others, ID: "o"}, 0, body()))
	e.restart(Options{Colls: []store.Coll{{Name: others}}})
	if _, err := e.store.Get(e.ctx(), thing("a")); !errors.Is(err, store.ErrQuery) {
		e.Errorf("%v, want ErrQuery", err)
	}
	if got := e.watch(store.Current, isMark); len(got) != 2 {
		e.Errorf("%v, want one document and the mark", got)
	}
	e.restart(declare(store.Index{Name: "rank", Order: rank}))
	if got := e.found(store.Query{Coll: things, Index: "rank"}); !slices.Equal(got, []string{"a"}) {
		e.Errorf("declared again: %v", got)
	}
}
