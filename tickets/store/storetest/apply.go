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

var applyTests = []test{
	{"revisions", testRevisions},
	{"bytes come back as they were", testBytes},
	{"loading at a revision", testLoad},
	{"refusals name the document", testRefusals},
	{"all or none over collections", testAllOrNone},
	{"malformed writes", testMalformed},
	{"too many writes", testTooMany},
	{"too many bytes", testTooBig},
	{"an indexed value too long", testLongValue},
	{"the longest keys", testLongKeys},
	{"claims race for one id", testClaims},
	{"counting with retries loses nothing", testCounting},
	{"expect forbids write skew", testSkew},
	{"to expect nothing forbids it too", testSkewOfNothing},
	{"an expected head guards its children", testHead},
	{"an error of one leaves others alone", testIsolation},
}

func testRevisions(e *env) {
	e.start()
	e.apply()
	for rev := range int64(5) {
		if got := e.get(thing("a")); got.Rev != rev || got.Exists() != (rev > 0) {
			e.Fatalf("revision %d, want %d", got.Rev, rev)
		}
		e.apply(put(thing("a"), rev, body("n", rev)))
		e.apply(expect(thing("a"), rev+1))
	}
	if got := e.get(thing("a")); got.Rev != 5 || !bytes.Equal(got.Body, body("n", int64(4))) {
		e.Fatalf("%d %v after five puts", got.Rev, got.Body)
	}
	e.apply(del(thing("a"), 5))
	if got := e.get(thing("a")); got.Exists() || got.Body != nil {
		e.Fatalf("%v after its delete", got)
	}
	e.apply(expect(thing("a"), 0), put(thing("b"), 0, body()))
	e.apply(put(thing("a"), 0, body()))
	if got := e.get(thing("a")); got.Rev != 1 {
		e.Fatalf("made again with revision %d, want 1", got.Rev)
	}
}

func testBytes(e *env) {
	e.start()
	bodies := []bson.Raw{
		body(),
		body("b", []byte{0, 1, 2, 255}, "s", "å\x00ä", "d", 1.5, "n", nil, "a", bson.A{1, bson.D{{Key: "x", Value: int64(1)}}}),
		body("z", 1, "a", 2, "z2", bson.DateTime(-1)),
		body("big", make([]byte, 300_000)),
		body("page", strings.Repeat("x", 4096)),
	}
	ids := []string{"a", "å ö/%?#", "with.dot.s", "nul\x00in", strings.Repeat("l", store.MaxID)}
	for i, b := range bodies {
		e.apply(put(thing(ids[i]), 0, b))
	}
	for i, b := range bodies {
		got := e.get(thing(ids[i]))
		if got.Ref != thing(ids[i]) || !bytes.Equal(got.Body, b) {
			e.Errorf("%q: %d bytes came back as %d", ids[i], len(b), len(got.Body))
		}
	}
}

func testRefusals(e *env) {
	e.start()
	e.apply(put(thing("there"), 0, body()))
	e.apply(put(thing("there"), 1, body()))
	for name, c := range map[string]struct {
		write store.Write
		want  error
	}{
		"put that makes what exists": {put(thing("there"), 0, body()), store.ErrDuplicate},
		"put of an old revision":     {put(thing("there"), 1, body()), store.ErrStale},
		"put of a future revision":   {put(thing("there"), 3, body()), store.ErrStale},
		"put that finds nothing":     {put(thing("none"), 1, body()), store.ErrStale},
		"delete of an old revision":  {del(thing("there"), 1), store.ErrStale},
		"delete that finds nothing":  {del(thing("none"), 1), store.ErrStale},
		"expect of an old revision":  {expect(thing("there"), 1), store.ErrStale},
		"expect that finds nothing":  {expect(thing("none"), 1), store.ErrStale},
		"expect of nothing":          {expect(thing("there"), 0), store.ErrStale},
	} {
		err := e.store.Apply(e.ctx(), put(thing("beside"), 0, body()), c.write)
		var conflict *store.Conflict
		if !errors.Is(err, c.want) || !errors.As(err, &conflict) || conflict.Ref != c.write.Ref {
			e.Errorf("%s: %v, want %v of %v", name, err, c.want, c.write.Ref)
		}
	}
	if e.get(thing("beside")).Exists() || e.get(thing("there")).Rev != 2 {
		e.Error("a refused Apply wrote something")
	}
}

func testAllOrNone(e *env) {
	e.start()
	other, claim := store.Ref{Coll: others, ID: "o"}, store.Ref{Coll: claims, ID: "c"}
	e.apply(put(thing("a"), 0, body("owner", "one")), put(other, 0, body("n", 1)))
	err := e.store.Apply(e.ctx(),
		put(thing("a"), 1, body("owner", "two")), put(thing("new"), 0, body("owner", "two")), del(other, 1),
		put(claim, 0, body()), expect(thing("gone"), 1))
	if !errors.Is(err, store.ErrStale) {
		e.Fatalf("%v, want ErrStale", err)
	}
	if e.get(thing("a")).Rev != 1 || e.get(thing("new")).Exists() || !e.get(other).Exists() || e.get(claim).Exists() {
		e.Error("a part of a refused Apply is there")
	}
	q := store.Query{Coll: things, Index: "owner", Eq: []any{"two"}}
	if ids := e.found(q); len(ids) != 0 {
		e.Errorf("an index holds %v of a refused Apply", ids)
	}
	e.apply(put(thing("a"), 1, body("owner", "two")), put(thing("new"), 0, body("owner", "two")), del(other, 1), put(claim, 0, body()))
	if ids := e.found(q); !slices.Equal(ids, []string{"a", "new"}) || e.get(other).Exists() || !e.get(claim).Exists() {
		e.Errorf("%v: a part of an Apply is missing", ids)
	}
}

