package mongo_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// serverVariable gives the address of a server with transactions: mongodb://user:password@127.0.0.1:10260/?tls=true&….
// Without it the tests that need one are skipped, in CI too: no package brings such a server, so its address is an
// invitation and not a component that could be missing.
const serverVariable = "LETHE_TEST_MONGODB"

func server(t testing.TB) string {
	t.Helper()
	uri := os.Getenv(serverVariable)
	if uri == "" {
		t.Skipf("no MongoDB server with transactions is at hand: %s gives no address", serverVariable)
	}
	return uri
}

// database is a name that no other test has, for a database that is dropped at the end.
func database(t testing.TB, uri, name string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(name + t.Name() + time.Now().String()))
	db := "lethe-test-" + hex.EncodeToString(sum[:8])
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		c := client(t, uri)
		if err := c.Database(db).Drop(ctx); err != nil {
			t.Errorf("drop %s: %v", db, err)
		}
		if err := c.Disconnect(ctx); err != nil {
			t.Error(err)
		}
	})
	return db
}

func client(t testing.TB, uri string) *driver.Client {
	t.Helper()
	c, err := driver.Connect(options.Client().ApplyURI(uri).SetRetryWrites(false))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func openIn(t testing.TB, uri, db string, o storetest.Options) *mongo.Store {
	t.Helper()
	s, err := mongo.Open(t.Context(), mongo.Options{Address: mongo.Address{URI: uri, Database: db}, Colls: o.Colls, Now: o.Now, KeepChanges: o.KeepChanges})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opener opens stores in databases of their own.
func opener(t testing.TB) storetest.Open {
	uri := server(t)
	names := map[string]string{}
	return func(t testing.TB, o storetest.Options) store.Store {
		t.Helper()
		names[o.Name] = cmp.Or(names[o.Name], database(t, uri, o.Name))
		return openIn(t, uri, names[o.Name], o)
	}
}
