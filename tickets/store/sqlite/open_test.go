package sqlite_test

import (
	"os"
	"testing"

	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// openIn opens the store of a folder, making the folder.
func openIn(t testing.TB, dir string, o storetest.Options) *sqlite.Store {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Colls: o.Colls, Now: o.Now, KeepChanges: o.KeepChanges})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
