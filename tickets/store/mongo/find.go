package mongo

import (
	"bytes"
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
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

// lastText is behind everything that spell writes.
const lastText = "~"

func (r reader) Find(ctx context.Context, q store.Query) iter.Seq2[store.Doc, error] {
	return func(yield func(store.Doc, error) bool) {
		plan, err := r.store.schema.Plan(q)
		size := firstPage
		for left := plan.Limit; err == nil; size = nextPage {
			if plan.Limit > 0 {
				size = min(size, left)
			}
			var docs []store.Doc
			var more bool
			if docs, more, err = r.page(ctx, plan, size); err != nil {
				break
			}
			for _, d := range docs {
				if !yield(d, nil) {
					return
				}
			}
			if left -= len(docs); !more || plan.Limit > 0 && left <= 0 {
				return
			}
			q.After = docs[len(docs)-1].At
			plan, err = r.store.schema.Plan(q)
		}
		yield(store.Doc{}, fmt.Errorf("find: %w", err))
	}
}

// page reads the next documents of a plan: one query, whose cursor is closed before it returns. It reports whether
// there may be more.
func (r reader) page(ctx context.Context, plan store.Plan, size int) (docs []store.Doc, more bool, err error) {
	f, err := r.store.fieldOf(plan)
	if err != nil {
		return nil, false, err
	}
	low, high, some := span(plan)
	err = r.from(ctx, func(ctx context.Context) (err error) {
		if docs, more = nil, false; some {
			docs, more, err = r.read(ctx, plan, f, between(f.path(), low, high), size)
		}
		return err
	})
	return docs, more, err
}

func (r reader) read(ctx context.Context, plan store.Plan, f field, filter bson.D, size int) (docs []store.Doc, more bool, err error) {
	direction := 1
	if plan.Desc {
		direction = -1
	}
	cur, err := r.store.coll(plan.Coll.Name).Find(ctx, filter, options.Find().SetSort(one(f.path(), direction)).
		SetProjection(bson.D{{Key: revName, Value: 1}, {Key: bodyName, Value: 1}, {Key: f.path(), Value: 1}}).
		SetLimit(int64(size)).SetBatchSize(int32(size)))
	if err != nil {
		return nil, false, err
	}
	defer cur.Close(context.WithoutCancel(ctx))
	bytes := 0
	for bytes < pageBytes && cur.Next(ctx) {
		var s stored
		if err := cur.Decode(&s); err != nil {
			return nil, false, err
		}
		d := s.doc(plan.Coll.Name)
		if d.At, err = position(plan, s.Keys[f.name]); err != nil {
			return nil, false, err
		}
		docs, bytes = append(docs, d), bytes+len(d.Body)
	}
	return docs, len(docs) == size || bytes >= pageBytes, cur.Err()
}

func position(plan store.Plan, text string) (store.Pos, error) {
	key, err := unspell(text)
	if err != nil {
		return "", fmt.Errorf("a key of index %s of %s cannot be read", plan.Index.Name, plan.Coll.Name)
	}
	place, err := plan.Place(key)
	return place.Pos(), err
}

// span is the range [low, high) of texts that a plan asks for; some is false when nothing can be in it.
func span(plan store.Plan) (low, high string, some bool) {
	from, to := plan.Range()
	if to == nil {
		return spell(from), lastText, true
	}
	return spell(from), spell(to), bytes.Compare(from, to) < 0
}

func between(path, low, high string) bson.D {
	return one(path, bson.D{{Key: "$gte", Value: low}, {Key: "$lt", Value: high}})
}
