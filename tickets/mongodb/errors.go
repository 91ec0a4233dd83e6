// Package mongodb is what everybody shares who keeps something on a MongoDB deployment: how to get there, which errors
// pass so that a call may be made again, and how errors are told without what servers quote in them.
package mongodb

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
)

// What a caller may act on.
var (
	// ErrAway says that no server can be reached just now.
	ErrAway = errors.New("no server of the deployment can be reached just now")
	// ErrLogin says that the server did not let us in, or did not let us do what is needed.
	ErrLogin = errors.New("the server refuses this user")
	// ErrOld says that the server is too old for what is asked of it.
	ErrOld = errors.New("the server is too old: wanted is MongoDB 6.0 or newer, or DocumentDB")
	// ErrFull says that the server has no room.
	ErrFull = errors.New("the server has no room")
)

const (
	codeUnauthorized = 13
	codeLogin        = 18
	codeNoSpace      = 14031 // OutOfDiskSpace
)

// passingCodes are those that a server gives for what passes. DocumentDB gives no labels, and numbers of its own.
var passingCodes = map[int]string{
	6: "HostUnreachable", 7: "HostNotFound", 24: "LockTimeout", 50: "MaxTimeMSExpired", 64: "WriteConcernTimeout", 89: "NetworkTimeout",
	91: "ShutdownInProgress", 112: "WriteConflict", 117: "ConflictingOperationInProgress", 134: "ReadConcernMajorityNotAvailableYet",
	189: "PrimarySteppedDown", 239: "SnapshotTooOld", 246: "SnapshotUnavailable", 251: "NoSuchTransaction",
	262: "ExceededTimeLimit", 267: "PreparedTransactionInProgress", 290: "TransactionExceededLifetimeLimitSeconds",
	9001: "SocketException", 10107: "NotWritablePrimary", 11600: "InterruptedAtShutdown", 11602: "InterruptedDueToReplStateChange",
	13435: "NotPrimaryNoSecondaryOk", 13436: "NotPrimaryOrSecondary", 43: "CursorNotFound", 225: "TransactionTooOld",
	16777220: "snapshot conflict of DocumentDB", 33685826: "transaction aborted already, of DocumentDB",
	16908741: "lost connection of DocumentDB", 50463173: "deadlock of DocumentDB",
}

// passingLabels are the driver's specification of the same.
var passingLabels = []string{"TransientTransactionError", "RetryableWriteError", "NetworkError", "NetworkTimeoutError", "ExceededTimeLimitError", "RetryableError"}

// Passes says that a call may succeed if it is made again. Whether this one did is unknown.
func Passes(err error) bool {
	if errors.Is(err, ErrLate) {
		return true
	}
	var server mongo.ServerError
	if errors.As(err, &server) {
		return slices.ContainsFunc(server.ErrorCodes(), func(c int) bool { return passingCodes[c] != "" }) ||
			slices.ContainsFunc(passingLabels, server.HasErrorLabel) || lateMajority(err)
	}
	return noConnection(err) && !refusedLogin(err)
}

// lateMajority says that something is written, but not known to be with a majority.
func lateMajority(err error) bool {
	var bulk mongo.BulkWriteException
	var one mongo.WriteException
	return errors.As(err, &bulk) && bulk.WriteConcernError != nil || errors.As(err, &one) && one.WriteConcernError != nil
}

const codeDuplicate = 11000

// Taken says that an insert failed because ids or keys exist, and on nothing else: beside a conflict they may yet go away.
func Taken(err error) bool {
	var bulk mongo.BulkWriteException
	if errors.As(err, &bulk) && slices.ContainsFunc(bulk.WriteErrors, func(e mongo.BulkWriteError) bool { return e.Code != codeDuplicate }) {
		return false
	}
	return mongo.IsDuplicateKeyError(err) && !Passes(err)
}

// HasCode says whether a server answered with a code.
func HasCode(err error, code int) bool {
	var server mongo.ServerError
	return errors.As(err, &server) && server.HasErrorCode(code)
}

// RefusedLogin says whether a server did not let us in, or did not let us do something.
func RefusedLogin(err error) bool {
	return refusedLogin(err) || HasCode(err, codeLogin) || HasCode(err, codeUnauthorized)
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
	var queue topology.WaitQueueTimeoutError
	if (errors.As(err, &selection) || errors.As(err, &queue)) && !errors.Is(err, context.Canceled) {
		return true // the driver's own limit is a deadline too
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, mongo.ErrClientDisconnected) {
		return false
	}
	var connection topology.ConnectionError
	var wire net.Error
	return errors.As(err, &connection) || errors.As(err, &wire) ||
		errors.Is(err, topology.ErrServerClosed) || errors.Is(err, topology.ErrPoolClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// tooOld says that the driver does not speak to a server any more. It tells so in words alone, and names a version that
// would not do for us.
func tooOld(err error) bool {
	return err != nil && strings.Contains(err.Error(), "but this version of the Go driver requires at least")
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

// Beneath is what the way to each server of a deployment failed of, when none could be reached; nil for other errors.
func Beneath(err error) (causes []error) {
	var selection topology.ServerSelectionError
	if errors.As(err, &selection) {
		for _, s := range selection.Desc.Servers {
			if s.LastError != nil {
				causes = append(causes, s.LastError)
			}
		}
	}
	return causes
}

// Tell is an error of a server or of the way there with its class and code: servers quote documents in their messages,
// and those are left out. Other errors stay as they are.
func Tell(err error) error {
	var server mongo.ServerError
	var told *fault
	switch {
	case errors.As(err, &told):
		return err
	case errors.Is(err, ErrLate): // and not the end of the context that cut it short
		return fmt.Errorf("%w: %w", ErrAway, ErrLate)
	case errors.Is(err, ErrOld):
		return err
	case tooOld(err):
		return ErrOld
	case RefusedLogin(err):
		return fmt.Errorf("%w: %w", ErrLogin, &fault{err})
	case HasCode(err, codeNoSpace):
		return fmt.Errorf("%w: %w", ErrFull, &fault{err})
	case noConnection(err):
		return fmt.Errorf("%w: %w", ErrAway, &fault{err})
	case errors.As(err, &server):
		return &fault{err}
	}
	return err
}
