package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/axsensor/lethe/tickets/store"
)

var togetherTests = []test{{"random programs of several clients", testTogether}}

// testTogether runs random programs of 2 to 8 clients at once against the store. Each client owns some documents, whose
// state it knows from its own model, and takes part in a few that all share, with revisions that may be stale. What a
// client is answered must fit its model at every step, and in the end all models together must be what the store holds,
// in every index.
func testTogether(e *env) {
	s := e.start()
	rapid.Check(e.T, func(t *rapid.T) {
		e.clear()
		clients := make([]*party, rapid.IntRange(2, 8).Draw(t, "clients"))
		for i := range clients {
			clients[i] = &party{program: program{T: t, e: e, s: s, m: model{}}, name: fmt.Sprint("c", i), shared: map[store.Ref]map[int64]map[string]any{}}
			for range rapid.IntRange(1, 8).Draw(t, "steps") {
				clients[i].draw()
			}
		}
		together(len(clients), func(i int) { clients[i].run() })
		all := model{}
		for _, c := range clients {
			if c.wrong != "" {
				t.Fatal(c.name, ": ", c.wrong)
			}
			maps.Copy(all, c.m)
		}
		addShared(t, e, clients, all)
		end := program{T: t, e: e, s: s, m: all}
		end.compare()
		for range 6 {
			end.query()
		}
	})
}

// party is one client with its program, drawn before it runs.
type party struct {
	program
	name   string
	steps  []step
	shared map[store.Ref]map[int64]map[string]any // what it put into shared documents: by revision
	unsure bool                                   // it does not know what became of one of its Applies
	wrong  string
}

// step is one Apply: writes to documents of its own, and perhaps one to a shared one at the revision then read or one beside
// it. A canceled one runs under a context that ends at some moment.
type step struct {
	own      []ownWrite
	shared   *ownWrite
	stale    bool
	canceled time.Duration
}

type ownWrite struct {
	op     store.Op
	ref    store.Ref
	fields map[string]any
}

func (c *party) draw() {
	var st step
	for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "a.1"}), 1, 3, rapid.ID).Draw(c.T, "ids") {
		ref := store.Ref{Coll: rapid.SampledFrom([]string{things, others}).Draw(c.T, "coll"), ID: c.name + id}
		op := rapid.SampledFrom([]store.Op{store.OpPut, store.OpPut, store.OpDelete, store.OpExpect}).Draw(c.T, "op")
		st.own = append(st.own, ownWrite{op, ref, c.fields()})
	}
	if rapid.Bool().Draw(c.T, "shared") {
		st.shared = &ownWrite{store.OpPut, thing(rapid.SampledFrom([]string{"s", "t"}).Draw(c.T, "which")), c.fields()}
		st.stale = rapid.IntRange(0, 4).Draw(c.T, "stale") == 0
	}
	if rapid.IntRange(0, 5).Draw(c.T, "canceled") == 0 {
		st.canceled = time.Duration(rapid.IntRange(1, 1500).Draw(c.T, "after")) * time.Microsecond
	}
	c.steps = append(c.steps, st)
}

func (c *party) fields() map[string]any {
	values := map[string]any{}
	for _, f := range []store.Field{owner, open, label, rank, at} {
		if rapid.IntRange(0, 4).Draw(c.T, "has") > 0 {
			values[f.Name] = c.value(f)
		}
	}
	return values
}

func (c *party) run() {
	for _, st := range c.steps {
		if c.wrong = c.step(st); c.wrong != "" {
			return
		}
	}
}

