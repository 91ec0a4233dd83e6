package seal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"
)

// Times of one call to a server.
const (
	attemptTime = 10 * time.Second
	patience    = 30 * time.Second // longer than an election
	longPause   = 250 * time.Millisecond
)

const (
	codeNamespace   = 48 // NamespaceExists
	codeNoNamespace = 26 // NamespaceNotFound
	codeDuplicate   = 11000
)

// errLate says that an attempt was given up because it took too long.
var errLate = errors.New("the server took too long")

// againCodes are what servers answer for what passes; the last four are DocumentDB's own.
var againCodes = []int{6, 7, 24, 50, 64, 89, 91, 112, 117, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 43,
	16777220, 33685826, 16908741, 50463173}

var againLabels = []string{"RetryableWriteError", "NetworkError", "NetworkTimeoutError", "ExceededTimeLimitError", "RetryableError", "TransientTransactionError"}

// try runs f until it succeeds or fails for good, for at most patience. f must be safe to repeat.
func (v *server) try(ctx context.Context, f func(context.Context) error) error {
	for n, end := 0, time.Now().Add(patience); ; n++ {
		err := attempt(ctx, f)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !passes(err) || time.Now().After(end) {
			return quiet(err)
		}
		if !pause(ctx, n) {
			return context.Cause(ctx)
		}
	}
}

// attempt gives f some time. Its context shows no deadline: the driver would tell it to the server, and DocumentDB then
// hides a write conflict behind another error.
func attempt(ctx context.Context, f func(context.Context) error) error {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(attemptTime, func() { cancel(errLate) })
	defer timer.Stop()
	err := f(inner)
	if err != nil && context.Cause(inner) == errLate {
		return errLate
	}
	return err
}

// pause waits a little, longer and longer, and never twice the same. It reports false when ctx has ended.
func pause(ctx context.Context, n int) bool {
	t := time.NewTimer(rand.N(min(time.Millisecond<<min(n+1, 10), longPause)))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// passes says that the same may succeed later.
func passes(err error) bool {
	if errors.Is(err, errLate) {
		return true
	}
	var server mongo.ServerError
	if errors.As(err, &server) {
		return slices.ContainsFunc(server.ErrorCodes(), func(c int) bool { return slices.Contains(againCodes, c) }) ||
			slices.ContainsFunc(againLabels, server.HasErrorLabel) || lateMajority(err)
	}
	return noConnection(err)
}

// lateMajority says that something is written, but not known to be with a majority.
func lateMajority(err error) bool {
	var bulk mongo.BulkWriteException
	var one mongo.WriteException
	return errors.As(err, &bulk) && bulk.WriteConcernError != nil || errors.As(err, &one) && one.WriteConcernError != nil
}

func noConnection(err error) bool {
	var pool interface {
		error
		Retryable() bool
	}
	if errors.As(err, &pool) && pool.Retryable() {
		return true // the driver emptied its pool because of another call
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, mongo.ErrClientDisconnected) {
		return false
	}
	var selection topology.ServerSelectionError
	var connection topology.ConnectionError
	var queue topology.WaitQueueTimeoutError
	var wire net.Error
	return errors.As(err, &selection) || errors.As(err, &connection) || errors.As(err, &queue) || errors.As(err, &wire) ||
		errors.Is(err, topology.ErrServerClosed) || errors.Is(err, topology.ErrPoolClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// duplicates says that an insert failed only on what is there already, and a majority has the rest.
func duplicates(err error) bool {
	var bulk mongo.BulkWriteException
	var one mongo.WriteException
	switch {
	case errors.As(err, &bulk):
		return bulk.WriteConcernError == nil && len(bulk.WriteErrors) > 0 &&
			!slices.ContainsFunc(bulk.WriteErrors, func(e mongo.BulkWriteError) bool { return e.Code != codeDuplicate })
	case errors.As(err, &one):
		return one.WriteConcernError == nil && mongo.IsDuplicateKeyError(err)
	}
	return false
}

func hasCode(err error, code int) bool {
	var server mongo.ServerError
	return errors.As(err, &server) && server.HasErrorCode(code)
}

// fault is what a server answered, told without its message: servers quote documents in those.
type fault struct{ err error }

func (f *fault) Unwrap() error { return f.err }

func (f *fault) Error() string {
	var server mongo.ServerError
	errors.As(f.err, &server)
	return fmt.Sprintf("the server of the keys answered %d", server.ErrorCodes())
}

func quiet(err error) error {
	var server mongo.ServerError
	if errors.As(err, &server) {
		return &fault{err}
	}
	var selection topology.ServerSelectionError
	if errors.As(err, &selection) {
		return fmt.Errorf("no server of the keys can be reached: %w", err)
	}
	if noConnection(err) {
		return fmt.Errorf("no connection to the server of the keys: %w", err)
	}
	return err
}

// insert inserts documents; those whose ids are taken stay as they are.
func (v *server) insert(ctx context.Context, coll string, docs ...any) error {
	if len(docs) == 0 {
		return nil
	}
	err := v.try(ctx, func(ctx context.Context) error {
		_, err := v.db.Collection(coll).InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
		if duplicates(err) {
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
