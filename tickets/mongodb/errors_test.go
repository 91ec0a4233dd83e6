package mongodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"
)

func command(code int32, labels ...string) error {
	return mongo.CommandError{Code: code, Name: "Name", Message: "dup key: { _id: \"kim@example.com\" }", Labels: labels}
}

func writes(codes ...int) error {
	var e mongo.BulkWriteException
	for _, c := range codes {
		e.WriteErrors = append(e.WriteErrors, mongo.BulkWriteError{WriteError: mongo.WriteError{Code: c, Message: "kim@example.com"}})
	}
	return e
}

// emptied is the driver's error for whoever waits on a pool that another call's error emptied.
type emptied struct{}

func (emptied) Error() string   { return "connection pool was cleared" }
func (emptied) Retryable() bool { return true }

func TestWhatPasses(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"write conflict":                    {command(112), "again"},
		"write conflict of a bulk":          {writes(112), "again"},
		"write conflict of one write":       {mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 112}}}, "again"},
		"no such transaction":               {command(251), "again"},
		"snapshot conflict":                 {command(16777220), "again"},
		"aborted already":                   {command(33685826), "again"},
		"lost connection":                   {command(16908741), "again"},
		"deadlock":                          {command(50463173), "again"},
		"too slow":                          {command(50), "again"},
		"cursor is gone":                    {command(43), "again"},
		"labelled transient":                {command(1, "TransientTransactionError"), "again"},
		"labelled network":                  {command(0, "NetworkError"), "again"},
		"no primary":                        {command(10107), "again"},
		"duplicate":                         {command(11000), "taken"},
		"duplicate of a bulk":               {writes(11000), "taken"},
		"duplicate beside a refusal":        {writes(11000, 13), "final"},
		"duplicate beside a conflict":       {writes(11000, 112), "again"},
		"duplicate labelled transient":      {command(11000, "TransientTransactionError"), "again"},
		"no transactions here":              {command(20), "final"},
		"not allowed":                       {command(13), "final"},
		"too large":                         {command(10334), "final"},
		"no room":                           {command(14031), "final"},
		"no server":                         {topology.ServerSelectionError{Wrapped: errors.New("none")}, "again"},
		"a refused login":                   {topology.ConnectionError{Wrapped: &auth.Error{}}, "final"},
		"broken connection":                 {topology.ConnectionError{Wrapped: io.EOF}, "again"},
		"refused":                           {&net.OpError{Op: "dial", Err: errors.New("refused")}, "again"},
		"an emptied pool":                   {fmt.Errorf("lane 3: %w", emptied{}), "again"},
		"a full pool":                       {topology.WaitQueueTimeoutError{Wrapped: errors.New("full")}, "again"},
		"a pool that a silent server fills": {fmt.Errorf("get: %w", topology.WaitQueueTimeoutError{Wrapped: context.DeadlineExceeded}), "again"},
		"a pool that nobody waits for":      {topology.WaitQueueTimeoutError{Wrapped: context.Canceled}, "final"},
		"a server that left":                {topology.ErrServerClosed, "again"},
		"cut":                               {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), "again"},
		"the caller's end":                  {context.Canceled, "final"},
		"the caller's end on a connection":  {topology.ConnectionError{Wrapped: context.Canceled}, "final"},
		"the caller's deadline":             {fmt.Errorf("x: %w", context.DeadlineExceeded), "final"},
		"our own limit of time":             {fmt.Errorf("%w: %w", ErrLate, context.Canceled), "again"},
		"closed":                            {mongo.ErrClientDisconnected, "final"},
		"what is not of a server":           {errors.New("x"), "final"},
	} {
		got := "final"
		switch {
		case Passes(c.err):
			got = "again"
		case Taken(c.err):
			got = "taken"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTelling(t *testing.T) {
	for name, c := range map[string]struct {
		err, want error
	}{
		"no room":               {command(14031), ErrFull},
		"no room for a bulk":    {writes(14031), ErrFull},
		"a wrong password":      {topology.ConnectionError{Wrapped: &auth.Error{}}, ErrLogin},
		"no rights":             {command(13), ErrLogin},
		"no server":             {topology.ServerSelectionError{Wrapped: context.DeadlineExceeded}, ErrAway},
		"a cut connection":      {topology.ConnectionError{Wrapped: io.EOF}, ErrAway},
		"a full pool":           {topology.WaitQueueTimeoutError{Wrapped: context.DeadlineExceeded}, ErrAway},
		"a silent server":       {errors.Join(ErrLate, context.Canceled), ErrAway},
		"the error itself":      {io.EOF, io.EOF},
		"what is of no server":  {context.Canceled, context.Canceled},
		"what was told already": {Tell(command(14031)), ErrFull},
	} {
		if got := Tell(c.err); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestMessagesQuoteNoDocument(t *testing.T) {
	for _, err := range []error{command(11000), writes(11000, 14031), command(14031), mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 121, Message: "kim@example.com"}}}} {
		got := Tell(fmt.Errorf("apply: %w", err))
		if strings.Contains(got.Error(), "example.com") || !strings.ContainsAny(got.Error(), "0123456789") {
			t.Errorf("%v: want the code and no more", got)
		}
	}
}