// step runs one Apply and says what is wrong with its answer.
func (c *party) step(st step) string {
	writes, fields, err := c.writes(st)
	if err != nil {
		return err.Error()
	}
	ctx, cancel := context.WithCancel(c.e.ctx())
	defer cancel()
	if st.canceled > 0 {
		time.AfterFunc(st.canceled, cancel)
	}
	err = c.s.Apply(ctx, writes...)
	var conflict *store.Conflict
	switch {
	case errors.Is(err, store.ErrUnsure), st.canceled > 0 && errors.Is(err, context.Canceled):
		c.unsure = c.unsure || errors.Is(err, store.ErrUnsure)
		there, geterr := c.happened(writes)
		if geterr != nil {
			return geterr.Error()
		}
		if there && !errors.Is(err, store.ErrUnsure) {
			return fmt.Sprintf("%v, but it is there", err)
		}
		if !there {
			return ""
		}
	case errors.As(err, &conflict):
		if st.shared == nil || conflict.Ref != st.shared.ref {
			return fmt.Sprintf("a conflict over a document of its own: %v", err)
		}
		return ""
	case err != nil:
		return err.Error()
	case st.stale && st.shared != nil:
		return fmt.Sprintf("a stale revision of %v was taken", st.shared.ref)
	}
	if st.shared != nil {
		last := len(writes) - 1
		if c.shared[st.shared.ref] == nil {
			c.shared[st.shared.ref] = map[int64]map[string]any{}
		}
		c.shared[st.shared.ref][writes[last].Rev+1] = fields[last]
		writes, fields = writes[:last], fields[:last]
	}
	if ref, err := c.m.apply(writes, fields); err != nil {
		return fmt.Sprintf("taken, though its own model refuses %v: %v", ref, err)
	}
	return ""
}

// writes spells out a step: at the revisions of the own model, and of the shared document as it is now.
func (c *party) writes(st step) (writes []store.Write, fields []map[string]any, err error) {
	for _, o := range st.own {
		w := store.Write{Op: o.op, Ref: o.ref, Rev: c.m[o.ref].rev}
		if w.Op == store.OpDelete && w.Rev == 0 {
			w.Op = store.OpExpect
		}
		if w.Op == store.OpPut {
			w.Body = modelDoc{fields: o.fields}.body()
		}
		writes, fields = append(writes, w), append(fields, o.fields)
	}
	if st.shared == nil {
		return writes, fields, nil
	}
	docs, err := c.s.Get(c.e.ctx(), st.shared.ref)
	if err != nil {
		return nil, nil, err
	}
	w := put(st.shared.ref, docs[0].Rev, modelDoc{fields: st.shared.fields}.body())
	if st.stale {
		w.Rev = max(0, w.Rev-1)
		if docs[0].Rev == 0 {
			w.Rev = 1 << 40
		}
	}
	return append(writes, w), append(fields, st.shared.fields), nil
}

// happened looks whether an Apply of unknown outcome was carried out, by the documents that only this client writes.
func (c *party) happened(writes []store.Write) (bool, error) {
	for _, w := range writes {
		if _, mine := c.m[w.Ref]; !mine && w.Op != store.OpPut || w.Op == store.OpExpect || w.Coll == things && len(w.ID) == 1 {
			continue
		}
		docs, err := c.s.Get(c.e.ctx(), w.Ref)
		return err == nil && docs[0].Rev != w.Rev, err
	}
	return false, nil // it changed nothing of its own
}

// addShared adds the shared documents to the model: each revision was made by one client, none is missing, and the last
// one is there.
func addShared(t *rapid.T, e *env, clients []*party, all model) {
	for _, ref := range []store.Ref{thing("s"), thing("t")} {
		d, unsure := e.get(ref), false
		made := map[int64]map[string]any{}
		for _, c := range clients {
			unsure = unsure || c.unsure
			for rev, fields := range c.shared[ref] {
				if _, twice := made[rev]; twice {
					t.Fatalf("two clients made revision %d of %v", rev, ref)
				}
				made[rev] = fields
			}
		}
		fields, known := made[d.Rev]
		switch {
		case known && !bytes.Equal(d.Body, modelDoc{fields: fields}.body()):
			t.Fatalf("%v at revision %d is not what its client put", ref, d.Rev)
		case !unsure && int(d.Rev) != len(made):
			t.Fatalf("%v stands at revision %d, the clients made %v", ref, d.Rev, slices.Sorted(maps.Keys(made)))
		case known:
			all[ref] = modelDoc{d.Rev, fields}
		case d.Exists():
			e.apply(del(ref, d.Rev)) // made by an Apply of unknown outcome
		}
	}
}
