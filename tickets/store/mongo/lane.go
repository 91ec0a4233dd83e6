package mongo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// laneCount is how many lanes the log of changes has. It is part of the stored form.
const laneCount = 32

// lane is a counter. Each Apply raises one first in its transaction, which locks it until the commit: the numbers of a
// lane have no gaps and appear in the order of the commits. No clock and no server has a say in it.
type lane struct {
	ID       int32 `bson:"_id"`
	Gen      int64 `bson:"gen"` // of the declarations; an Apply of a process with others finds no lane
	Seq      int64 `bson:"seq"`
	Tag      int64 `bson:"tag"`   // of the operation that has the number Seq
	Floor    int64 `bson:"floor"` // numbers up to here are trimmed
	FloorTag int64 `bson:"ftag"`
}

// lanes gives every Apply of this process a lane of its own; each process begins to look at another one.
type lanes struct {
	free chan struct{} // a token for each lane not in use

	mu   sync.Mutex
	busy [laneCount]bool
	from int
}

func (l *lanes) open() {
	l.free = make(chan struct{}, laneCount)
	for range laneCount {
		l.free <- struct{}{}
	}
	l.from = rand.IntN(laneCount)
}

// take waits for a lane.
func (l *lanes) take(ctx context.Context) (int, error) {
	select {
	case <-l.free:
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first(), nil
}

func (l *lanes) first() int {
	for i := range laneCount {
		if n := (l.from + i) % laneCount; !l.busy[n] {
			l.busy[n] = true
			return n
		}
	}
	panic("mongo: more lanes in use than there are")
}

// leave exchanges a lane that another process is using, and from now on looks behind it first.
func (l *lanes) leave(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.from = (n + 1) % laneCount
	other := l.freeBut(n)
	l.busy[n], l.busy[other] = false, true
	return other
}

func (l *lanes) freeBut(n int) int {
	for i := range laneCount {
		if other := (l.from + i) % laneCount; !l.busy[other] {
			return other
		}
	}
	return n
}

func (l *lanes) put(n int) {
	l.mu.Lock()
	l.busy[n] = false
	l.mu.Unlock()
	l.free <- struct{}{}
}

// errLane says that an attempt failed on its lane.
var errLane = errors.New("lane")

// raise takes the lane's next number for an operation, as the first statement of its transaction.
func (s *Store) raise(ctx context.Context, n int, tag int64) (int64, error) {
	var l lane
	err := s.bare(lanesName).FindOneAndUpdate(ctx, bson.D{{Key: idName, Value: int32(n)}, {Key: "gen", Value: s.gen.Load()}},
		bson.D{{Key: "$inc", Value: one("seq", int64(1))}, {Key: "$set", Value: one("tag", tag)}},
		options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&l)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return 0, s.outdate()
	}
	if err != nil {
		return 0, fmt.Errorf("%w %d: %w", errLane, n, err)
	}
	return l.Seq, nil
}

// heads reads all lanes, at one moment.
func (s *Store) heads(ctx context.Context) (all [laneCount]lane, err error) {
	err = s.patiently(ctx, func(ctx context.Context) error {
		var found []lane
		cur, err := s.coll(lanesName).Find(ctx, bson.D{}, options.Find().SetSort(one(idName, 1)).SetBatchSize(2*laneCount))
		if err != nil {
			return err
		}
		if err := cur.All(ctx, &found); err != nil {
			return err
		}
		if len(found) != laneCount {
			return fmt.Errorf("%d lanes of changes, want %d: the database is not whole", len(found), laneCount)
		}
		for i, l := range found {
			if l.ID != int32(i) {
				return fmt.Errorf("lane %d of changes is missing: the database is not whole", i)
			}
			if l.Gen != s.gen.Load() {
				return s.outdate()
			}
			all[i] = l
		}
		return nil
	})
	return all, err
}

// bell wakes watchers of this process.
type bell struct {
	mu   sync.Mutex
	rung chan struct{}
}

func newBell() *bell { return &bell{rung: make(chan struct{})} }

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.rung)
	b.rung = make(chan struct{})
}

// next is closed at the next ring.
func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rung
}
