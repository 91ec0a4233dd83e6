package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// keyDoc is a data key as it lies on a server.
type keyDoc struct {
	ID    KeyID  `bson:"_id"`
	Epoch int64  `bson:"e"`
	Key   []byte `bson:"k"`
}

// wrappedSize is the length of a wrapped key in bytes.
const wrappedSize = keySize + slotTag

// read asks for the key and for its place on the erase list at once.
func (v *server) read(ctx context.Context, id rawID) ([]byte, error) {
	type answer struct {
		gone bool
		err  error
	}
	list := make(chan answer, 1)
	go func() {
		gone, err := v.listed(ctx, id)
		list <- answer{gone, err}
	}()
	var d keyDoc
	found, err := v.one(ctx, keysColl, bson.D{{Key: "_id", Value: id.String()}}, &d)
	a := <-list
	if err := errors.Join(err, a.err); err != nil {
		return nil, err
	}
	if a.gone {
		return nil, ErrShredded
	}
	if !found || d.Epoch == epochNone {
		return nil, v.absent(ctx, id)
	}
	key, err := v.unwrap(ctx, d)
	if err == nil && key == nil {
		err = ErrDamaged
	}
	return key, err
}

// listed says whether an id is on the erase list.
func (v *server) listed(ctx context.Context, id rawID) (bool, error) {
	var any bson.D
	return v.one(ctx, erasedColl, bson.D{{Key: "_id", Value: id.String()}}, &any)
}

// absent is why a key was not found.
func (v *server) absent(ctx context.Context, id rawID) error {
	gone, err := v.listed(ctx, id)
	switch {
	case err != nil:
		return err
	case gone:
		return ErrShredded
	}
	if err := v.ended(ctx); err != nil {
		return err
	}
	return ErrNoKey
}

// unwrap opens a key, nil if nothing does.
func (v *server) unwrap(ctx context.Context, d keyDoc) ([]byte, error) {
	id, err := d.ID.raw()
	if err != nil {
		return nil, nil
	}
	o, err := v.under(ctx, d.Epoch)
	if err != nil || o == nil {
		return nil, err
	}
	key, err := o.unwrapKey(id, d.Key, nil)
	if err != nil {
		return nil, nil
	}
	return key, nil
}

// put writes keys under the newest epoch, and looks then whether it still is: see server.
func (v *server) put(ctx context.Context, keys []dataKey) error {
	es, err := v.refresh(ctx)
	if err != nil {
		return err
	}
	current := v.have(es[len(es)-1].Number)
	for part := range slices.Chunk(keys, scanBatch) {
		if err := v.write(ctx, current, part); err != nil {
			return err
		}
	}
	if err := v.count1(ctx); err != nil {
		return err
	}
	return v.confirm(ctx, int64(current.number))
}

// write inserts keys. What is there already must be what an attempt before this one wrote.
func (v *server) write(ctx context.Context, o *openedEpoch, keys []dataKey) error {
	docs := make([]any, len(keys))
	mine := make(map[KeyID][]byte, len(keys))
	ids := make([]KeyID, len(keys))
	for i, k := range keys {
		d := keyDoc{ID: k.id.String(), Epoch: int64(o.number), Key: o.wrapKey(k.id, k.key, nil)}
		docs[i], ids[i], mine[d.ID] = d, d.ID, d.Key
	}
	met := false
	err := v.try(ctx, func(ctx context.Context) error {
		_, err := v.db.Collection(keysColl).InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
		if mongodb.Taken(err) {
			met = true
			return nil
		}
		return err
	})
	if err != nil || !met {
		return err
	}
	var there []keyDoc
	if err := v.all(ctx, keysColl, among(ids), &there); err != nil {
		return err
	}
	for _, d := range there {
		if d.Epoch == int64(o.number) && !bytes.Equal(mine[d.ID], d.Key) {
			return errRepeats
		}
	}
	return nil
}

// count1 counts a batch. Counted twice it does no harm.
func (v *server) count1(ctx context.Context) error {
	return v.moveMark(ctx, bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: int64(1)}}}})
}

