package mongo_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// TestAServerThatIsTooOld: what is told of it is what we need, and not the driver's least version, which would not do.
func TestAServerThatIsTooOld(t *testing.T) {
	a := mongodb.Address{URI: mongotest.Greeter(t, 5), Database: "desk"}
	for name, call := range map[string]func() error{
		"open": func() error {
			_, err := mongo.Open(t.Context(), mongo.Options{Address: a, Colls: []store.Coll{{Name: "things"}}})
			return err
		},
		"empty": func() error { _, err := mongodb.Empty(t.Context(), a); return err },
		"drop":  func() error { return mongodb.Drop(t.Context(), a) },
	} {
		err := call()
		if !errors.Is(err, mongodb.ErrOld) || !strings.Contains(err.Error(), "6.0") || strings.Contains(err.Error(), "driver") {
			t.Errorf("%s: %v, want %v", name, err, mongodb.ErrOld)
		}
	}
}
