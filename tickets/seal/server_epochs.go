package seal

import (
	"context"
	"fmt"
	"math"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// epochDoc is an epoch as it lies on a server.
type epochDoc struct {
	Number  int64     `bson:"_id"`
	Made    time.Time `bson:"made"`
	Key     []byte    `bson:"key"`
	Tags    []byte    `bson:"tags"`
	Retired time.Time `bson:"retired,omitempty"` // no key is made under it that is used
	Settled time.Time `bson:"settled,omitempty"` // and none is under it any more
	Gone    bool      `bson:"gone,omitempty"`    // its key is overwritten
}

func docOf(e epoch) epochDoc {
	return epochDoc{Number: int64(e.Number), Made: e.Made, Key: e.Key, Tags: e.Tags}
}

// epoch is the epoch as the folder has it. Its age counts from when it was settled.
func (d epochDoc) epoch() epoch {
	e := epoch{Number: uint32(d.Number), Made: d.Made.UTC(), Key: d.Key, Tags: d.Tags, Retired: d.Settled.UTC()}
	if d.Settled.IsZero() {
		e.Retired = d.Retired.UTC()
	}
	return e
}

// epochs reads the epochs, oldest first, those not whose key is overwritten already.
func (v *server) epochs(ctx context.Context) ([]epochDoc, error) {
	var all, es []epochDoc
	if err := v.all(ctx, epochsColl, bson.D{}, &all, options.Find().SetSort(bson.D{{Key: "_id", Value: 1}})); err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.Number < 1 || e.Number > math.MaxUint32 || len(e.Key) == 0 || len(e.Tags) == 0 {
			return nil, fmt.Errorf("%w: a broken epoch", ErrDamaged)
		}
		if !e.Gone {
			es = append(es, e)
		}
	}
	return es, nil
}

// refresh reads the epochs, opens those that are new here, and forgets those that are gone. There is always one:
// otherwise the store was destroyed, or lost them.
func (v *server) refresh(ctx context.Context) ([]epochDoc, error) {
	es, err := v.epochs(ctx)
	if err != nil {
		return nil, err
	}
	if len(es) == 0 {
		if err := v.ended(ctx); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%w: the epochs are missing", ErrDamaged)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	opened := make(map[uint32]*openedEpoch, len(es))
	for _, e := range es {
		n := uint32(e.Number)
		if opened[n] = v.opened[n]; opened[n] != nil {
			continue
		}
		o, err := e.epoch().open(v.master)
		if err != nil && e.Number == es[len(es)-1].Number {
			return nil, err
		}
		if err != nil {
			delete(opened, n) // keys under it are damaged
			continue
		}
		opened[n] = o
	}
	v.opened = opened
	return es, nil
}

// under gives the epoch that a key is under, nil if there is none that opens.
func (v *server) under(ctx context.Context, number int64) (*openedEpoch, error) {
	if number < 1 || number > math.MaxUint32 {
		return nil, nil
	}
	if o := v.have(number); o != nil {
		return o, nil
	}
	if _, err := v.refresh(ctx); err != nil {
		return nil, err
	}
	return v.have(number), nil
}

func (v *server) have(number int64) *openedEpoch {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.opened[uint32(number)]
}
