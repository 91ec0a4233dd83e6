package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const (
	trimStep  = 500 // how many changes one transaction deletes
	trimEvery = time.Hour
)

// Trim forgets the changes that are older than Options.KeepChanges. The store does so by itself when it opens and
// every hour.
func (s *Store) Trim(ctx context.Context) error {
	ctx, done, err := s.call(ctx)
	if err != nil {
		return fmt.Errorf("trim: %w", err)
	}
	defer done()
	if err := s.trim(ctx); err != nil {
		return fmt.Errorf("trim: %w", meaning(ctx, err))
	}
	return nil
}

func (s *Store) trimHourly() {
	for {
		select {
		case <-time.After(trimEvery):
		case <-s.life.Done():
			return
		}
		if err := s.trim(s.life); err != nil && s.life.Err() == nil {
			s.log.Warn("changes were not trimmed", "error", meaning(s.life, err))
		}
	}
}

func (s *Store) trim(ctx context.Context) error {
	before := bson.NewDateTimeFromTime(s.now().Add(-s.keep))
	heads, err := s.heads(ctx)
	if err != nil {
		return err
	}
	for n, l := range heads {
		for more := true; more; {
			if l, more, err = s.trimLane(ctx, n, l, before); err != nil {
				return err
			}
		}
	}
	return s.patiently(ctx, func(ctx context.Context) error {
		_, err := s.bare(changesName).DeleteMany(ctx, one("n", bson.D{{Key: "$gt", Value: -int64(before)}, {Key: "$lt", Value: int64(0)}}))
		return err
	})
}

// trimLane trims some of a lane's oldest changes: it stops at the first that is young enough, so a clock that once
// stood wrong can delay trimming but never leaves a gap. It returns the lane as it is then.
func (s *Store) trimLane(ctx context.Context, n int, l lane, before bson.DateTime) (lane, bool, error) {
	last := min(l.Seq, l.Floor+trimStep)
	if last == l.Floor {
		return l, false, nil
	}
	all, err := s.changes(ctx, number(n, l.Floor), number(n, last))
	if err != nil {
		return l, false, err
	}
	old := 0
	for old < len(all) && all[old].At < before {
		old++
	}
	if old == 0 {
		return l, false, nil
	}
	next := l
	next.Floor, next.FloorTag = all[old-1].N-number(n, 0), all[old-1].Tag
	err = s.patiently(ctx, func(ctx context.Context) error { return s.raiseFloor(ctx, n, l.Floor, next, old) })
	if errors.Is(err, errMoved) {
		return l, false, nil // another process is trimming it
	}
	return next, old == len(all), err
}

// raiseFloor deletes changes and says so on their lane, in one transaction. Repeated after an unknown outcome it finds
// the floor moved.
func (s *Store) raiseFloor(ctx context.Context, n int, from int64, to lane, changes int) error {
	return s.transaction(ctx, options.Transaction(), func(ctx context.Context) error { return s.trimOnce(ctx, n, from, to, changes) })
}

func (s *Store) trimOnce(ctx context.Context, n int, from int64, to lane, changes int) error {
	res, err := s.bare(lanesName).UpdateOne(ctx, bson.D{{Key: idName, Value: int32(n)}, {Key: "floor", Value: from}},
		one("$set", bson.D{{Key: "floor", Value: to.Floor}, {Key: "ftag", Value: to.FloorTag}}))
	if err != nil {
		return err
	}
	if res.MatchedCount != 1 {
		return errMoved
	}
	gone, err := s.bare(changesName).DeleteMany(ctx, one("n", bson.D{{Key: "$gt", Value: number(n, from)}, {Key: "$lte", Value: number(n, to.Floor)}}))
	if err != nil {
		return err
	}
	if gone.DeletedCount != int64(changes) {
		return fmt.Errorf("lane %d: %d changes to trim, want %d", n, gone.DeletedCount, changes)
	}
	return nil
}
