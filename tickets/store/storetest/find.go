package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

var findTests = []test{
	{"strings order by bytes", testByteOrder},
	{"numbers and times order by value", testValueOrder},
	{"times are cut to the millisecond", testMilliseconds},
	{"bounds", testBounds},
	{"equality and ties", testTies},
	{"a missing field is not in the index", testMissing},
	{"an index follows its documents", testIndexFollows},
	{"positions", testPositions},
	{"positions outlive documents and restarts", testPositionsLast},
	{"limit and count", testLimit},
	{"what does not fit is refused", testBadQueries},
	{"the body of a loop may write", testWriteInLoop},
	{"paging while others write", testPagingUnderWriters},
	{"a loop holds nothing", testHoldsNothing},
	{"large documents", testLargePages},
	{"all documents by id", testByID},
	{"by id while others write", testByIDUnderWriters},
	{"large documents by id", testLargeByID},
}

func testByteOrder(e *env) {
	e.start()
	labels := []string{"", "\x00", "\x00\x00", "\x00\x01", "\x01", " ", "A", "Z", "a", "a\x00", "a\x00b", "a\x01", "aa", "b", "z", "Å", "ä", "å", "ö", "€", "😀"}
	slices.Sort(labels)
	var want []string
	for i, l := range labels {
		id := fmt.Sprintf("%02d", len(labels)-i)
		want = append(want, id)
		e.apply(put(thing(id), 0, body("label", l, "owner", "a\x00")))
		e.apply(put(thing("x"+id), 0, body("label", l, "owner", "a")))
	}
	for _, q := range []store.Query{
		{Coll: things, Index: "owner-label", Eq: []any{"a\x00"}},
		{Coll: things, Index: "owner-label", Eq: []any{"a\x00"}, From: "", To: "\U0010ffff"},
	} {
		if got := e.found(q); !slices.Equal(got, want) {
			e.Errorf("%v: found %v, want %v", q, got, want)
		}
	}
	for i := range labels {
		if got := e.found(store.Query{Coll: things, Index: "owner-label", Eq: []any{"a\x00"}, From: labels[i]}); !slices.Equal(got, want[i:]) {
			e.Errorf("from %q: %v, want %v", labels[i], got, want[i:])
		}
		if got := e.found(store.Query{Coll: things, Index: "owner-label", Eq: []any{"a\x00"}, To: labels[i]}); !slices.Equal(got, want[:i]) {
			e.Errorf("to %q: %v, want %v", labels[i], got, want[:i])
		}
	}
}

func testValueOrder(e *env) {
	e.start()
	ranks := []any{int64(-1 << 63), int64(-1 << 40), int32(-300), int32(-1), int64(0), int32(1), int64(255), int32(256), int64(1 << 40), int64(1<<63 - 1)}
	day := time.Date(2020, 2, 29, 12, 0, 0, 0, time.UTC)
	var want []string
	for i, r := range ranks {
		id := fmt.Sprintf("%02d", len(ranks)-i)
		want = append(want, id)
		times := []time.Time{time.UnixMilli(-1 << 40), time.UnixMilli(-1), time.UnixMilli(0), day}
		e.apply(put(thing(id), 0, body("rank", r, "at", times[min(i, 3)].Add(time.Duration(i)*time.Millisecond), "open", i >= 5)))
	}
	for _, index := range []string{"rank", "at"} {
		if got := e.found(store.Query{Coll: things, Index: index}); !slices.Equal(got, want) {
			e.Errorf("%s: found %v, want %v", index, got, want)
		}
	}
	got := e.found(store.Query{Coll: things, Index: "open", From: true})
	if slices.Sort(got); !slices.Equal(got, []string{"01", "02", "03", "04", "05"}) {
		e.Errorf("open: found %v", got)
	}
	if got := e.found(store.Query{Coll: things, Index: "rank", From: -1, To: 256}); !slices.Equal(got, want[3:7]) {
		e.Errorf("a range of ranks: %v, want %v", got, want[3:7])
	}
	if got := e.found(store.Query{Coll: things, Index: "rank-eq", Eq: []any{1}}); !slices.Equal(got, want[5:6]) {
		e.Errorf("an equal rank: %v, want %v", got, want[5:6])
	}
}

