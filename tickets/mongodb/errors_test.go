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

	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// emptied is the driver's error for whoever waits on a pool that another call's error emptied.
type emptied struct{}

func (emptied) Error() string   { return "connection pool was cleared" }
func (emptied) Retryable() bool { return true }

func TestWhatPasses(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"write conflict":                    {mongotest.Refusal(112), "again"},
		"write conflict of a bulk":          {mongotest.RefusedWrites(112), "again"},
		"write conflict of one write":       {mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 112}}}, "again"},
		"no such transaction":               {mongotest.Refusal(251), "again"},
		"snapshot conflict":                 {mongotest.Refusal(16777220), "again"},
		"aborted already":                   {mongotest.Refusal(33685826), "again"},
		"lost connection":                   {mongotest.Refusal(16908741), "again"},
		"deadlock":                          {mongotest.Refusal(50463173), "again"},
		"too slow":                          {mongotest.Refusal(50), "again"},
		"cursor is gone":                    {mongotest.Refusal(43), "again"},
		"labelled transient":                {mongotest.Refusal(1, "TransientTransactionError"), "again"},
		"labelled network":                  {mongotest.Refusal(0, "NetworkError"), "again"},
		"no primary":                        {mongotest.Refusal(10107), "again"},
		"duplicate":                         {mongotest.Refusal(11000), "taken"},
		"duplicate of a bulk":               {mongotest.RefusedWrites(11000), "taken"},
		"duplicate beside a refusal":        {mongotest.RefusedWrites(11000, 13), "final"},
		"duplicate beside a conflict":       {mongotest.RefusedWrites(11000, 112), "again"},
		"duplicate labelled transient":      {mongotest.Refusal(11000, "TransientTransactionError"), "again"},
		"no transactions here":              {mongotest.Refusal(20), "final"},
		"not allowed":                       {mongotest.Refusal(13), "final"},
		"too large":                         {mongotest.Refusal(10334), "final"},
		"no room":                           {mongotest.Refusal(14031), "final"},
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
		"no room":               {mongotest.Refusal(14031), ErrFull},
		"no room for a bulk":    {mongotest.RefusedWrites(14031), ErrFull},
		"a wrong password":      {topology.ConnectionError{Wrapped: &auth.Error{}}, ErrLogin},
		"no rights":             {mongotest.Refusal(13), ErrLogin},
		"no server":             {topology.ServerSelectionError{Wrapped: context.DeadlineExceeded}, ErrAway},
		"a cut connection":      {topology.ConnectionError{Wrapped: io.EOF}, ErrAway},
		"a full pool":           {topology.WaitQueueTimeoutError{Wrapped: context.DeadlineExceeded}, ErrAway},
		"a silent server":       {errors.Join(ErrLate, context.Canceled), ErrAway},
		"the error itself":      {io.EOF, io.EOF},
		"what is of no server":  {context.Canceled, context.Canceled},
		"what was told already": {Tell(mongotest.Refusal(14031)), ErrFull},
	} {
		if got := Tell(c.err); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestMessagesQuoteNoDocument(t *testing.T) {
	for _, err := range []error{mongotest.Refusal(11000), mongotest.RefusedWrites(11000, 14031), mongotest.Refusal(14031), mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 121, Message: "kim@example.com"}}}} {
		got := Tell(fmt.Errorf("apply: %w", err))
		if strings.Contains(got.Error(), "example.com") || !strings.ContainsAny(got.Error(), "0123456789") {
			t.Errorf("%v: want the code and no more", got)
		}
	}
}
