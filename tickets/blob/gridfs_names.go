package blob

import (
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// firstLetters are those that names begin with.
const firstLetters = "abcdefghijklmnopqrstuvwxyz0123456789"

// Names implements Store. It goes through the alphabet, since some servers sort all that a query matches before they
// give the first of it.
func (g *GridFS) Names(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, c := range firstLetters {
			names, err := g.between(ctx, string(c), string(c+1))
			if err != nil {
				yield("", fmt.Errorf("list blobs: %w", err))
				return
			}
			for _, name := range names {
				if validName(name) && !yield(name, nil) {
					return
				}
			}
		}
	}
}

// between lists the names in [low, high), in order.
func (g *GridFS) between(ctx context.Context, low, high string) (names []string, err error) {
	q := bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: low}, {Key: "$lt", Value: high}}}}
	o := options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetProjection(bson.D{{Key: "_id", Value: 1}})
	err = patiently(ctx, func(ctx context.Context) error {
		names = nil
		cur, err := g.files.Find(ctx, q, o)
		if err != nil {
			return err
		}
		defer func() { _ = cur.Close(context.WithoutCancel(ctx)) }()
		for cur.Next(ctx) {
			if name, ok := cur.Current.Lookup("_id").StringValueOK(); ok {
				names = append(names, name)
			}
		}
		return cur.Err()
	})
	return names, err
}
