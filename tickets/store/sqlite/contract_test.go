package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, opener(t))
}

// opener opens stores in folders of their own under a folder of the test.
func opener(t testing.TB) storetest.Open {
	root := t.TempDir()
	return func(t testing.TB, o storetest.Options) store.Store {
		t.Helper()
		return openIn(t, filepath.Join(root, o.Name), o)
	}
}