func testMalformed(e *env) {
	e.start()
	long := strings.Repeat("l", store.MaxID+1)
	for name, w := range map[string]store.Write{
		"unknown collection":      put(store.Ref{Coll: "nowhere", ID: "a"}, 0, body()),
		"no id":                   put(thing(""), 0, body()),
		"id too long":             put(thing(long), 0, body()),
		"id not UTF-8":            put(thing("\xff"), 0, body()),
		"no body":                 put(thing("x"), 0, nil),
		"cut body":                put(thing("x"), 0, body("a", 1)[:6]),
		"body with a tail":        put(thing("x"), 0, append(body(), 0)),
		"string where int is":     put(thing("x"), 0, body("rank", "1")),
		"int where time is":       put(thing("x"), 0, body("at", int64(1))),
		"double where int is":     put(thing("x"), 0, body("rank", 1.0)),
		"negative revision":       put(thing("x"), -1, body()),
		"delete without revision": del(thing("x"), 0),
		"expect with a body":      {Op: store.OpExpect, Ref: thing("x"), Body: body()},
		"no operation":            {Ref: thing("x"), Body: body()},
		"a mark":                  {Op: store.OpMark, Ref: thing("x")},
		"the same document twice": expect(thing("beside"), 0),
	} {
		err := e.store.Apply(e.ctx(), put(thing("beside"), 0, body()), w)
		if err == nil {
			e.Errorf("%s: accepted", name)
		}
		if e.get(thing("beside")).Exists() {
			e.Fatalf("%s: written all the same", name)
		}
	}
}

func testTooMany(e *env) {
	e.start()
	writes := make([]store.Write, store.MaxWrites+1)
	for i := range writes {
		writes[i] = put(thing(fmt.Sprint(i)), 0, body("owner", "many"))
	}
	if err := e.store.Apply(e.ctx(), writes...); !errors.Is(err, store.ErrTooLarge) {
		e.Fatalf("%v, want ErrTooLarge", err)
	}
	count := store.Query{Coll: things, Index: "owner", Eq: []any{"many"}}
	if n, err := e.store.Count(e.ctx(), count); err != nil || n != 0 {
		e.Fatalf("%d there, %v", n, err)
	}
	e.apply(writes[:store.MaxWrites]...)
	if n, err := e.store.Count(e.ctx(), count); err != nil || n != store.MaxWrites {
		e.Fatalf("%d there, %v", n, err)
	}
}

func testTooBig(e *env) {
	e.start()
	half := body("b", make([]byte, store.MaxBytes/2))
	if err := e.store.Apply(e.ctx(), put(thing("a"), 0, half), put(thing("b"), 0, half)); !errors.Is(err, store.ErrTooLarge) {
		e.Fatalf("%v, want ErrTooLarge", err)
	}
	if e.get(thing("a")).Exists() {
		e.Fatal("written all the same")
	}
	whole := body("b", make([]byte, store.MaxBytes-100))
	e.apply(put(thing("a"), 0, whole))
	if got := e.get(thing("a")); !bytes.Equal(got.Body, whole) {
		e.Fatalf("%d bytes came back as %d", len(whole), len(got.Body))
	}
}

func testLongValue(e *env) {
	e.start()
	value := strings.Repeat("v", store.MaxValue)
	e.apply(put(thing("a"), 0, body("label", value)))
	if err := e.store.Apply(e.ctx(), put(thing("b"), 0, body("label", value+"v"))); !errors.Is(err, store.ErrTooLarge) {
		e.Errorf("%v, want ErrTooLarge", err)
	}
	if ids := e.found(store.Query{Coll: things, Index: "label", From: value}); !slices.Equal(ids, []string{"a"}) {
		e.Errorf("found %v", ids)
	}
}

// testLongKeys: the longest values and ids that are allowed order by all of their bytes.
func testLongKeys(e *env) {
	e.start()
	owner, label := strings.Repeat("o", store.MaxValue), strings.Repeat("\x00", store.MaxValue-1)
	id := strings.Repeat("i", store.MaxID-1)
	var want []string
	for _, last := range []string{"\x00", "a", "b"} {
		for _, end := range []string{"1", "2"} {
			e.apply(put(thing(id[:len(id)-1]+last+end), 0, body("owner", owner, "label", label+last)))
			want = append(want, id[:len(id)-1]+last+end)
		}
	}
	q := store.Query{Coll: things, Index: "owner-label", Eq: []any{owner}}
	if got := e.found(q); !slices.Equal(got, want) {
		e.Errorf("found %d, want %d in order", len(got), len(want))
	}
	q.From = label + "a"
	if got := e.found(q); !slices.Equal(got, want[2:]) {
		e.Errorf("found %d behind the first two, want %d", len(got), len(want[2:]))
	}
	for d, err := range e.store.Find(e.ctx(), q) {
		e.ok(err)
		if q.After = d.At; d.ID == want[2] {
			break
		}
	}
	if got := e.found(q); !slices.Equal(got, want[3:]) {
		e.Errorf("found %d behind a position, want %d", len(got), len(want[3:]))
	}
}
