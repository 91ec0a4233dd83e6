package seal

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// ended is ErrDestroyed when the store bears the mark.
func (v *server) ended(ctx context.Context) error {
	var any bson.D
	found, err := v.one(ctx, stateColl, bson.D{{Key: "_id", Value: destroyedDoc}}, &any)
	if err == nil && found {
		return ErrDestroyed
	}
	return err
}

// buried finishes the destruction of a key store that bears the mark, and says ErrDestroyed then.
func (v *server) buried(ctx context.Context) error {
	err := v.ended(ctx)
	if errors.Is(err, ErrDestroyed) {
		return errors.Join(err, v.bury(ctx))
	}
	return err
}

// destroy sets the mark first: whoever opens the store from then on finishes the rest.
func (v *server) destroy(ctx context.Context) error {
	if err := v.insert(ctx, stateColl, bson.D{{Key: "_id", Value: destroyedDoc}}); err != nil {
		return err
	}
	return v.bury(ctx)
}

// bury overwrites and deletes everything but the mark.
func (v *server) bury(ctx context.Context) error {
	if err := v.overwriteEpochs(ctx, bson.D{}); err != nil {
		return err
	}
	for {
		ids, err := v.someIDs(ctx, keysColl)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		if err := v.wipe(ctx, ids); err != nil {
			return err
		}
	}
	for {
		ids, err := v.someIDs(ctx, erasedColl)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := v.remove(ctx, erasedColl, among(ids)); err != nil {
			return err
		}
	}
}

func (v *server) someIDs(ctx context.Context, coll string) ([]KeyID, error) {
	var docs []struct {
		ID KeyID `bson:"_id"`
	}
	if err := v.all(ctx, coll, bson.D{}, &docs, options.Find().SetLimit(scanBatch)); err != nil {
		return nil, err
	}
	ids := make([]KeyID, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
	}
	return ids, nil
}
