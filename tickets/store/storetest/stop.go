package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

var stopTests = []test{
	{"a context that has ended", testEnded},
	{"an Apply cut short answers truly", testCutShort},
	{"a closed store", testClosed},
	{"closing while in use", testCloseInUse},
	{"check", func(e *env) { e.ok(e.start().Check(e.ctx())) }},
}

// calls are all methods, each reduced to its error.
func calls(s store.Store) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"get":  func(ctx context.Context) error { _, err := s.Get(ctx, thing("a")); return err },
		"many": func(ctx context.Context) error { _, err := s.Get(ctx, thing("a"), thing("b")); return err },
		"count": func(ctx context.Context) error {
			_, err := s.Count(ctx, store.Query{Coll: things, Index: "all"})
			return err
		},
		"find": func(ctx context.Context) (last error) {
			for _, err := range s.Find(ctx, store.Query{Coll: things, Index: "all"}) {
				last = err
			}
			return last
		},
		"view": func(ctx context.Context) error {
			return s.View(ctx, func(r store.Reader) error { _, err := r.Get(ctx, thing("a")); return err })
		},
		"apply": func(ctx context.Context) error { return s.Apply(ctx, put(thing("new"), 0, body())) },
		"watch": func(ctx context.Context) (last error) {
			for c, err := range s.Watch(ctx, store.Current) {
				if last = err; err == nil && isMark(c) {
					return nil
				}
			}
			return last
		},
		"check": s.Check,
	}
}

func testEnded(e *env) {
	s := e.start()
	e.apply(put(thing("a"), 0, body()))
	ctx, cancel := context.WithCancel(e.ctx())
	cancel()
	for name, call := range calls(s) {
		if err := call(ctx); !errors.Is(err, context.Canceled) {
			e.Errorf("%s: %v, want the context's error", name, err)
		}
	}
	if e.get(thing("new")).Exists() {
		e.Error("written all the same")
	}
}

// testCutShort ends the contexts of Applies at moments drawn over twice the time that this engine needs for one: nil means
// it is there, an error that it is not, ErrUnsure either.
func testCutShort(e *env) {
	c := &cutShort{env: e, s: e.start()}
	together(8, func(i int) {
		for n := range 10 {
			c.measure(i, n)
		}
	})
	slices.Sort(c.took)
	together(8, func(i int) {
		for n := range 40 {
			c.cut(i, n)
		}
	})
	e.Logf("of Applies of %v: %d acknowledged, %d refused, %d unsure", c.usual(), c.stored.Load(), c.refused.Load(), c.unsure.Load())
	if c.stored.Load() == 0 || c.refused.Load()+c.unsure.Load() == 0 {
		e.Error("the moments were all too late, or all too early")
	}
}

// cutShort is the state of the test.
type cutShort struct {
	*env
	s                       store.Store
	mu                      sync.Mutex
	took                    []time.Duration // of Applies that nobody cut short, in order once all are there
	stored, refused, unsure atomic.Int64
}

func (c *cutShort) usual() time.Duration { return c.took[len(c.took)/2] }

// pair are two documents to make, in two collections.
func pair(round string, i, n int) (a, b store.Write) {
	id := fmt.Sprint(round, i, "-", n)
	return put(thing(id), 0, body()), put(store.Ref{Coll: others, ID: id}, 0, body())
}

func (c *cutShort) measure(i, n int) {
	a, b := pair("whole", i, n)
	began := time.Now()
	err := c.s.Apply(c.ctx(), a, b)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.took = append(c.took, time.Since(began)); err != nil {
		c.Error(err)
	}
}

func (c *cutShort) cut(i, n int) {
	a, b := pair("cut", i, n)
	ctx, cancel := context.WithCancel(c.ctx())
	time.AfterFunc(rand.N(2*c.usual()), cancel)
	err := c.s.Apply(ctx, a, b)
	cancel()
	docs, geterr := c.s.Get(c.ctx(), a.Ref, b.Ref)
	if geterr != nil {
		c.Error(geterr)
		return
	}
	there := docs[0].Exists()
	if there != docs[1].Exists() {
		c.Errorf("half an Apply (%v)", err)
	}
	switch {
	case errors.Is(err, store.ErrUnsure):
		c.unsure.Add(1)
	case err == nil != there:
		c.Errorf("%v, but there: %v", err, there)
	case err == nil:
		c.stored.Add(1)
	case errors.Is(err, context.Canceled):
		c.refused.Add(1)
	default:
		c.Errorf("%v, want the context's error", err)
	}
}

func testClosed(e *env) {
	s := e.start()
	e.apply(put(thing("a"), 0, body()))
	e.ok(s.Close())
	e.ok(s.Close())
	for name, call := range calls(s) {
		if err := call(e.ctx()); !errors.Is(err, store.ErrClosed) {
			e.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
	e.startWith(Options{Colls: colls()})
	if !e.get(thing("a")).Exists() || e.get(thing("new")).Exists() {
		e.Error("another state after opening again")
	}
}

// testCloseInUse closes under load: every call ends, with its result or ErrClosed, and what was acknowledged is there.
func testCloseInUse(e *env) {
	s := e.start()
	e.fill(500)
	var mu sync.Mutex
	var acknowledged []store.Ref
	var working sync.WaitGroup
	working.Add(8)
	var once [8]sync.Once
	loop := func(i int, step func(n int) error) {
		defer once[i].Do(working.Done)
		for n := 0; ; n++ {
			err := step(n)
			if errors.Is(err, store.ErrClosed) {
				return
			}
			if err != nil {
				e.Errorf("%v, want ErrClosed", err)
				return
			}
			once[i].Do(working.Done)
		}
	}
	together(9, func(i int) {
		switch {
		case i < 4:
			loop(i, func(n int) error {
				r := thing(fmt.Sprint("c", i, "-", n))
				err := s.Apply(e.ctx(), put(r, 0, body()))
				if err == nil {
					mu.Lock()
					acknowledged = append(acknowledged, r)
					mu.Unlock()
				}
				return err
			})
		case i < 8:
			name := []string{"get", "find", "view", "watch"}[i-4]
			loop(i, func(int) error { return calls(s)[name](e.ctx()) })
		default:
			working.Wait()
			if err := s.Close(); err != nil {
				e.Error(err)
			}
		}
	})
	e.startWith(Options{Colls: colls()})
	for _, r := range acknowledged {
		if !e.get(r).Exists() {
			e.Errorf("%v was acknowledged and is gone", r)
		}
	}
}
