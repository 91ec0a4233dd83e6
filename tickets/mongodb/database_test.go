package mongodb_test

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// TestDisconnectFromSilentServer: a server that answers nothing does not hold up who leaves it until the network gives it up.
func TestDisconnectFromSilentServer(t *testing.T) {
	proxy, through := mongotest.NewProxy(t, mongotest.Server(t))
	db, err := mongodb.Address{URI: through}.Connect()
	if err != nil {
		t.Fatal(err)
	}
	if err := db.RunCommand(t.Context(), bson.D{{Key: "ping", Value: 1}}).Err(); err != nil {
		t.Fatal(err)
	}
	proxy.Mute()
	left := make(chan error, 1)
	go func() { left <- mongodb.Disconnect(db) }()
	select {
	case <-left:
	case <-time.After(25 * time.Second):
		t.Error("still waiting for the server")
	}
}
