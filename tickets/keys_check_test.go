package tickets_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// A key folder that is older than the data stops the start and says how much is missing. Nothing is lost by it: with the
// right folder the desk opens as it was.
func TestAnOlderKeyFolderStopsTheStart(t *testing.T) {
	d := desktest.Open(t)
	admin, roles := d.Admin.Actor(), d.Engineer.Roles
	d.Arrive(t, desktest.Letter("Karin Prov", "karin@kund.example", "Fel", "Givaren visar fel."))
	d.Close(t)
	keys := filepath.Join(d.Dir, "keys")
	older := filepath.Join(t.TempDir(), "older")
	copyFolder(t, older, keys)

	d = desktest.At(t, d.Dir, d.Clock)
	fresh, err := d.Accounts.Create(t.Context(), admin, tickets.NewAccount{Name: tickets.P("Per Nyprov"),
		Login: tickets.P("per@axsensor.example"), Password: tickets.P(desktest.Password), Roles: roles, Lang: "sv"})
	if err != nil {
		t.Fatal(err)
	}
	d.Close(t)
	if err := os.Rename(keys, keys+".right"); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, keys, older)
	if err := openWith(t, d, keys); !errors.Is(err, tickets.ErrKeys) || !strings.Contains(err.Error(), "1 of the 7 ") {
		t.Errorf("with older keys: %v", err)
	}
	if err := errors.Join(os.RemoveAll(keys), os.Rename(keys+".right", keys)); err != nil {
		t.Fatal(err)
	}
	d = desktest.At(t, d.Dir, d.Clock)
	all, err := d.Accounts.All(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, a := range all {
		found = found || a.ID == fresh.ID && a.Name.Reveal() == "Per Nyprov"
	}
	if !found {
		t.Error("the newest account is gone")
	}
}

// openWith opens the desk's data with a key folder, and closes both again.
func openWith(t *testing.T, d *desktest.Desk, keys string) error {
	t.Helper()
	master, err := seal.LoadOrCreateMaster(filepath.Join(keys, "master"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Open(t.Context(), seal.Options{Dir: keys, Master: master, Now: d.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	st, err := sqlite.Open(t.Context(), sqlite.Options{Dir: filepath.Join(d.Dir, "data"), Colls: tickets.Collections(), Now: d.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	_, err = tickets.Open(t.Context(), tickets.Options{Store: st, Keys: ring, Blobs: d.Blobs, Now: d.Clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err := errors.Join(st.Close(), ring.Close()); err != nil {
		t.Fatal(err)
	}
	return err
}

func copyFolder(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
