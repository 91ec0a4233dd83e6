package seal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// moveBatch is how many keys are wrapped anew in one call. FerretDB 1.24 stands still for ever on somewhat more.
const moveBatch = 32

// rotate makes a new epoch and brings the keys under it. A rotation that is under way, on another node or cut short, is
// helped to its end instead.
func (v *server) rotate(ctx context.Context) error {
	v.turning.Lock()
	defer v.turning.Unlock()
	es, err := v.refresh(ctx)
	if err != nil {
		return err
	}
	if settled(es) {
		if err := v.nextEpoch(ctx, es[len(es)-1].Number); err != nil {
			return err
		}
	}
	if err := v.settle(ctx); err != nil {
		return err
	}
	_, err = v.endEpochs(ctx)
	return err
}

// settled says whether no key is under an older epoch.
func settled(es []epochDoc) bool {
	for _, e := range es[:len(es)-1] {
		if e.Settled.IsZero() {
			return false
		}
	}
	return true
}

// expire also ends a rotation that was cut short.
func (v *server) expire(ctx context.Context) (int, error) {
	v.turning.Lock()
	defer v.turning.Unlock()
	if err := v.finish(ctx); err != nil {
		return 0, err
	}
	if err := v.settle(ctx); err != nil {
		return 0, err
	}
	return v.endEpochs(ctx)
}

// nextEpoch makes the epoch after one, unless another node has. When the store was destroyed meanwhile, it takes it back:
// either the destroyer finds it, or it finds the mark.
func (v *server) nextEpoch(ctx context.Context, last int64) error {
	e, err := newEpoch(v.rand, v.master, uint32(last+1), v.now(), v.tags)
	if err != nil {
		return err
	}
	if err := v.insert(ctx, epochsColl, docOf(e)); err != nil {
		return err
	}
	if err := v.ended(ctx); err != nil {
		return errors.Join(err, v.bury(ctx))
	}
	return nil
}

// settle retires all epochs but the newest, brings their keys under it, and notes that none is left.
func (v *server) settle(ctx context.Context) error {
	es, err := v.refresh(ctx)
	if err != nil {
		return err
	}
	newest := es[len(es)-1].Number
	older := func(missing string) bson.D {
		return bson.D{{Key: "_id", Value: bson.D{{Key: "$lt", Value: newest}}}, {Key: missing, Value: bson.D{{Key: "$exists", Value: false}}}}
	}
	set := func(field string) bson.D {
		return bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: v.now().UTC()}}}}
	}
	if _, err := v.update(ctx, epochsColl, older("retired"), set("retired")); err != nil {
		return err
	}
	if err := v.sweep(ctx, es); err != nil {
		return err
	}
	_, err = v.update(ctx, epochsColl, older("settled"), set("settled"))
	return err
}

// sweep brings the keys under older epochs under the newest of es, from the oldest on: a slower sweep of another node
// may bring some under an epoch between, and they are found there.
func (v *server) sweep(ctx context.Context, es []epochDoc) error {
	next := v.have(es[len(es)-1].Number)
	for _, e := range es[:len(es)-1] {
		old := v.have(e.Number)
		if old == nil {
			continue // nothing opens it
		}
		for idle := 0; ; idle++ {
			var docs []keyDoc
			if err := v.all(ctx, keysColl, bson.D{{Key: "e", Value: e.Number}}, &docs, options.Find().SetLimit(scanBatch)); err != nil {
				return err
			}
			if len(docs) == 0 {
				break
			}
			moved, err := v.rewrap(ctx, old, next, docs)
			if err != nil {
				return fmt.Errorf("wrap keys anew: %w", err)
			}
			if moved > 0 {
				idle = 0
			}
			if idle > 100 {
				return fmt.Errorf("%w: keys under epoch %d cannot be wrapped anew", ErrDamaged, e.Number)
			}
		}
	}
	return nil
}

// rewrap wraps some keys anew, each only if it is still as it was read. Those on the erase list are erased, those that
// do not open are put aside. It says how many were changed.
func (v *server) rewrap(ctx context.Context, old, next *openedEpoch, docs []keyDoc) (moved int64, err error) {
	ids := make([]KeyID, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
	}
	gone, err := v.listedOf(ctx, ids)
	if err != nil {
		return 0, err
	}
	var erase []KeyID
	var moves []mongo.WriteModel
	for _, d := range docs {
		if _, is := gone[d.ID]; is {
			erase = append(erase, d.ID)
			continue
		}
		moves = append(moves, mongo.NewUpdateOneModel().SetFilter(d).SetUpdate(bson.D{{Key: "$set", Value: d.moved(old, next)}}))
	}
	if len(erase) > 0 {
		if err := v.erase(ctx, erase); err != nil {
			return 0, err
		}
	}
	if len(moves) == 0 {
		return int64(len(erase)), nil
	}
	for part := range slices.Chunk(moves, moveBatch) { // each must come to its end in one attempt
		err = v.try(ctx, func(ctx context.Context) error {
			r, err := v.db.Collection(keysColl).BulkWrite(ctx, part, options.BulkWrite().SetOrdered(false))
			if err == nil {
				moved += r.ModifiedCount
			}
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return moved + int64(len(erase)), nil
}

// moved is what of a key changes when it comes under another epoch.
func (d keyDoc) moved(old, next *openedEpoch) bson.D {
	id, err := d.ID.raw()
	if err != nil {
		return bson.D{{Key: "e", Value: int64(epochDamaged)}}
	}
	key, err := old.unwrapKey(id, d.Key, nil)
	if err != nil {
		return bson.D{{Key: "e", Value: int64(epochDamaged)}, {Key: "was", Value: d.Epoch}}
	}
	defer clear(key)
	return bson.D{{Key: "e", Value: int64(next.number)}, {Key: "k", Value: next.wrapKey(id, key, nil)}}
}

// endEpochs destroys the keys of settled epochs that have reached AgeLimit, when no key is under them.
func (v *server) endEpochs(ctx context.Context) (n int, err error) {
	if err := v.remove(ctx, epochsColl, bson.D{{Key: "gone", Value: true}}); err != nil {
		return 0, err
	}
	es, err := v.refresh(ctx)
	if err != nil {
		return 0, err
	}
	if err := v.sweep(ctx, es); err != nil {
		return 0, err
	}
	for _, e := range es[:len(es)-1] {
		if e.Settled.IsZero() || !e.epoch().over(v.now()) {
			continue
		}
		if err := v.overwriteEpochs(ctx, bson.D{{Key: "_id", Value: e.Number}}); err != nil {
			return n, err
		}
		n++
	}
	if n > 0 {
		_, err = v.refresh(ctx)
	}
	return n, err
}

// overwriteEpochs overwrites epoch keys, then deletes them.
func (v *server) overwriteEpochs(ctx context.Context, which bson.D) error {
	zeros := make([]byte, keySize+nonceSize+gcmTag)
	change := bson.D{{Key: "$set", Value: bson.D{{Key: "gone", Value: true}, {Key: "key", Value: zeros}, {Key: "tags", Value: zeros}}}}
	if _, err := v.update(ctx, epochsColl, which, change); err != nil {
		return err
	}
	return v.remove(ctx, epochsColl, which)
}
