package mongo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/axsensor/lethe/tickets/store"
)

// ErrNoTransactions says that the server cannot do what Apply promises.
var ErrNoTransactions = errors.New("the server has no transactions: wanted is a MongoDB replica set or sharded cluster, 6.0 or newer, or DocumentDB")

// ErrDeclared says that another process has opened the database with other declarations; this one must start again.
var ErrDeclared = errors.New("another process has opened the store with other declarations")

// ErrLogin says that the server did not let us in, or did not let us do what is needed.
var ErrLogin = errors.New("the server refuses this user")

// verdict is what an error means for the loop that tries again.
type verdict uint8

const (
	final verdict = iota // it stays so
	again                // nothing of this attempt is stored, and the next may succeed
	taken                // a key exists
)

const (
	codeNoSpace   = 14031 // OutOfDiskSpace
	codeNamespace = 48    // NamespaceExists
	codeNoIndex   = 27    // IndexNotFound
)

// againCodes are those that a server gives for what passes. DocumentDB gives no labels, and numbers of its own.
var againCodes = map[int]string{
	6: "HostUnreachable", 7: "HostNotFound", 24: "LockTimeout", 50: "MaxTimeMSExpired", 89: "NetworkTimeout",
	91: "ShutdownInProgress", 112: "WriteConflict", 117: "ConflictingOperationInProgress", 134: "ReadConcernMajorityNotAvailableYet",
	189: "PrimarySteppedDown", 239: "SnapshotTooOld", 246: "SnapshotUnavailable", 251: "NoSuchTransaction",
	262: "ExceededTimeLimit", 267: "PreparedTransactionInProgress", 290: "TransactionExceededLifetimeLimitSeconds",
	9001: "SocketException", 10107: "NotWritablePrimary", 11600: "InterruptedAtShutdown", 11602: "InterruptedDueToReplStateChange",
	13435: "NotPrimaryNoSecondaryOk", 13436: "NotPrimaryOrSecondary", 43: "CursorNotFound", 225: "TransactionTooOld",
	16777220: "snapshot conflict of DocumentDB", 33685826: "transaction aborted already, of DocumentDB",
	16908741: "lost connection of DocumentDB", 50463173: "deadlock of DocumentDB",
}

// againLabels are the driver's specification of the same.
var againLabels = []string{"TransientTransactionError", "RetryableWriteError", "NetworkError", "NetworkTimeoutError", "ExceededTimeLimitError", "RetryableError"}

// judge tells what an error means. A conflict beside a duplicate key is a conflict: the key may yet go away.
func judge(err error) verdict {
	if errors.Is(err, errLate) || errors.Is(err, errVoid) {
		return again
	}
	var server mongo.ServerError
	if errors.As(err, &server) {
		codes := server.ErrorCodes()
		if slices.ContainsFunc(codes, func(c int) bool { return againCodes[c] != "" }) || slices.ContainsFunc(againLabels, server.HasErrorLabel) {
			return again
		}
		if mongo.IsDuplicateKeyError(err) {
			return taken
		}
		return final
	}
	if noConnection(err) && !refusedLogin(err) {
		return again
	}
	return final
}

// refusedLogin says whether a connection ended because its user or password is wrong.
func refusedLogin(err error) bool {
	var login *auth.Error
	return errors.As(err, &login)
}

// noConnection says that no server could be asked, or that none could answer; not, that the caller wanted no more.
func noConnection(err error) bool {
	var pool interface {
		error
		Retryable() bool
	}
	if errors.As(err, &pool) && pool.Retryable() {
		return true // the driver emptied its pool because of another call
	}
	var selection topology.ServerSelectionError
	if errors.As(err, &selection) && !errors.Is(err, context.Canceled) {
		return true // the driver's own limit is a deadline too
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, mongo.ErrClientDisconnected) {
		return false
	}
	var connection topology.ConnectionError
	var queue topology.WaitQueueTimeoutError
	var wire net.Error
	return errors.As(err, &connection) || errors.As(err, &queue) || errors.As(err, &wire) ||
		errors.Is(err, topology.ErrServerClosed) || errors.Is(err, topology.ErrPoolClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// meaning is what a call returns for an error: the end of its context or of the store, a sentinel of the port, or the
// server's refusal by code and class. Servers quote documents in their messages; those are left out of the text.
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

// fault is an error of a server or of the way there, told without its message.
type fault struct{ err error }

func (f *fault) Unwrap() error { return f.err }

func (f *fault) Error() string {
	var command mongo.CommandError
	var server mongo.ServerError
	var selection topology.ServerSelectionError
	switch {
	case errors.As(f.err, &command) && command.Code != 0:
		return fmt.Sprintf("the server answered %d %s", command.Code, command.Name)
	case errors.As(f.err, &server) && len(server.ErrorCodes()) > 0:
		return fmt.Sprintf("the server answered %d", server.ErrorCodes())
	case errors.As(f.err, &selection):
		return reasons(selection)
	}
	return "no connection"
}

// reasons are what the network said of each server, and nothing of what was asked.
func reasons(e topology.ServerSelectionError) string {
	var b strings.Builder
	for _, s := range e.Desc.Servers {
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		switch {
		case s.LastError != nil:
			fmt.Fprintf(&b, "%s: %v", s.Addr, s.LastError)
		default:
			fmt.Fprintf(&b, "%s: no primary", s.Addr)
		}
	}
	return b.String()
}

// quiet is an error of a server or of the way there as the port tells it.
func quiet(err error) error {
	var server mongo.ServerError
	var told *fault
	switch {
	case errors.As(err, &told):
		return err
	case refusedLogin(err), hasCode(err, codeLogin), hasCode(err, codeUnauthorized):
		return fmt.Errorf("%w: %w", ErrLogin, &fault{err})
	case hasCode(err, codeNoSpace):
		return fmt.Errorf("%w: %w", store.ErrFull, &fault{err})
	case noConnection(err):
		return fmt.Errorf("%w: %w", store.ErrAway, &fault{err})
	case errors.As(err, &server):
		return &fault{err}
	}
	return err
}