func testMilliseconds(e *env) {
	e.start()
	base := time.Date(2024, 5, 6, 7, 8, 9, 123_000_000, time.UTC)
	e.apply(put(thing("a"), 0, body("at", base.Add(400*time.Microsecond))), put(thing("b"), 0, body("at", base.Add(time.Millisecond))))
	if got := e.get(thing("a")).Body.Lookup("at").Time(); !got.Equal(base) {
		e.Errorf("stored as %v, want %v", got, base)
	}
	swedish := time.FixedZone("", 7200)
	for _, from := range []time.Time{base, base.Add(999 * time.Microsecond), base.In(swedish)} {
		if got := e.found(store.Query{Coll: things, Index: "at", From: from}); !slices.Equal(got, []string{"a", "b"}) {
			e.Errorf("from %v: %v", from, got)
		}
		if got := e.found(store.Query{Coll: things, Index: "at", To: from.Add(time.Millisecond)}); !slices.Equal(got, []string{"a"}) {
			e.Errorf("to %v: %v", from, got)
		}
	}
}

func testBounds(e *env) {
	e.start()
	for i := range 10 {
		e.apply(put(thing(fmt.Sprint(i)), 0, body("rank", i*10)))
	}
	for _, c := range []struct {
		from, to any
		want     string
	}{
		{nil, nil, "0123456789"}, {30, nil, "3456789"}, {31, nil, "456789"}, {nil, 30, "012"}, {nil, 31, "0123"},
		{30, 50, "34"}, {30, 30, ""}, {50, 30, ""}, {1000, nil, ""}, {nil, -1, ""}, {int64(0), int64(1), "0"},
	} {
		q := store.Query{Coll: things, Index: "rank", From: c.from, To: c.to}
		want := []byte(c.want)
		if got := strings.Join(e.found(q), ""); got != string(want) {
			e.Errorf("[%v, %v): %q, want %q", c.from, c.to, got, want)
		}
		q.Desc = true
		slices.Reverse(want)
		if got := strings.Join(e.found(q), ""); got != string(want) {
			e.Errorf("[%v, %v) downwards: %q, want %q", c.from, c.to, got, want)
		}
		if n, err := e.store.Count(e.ctx(), q); err != nil || int(n) != len(want) {
			e.Errorf("[%v, %v): counted %d, %v", c.from, c.to, n, err)
		}
	}
}

func testTies(e *env) {
	e.start()
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, id := range []string{"c", "a", "b", "B", "ab", "a.b", "å"} {
		e.apply(put(thing(id), 0, body("owner", "o", "open", true, "at", day)))
		e.apply(put(thing("not-"+id), 0, body("owner", "o", "open", false, "at", day)))
		e.apply(put(thing("other-"+id), 0, body("owner", "oo", "open", true, "at", day)))
	}
	want := []string{"B", "a", "a.b", "ab", "b", "c", "å"}
	q := store.Query{Coll: things, Index: "owner-open-at", Eq: []any{"o", true}}
	if got := e.found(q); !slices.Equal(got, want) {
		e.Errorf("ties: %v, want %v", got, want)
	}
	q.Desc = true
	slices.Reverse(want)
	if got := e.found(q); !slices.Equal(got, want) {
		e.Errorf("ties downwards: %v, want %v", got, want)
	}
	if got := e.found(store.Query{Coll: things, Index: "owner", Eq: []any{"oo"}}); len(got) != 7 || !slices.IsSorted(got) {
		e.Errorf("an order by the id alone: %v", got)
	}
	if got := e.found(store.Query{Coll: things, Index: "owner", Eq: []any{""}}); len(got) != 0 {
		e.Errorf("an empty value is not a prefix: %v", got)
	}
}

