package mongo_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// TestTheNewerProgramStays: two programs that are each started again whenever they end do not depose each other for ever. The
// older one opens nothing that a newer one has declared, and the newer one works on as if nothing had been.
func TestTheNewerProgramStays(t *testing.T) {
	uri := mongotest.Server(t)
	db := mongotest.Name(t, uri)
	bare := []store.Coll{{Name: "parts", Indexes: []store.Index{{Name: "all"}}}}
	open := func(version int64, colls []store.Coll) (*mongo.Store, error) {
		s, err := mongo.Open(t.Context(), mongo.Options{Address: mongo.Address{URI: uri, Database: db}, Colls: colls, Version: version})
		if err == nil {
			t.Cleanup(func() { _ = s.Close() })
		}
		return s, err
	}
	older, err := open(1, bare)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := open(2, cutColls)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := putPart(t, older, "older", 1); !errors.Is(err, mongo.ErrDeclared) {
			t.Errorf("the older program writes: %v", err)
		}
		if err := older.Take(t.Context()); err == nil {
			t.Error("the older program takes the database")
		}
		if _, err := open(1, slices.Concat(bare, []store.Coll{{Name: "only-older"}})); !errors.Is(err, store.ErrNewer) {
			t.Errorf("the older program opens it again: %v", err)
		}
	}
	if err := putPart(t, newer, "newer", 1); err != nil {
		t.Errorf("the newer program: %v", err)
	}
	names, err := newer.Database().ListCollectionNames(t.Context(), struct{}{})
	if err != nil || slices.Contains(names, "only-older") {
		t.Errorf("the older program made %v, %v", names, err)
	}
	if again, err := open(2, cutColls); err != nil || errors.Join(putPart(t, again, "again", 1), putPart(t, newer, "still", 1)) != nil {
		t.Errorf("two of the newer one: %v", err)
	}
	third, err := open(3, cutColls)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(putPart(t, third, "third", 1), putPart(t, newer, "beside", 1)); err != nil {
		t.Errorf("a newer one with the same declarations deposes nobody: %v", err)
	}
}
