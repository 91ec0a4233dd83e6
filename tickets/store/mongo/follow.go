package mongo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// followStep is how many changes of one lane are read at a time.
const followStep = 500

// next is one change of the log and the lane it stands in. due is its clock, never before that of an earlier one of its
// lane.
type next struct {
	change
	lane int
	due  bson.DateTime
}

// follow tells of the next changes. It reports whether there were any.
func (w *watcher) follow(ctx context.Context) (moved, goOn bool, err error) {
	all, err := w.look(ctx)
	if err != nil || len(all) == 0 {
		return false, err == nil, err
	}
	for _, c := range all {
		if !w.tell(c) {
			return true, false, nil
		}
	}
	return true, true, nil
}

// gapLooks is how often a reader looks again at a gap. One that comes of trimming is explained at the second look.
const gapLooks = 5

// look reads the news. A gap that stays was left by a server that stored a part of a transaction: no change is ever to
// fill it, but what else went wrong nobody knows, so the reader is to start again from what exists.
func (w *watcher) look(ctx context.Context) (all []next, err error) {
	for try := range gapLooks {
		err = w.unhurried(ctx, func(ctx context.Context) (err error) {
			all, err = w.news(ctx)
			return err
		})
		if !errors.Is(err, errGap) || !mongodb.Pause(ctx, try) {
			return all, err
		}
	}
	w.log.Error("the log of changes has a gap: the server did not keep a transaction whole", "error", err)
	return nil, fmt.Errorf("%w: %w", store.ErrCursorLost, err)
}

// news reads what stands behind the place, up to the moment at which a lane has more than was read of it.
func (w *watcher) news(ctx context.Context) (all []next, err error) {
	heads, err := w.heads(ctx)
	if err != nil {
		return nil, err
	}
	until := bson.DateTime(math.MaxInt64)
	for i, l := range heads {
		from := w.at[i].seq
		if from < l.Floor || from > l.Seq {
			return nil, store.ErrCursorLost
		}
		if from == l.Seq {
			continue
		}
		to := min(l.Seq, from+followStep)
		some, err := w.laneNews(ctx, i, from, to)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); to < l.Seq {
			until = min(until, some[len(some)-1].due)
		}
	}
	all = slices.DeleteFunc(all, func(c next) bool { return c.due > until })
	slices.SortStableFunc(all, func(a, b next) int { return int(min(max(a.due-b.due, -1), 1)) })
	return all, nil
}

// laneNews reads the numbers (from, to] of a lane, which are all there unless they were trimmed just now.
func (w *watcher) laneNews(ctx context.Context, lane int, from, to int64) ([]next, error) {
	found, err := w.changes(ctx, number(lane, from), number(lane, to))
	if err != nil {
		return nil, err
	}
	all := make([]next, 0, len(found))
	due := bson.DateTime(math.MinInt64)
	for i, c := range found {
		if c.N != number(lane, from+int64(i)+1) {
			return nil, errGap // the next look finds the floor raised
		}
		due = max(due, c.At)
		all = append(all, next{c, lane, due})
	}
	if len(all) != int(to-from) {
		return nil, fmt.Errorf("%w: lane %d has %d of %d", errGap, lane, len(all), to-from)
	}
	return all, nil
}

// changes reads the log's numbers (from, to] in order.
func (s *Store) changes(ctx context.Context, from, to int64) (all []change, err error) {
	err = s.patiently(ctx, func(ctx context.Context) error {
		all = nil
		cur, err := s.coll(changesName).Find(ctx, one("n", bson.D{{Key: "$gt", Value: from}, {Key: "$lte", Value: to}}),
			options.Find().SetSort(one("n", 1)).SetBatchSize(followStep+1))
		if err != nil {
			return err
		}
		return cur.All(ctx, &all)
	})
	return all, err
}

// tell tells of one change's writes. The cursor moves behind it with the last of them.
func (w *watcher) tell(c next) bool {
	before := w.at.cursor()
	w.at[c.lane].seq++
	w.at[c.lane].tag = uint32(c.Tag)
	told := slices.DeleteFunc(c.Told, func(t told) bool { return !slices.Contains(w.colls, t.Coll) })
	for i, t := range told {
		cursor := before
		if i == len(told)-1 {
			cursor = w.at.cursor()
		}
		if !w.yield(store.Change{Op: store.Op(t.Op), Ref: store.Ref{Coll: t.Coll, ID: t.ID}, Cursor: cursor}, nil) {
			return false
		}
	}
	return true
}
