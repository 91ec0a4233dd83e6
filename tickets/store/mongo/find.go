package mongo

import (
	"bytes"
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/store"
)

// Bounds of one page of Find. The first is small, for lists that look at a few; the bytes bound what one page holds in
// memory.
const (
	firstPage = 64
	nextPage  = 256
	pageBytes = 2 << 20
)

// lastText is behind every key that spell writes.
const lastText = "~"

func (r reader) Find(ctx context.Context, q store.Query) iter.Seq2[store.Doc, error] {
	return func(yield func(store.Doc, error) bool) {
		plan, err := r.store.schema.Plan(q)
		var f field
		if err == nil {
			f, err = r.store.fieldOf(plan)
		}
		if err == nil {
			err = r.walk(ctx, plan, f, yield)
		}
		if err != nil {
			yield(store.Doc{}, fmt.Errorf("find: %w", err))
		}
	}
}

// walk yields page by page until the reader wants no more.
func (r reader) walk(ctx context.Context, plan store.Plan, f field, yield func(store.Doc, error) bool) error {
	low, high := plan.Range()
	w := walk{low: low, high: high, desc: plan.Desc}
	size := firstPage
	for left := plan.Limit; high == nil || bytes.Compare(low, high) < 0; size = nextPage {
		if plan.Limit > 0 {
			size = min(size, left)
		}
		low, high, rest := f.window(&w)
		p, err := r.page(ctx, plan, f, low, high, size)
		if err != nil {
			return err
		}
		for _, d := range p.docs {
			if !yield(d, nil) {
				return nil
			}
		}
		if left -= len(p.docs); rest && !p.more || plan.Limit > 0 && left <= 0 {
			return nil
		}
		w.passed(low, high, p.keys, size, p.more)
	}
	return nil
}

// page is what one query found.
type page struct {
	docs []store.Doc
	keys [][]byte
	more bool // there may be more in its range
}

// page reads the next documents: one query, whose cursor is closed before it returns.
func (r reader) page(ctx context.Context, plan store.Plan, f field, low, high []byte, size int) (p page, err error) {
	direction := 1
	if plan.Desc {
		direction = -1
	}
	o := options.Find().SetSort(one(f.path(), direction)).SetLimit(int64(size)).SetBatchSize(int32(size)).
		SetProjection(f.shape())
	err = r.from(ctx, func(ctx context.Context) error {
		cur, err := r.store.coll(plan.Coll.Name).Find(ctx, f.between(low, high), o)
		if err != nil {
			return err
		}
		defer cur.Close(context.WithoutCancel(ctx))
		p = page{}
		for size, bytes := size, 0; ; {
			if p.more = len(p.docs) == size || bytes >= pageBytes; p.more || !cur.Next(ctx) {
				return cur.Err()
			}
			var d stored
			if err := cur.Decode(&d); err != nil {
				return err
			}
			bytes += len(d.Body)
			if err := p.add(plan, f, d); err != nil {
				return err
			}
		}
	})
	return p, err
}

func (p *page) add(plan store.Plan, f field, s stored) error {
	key, err := f.keyOf(s)
	if err != nil {
		return fmt.Errorf("a key of index %s of %s cannot be read", plan.Index.Name, plan.Coll.Name)
	}
	place, err := plan.Place(key)
	if err != nil {
		return err
	}
	d := s.doc(plan.Coll.Name)
	d.At = place.Pos()
	p.docs, p.keys = append(p.docs, d), append(p.keys, key)
	return nil
}
