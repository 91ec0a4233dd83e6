package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// Empty says whether the database at an address holds no collection at all.
func Empty(ctx context.Context, a Address) (bool, error) {
	var names []string
	err := a.with(ctx, func(db *mongo.Database) (err error) {
		names, err = db.ListCollectionNames(ctx, bson.D{})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look into the database: %w", err)
	}
	return len(names) == 0, nil
}

// Drop deletes the database at an address with all that is in it, whoever wrote it. One that does not exist is no error.
func Drop(ctx context.Context, a Address) error {
	if err := a.with(ctx, func(db *mongo.Database) error { return db.Drop(ctx) }); err != nil {
		return fmt.Errorf("drop the database: %w", err)
	}
	return nil
}

// with connects for as long as f runs.
func (a Address) with(ctx context.Context, f func(*mongo.Database) error) error {
	db, err := a.Connect()
	if err != nil {
		return err
	}
	defer func() { _ = Disconnect(db) }()
	return Tell(f(db))
}

// leaveTime is how long a server is waited for that is told that we leave. One that stays silent would hold up the end of
// the process for longer than those wait who end it.
const leaveTime = 5 * time.Second

// Disconnect ends the client that Connect made for a database.
func Disconnect(db *mongo.Database) error {
	ctx, cancel := context.WithTimeout(context.Background(), leaveTime)
	defer cancel()
	return db.Client().Disconnect(ctx)
}
