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
