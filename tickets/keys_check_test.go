package tickets_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
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
	lost := lostWith(t, d, keys)
	if lost.Foreign || lost.Missing != 2 || !slices.Equal(lost.Colls, []tickets.KeysIn{{Coll: "trail", Documents: 6, Missing: 1}, {Coll: "accounts", Documents: 5, Missing: 1}}) {
		t.Errorf("with older keys: %v", lost)
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

// lostWith is what is missing when the desk's data is opened with a key folder.
func lostWith(t *testing.T, d *desktest.Desk, keys string) *tickets.KeysError {
	t.Helper()
	err := openWith(t, d, keys)
	var lost *tickets.KeysError
	if !errors.As(err, &lost) || !errors.Is(err, tickets.ErrKeys) {
		t.Fatalf("opened with keys missing: %v", err)
	}
	return lost
}

// What no list of new documents shows is noticed too: the key store tells that it is older, and then all is counted.
func TestOlderKeysOfUnitsStopTheStart(t *testing.T) {
	d := desktest.Open(t)
	d.Close(t)
	keys := filepath.Join(d.Dir, "keys")
	older := filepath.Join(t.TempDir(), "older")
	copyFolder(t, older, keys)
	d = desktest.At(t, d.Dir, d.Clock)
	if _, err := d.Records.ImportProducts(t.Context(), tickets.Runner("test"), strings.NewReader("code,name,warranty_months\nAX-200,AX 200,24\n")); err != nil {
		t.Fatal(err)
	}
	im, err := d.Records.ImportUnits(t.Context(), tickets.Runner("test"), strings.NewReader("serial,product,delivered\nA2-2317-0448,AX-200,2024-01-02\nA2-2317-0449,AX-200,2024-01-02\n"))
	if err != nil || im.New != 2 {
		t.Fatalf("%+v, %v", im, err)
	}
	d.Close(t)
	lost := lostWith(t, d, older)
	if want := (tickets.KeysIn{Coll: "units", Documents: 2, Missing: 2}); lost.Foreign || lost.Missing != 2 || len(lost.Colls) != 1 || lost.Colls[0] != want {
		t.Errorf("%v", lost)
	}
	if text := lost.Error(); !strings.Contains(text, "units: 2 of 2") || !strings.Contains(text, "give back") {
		t.Errorf("it says %q", text)
	}
	if err := openWith(t, d, keys); err != nil {
		t.Errorf("with the right keys: %v", err)
	}
}

// Another installation's key store is known by its name.
func TestAnothersKeysStopTheStart(t *testing.T) {
	d := desktest.Open(t)
	d.Close(t)
	keys := filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(keys, 0o700); err != nil {
		t.Fatal(err)
	}
	master, err := seal.LoadOrCreateMaster(filepath.Join(keys, "master"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Open(t.Context(), seal.Options{Dir: keys, Master: master, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Close(); err != nil {
		t.Fatal(err)
	}
	lost := lostWith(t, d, keys)
	if !lost.Foreign || lost.Missing != lost.Documents || lost.Documents < 3 {
		t.Errorf("%v", lost)
	}
}

// A damaged key that a document names is counted; one whose id alone is damaged is found again by the check; what is
// damaged and needed by no document is overwritten by it.
func TestDamagedKeysAreCheckedAtTheStart(t *testing.T) {
	d := desktest.Open(t)
	system := tickets.Runner("test")
	d.Close(t)
	keys := filepath.Join(d.Dir, "keys")
	path := filepath.Join(keys, "keys")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damage := func(at ...int) {
		t.Helper()
		b := bytes.Clone(whole)
		for _, n := range at {
			b[n] ^= 1
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const slots, id, key = 128, 3, 30
	damage(slots+id, slots+key) // a key that a document names
	if lost := lostWith(t, d, keys); lost.Missing == 0 || lost.Missing == lost.Documents {
		t.Errorf("%v", lost)
	}
	damage(slots + id)
	if err := openWith(t, d, keys); err != nil {
		t.Errorf("with a damaged id: %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || !bytes.Contains(b, whole[slots:slots+64]) {
		t.Errorf("the slot was not mended: %v", err)
	}
	whole = append(whole, bytes.Repeat([]byte{5}, 64)...) // a slot of nobody
	damage()
	if err := openWith(t, d, keys); err != nil {
		t.Errorf("with a slot of nobody: %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || bytes.Contains(b, bytes.Repeat([]byte{5}, 64)) {
		t.Errorf("the slot of nobody is left: %v", err)
	}
	d = desktest.At(t, d.Dir, d.Clock)
	r, err := d.Settings.CheckKeys(t.Context(), system)
	if err != nil || r.Missing != 0 || r.Damaged != 0 || r.Documents < 3 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := d.Settings.CheckKeys(t.Context(), d.Engineer.Actor()); !errors.Is(err, tickets.ErrForbidden) {
		t.Errorf("an engineer checked keys: %v", err)
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
	if err := errors.Join(os.CopyFS(to, os.DirFS(from)), os.Chmod(filepath.Join(to, "master"), 0o600)); err != nil {
		t.Fatal(err)
	}
}
