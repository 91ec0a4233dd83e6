package mongo

import (
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// source runs one read: with a snapshot of its own, or in a View's. What the read makes must be made anew by each run.
type source func(ctx context.Context, read func(context.Context) error) error

// reader reads from a source.
type reader struct {
	store *Store
	from  source
	view  bool // all reads see one snapshot already
}

func (s *Store) reader() reader { return reader{store: s, from: s.once} }

// once runs a read until it succeeds, for at most readTime; a server that stays silent is given up after as long.
func (s *Store) once(ctx context.Context, read func(context.Context) error) error {
	return s.unhurried(ctx, func(ctx context.Context) error { return mongodb.Attempt(ctx, readTime, read) })
}

// unhurried is once for a read that may have much to go through: an attempt that has begun is waited for.
func (s *Store) unhurried(ctx context.Context, read func(context.Context) error) error {
	ctx, done, err := s.call(ctx)
	if err != nil {
		return err
	}
	defer done()
	return meaning(ctx, mongodb.Repeat(ctx, readTime, read))
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

func (r reader) Get(ctx context.Context, refs ...store.Ref) (docs []store.Doc, err error) {
	if err := r.store.schema.CheckRefs(refs); err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	shape := bson.D{{Key: revName, Value: 1}, {Key: bodyName, Value: 1}}
	err = r.from(ctx, func(ctx context.Context) (err error) {
		if r.view {
			docs, err = r.store.get(ctx, refs, shape)
		} else {
			docs, err = r.store.getAll(ctx, refs, shape)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	return docs, nil
}

// getAll reads documents at one moment: those of one collection by one query, others in a transaction.
func (s *Store) getAll(ctx context.Context, refs []store.Ref, shape bson.D) (docs []store.Doc, err error) {
	for _, r := range refs {
		if r.Coll != refs[0].Coll {
			err = s.snapshot(ctx, func(ctx context.Context) (err error) {
				docs, err = s.get(ctx, refs, shape)
				return err
			})
			return docs, err
		}
	}
	return s.get(ctx, refs, shape)
}

// get reads documents by one query for each collection.
func (s *Store) get(ctx context.Context, refs []store.Ref, shape bson.D) ([]store.Doc, error) {
	ids := map[string]bson.A{}
	for _, r := range refs {
		ids[r.Coll] = append(ids[r.Coll], r.ID)
	}
	found := make(map[store.Ref]store.Doc, len(refs))
	for coll, ids := range ids {
		cur, err := s.coll(coll).Find(ctx, where(idName, "$in", ids), options.Find().SetProjection(shape).SetBatchSize(int32(len(ids)+1)))
		if err != nil {
			return nil, err
		}
		var all []stored
		if err := cur.All(ctx, &all); err != nil {
			return nil, err
		}
		for _, d := range all {
			found[store.Ref{Coll: coll, ID: d.ID}] = d.doc(coll)
		}
	}
	docs := make([]store.Doc, len(refs))
	for i, r := range refs {
		docs[i] = found[r]
	}
	return docs, nil
}

func (r reader) Count(ctx context.Context, q store.Query) (n int64, err error) {
	plan, err := r.store.schema.Plan(q)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	f, err := r.store.fieldOf(plan)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	low, high := plan.Range()
	o := options.Count()
	from := r.from
	if plan.Limit > 0 {
		o.SetLimit(int64(plan.Limit))
	} else if !r.view {
		from = r.store.unhurried
	}
	err = from(ctx, func(ctx context.Context) (err error) {
		n, err = r.store.coll(plan.Coll.Name).CountDocuments(ctx, f.between(low, high), o)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}