func (v *server) moveMark(ctx context.Context, change bson.D) error {
	var m struct{ N int64 }
	err := v.try(ctx, func(ctx context.Context) error {
		return v.db.Collection(keysColl).FindOneAndUpdate(ctx, bson.D{{Key: "_id", Value: markDoc}}, change,
			options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&m)
	})
	if err != nil {
		return fmt.Errorf("count the batch: %w", err)
	}
	v.seen(m.N)
	return nil
}

func (v *server) raise(ctx context.Context, n int64) error {
	return v.moveMark(ctx, bson.D{{Key: "$max", Value: bson.D{{Key: "n", Value: n}}}})
}

// confirm returns when no key that was written under an epoch is left under one that is retired.
func (v *server) confirm(ctx context.Context, number int64) error {
	for {
		es, err := v.refresh(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(es, func(e epochDoc) bool { return e.Number == number })
		newest := es[len(es)-1].Number
		switch {
		case at < 0:
			return fmt.Errorf("epoch %d ended while keys were written under it", number)
		case number == newest && es[at].Retired.IsZero():
			return nil
		}
		if err := v.sweep(ctx, es); err != nil {
			return err
		}
		number = newest
	}
}

// giveBack overwrites and deletes keys that nobody used.
func (v *server) giveBack(ctx context.Context, ids []rawID) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	for part := range slices.Chunk(ids, scanBatch) {
		if err := v.wipe(ctx, names(part)); err != nil {
			return fmt.Errorf("give keys in stock back: %w", err)
		}
	}
	return nil
}

// wipe overwrites and deletes keys.
func (v *server) wipe(ctx context.Context, ids []KeyID) error {
	zeros := bson.D{{Key: "$set", Value: bson.D{{Key: "e", Value: int64(epochNone)}, {Key: "k", Value: make([]byte, wrappedSize)}}}}
	if _, err := v.update(ctx, keysColl, among(ids), zeros); err != nil {
		return err
	}
	return v.remove(ctx, keysColl, among(ids))
}

func names(ids []rawID) []KeyID {
	out := make([]KeyID, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

func (v *server) missing(ctx context.Context, ids []rawID) (map[rawID]struct{}, error) {
	out := map[rawID]struct{}{}
	for part := range slices.Chunk(ids, scanBatch) {
		there, err := v.openAll(ctx, among(names(part)))
		if err != nil {
			return nil, err
		}
		gone, err := v.listedOf(ctx, names(part))
		if err != nil {
			return nil, err
		}
		for _, id := range part {
			out[id] = struct{}{}
			if _, is := gone[id.String()]; is {
				delete(out, id)
			}
		}
		for _, k := range there {
			if k.key != nil {
				delete(out, k.id)
			}
		}
		wipeKeys(there)
	}
	if len(out) > 0 {
		return out, v.ended(ctx)
	}
	return out, nil
}

// openAll opens the keys that a filter names, at most scanBatch; the bytes of a damaged one are nil.
func (v *server) openAll(ctx context.Context, filter bson.D, o ...options.Lister[options.FindOptions]) ([]dataKey, error) {
	var docs []keyDoc
	if err := v.all(ctx, keysColl, filter, &docs, o...); err != nil {
		return nil, err
	}
	keys := make([]dataKey, 0, len(docs))
	for _, d := range docs {
		id, err := d.ID.raw()
		if err != nil || d.Epoch == epochNone {
			continue
		}
		key, err := v.unwrap(ctx, d)
		if err != nil {
			return nil, err
		}
		keys = append(keys, dataKey{id, key})
	}
	return keys, nil
}

// listedOf gives those of the ids that are on the erase list.
func (v *server) listedOf(ctx context.Context, ids []KeyID) (map[KeyID]struct{}, error) {
	var docs []struct {
		ID KeyID `bson:"_id"`
	}
	if err := v.all(ctx, erasedColl, among(ids), &docs); err != nil {
		return nil, err
	}
	out := make(map[KeyID]struct{}, len(docs))
	for _, d := range docs {
		out[d.ID] = struct{}{}
	}
	return out, nil
}
