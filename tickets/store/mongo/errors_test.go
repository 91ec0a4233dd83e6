package mongo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

func TestJudgement(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want verdict
	}{
		"what passes":              {mongotest.Refusal(112), again},
		"duplicate":                {mongotest.Refusal(11000), taken},
		"a refusal":                {mongotest.Refusal(13), final},
		"our own limit of time":    {fmt.Errorf("%w: %w", mongodb.ErrLate, context.Canceled), again},
		"void":                     {fmt.Errorf("%w: %w", errVoid, mongotest.Refusal(20)), again},
		"a moved revision":         {errMoved, final},
		"a conflict behind a lane": {fmt.Errorf("%w 3: %w", errLane, mongotest.Refusal(112)), again},
		"a refusal behind a lane":  {fmt.Errorf("%w 3: %w", errLane, mongotest.Refusal(13)), final},
	} {
		if got := judge(c.err); got != c.want {
			t.Errorf("%s: judged %d, want %d", name, got, c.want)
		}
	}
}

func TestMeaning(t *testing.T) {
	live := context.Background()
	ended, cancel := context.WithCancel(live)
	cancel()
	closed, closing := context.WithCancelCause(live)
	closing(store.ErrClosed)
	conflict := &store.Conflict{Err: store.ErrStale}
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want error
	}{
		"cancelled":                {ended, mongotest.Refusal(112), context.Canceled},
		"closed meanwhile":         {closed, mongotest.Refusal(112), store.ErrClosed},
		"closed before":            {live, mongo.ErrClientDisconnected, store.ErrClosed},
		"no room":                  {live, mongotest.Refusal(14031), store.ErrFull},
		"no room for a bulk":       {live, mongotest.RefusedWrites(14031), store.ErrFull},
		"a wrong password":         {live, topology.ConnectionError{Wrapped: &auth.Error{}}, mongodb.ErrLogin},
		"no rights":                {live, mongotest.Refusal(13), mongodb.ErrLogin},
		"no server":                {live, topology.ServerSelectionError{Wrapped: context.DeadlineExceeded}, store.ErrAway},
		"a cut connection":         {live, topology.ConnectionError{Wrapped: io.EOF}, store.ErrAway},
		"a conflict all the same":  {ended, conflict, store.ErrStale},
		"unsure all the same":      {ended, fmt.Errorf("%w: x", store.ErrUnsure), store.ErrUnsure},
		"a sentinel of the port":   {live, store.ErrCursorLost, store.ErrCursorLost},
		"the error itself, inside": {live, io.EOF, io.EOF},
		"a server that is away":    {live, io.EOF, store.ErrAway},
	} {
		if got := meaning(c.ctx, c.err); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if meaning(ended, nil) != nil {
		t.Error("an error without one")
	}
}

func TestMessagesQuoteNoDocument(t *testing.T) {
	for _, err := range []error{mongotest.Refusal(11000), mongotest.RefusedWrites(11000, 14031), mongotest.Refusal(14031), mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 121, Message: "kim@example.com"}}}} {
		got := meaning(t.Context(), fmt.Errorf("apply: %w", err))
		if strings.Contains(got.Error(), "example.com") || !strings.ContainsAny(got.Error(), "0123456789") {
			t.Errorf("%v: want the code and no more", got)
		}
	}
}
