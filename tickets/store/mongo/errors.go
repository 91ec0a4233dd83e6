package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// ErrNoTransactions says that the server cannot do what Apply promises.
var ErrNoTransactions = errors.New("the server has no transactions: wanted is a MongoDB replica set or sharded cluster, 6.0 or newer, or DocumentDB")

// ErrDeclared says that another process has opened the database with other declarations; this one must start again.
var ErrDeclared = errors.New("another process has opened the store with other declarations")

// verdict is what an error means for the loop that tries again.
type verdict uint8

const (
	final verdict = iota // it stays so
	again                // nothing of this attempt is stored, and the next may succeed
	taken                // a key exists
)

const (
	codeNamespace = 48 // NamespaceExists
	codeNoIndex   = 27 // IndexNotFound
)

// judge tells what an error means.
func judge(err error) verdict {
	switch {
	case errors.Is(err, errVoid), mongodb.Passes(err):
		return again
	case mongodb.Taken(err):
		return taken
	}
	return final
}

// meaning is what a call returns for an error: the end of its context or of the store, a sentinel of the port, or the
// server's refusal as mongodb.Tell tells it.
func meaning(ctx context.Context, err error) error {
	var conflict *store.Conflict
	switch {
	case err == nil:
		return nil
	case errors.As(err, &conflict), errors.Is(err, store.ErrUnsure):
		return err
	case context.Cause(ctx) != nil:
		return context.Cause(ctx)
	case errors.Is(err, mongo.ErrClientDisconnected):
		return store.ErrClosed
	}
	return quiet(err)
}

// quiet is an error of a server or of the way there as the port tells it.
func quiet(err error) error {
	err = mongodb.Tell(err)
	switch {
	case errors.Is(err, store.ErrAway), errors.Is(err, store.ErrFull):
		return err
	case errors.Is(err, mongodb.ErrAway):
		return fmt.Errorf("%w: %w", store.ErrAway, err)
	case errors.Is(err, mongodb.ErrFull):
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}
