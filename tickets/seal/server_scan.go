package seal

import (
	"context"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// manyDocs is from how many documents on a collection is read in more and smaller ranges.
const manyDocs = 20_000

// ranges are the ranges of ids that a collection is read in. Each is bounded on both sides: not every server
// stops early in one that is not.
func (v *server) ranges(ctx context.Context, coll string) ([][2]string, error) {
	var n int64
	err := v.try(ctx, func(ctx context.Context) (err error) {
		n, err = v.db.Collection(coll).EstimatedDocumentCount(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	const letters = "234567abcdefghijklmnopqrstuvwxyz"
	var out [][2]string
	for _, a := range letters {
		if n < manyDocs {
			out = append(out, [2]string{string(a), string(a) + "~"})
			continue
		}
		for _, b := range letters {
			out = append(out, [2]string{string(a) + string(b), string(a) + string(b) + "~"})
		}
	}
	return out, nil
}

// pages reads a collection by ids, a page at a time. read gets the filter and gives the last id of a full page, "" for
// one that is not full.
func (v *server) pages(ctx context.Context, coll string, read func(filter bson.D, o *options.FindOptionsBuilder) (last string, more bool, err error)) error {
	ranges, err := v.ranges(ctx, coll)
	if err != nil {
		return err
	}
	o := options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetLimit(scanBatch)
	for _, r := range ranges {
		from := bson.E{Key: "$gte", Value: r[0]}
		for {
			last, more, err := read(bson.D{{Key: "_id", Value: bson.D{from, {Key: "$lt", Value: r[1]}}}}, o)
			if err != nil || !more {
				return err
			}
			if last == "" {
				break
			}
			from = bson.E{Key: "$gt", Value: last}
		}
	}
	return nil
}

func (v *server) living(ctx context.Context) iter.Seq2[[]dataKey, error] {
	return func(yield func([]dataKey, error) bool) {
		err := v.pages(ctx, keysColl, func(filter bson.D, o *options.FindOptionsBuilder) (last string, more bool, err error) {
			keys, last, err := v.page(ctx, filter, o)
			defer wipeKeys(keys)
			if err != nil {
				return "", false, err
			}
			return last, len(keys) == 0 || yield(keys, nil), nil
		})
		if err != nil {
			yield(nil, err)
		}
	}
}

// page opens a page of keys, those not that are on the erase list.
func (v *server) page(ctx context.Context, filter bson.D, o *options.FindOptionsBuilder) (keys []dataKey, last string, err error) {
	var docs []keyDoc
	if err := v.all(ctx, keysColl, filter, &docs, o); err != nil || len(docs) == 0 {
		return nil, "", err
	}
	ids := make([]KeyID, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
	}
	gone, err := v.listedOf(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	for _, d := range docs {
		id, bad := d.ID.raw()
		if _, is := gone[d.ID]; is || bad != nil || d.Epoch == epochNone {
			continue
		}
		key, err := v.unwrap(ctx, d)
		if err != nil {
			return keys, "", err
		}
		keys = append(keys, dataKey{id, key})
	}
	if len(docs) == scanBatch {
		last = string(ids[len(ids)-1])
	}
	return keys, last, nil
}

func (v *server) shredded(ctx context.Context) iter.Seq2[[]rawID, error] {
	return func(yield func([]rawID, error) bool) {
		err := v.pages(ctx, erasedColl, func(filter bson.D, o *options.FindOptionsBuilder) (last string, more bool, err error) {
			var docs []erasedDoc
			if err := v.all(ctx, erasedColl, filter, &docs, o); err != nil {
				return "", false, err
			}
			ids := make([]rawID, 0, len(docs))
			for _, d := range docs {
				id, err := d.ID.raw()
				if err != nil {
					return "", false, err
				}
				ids = append(ids, id)
			}
			if len(docs) == scanBatch {
				last = string(docs[len(docs)-1].ID)
			}
			return last, len(ids) == 0 || yield(ids, nil), nil
		})
		if err != nil {
			yield(nil, err)
		}
	}
}
