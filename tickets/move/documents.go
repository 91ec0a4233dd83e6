package move

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Bounds of one Apply that loads documents, and how many are under way at once.
const (
	batchDocs  = store.MaxWrites
	batchBytes = 4 << 20
	loaders    = 4
)

// keepEvery is how often the destination's mark is told how far the documents came.
const keepEvery = 2 * time.Second

// documents carries every collection, each behind what an earlier run has carried.
func (m *mover) documents(ctx context.Context) error {
	total := int64(0)
	for _, coll := range m.Colls {
		n, err := m.From.Store.Count(ctx, store.Query{Coll: coll, Index: store.ByID})
		if err != nil {
			return fmt.Errorf("count %s: %w", coll, err)
		}
		if coll == Meta {
			n-- // the mark
		}
		total += n
	}
	m.watch.begin(Documents, total)
	for _, coll := range m.Colls {
		if err := m.collection(ctx, coll); err != nil {
			return fmt.Errorf("carry %s: %w", coll, err)
		}
	}
	m.watch.end()
	return nil
}

// batch is what one Apply loads.
type batch struct {
	writes []store.Write
	last   store.Pos
	bytes  int64
	done   chan error // told once
}

// collection reads a collection in order, loads batches of it side by side, and keeps how far all of them came.
func (m *mover) collection(ctx context.Context, coll string) error {
	rest, err := m.rest(ctx, coll)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel(nil)
	ordered, work := make(chan *batch, 2*loaders), make(chan *batch)
	for range loaders {
		wait.Go(func() {
			for b := range work {
				b.done <- m.load(ctx, b.writes)
			}
		})
	}
	wait.Go(func() {
		defer close(ordered)
		defer close(work)
		err := m.read(ctx, rest, func(b *batch) bool {
			for _, to := range []chan *batch{ordered, work} {
				select {
				case to <- b:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
		if err != nil {
			cancel(err)
		}
	})
	return m.keep(ctx, coll, ordered)
}

// keep waits for the batches in their order.
func (m *mover) keep(ctx context.Context, coll string, ordered <-chan *batch) error {
	kept, last := time.Now(), store.Pos("")
	for b := range ordered {
		select {
		case err := <-b.done:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		last = b.last
		m.watch.add(int64(len(b.writes)), b.bytes)
		if time.Since(kept) >= keepEvery {
			if err := m.came(ctx, coll, last); err != nil {
				return err
			}
			kept = time.Now()
		}
	}
	if err := context.Cause(ctx); err != nil || last == "" {
		return err
	}
	return m.came(ctx, coll, last)
}

// came tells the mark how far a collection came.
func (m *mover) came(ctx context.Context, coll string, to store.Pos) error {
	mark := m.dest.Mark
	mark.Carried = slices.DeleteFunc(slices.Clone(mark.Carried), func(c carried) bool { return c.Coll == coll })
	mark.Carried = append(mark.Carried, carried{coll, to})
	return m.dest.put(ctx, m.To.Store, mark)
}

// read makes batches of what a query finds, until more wants none.
func (m *mover) read(ctx context.Context, rest store.Query, more func(*batch) bool) error {
	var b *batch
	for d, err := range m.From.Store.Find(ctx, rest) {
		if err != nil {
			return err
		}
		if d.Ref == MarkRef {
			continue
		}
		if b != nil && (len(b.writes) == batchDocs || b.bytes+int64(len(d.Body)) > batchBytes) {
			if !more(b) {
				return nil
			}
			b = nil
		}
		if b == nil {
			b = &batch{done: make(chan error, 1)}
		}
		b.writes, b.last = append(b.writes, store.Write{Op: store.OpLoad, Ref: d.Ref, Rev: d.Rev, Body: d.Body}), d.At
		b.bytes += int64(len(d.Body))
	}
	if b != nil {
		more(b)
	}
	return nil
}

// rest is what of a collection no earlier run has carried.
func (m *mover) rest(ctx context.Context, coll string) (store.Query, error) {
	q := store.Query{Coll: coll, Index: store.ByID}
	i := slices.IndexFunc(m.dest.Carried, func(c carried) bool { return c.Coll == coll })
	if i < 0 {
		return q, nil
	}
	all, err := m.From.Store.Count(ctx, q)
	if err != nil {
		return q, err
	}
	q.After = m.dest.Carried[i].To
	left, err := m.From.Store.Count(ctx, q)
	m.watch.skip(all - left)
	return q, err
}

// unsure is how often a batch is tried whose outcome nobody knows.
const unsure = 5

// load makes documents at the destination. Those that are there already, from a run that was cut short, must be equal.
func (m *mover) load(ctx context.Context, writes []store.Write) error {
	for try := 1; ; try++ {
		err := m.To.Store.Apply(ctx, writes...)
		switch {
		case errors.Is(err, store.ErrUnsure) && try < unsure:
		case !errors.Is(err, store.ErrDuplicate):
			return err
		}
		if writes, err = m.lacking(ctx, writes); err != nil || len(writes) == 0 {
			return err
		}
	}
}

// lacking is what of the writes the destination does not have.
func (m *mover) lacking(ctx context.Context, writes []store.Write) (left []store.Write, err error) {
	refs := make([]store.Ref, len(writes))
	for i, w := range writes {
		refs[i] = w.Ref
	}
	docs, err := m.To.Store.Get(ctx, refs...)
	if err != nil {
		return nil, err
	}
	for i, d := range docs {
		switch {
		case !d.Exists():
			left = append(left, writes[i])
		case d.Rev != writes[i].Rev || !bytes.Equal(d.Body, writes[i].Body):
			return nil, fmt.Errorf("%w: %s/%s", ErrUnlike, d.Coll, d.ID)
		}
	}
	return left, nil
}
