package seal

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// erasedDoc is an entry of the erase list.
type erasedDoc struct {
	ID      KeyID `bson:"_id"`
	Pending bool  `bson:"p,omitempty"`
}

// shred puts ids on the erase list, then overwrites and deletes their keys.
func (v *server) shred(ctx context.Context, ids []rawID, gone func()) error {
	ids = slices.Clone(ids)
	for part := range slices.Chunk(unique(ids), scanBatch) {
		docs := make([]any, len(part))
		for i, id := range part {
			docs[i] = erasedDoc{id.String(), true}
		}
		if err := v.insert(ctx, erasedColl, docs...); err != nil {
			return err
		}
		gone()
		if err := v.erase(ctx, names(part)); err != nil {
			return err
		}
	}
	return v.ended(ctx)
}

func unique(ids []rawID) []rawID {
	seen := make(map[rawID]struct{}, len(ids))
	return slices.DeleteFunc(ids, func(id rawID) bool {
		_, twice := seen[id]
		seen[id] = struct{}{}
		return twice
	})
}

// erase wipes keys whose ids are on the erase list, and notes there that it is done.
func (v *server) erase(ctx context.Context, ids []KeyID) error {
	if err := v.wipe(ctx, ids); err != nil {
		return fmt.Errorf("overwrite wrapped keys: %w", err)
	}
	_, err := v.update(ctx, erasedColl, among(ids), bson.D{{Key: "$unset", Value: bson.D{{Key: "p", Value: ""}}}})
	return err
}

// finish erases what a node began to shred and did not end.
func (v *server) finish(ctx context.Context) error {
	for {
		var docs []erasedDoc
		if err := v.all(ctx, erasedColl, bson.D{{Key: "p", Value: true}}, &docs, options.Find().SetLimit(scanBatch)); err != nil {
			return err
		}
		if len(docs) == 0 {
			return nil
		}
		ids := make([]KeyID, len(docs))
		for i, d := range docs {
			ids[i] = d.ID
		}
		if err := v.erase(ctx, ids); err != nil {
			return err
		}
	}
}
