package seal

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func (v *server) status(ctx context.Context) (Status, error) {
	if err := v.ended(ctx); err != nil {
		return Status{}, err
	}
	docs, err := v.refresh(ctx)
	if err != nil {
		return Status{}, err
	}
	s := Status{Server: true}
	es := make([]epoch, len(docs))
	for i, d := range docs {
		es[i] = d.epoch()
	}
	current := es[len(es)-1].Number
	s.epochs(es, current, v.now())
	for i := range s.Epochs {
		n, err := v.count(ctx, keysColl, bson.D{{Key: "e", Value: docs[i].Number}})
		if err != nil {
			return Status{}, err
		}
		s.Epochs[i].Keys = int(n)
		s.Alive += int(n)
	}
	gone, err := v.count(ctx, erasedColl, bson.D{})
	if err != nil {
		return Status{}, err
	}
	bad, err := v.count(ctx, keysColl, damaged(docs))
	s.Shredded, s.Damaged = int(gone), int(bad)
	return s, err
}

// damaged is the filter for keys that no epoch opens. Epochs before the oldest will never come back.
func damaged(es []epochDoc) bson.D {
	return bson.D{{Key: "e", Value: bson.D{{Key: "$lt", Value: es[0].Number}, {Key: "$ne", Value: int64(epochNone)}}}}
}

func (v *server) erasures() (int64, bool) { return 0, false }

func (v *server) mark(ctx context.Context) (Mark, error) {
	var m struct{ N int64 }
	if _, err := v.one(ctx, keysColl, bson.D{{Key: "_id", Value: markDoc}}, &m); err != nil {
		return Mark{}, err
	}
	v.seen(m.N)
	es, err := v.refresh(ctx)
	if err != nil {
		return Mark{}, err
	}
	gone, err := v.count(ctx, erasedColl, bson.D{})
	if err != nil {
		return Mark{}, err
	}
	bad, err := v.count(ctx, keysColl, damaged(es))
	return Mark{Batch: m.N, Shredded: gone, Damaged: int(bad)}, err
}

// discard overwrites and deletes what no epoch opens.
func (v *server) discard(ctx context.Context) (n int, err error) {
	es, err := v.refresh(ctx)
	if err != nil {
		return 0, err
	}
	for {
		var docs []struct {
			ID string `bson:"_id"`
		}
		if err := v.all(ctx, keysColl, damaged(es), &docs, options.Find().SetLimit(scanBatch)); err != nil || len(docs) == 0 {
			return n, err
		}
		ids := make([]KeyID, 0, len(docs))
		for _, d := range docs {
			ids = append(ids, KeyID(d.ID))
		}
		if err := v.wipe(ctx, slices.Clip(ids)); err != nil {
			return n, err
		}
		n += len(ids)
	}
}
