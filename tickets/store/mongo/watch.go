package mongo

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/store"
)

// pollEvery is how long a change of another process goes unseen; changes of this one wake its watchers at once.
const pollEvery = time.Second

// idPage is how many ids are read at a time from Current.
const idPage = 500

// Watch implements store.Store. While nothing is written it costs one small query a second. It ends with the error of
// ctx, with ErrClosed, or with ErrCursorLost, also when the log is trimmed past a reader that is too slow.
// Changes come roughly in the order of their clocks, those of one lane in order of their commits.
func (s *Store) Watch(ctx context.Context, from store.Cursor, colls ...string) iter.Seq2[store.Change, error] {
	return func(yield func(store.Change, error) bool) {
		w, err := s.watcher(colls)
		if err == nil {
			w.yield = yield
			err = w.run(ctx, from)
		}
		if err != nil {
			yield(store.Change{}, fmt.Errorf("watch: %w", err))
		}
	}
}

// watcher follows the log for one reader.
type watcher struct {
	*Store
	colls []string // those told of, in order
	at    place
	yield func(store.Change, error) bool
}

func (s *Store) watcher(colls []string) (*watcher, error) {
	if len(colls) == 0 {
		colls = s.schema.Names()
	}
	w := &watcher{Store: s}
	for _, name := range colls {
		coll, err := s.schema.Coll(name)
		if err != nil {
			return nil, err
		}
		if !coll.Unlogged && !slices.Contains(w.colls, name) {
			w.colls = append(w.colls, name)
		}
	}
	slices.Sort(w.colls)
	return w, nil
}

// run returns nil when the reader wants no more.
func (w *watcher) run(ctx context.Context, from store.Cursor) error {
	goOn, err := w.begin(ctx, from)
	for err == nil && goOn {
		rung := w.wake.next()
		var moved bool
		if moved, goOn, err = w.follow(ctx); err != nil || !goOn || moved {
			continue
		}
		select {
		case <-rung:
		case <-time.After(w.poll):
		case <-ctx.Done():
			return ctx.Err()
		case <-w.life.Done():
			return store.ErrClosed
		}
	}
	return err
}

// begin finds the place to follow from: the cursor's, or behind everything that exists.
func (w *watcher) begin(ctx context.Context, from store.Cursor) (goOn bool, err error) {
	if from != store.Current {
		return true, w.resume(ctx, from)
	}
	var heads [laneCount]lane
	err = w.once(ctx, func(ctx context.Context) (err error) {
		heads, err = w.heads(ctx)
		return err
	})
	if err != nil {
		return false, err
	}
	for i, l := range heads {
		w.at[i].seq, w.at[i].tag = l.Seq, uint32(l.Tag)
	}
	for _, coll := range w.colls {
		if goOn, err := w.all(ctx, coll); err != nil || !goOn {
			return goOn, err
		}
	}
	return w.yield(store.Change{Op: store.OpMark, Cursor: w.at.cursor()}, nil), nil
}

// all tells of every document of a collection.
func (w *watcher) all(ctx context.Context, coll string) (goOn bool, err error) {
	ids := idWalk{coll: w.Store.coll(coll), shape: one(idName, 1), size: idPage}
	for more := true; more; {
		var docs []stored
		err := w.once(ctx, func(ctx context.Context) (err error) {
			docs, more, err = ids.next(ctx)
			return err
		})
		if err != nil {
			return false, err
		}
		for _, d := range docs {
			if !w.yield(store.Change{Op: store.OpPut, Ref: store.Ref{Coll: coll, ID: d.ID}}, nil) {
				return false, nil
			}
		}
	}
	return true, nil
}

// resume checks that a cursor belongs to this log and that nothing behind it is gone.
func (w *watcher) resume(ctx context.Context, from store.Cursor) error {
	at, err := parseCursor(from)
	if err != nil {
		return err
	}
	w.at = at
	return w.once(ctx, func(ctx context.Context) error {
		heads, err := w.heads(ctx)
		if err != nil {
			return err
		}
		inside := map[int64]uint32{}
		for i, l := range heads {
			switch p := at[i]; {
			case p.seq > l.Seq || p.seq < l.Floor:
				return store.ErrCursorLost
			case p.seq == l.Seq && p.tag == uint32(l.Tag), p.seq == l.Floor && p.tag == uint32(l.FloorTag):
			default:
				inside[number(i, p.seq)] = p.tag
			}
		}
		return w.known(ctx, inside)
	})
}

// known checks that each number of the log belongs to the operation with its tag.
func (w *watcher) known(ctx context.Context, tags map[int64]uint32) error {
	if len(tags) == 0 {
		return nil
	}
	var numbers bson.A
	for n := range tags {
		numbers = append(numbers, n)
	}
	cur, err := w.Store.coll(changesName).Find(ctx, where("n", "$in", numbers), options.Find().SetProjection(bson.D{{Key: "n", Value: 1}, {Key: "t", Value: 1}}))
	if err != nil {
		return err
	}
	var found []change
	if err := cur.All(ctx, &found); err != nil {
		return err
	}
	same := 0
	for _, c := range found {
		if tags[c.N] == uint32(c.Tag) {
			same++
		}
	}
	if same != len(tags) {
		return store.ErrCursorLost
	}
	return nil
}

// errGap says that the log lacks numbers which its lane has given.
var errGap = errors.New("the log of changes has a gap")
