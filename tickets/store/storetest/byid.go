package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

func load(r store.Ref, rev int64, b bson.Raw) store.Write {
	return store.Write{Op: store.OpLoad, Ref: r, Rev: rev, Body: b}
}

func testLoad(e *env) {
	s := e.start()
	claim := store.Ref{Coll: claims, ID: "c"}
	e.apply(load(thing("a"), 7, body("owner", "o", "rank", 1)), load(claim, 1, body()), put(thing("b"), 0, body()))
	if got := e.get(thing("a")); got.Rev != 7 || !bytes.Equal(got.Body, body("owner", "o", "rank", 1)) {
		e.Fatalf("loaded at revision %d: %v", got.Rev, got.Body)
	}
	if got := e.found(store.Query{Coll: things, Index: "owner", Eq: []any{"o"}}); !slices.Equal(got, []string{"a"}) {
		e.Errorf("a loaded document is not in its index: %v", got)
	}
	for name, w := range map[string]store.Write{"loaded before": load(thing("a"), 7, body()), "put before": load(thing("b"), 3, body())} {
		err := s.Apply(e.ctx(), put(thing("beside"), 0, body()), w)
		var conflict *store.Conflict
		if !errors.Is(err, store.ErrDuplicate) || !errors.As(err, &conflict) || conflict.Ref != w.Ref {
			e.Errorf("%s: %v, want ErrDuplicate of %v", name, err, w.Ref)
		}
	}
	if err := s.Apply(e.ctx(), load(thing("none"), 0, body())); err == nil || e.get(thing("none")).Exists() {
		e.Errorf("a load without a revision: %v", err)
	}
	e.apply(put(thing("a"), 7, body("owner", "p")), expect(claim, 1))
	if got := e.get(thing("a")); got.Rev != 8 {
		e.Errorf("revision %d after a put on 7", got.Rev)
	}
	e.apply(del(thing("a"), 8))
	e.apply(load(thing("a"), 3, body()))
	if got := e.get(thing("a")); got.Rev != 3 || e.get(thing("beside")).Exists() {
		e.Errorf("loaded again at revision %d", got.Rev)
	}
}

func testLoadTold(e *env) {
	e.start()
	mark := e.watch(store.Current, isMark)[0].Cursor
	e.apply(load(thing("a"), 4, body()))
	if got := e.watch(mark, isRef(thing("a"))); len(got) != 1 || got[0].Op != store.OpPut {
		e.Errorf("told of %v, want one put", got)
	}
}

// testByID: of every collection, those without an index too, all documents in the order of ids, upwards and downwards, from
// any position on.
func testByID(e *env) {
	e.start()
	ids := []string{"\x00", "\x01", " ", "A", "Z", "a", "a\x00", "a.b", "aa", "z", strings.Repeat("z", store.MaxID),
		"å", "ä", "ö", "€", "\uffff", "😀", "\U0010ffff"}
	for _, id := range ids {
		e.apply(put(thing(id), 0, body()), put(store.Ref{Coll: claims, ID: id}, 0, body("n", id)))
	}
	slices.Sort(ids)
	e.byID(claims, ids)
	ids = append(ids, e.fill(600)...)
	slices.Sort(ids)
	e.byID(things, ids)
	e.byID(others, nil)
}

func (e *env) byID(coll string, want []string) {
	e.Helper()
	for _, desc := range []bool{false, true} {
		q := store.Query{Coll: coll, Index: store.ByID, Desc: desc}
		if n, err := e.store.Count(e.ctx(), q); err != nil || int(n) != len(want) {
			e.Errorf("%s: counted %d, %v; want %d", coll, n, err, len(want))
		}
		if got := e.found(q); !slices.Equal(got, want) {
			e.Fatalf("%s: found %d, want %d", coll, len(got), len(want))
		}
		q.Limit = 70
		for got := []string(nil); ; {
			before := len(got)
			for d, err := range e.store.Find(e.ctx(), q) {
				e.ok(err)
				got, q.After = append(got, d.ID), d.At
			}
			if len(got) == before {
				if !slices.Equal(got, want) {
					e.Errorf("%s from position to position: %d, want %d", coll, len(got), len(want))
				}
				break
			}
		}
		want = slices.Clone(want)
		slices.Reverse(want)
	}
}

// testByIDUnderWriters: documents that nobody touches are each found once and in order, whatever comes and goes between.
func testByIDUnderWriters(e *env) {
	e.start()
	ids := e.fill(600)
	e.whileOthersPass(1, func(n, _ int) store.Write {
		return put(thing(fmt.Sprintf("%05d-", n*37%600)), 0, body())
	}, func() {
		for range 4 {
			e.passing(ids)
		}
	})
}

// passing lists all by id, and leaves out what writers put between.
func (e *env) passing(want []string) {
	var got []string
	for d, err := range e.store.Find(e.ctx(), store.Query{Coll: things, Index: store.ByID}) {
		if err != nil {
			e.Error(err)
			return
		}
		if len(d.ID) == len(want[0]) {
			got = append(got, d.ID)
		}
	}
	if !slices.Equal(got, want) {
		e.Errorf("%d found, want %d", len(got), len(want))
	}
}

func testLargeByID(e *env) {
	e.findLarge(store.Query{Coll: things, Index: store.ByID})
}
