package tickets_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// TestOneNumberOfSealedDocuments: a key store that is away and one that is another's are told with the same number of
// documents that cannot be read, and that is how many are told to be whole with the right one. The installation's own, which
// names several keys, counts once.
func TestOneNumberOfSealedDocuments(t *testing.T) {
	d := desktest.Open(t)
	d.Arrive(t, desktest.Letter("Karin Prov", "karin@kund.example", "Fel", "Givaren visar fel."))
	r, err := d.Settings.CheckKeys(t.Context(), tickets.Runner("test"))
	if err != nil {
		t.Fatal(err)
	}
	d.Close(t)
	st, err := sqlite.Open(t.Context(), sqlite.Options{Dir: filepath.Join(d.Dir, "data"), Colls: tickets.Collections()})
	if err != nil {
		t.Fatal(err)
	}
	n, err := tickets.Sealed(t.Context(), st)
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	others := filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(others, 0o700); err != nil {
		t.Fatal(err)
	}
	master, err := seal.LoadOrCreateMaster(filepath.Join(others, "master"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Open(t.Context(), seal.Options{Dir: others, Master: master, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Close(); err != nil {
		t.Fatal(err)
	}
	lost := lostWith(t, d, others)
	if lost.Documents != n || lost.Missing != n || r.Documents != n || n < 5 {
		t.Errorf("without keys %d, with another's %d of %d, with the right ones %d", n, lost.Missing, lost.Documents, r.Documents)
	}
}
