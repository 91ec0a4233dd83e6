// Package storetest holds the contract of the document port as tests that every engine runs.
package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// Options are what the suite asks of an engine.
type Options struct {
	Name        string // opened again under the same name after Close, the same data is there
	Colls       []store.Coll
	Now         func() time.Time // what the age of changes is measured by
	KeepChanges time.Duration    // zero: the engine's own
}

// Open opens a store or ends the test. The suite closes what it opened.
type Open func(t testing.TB, o Options) store.Store

// group is the tests of one part of the contract.
type group struct {
	name  string
	tests []test
}

func groups() []group {
	return []group{
		{"apply", applyTests}, {"get", getTests}, {"find", findTests}, {"watch", watchTests},
		{"stop", stopTests}, {"indexes", indexTests}, {"model", modelTests}, {"histories", historyTests}, {"together", togetherTests},
	}
}

// Run holds an engine to the contract, which stands in package store.
func Run(t *testing.T, open Open) {
	for _, group := range groups() {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) { test.run(&env{T: t, open: open}) })
			}
		})
	}
}

type test struct {
	name string
	run  func(*env)
}

// Collections of the suite. Things have an index of every shape, others one, claims are unlogged.
const (
	things = "things"
	others = "others"
	claims = "claims"
)

var (
	owner = store.Field{Name: "owner", Kind: store.String}
	open  = store.Field{Name: "open", Kind: store.Bool}
	label = store.Field{Name: "label", Kind: store.String}
	rank  = store.Field{Name: "rank", Kind: store.Int}
	at    = store.Field{Name: "at", Kind: store.Time}
)

// colls are the suite's declarations.
func colls() []store.Coll {
	return []store.Coll{
		{Name: things, Indexes: []store.Index{
			{Name: "all"},
			{Name: "owner", Eq: []store.Field{owner}},
			{Name: "owner-open-at", Eq: []store.Field{owner, open}, Order: at},
			{Name: "label", Order: label},
			{Name: "owner-label", Eq: []store.Field{owner}, Order: label},
			{Name: "rank", Order: rank},
			{Name: "rank-eq", Eq: []store.Field{rank}, Order: at},
			{Name: "at", Order: at},
			{Name: "open", Order: open},
		}},
		{Name: others, Indexes: []store.Index{{Name: "all"}}},
		{Name: claims, Unlogged: true},
	}
}

// env is one test with its store.
type env struct {
	*testing.T
	open  Open
	store store.Store
}

// start opens a fresh store with the suite's declarations.
func (e *env) start() store.Store {
	e.Helper()
	return e.startWith(Options{Colls: colls()})
}

// startWith opens a store and sees to it that it is closed at the end.
func (e *env) startWith(o Options) store.Store {
	e.Helper()
	if o.Name == "" {
		o.Name = strings.ReplaceAll(e.Name(), "/", "-")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	e.store = e.open(e.T, o)
	s := e.store
	e.Cleanup(func() { s.Close() })
	return s
}

// restart closes the store and opens the same data again.
func (e *env) restart(o Options) store.Store {
	e.Helper()
	e.ok(e.store.Close())
	return e.startWith(o)
}

// ctx is the test's, bounded so that a store that hangs fails the test.
func (e *env) ctx() context.Context {
	ctx, cancel := context.WithTimeout(e.Context(), 2*time.Minute)
	e.Cleanup(cancel)
	return ctx
}

func (e *env) ok(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// body makes a document's body of names and values in turn.
func body(pairs ...any) bson.Raw {
	d := make(bson.D, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		d = append(d, bson.E{Key: pairs[i].(string), Value: pairs[i+1]})
	}
	b, err := bson.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("storetest: body: %v", err))
	}
	return b
}

func thing(id string) store.Ref { return store.Ref{Coll: things, ID: id} }

func put(r store.Ref, rev int64, b bson.Raw) store.Write {
	return store.Write{Op: store.OpPut, Ref: r, Rev: rev, Body: b}
}

func del(r store.Ref, rev int64) store.Write {
	return store.Write{Op: store.OpDelete, Ref: r, Rev: rev}
}

func expect(r store.Ref, rev int64) store.Write {
	return store.Write{Op: store.OpExpect, Ref: r, Rev: rev}
}

// get reads one document.
func (e *env) get(r store.Ref) store.Doc {
	e.Helper()
	docs, err := e.store.Get(e.ctx(), r)
	e.ok(err)
	if len(docs) != 1 {
		e.Fatalf("%d documents for one reference", len(docs))
	}
	return docs[0]
}

// apply writes, or ends the test.
func (e *env) apply(writes ...store.Write) {
	e.Helper()
	e.ok(e.store.Apply(e.ctx(), writes...))
}

// found runs a query and returns the ids in the order found.
func (e *env) found(q store.Query) []string {
	e.Helper()
	ids := []string{}
	for d, err := range e.store.Find(e.ctx(), q) {
		e.ok(err)
		ids = append(ids, d.ID)
	}
	return ids
}

// together runs f n times at once and waits for all.
func together(n int, f func(i int)) {
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range n {
		done.Go(func() {
			start.Wait()
			f(i)
		})
	}
	start.Done()
	done.Wait()
}