func testMissing(e *env) {
	e.start()
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	e.apply(
		put(thing("whole"), 0, body("owner", "o", "open", true, "at", day)),
		put(thing("no-time"), 0, body("owner", "o", "open", true)),
		put(thing("null-time"), 0, body("owner", "o", "open", true, "at", nil)),
		put(thing("no-open"), 0, body("owner", "o", "at", day)),
		put(thing("nested"), 0, body("in", body("owner", "o", "open", true, "at", day))),
	)
	if got := e.found(store.Query{Coll: things, Index: "owner-open-at", Eq: []any{"o", true}}); !slices.Equal(got, []string{"whole"}) {
		e.Errorf("found %v, want the one with all fields", got)
	}
	if got := e.found(store.Query{Coll: things, Index: "at"}); !slices.Equal(got, []string{"no-open", "whole"}) {
		e.Errorf("by time alone: %v", got)
	}
	if got := e.found(store.Query{Coll: things, Index: "all"}); len(got) != 5 {
		e.Errorf("an index without fields holds %v, want all", got)
	}
}

func testIndexFollows(e *env) {
	e.start()
	in := func(owner string) []string {
		return e.found(store.Query{Coll: things, Index: "owner", Eq: []any{owner}})
	}
	e.apply(put(thing("a"), 0, body("owner", "one")), put(thing("b"), 0, body()))
	e.apply(put(thing("a"), 1, body("owner", "two")), put(thing("b"), 1, body("owner", "one")))
	if one, two := in("one"), in("two"); !slices.Equal(one, []string{"b"}) || !slices.Equal(two, []string{"a"}) {
		e.Errorf("after a change: %v and %v", one, two)
	}
	e.apply(put(thing("a"), 2, body("owner", nil)), put(thing("b"), 2, body("owner", "one", "n", 2)))
	if one, two := in("one"), in("two"); !slices.Equal(one, []string{"b"}) || len(two) != 0 {
		e.Errorf("after a field was taken away: %v and %v", one, two)
	}
	e.apply(del(thing("a"), 3), del(thing("b"), 3))
	if all := e.found(store.Query{Coll: things, Index: "all"}); len(all) != 0 || len(in("one")) != 0 {
		e.Errorf("after deletes: %v", all)
	}
}

// fill makes documents whose ranks have ties and gaps, and returns their ids in the order of the index rank.
func (e *env) fill(n int) []string {
	e.Helper()
	var writes []store.Write
	var ids []string
	for i := range n {
		id := fmt.Sprintf("%05d", i)
		ids = append(ids, id)
		writes = append(writes, put(thing(id), 0, body("rank", i/3*2, "owner", "filled")))
	}
	for part := range slices.Chunk(writes, store.MaxWrites) {
		e.apply(part...)
	}
	return ids
}

func testPositions(e *env) {
	e.start()
	ids := e.fill(30)
	for _, desc := range []bool{false, true} {
		q := store.Query{Coll: things, Index: "rank", Desc: desc}
		if desc {
			slices.Reverse(ids)
		}
		i := 0
		for d, err := range e.store.Find(e.ctx(), q) {
			e.ok(err)
			i++
			rest := q
			rest.After = d.At
			if got := e.found(rest); !slices.Equal(got, ids[i:]) {
				e.Fatalf("after %s (downwards: %v): %v, want %v", d.ID, desc, got, ids[i:])
			}
			if n, err := e.store.Count(e.ctx(), rest); err != nil || int(n) != len(ids)-i {
				e.Fatalf("counted %d after %s, %v", n, d.ID, err)
			}
			rest.From, rest.To, rest.Limit = 4, 16, 5
			want := slices.DeleteFunc(slices.Clone(ids[i:]), func(id string) bool { return id < "00006" || id >= "00024" })
			if got := e.found(rest); !slices.Equal(got, want[:min(5, len(want))]) {
				e.Fatalf("after %s in bounds (downwards: %v): %v, want %v", d.ID, desc, got, want)
			}
		}
	}
}

