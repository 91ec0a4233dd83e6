package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// idWalk goes through all documents of a collection in the order of their ids.
type idWalk struct {
	walk
	coll  *mongo.Collection
	shape bson.D // the fields wanted beside the id
	size  int    // documents in a page
	bytes int    // bodies in a page, about; zero when no bodies are read
}

// next reads one page. It reports whether there may be more.
func (w *idWalk) next(ctx context.Context) (docs []stored, more bool, err error) {
	low, high, rest := w.textWindow()
	full := false
	if docs, full, err = w.read(ctx, low, high); err != nil {
		return nil, false, err
	}
	keys := make([][]byte, len(docs))
	for i, d := range docs {
		keys[i] = []byte(d.ID)
	}
	w.passed(low, high, keys, w.size, full)
	return docs, full || !rest, nil
}

func (w *idWalk) read(ctx context.Context, low, high []byte) (docs []stored, full bool, err error) {
	limits := bson.D{{Key: "$gte", Value: string(low)}}
	if high != nil {
		limits = append(limits, bson.E{Key: "$lt", Value: string(high)})
	}
	cur, err := w.coll.Find(ctx, one(idName, limits), options.Find().SetSort(one(idName, 1)).SetProjection(w.shape).
		SetLimit(int64(w.size)).SetBatchSize(int32(w.size)))
	if err != nil {
		return nil, false, err
	}
	defer cur.Close(context.WithoutCancel(ctx))
	for size := 0; ; {
		if len(docs) == w.size || w.bytes > 0 && size >= w.bytes {
			return docs, true, nil
		}
		if !cur.Next(ctx) {
			return docs, false, cur.Err()
		}
		var d stored
		if err := cur.Decode(&d); err != nil {
			return nil, false, err
		}
		docs, size = append(docs, d), size+len(d.Body)
	}
}
