package mongo_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// TestSilentServer: a server that takes in questions and answers none counts as away long before the network gives it up.
func TestSilentServer(t *testing.T) {
	uri := mongotest.Server(t)
	proxy, through := mongotest.NewProxy(t, uri)
	s, err := mongo.Open(t.Context(), mongo.Options{Address: mongo.Address{URI: through, Database: mongotest.Name(t, uri)}, Colls: cutColls})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	proxy.Mute()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if _, err := s.Get(ctx, head(0)); !errors.Is(err, store.ErrAway) {
		t.Errorf("%v, want %v", err, store.ErrAway)
	}
	proxy.Cut()
	if _, err := s.Get(t.Context(), head(0)); err != nil {
		t.Errorf("when it answers again: %v", err)
	}
}
