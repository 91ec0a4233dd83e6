package blob

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"
)

// Times of one call to a server.
const (
	attemptTime = 20 * time.Second // one command lives at most this long
	patience    = 30 * time.Second // a call is tried again for this long while its context lives: longer than an election
	longPause   = 250 * time.Millisecond
)

// errLate says that an attempt was given up because it took too long; it may be tried again.
var errLate = errors.New("the server took too long")

// passingCodes are those that a server gives for what passes. DocumentDB gives no labels, and numbers of its own.
var passingCodes = []int{
	6, 7, 89, 9001, // network
	24, 50, 112, 117, 262, 33685826, 50463173, // others were there at the same time
	91, 134, 189, 10107, 11600, 11602, 13435, 13436, 16908741, // a server stops, or another takes over
	43, // an old cursor
}

var passingLabels = []string{"RetryableWriteError", "NetworkError", "NetworkTimeoutError", "RetryableError", "TransientTransactionError"}

// passing says that a call may succeed if it is made again. Whether this one did is unknown.
func passing(err error) bool {
	if errors.Is(err, errLate) || errors.Is(err, errRest) {
		return true
	}
	var server mongo.ServerError
	if errors.As(err, &server) {
		return slices.ContainsFunc(server.ErrorCodes(), func(c int) bool { return slices.Contains(passingCodes, c) }) ||
			slices.ContainsFunc(passingLabels, server.HasErrorLabel)
	}
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

// patiently runs f until it succeeds or fails for good, for at most patience. An answer that was lost makes it run
// again, so f must be such that twice is once.
func patiently(ctx context.Context, f func(context.Context) error) error {
	for try, end := 0, time.Now().Add(patience); ; try++ {
		err := attempt(ctx, f)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case !passing(err) || time.Now().After(end) || !pause(ctx, try):
			return err
		}
	}
}

func attempt(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := within(ctx, attemptTime)
	defer cancel()
	err := f(ctx)
	if err != nil && errors.Is(context.Cause(ctx), errLate) {
		return errors.Join(errLate, err)
	}
	return err
}

// pause waits a little, longer and longer, and never twice the same. It reports false when ctx has ended.
func pause(ctx context.Context, try int) bool {
	t := time.NewTimer(rand.N(min(time.Millisecond<<min(try+1, 10), longPause)))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// within is ctx for at most d, then its cause is errLate. It shows no deadline: the driver would tell it to the server,
// and DocumentDB then hides a write conflict behind another error.
func within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	timer := time.AfterFunc(d, func() { cancel(errLate) })
	return inner, func() {
		stop()
		timer.Stop()
		cancel(nil)
	}
}
