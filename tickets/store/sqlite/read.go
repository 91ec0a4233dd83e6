package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"fmt"
	"iter"

	"github.com/axsensor/lethe/tickets/store"
)

// Bounds of one page of Find. The first is small, for lists that look at a few; the bytes bound what one page holds in
// memory.
const (
	firstPage = 64
	nextPage  = 256
	pageBytes = 2 << 20
)

// source gives a connection for one read: of the pool, or a View's own.
type source func(ctx context.Context, snapshot bool, f func(*conn) error) error

// reader reads from a source.
type reader struct {
	store *Store
	from  source
}

func (s *Store) reader() reader {
	return reader{s, func(ctx context.Context, snapshot bool, f func(*conn) error) error {
		if snapshot {
			return s.readers.snapshot(ctx, f)
		}
		return s.readers.with(ctx, f)
	}}
}

// Get implements store.Reader.
func (s *Store) Get(ctx context.Context, refs ...store.Ref) ([]store.Doc, error) {
	return s.reader().Get(ctx, refs...)
}

// Find implements store.Reader.
func (s *Store) Find(ctx context.Context, q store.Query) iter.Seq2[store.Doc, error] {
	return s.reader().Find(ctx, q)
}

// Count implements store.Reader.
func (s *Store) Count(ctx context.Context, q store.Query) (int64, error) {
	return s.reader().Count(ctx, q)
}

func (r reader) Get(ctx context.Context, refs ...store.Ref) ([]store.Doc, error) {
	if err := r.store.schema.CheckRefs(refs); err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	docs := make([]store.Doc, len(refs))
	err := r.from(ctx, len(refs) > 1, func(c *conn) error {
		for i, ref := range refs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.store.get(c, ref, &docs[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	return docs, nil
}

func (s *Store) get(c *conn, ref store.Ref, d *store.Doc) error {
	return c.each(context.Background(), func(row []sqldriver.Value) bool {
		*d = store.Doc{Ref: ref, Rev: intOf(row[1]), Body: bytesOf(row[2])}
		return false
	}, findDoc, s.nums[ref.Coll], []byte(ref.ID))
}

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
			last := docs[len(docs)-1]
			q.After = last.At
			plan, err = r.store.schema.Plan(q)
		}
		yield(store.Doc{}, fmt.Errorf("find: %w", err))
	}
}

// page reads the next documents of a plan. It reports whether there may be more.
func (r reader) page(ctx context.Context, plan store.Plan, size int) (docs []store.Doc, more bool, err error) {
	in, err := r.store.listing(ctx, plan)
	if err != nil {
		return nil, false, err
	}
	args, where := in.span(plan)
	bytes := 0
	var bad error
	err = r.from(ctx, false, func(c *conn) error {
		return c.each(context.Background(), func(row []sqldriver.Value) bool {
			var place store.Place
			if place, bad = plan.Place(bytesOf(row[0])); bad != nil {
				return false
			}
			d := store.Doc{Ref: store.Ref{Coll: plan.Coll.Name, ID: place.ID}, Rev: intOf(row[1]), At: place.Pos(), Body: bytesOf(row[2])}
			docs, bytes = append(docs, d), bytes+len(d.Body)
			return bytes < pageBytes && ctx.Err() == nil
		}, "SELECT e."+in.key+", d.rev, d.body FROM "+in.table+" e CROSS JOIN doc d ON d.k = e.k WHERE "+where+in.order(plan)+" LIMIT ?",
			append(args, int64(size))...)
	})
	if err == nil {
		err = bad
	}
	if err == nil {
		err = ctx.Err()
	}
	return docs, len(docs) == size || bytes >= pageBytes, err
}

func (r reader) Count(ctx context.Context, q store.Query) (n int64, err error) {
	plan, err := r.store.schema.Plan(q)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	in, err := r.store.listing(ctx, plan)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	args, where := in.span(plan)
	limit := int64(-1)
	if plan.Limit > 0 {
		limit = int64(plan.Limit)
	}
	err = r.from(ctx, false, func(c *conn) error {
		return c.each(ctx, func(row []sqldriver.Value) bool {
			n = intOf(row[0])
			return false
		}, "SELECT count(*) FROM (SELECT 1 FROM "+in.table+" e WHERE "+where+" LIMIT ?)", append(args, limit)...)
	})
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}

// listing is the table that holds an index, the columns of its number and of its keys there, and the number.
type listing struct {
	table, number, key string
	num                int64
}

// listing tells where a plan's index is, once it is built. The index of ids is the table of names.
func (s *Store) listing(ctx context.Context, plan store.Plan) (listing, error) {
	if plan.Index.Name == store.ByID {
		return listing{"name", "coll", "id", s.nums[plan.Coll.Name]}, nil
	}
	for _, ix := range s.indexes[plan.Coll.Name] {
		if ix.Name == plan.Index.Name {
			return listing{"entry", "idx", "key", ix.num}, ix.built.wait(ctx, s.closing)
		}
	}
	return listing{}, fmt.Errorf("%w: index %s of %s is not in the file", store.ErrQuery, plan.Index.Name, plan.Coll.Name)
}

// span is the condition, with its arguments, for the part of an index that a plan asks for.
func (l listing) span(plan store.Plan) (args []any, where string) {
	low, high := plan.Range()
	if len(low) == 0 {
		low = next(nil)
	}
	args, where = []any{l.num, low}, "e."+l.number+" = ? AND e."+l.key+" >= ?"
	if high != nil {
		args, where = append(args, high), where+" AND e."+l.key+" < ?"
	}
	return args, where
}

func (l listing) order(plan store.Plan) string {
	if plan.Desc {
		return " ORDER BY e." + l.key + " DESC"
	}
	return " ORDER BY e." + l.key
}

// noneBuilding waits until every index is built or has failed to be.
func (s *Store) noneBuilding(ctx context.Context) error {
	for _, all := range s.indexes {
		for _, ix := range all {
			if err := ix.built.wait(ctx, s.closing); err != nil && !ix.built.failed() {
				return err
			}
		}
	}
	return nil
}
