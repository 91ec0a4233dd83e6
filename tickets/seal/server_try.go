package seal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// ErrAway says that the server which holds the keys cannot be reached just now.
var ErrAway = mongodb.ErrAway

// ErrFull says that the server which holds the keys has no room.
var ErrFull = mongodb.ErrFull

// attemptTime is how long one command lives at most.
const attemptTime = 10 * time.Second

const (
	codeNamespace   = 48 // NamespaceExists
	codeNoNamespace = 26 // NamespaceNotFound
)

// try runs f until it succeeds or fails for good. f must be safe to repeat.
func (v *server) try(ctx context.Context, f func(context.Context) error) error {
	err := mongodb.Repeat(ctx, mongodb.Patience, func(ctx context.Context) error { return mongodb.Attempt(ctx, attemptTime, f) })
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return mongodb.Tell(err)
}

// insert inserts documents; those whose ids are taken stay as they are.
func (v *server) insert(ctx context.Context, coll string, docs ...any) error {
	if len(docs) == 0 {
		return nil
	}
	err := v.try(ctx, func(ctx context.Context) error {
		_, err := v.db.Collection(coll).InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
		if mongodb.Taken(err) {
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("write to %s: %w", coll, err)
	}
	return nil
}

// update changes all that match, and says how many that were in the last try.
func (v *server) update(ctx context.Context, coll string, filter, change any) (n int64, err error) {
	err = v.try(ctx, func(ctx context.Context) error {
		r, err := v.db.Collection(coll).UpdateMany(ctx, filter, change)
		if err == nil {
			n = r.MatchedCount
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("write to %s: %w", coll, err)
	}
	return n, nil
}

func (v *server) remove(ctx context.Context, coll string, filter any) error {
	err := v.try(ctx, func(ctx context.Context) error {
		_, err := v.db.Collection(coll).DeleteMany(ctx, filter)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete from %s: %w", coll, err)
	}
	return nil
}

// one reads a document, and says whether there is one.
func (v *server) one(ctx context.Context, coll string, filter, into any) (found bool, err error) {
	err = v.try(ctx, func(ctx context.Context) error {
		err := v.db.Collection(coll).FindOne(ctx, filter).Decode(into)
		found = err == nil
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("read %s: %w", coll, err)
	}
	return found, nil
}

// all reads documents into a slice, which is set anew by each try.
func (v *server) all(ctx context.Context, coll string, filter, into any, o ...options.Lister[options.FindOptions]) error {
	err := v.try(ctx, func(ctx context.Context) error {
		c, err := v.db.Collection(coll).Find(ctx, filter, o...)
		if err != nil {
			return err
		}
		return c.All(ctx, into)
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", coll, err)
	}
	return nil
}

func (v *server) count(ctx context.Context, coll string, filter any) (n int64, err error) {
	err = v.try(ctx, func(ctx context.Context) error {
		n, err = v.db.Collection(coll).CountDocuments(ctx, filter)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", coll, err)
	}
	return n, nil
}

// among is the filter for documents with these ids.
func among[T any](ids []T) bson.D {
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}
}
