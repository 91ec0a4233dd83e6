package blob

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// firstLetters are those that names begin with.
const firstLetters = "abcdefghijklmnopqrstuvwxyz0123456789"

// Names implements Store. It goes through the alphabet, since some servers sort all that a query matches before they
// give the first of it. Chunks without a document in files are found in the gaps between the names there, with one
// question of the index for each gap: looking through all chunks would read all blobs where an index does not cover a query.
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

// between lists the names in [low, high): those in files, and those that only chunks bear.
func (g *GridFS) between(ctx context.Context, low, high string) ([]string, error) {
	names, err := g.finished(ctx, low, high)
	if err != nil {
		return nil, err
	}
	at := "$gte"
	for _, next := range append(names[:len(names):len(names)], high) {
		for {
			name, err := g.unfinished(ctx, at, low, next)
			if err != nil {
				return nil, err
			}
			if name == "" {
				break
			}
			names, at, low = append(names, name), "$gt", name
		}
		at, low = "$gt", next
	}
	return names, nil
}

// finished lists the blobs that exist, in order.
func (g *GridFS) finished(ctx context.Context, low, high string) (names []string, err error) {
	err = patiently(ctx, func(ctx context.Context) error {
		names = nil
		cur, err := g.files.Find(ctx, span("_id", "$gte", low, high), options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).
			SetProjection(bson.D{{Key: "_id", Value: 1}}))
		if err != nil {
			return err
		}
		defer func() { _ = cur.Close(context.WithoutCancel(ctx)) }()
		for cur.Next(ctx) {
			names = append(names, cur.Current.Lookup("_id").StringValue())
		}
		return cur.Err()
	})
	return names, err
}

// unfinished is the first name between two that a chunk bears, "" if there is none.
func (g *GridFS) unfinished(ctx context.Context, at, low, high string) (string, error) {
	var c chunk
	err := patiently(ctx, func(ctx context.Context) error {
		return g.chunks.FindOne(ctx, span("files_id", at, low, high), options.FindOne().SetSort(bson.D{{Key: "files_id", Value: 1}, {Key: "n", Value: 1}}).
			SetProjection(bson.D{{Key: "_id", Value: 0}, {Key: "files_id", Value: 1}})).Decode(&c)
	})
	if errors.Is(err, mongo.ErrNoDocuments) {
		return "", nil
	}
	return c.File, err
}

// span is the condition that a field lies between two names.
func span(field, at, low, high string) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: at, Value: low}, {Key: "$lt", Value: high}}}}
}