func testPositionsLast(e *env) {
	e.start()
	ids := e.fill(20)
	q := store.Query{Coll: things, Index: "rank"}
	for d, err := range e.store.Find(e.ctx(), q) {
		e.ok(err)
		if d.ID == ids[9] {
			q.After = d.At
		}
	}
	e.apply(del(thing(ids[9]), 1), del(thing(ids[10]), 1))
	e.restart(Options{Colls: colls()})
	if got := e.found(q); !slices.Equal(got, ids[11:]) {
		e.Errorf("%v, want %v", got, ids[11:])
	}
}

func testLimit(e *env) {
	e.start()
	ids := e.fill(700)
	for _, limit := range []int{1, 2, 63, 64, 65, 320, 500, 699, 700, 701, 10_000} {
		q := store.Query{Coll: things, Index: "rank", Limit: limit}
		want := ids[:min(limit, len(ids))]
		if got := e.found(q); !slices.Equal(got, want) {
			e.Errorf("limit %d: %d found", limit, len(got))
		}
		if n, err := e.store.Count(e.ctx(), q); err != nil || int(n) != len(want) {
			e.Errorf("limit %d: counted %d, %v", limit, n, err)
		}
	}
	if n, err := e.store.Count(e.ctx(), store.Query{Coll: things, Index: "owner", Eq: []any{"filled"}}); err != nil || n != 700 {
		e.Errorf("counted %d, %v", n, err)
	}
}

func testBadQueries(e *env) {
	e.start()
	e.apply(put(thing("a"), 0, body("rank", 1, "label", "l")))
	var rankPos store.Pos
	for d, err := range e.store.Find(e.ctx(), store.Query{Coll: things, Index: "rank"}) {
		e.ok(err)
		rankPos = d.At
	}
	for name, q := range map[string]store.Query{
		"unknown collection":      {Coll: "nowhere", Index: "all"},
		"unknown index":           {Coll: things, Index: "colour"},
		"index of another":        {Coll: others, Index: "rank"},
		"no index":                {Coll: things},
		"too few values":          {Coll: things, Index: "owner-open-at", Eq: []any{"o"}},
		"too many values":         {Coll: things, Index: "owner", Eq: []any{"o", true}},
		"another type":            {Coll: things, Index: "owner", Eq: []any{1}},
		"a missing value":         {Coll: things, Index: "owner", Eq: []any{nil}},
		"a bound of another type": {Coll: things, Index: "at", From: 1},
		"an upper bound likewise": {Coll: things, Index: "rank", To: 1.5},
		"a bound without order":   {Coll: things, Index: "owner", Eq: []any{"o"}, From: "a"},
		"a bound of ids":          {Coll: things, Index: store.ByID, From: "a"},
		"values for ids":          {Coll: things, Index: store.ByID, Eq: []any{"a"}},
		"a negative limit":        {Coll: things, Index: "all", Limit: -1},
		"no position":             {Coll: things, Index: "rank", After: "?!"},
		"a position elsewhere":    {Coll: things, Index: "open", After: rankPos},
	} {
		n := 0
		for d, err := range e.store.Find(e.ctx(), q) {
			if n++; !errors.Is(err, store.ErrQuery) || d.Exists() {
				e.Errorf("%s: %v, %v; want ErrQuery", name, d, err)
			}
		}
		if n != 1 {
			e.Errorf("%s: %d results, want the error once", name, n)
		}
		if _, err := e.store.Count(e.ctx(), q); !errors.Is(err, store.ErrQuery) {
			e.Errorf("%s: count: %v, want ErrQuery", name, err)
		}
	}
}
