package mongo_test

import (
	"cmp"
	"testing"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

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
	uri := mongotest.Server(t)
	names := map[string]string{}
	return func(t testing.TB, o storetest.Options) store.Store {
		t.Helper()
		names[o.Name] = cmp.Or(names[o.Name], mongotest.Name(t, uri))
		return openIn(t, uri, names[o.Name], o)
	}
}
