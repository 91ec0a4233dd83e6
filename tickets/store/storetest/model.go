package storetest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/axsensor/lethe/tickets/store"
)

var modelTests = []test{{"random programs", testModel}}

// model is what a store should hold: plain maps, and queries that look at everything.
type model map[store.Ref]modelDoc

type modelDoc struct {
	rev    int64
	fields map[string]any // of Go types: string, bool, int64, time.Time
}

func (d modelDoc) body() bson.Raw {
	var pairs []any
	for _, name := range slices.Sorted(maps.Keys(d.fields)) {
		pairs = append(pairs, name, d.fields[name])
	}
	return body(pairs...)
}

// apply is Apply, reduced to which error it gives and for which document.
func (m model) apply(writes []store.Write, fields []map[string]any) (store.Ref, error) {
	for _, w := range writes {
		rev := m[w.Ref].rev
		switch {
		case w.Op == store.OpLoad && rev == 0:
		case w.Op == store.OpLoad:
			return w.Ref, store.ErrDuplicate
		case w.Rev == rev:
		case w.Op == store.OpPut && w.Rev == 0:
			return w.Ref, store.ErrDuplicate
		default:
			return w.Ref, store.ErrStale
		}
	}
	for i, w := range writes {
		switch w.Op {
		case store.OpPut:
			m[w.Ref] = modelDoc{w.Rev + 1, fields[i]}
		case store.OpLoad:
			m[w.Ref] = modelDoc{w.Rev, fields[i]}
		case store.OpDelete:
			delete(m, w.Ref)
		}
	}
	return store.Ref{}, nil
}

// find is Find without a position: the ids in order.
func (m model) find(ix store.Index, q store.Query) (ids []string) {
	var in []store.Ref
	for r, d := range m {
		if r.Coll == q.Coll && d.in(ix, q) {
			in = append(in, r)
		}
	}
	slices.SortFunc(in, func(a, b store.Ref) int {
		c := compare(m[a].fields[ix.Order.Name], m[b].fields[ix.Order.Name])
		if c = cmp.Or(c, cmp.Compare(a.ID, b.ID)); q.Desc {
			return -c
		}
		return c
	})
	for _, r := range in {
		ids = append(ids, r.ID)
	}
	return ids
}

func (d modelDoc) in(ix store.Index, q store.Query) bool {
	for i, f := range ix.Eq {
		if v, ok := d.fields[f.Name]; !ok || compare(v, q.Eq[i]) != 0 {
			return false
		}
	}
	if ix.Order.Name == "" {
		return true
	}
	v, ok := d.fields[ix.Order.Name]
	return ok && (q.From == nil || compare(v, q.From) >= 0) && (q.To == nil || compare(v, q.To) < 0)
}

func compare(a, b any) int {
	switch x := a.(type) {
	case string:
		return cmp.Compare(x, b.(string))
	case int64:
		return cmp.Compare(x, b.(int64))
	case time.Time:
		return x.Compare(b.(time.Time))
	case bool:
		switch {
		case x == b.(bool):
			return 0
		case x:
			return 1
		}
		return -1
	}
	return 0
}

// testModel runs random programs against the store and the model. Small sets of ids and values make them collide.
func testModel(e *env) {
	s := e.start()
	rapid.Check(e.T, func(t *rapid.T) {
		e.clear()
		p := &program{T: t, e: e, s: s, m: model{}}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "write") {
				p.write()
			} else {
				p.query()
			}
		}
		p.compare()
	})
}

func (e *env) clear() {
	for _, coll := range []string{things, others} {
		for d, err := range e.store.Find(e.ctx(), store.Query{Coll: coll, Index: "all"}) {
			e.ok(err)
			e.apply(del(d.Ref, d.Rev))
		}
	}
}

type program struct {
	*rapid.T
	e *env
	s store.Store
	m model
}

func (p *program) value(f store.Field) any {
	switch f.Kind {
	case store.String:
		return rapid.SampledFrom([]string{"", "a", "a\x00", "a\x00b", "ab", "å", "\x00"}).Draw(p.T, f.Name)
	case store.Bool:
		return rapid.Bool().Draw(p.T, f.Name)
	case store.Int:
		return rapid.Int64Range(-2, 2).Draw(p.T, f.Name)
	}
	return time.UnixMilli(rapid.Int64Range(-2, 2).Draw(p.T, f.Name))
}

func (p *program) write() {
	var writes []store.Write
	var fields []map[string]any
	used := map[store.Ref]bool{}
	for range rapid.IntRange(1, 4).Draw(p.T, "writes") {
		r := store.Ref{
			Coll: rapid.SampledFrom([]string{things, others}).Draw(p.T, "coll"),
			ID:   rapid.SampledFrom([]string{"a", "b", "a.1", "a.2", "ab", "\x00"}).Draw(p.T, "id"),
		}
		if used[r] {
			continue
		}
		used[r] = true
		w := store.Write{Op: rapid.SampledFrom([]store.Op{store.OpPut, store.OpPut, store.OpPut, store.OpLoad, store.OpDelete, store.OpExpect}).Draw(p.T, "op"), Ref: r, Rev: p.m[r].rev}
		if rapid.IntRange(0, 9).Draw(p.T, "wrong") == 0 {
			w.Rev = rapid.Int64Range(0, 3).Draw(p.T, "rev")
		}
		if w.Op == store.OpDelete && w.Rev == 0 {
			w.Op = store.OpExpect
		}
		if w.Op == store.OpLoad {
			w.Rev = rapid.Int64Range(1, 9).Draw(p.T, "loaded at")
		}
		values := map[string]any{}
		for _, f := range []store.Field{owner, open, label, rank, at} {
			if rapid.IntRange(0, 4).Draw(p.T, "has") > 0 {
				values[f.Name] = p.value(f)
			}
		}
		if w.Op == store.OpPut || w.Op == store.OpLoad {
			w.Body = modelDoc{fields: values}.body()
		}
		writes, fields = append(writes, w), append(fields, values)
	}
	err := p.s.Apply(p.e.ctx(), writes...)
	ref, want := p.m.apply(writes, fields)
	var conflict *store.Conflict
	if !errors.Is(err, want) || want != nil && (!errors.As(err, &conflict) || conflict.Ref != ref) {
		p.Fatalf("%v of %v, want %v of %v", err, conflict, want, ref)
	}
}

// query draws a query, and pages through it with positions and limits.
func (p *program) query() {
	ix := rapid.SampledFrom(append(colls()[0].Indexes, store.Index{Name: store.ByID})).Draw(p.T, "index")
	q := store.Query{Coll: things, Index: ix.Name, Desc: rapid.Bool().Draw(p.T, "desc")}
	for _, f := range ix.Eq {
		q.Eq = append(q.Eq, p.value(f))
	}
	if ix.Order.Name != "" && rapid.Bool().Draw(p.T, "from?") {
		q.From = p.value(ix.Order)
	}
	if ix.Order.Name != "" && rapid.Bool().Draw(p.T, "to?") {
		q.To = p.value(ix.Order)
	}
	want := p.m.find(ix, q)
	if n, err := p.s.Count(p.e.ctx(), q); err != nil || int(n) != len(want) {
		p.Fatalf("%+v: counted %d, %v; want %v", q, n, err, want)
	}
	q.Limit = rapid.IntRange(0, 3).Draw(p.T, "limit")
	for got := []string(nil); ; {
		before := len(got)
		for d, err := range p.s.Find(p.e.ctx(), q) {
			if err != nil {
				p.Fatal(err)
			}
			if got = append(got, d.ID); len(got) > len(want) || !bytes.Equal(d.Body, p.m[d.Ref].body()) || d.Rev != p.m[d.Ref].rev {
				p.Fatalf("%+v: found %v (%v at revision %d), want %v", q, got, d.Body, d.Rev, want)
			}
			q.After = d.At
		}
		if q.Limit == 0 || len(got) == before {
			if !slices.Equal(got, want) {
				p.Fatalf("%+v: found %v, want %v", q, got, want)
			}
			return
		}
	}
}

// compare reads everything by id.
func (p *program) compare() {
	for r, want := range p.m {
		docs, err := p.s.Get(p.e.ctx(), r)
		if err != nil || docs[0].Rev != want.rev || !bytes.Equal(docs[0].Body, want.body()) {
			p.Fatalf("%v: %v, %v; want %v", r, docs, err, want)
		}
	}
	all := 0
	for _, coll := range []string{things, others} {
		n, err := p.s.Count(p.e.ctx(), store.Query{Coll: coll, Index: "all"})
		if err != nil {
			p.Fatal(err)
		}
		all += int(n)
	}
	if all != len(p.m) {
		p.Fatal(fmt.Sprintf("%d documents, want %d", all, len(p.m)))
	}
}
