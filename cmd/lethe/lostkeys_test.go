package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// TestLostKeysStopTheStartWithCounts: whatever is wrong with the keys, nothing is served, nothing is written, and the
// administrator reads how many documents it is about.
func TestLostKeysStopTheStartWithCounts(t *testing.T) {
	open := func(dir string) (*house, error) {
		set, err := readSettings(map[string]string{"data": filepath.Join(dir, "data")}, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		return openHouse(t.Context(), set, slog.New(slog.DiscardHandler), clock)
	}
	begin := func(dir string) {
		t.Helper()
		h, err := open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.Accounts.CreateFirst(t.Context(), tickets.NewAccount{Name: tickets.P("Elin Provare"), Login: tickets.P("elin@axsensor.example"), Password: tickets.P(adminPassword)}); err != nil {
			t.Fatal(err)
		}
		if err := h.close(); err != nil {
			t.Fatal(err)
		}
	}
	dir, other := t.TempDir(), t.TempDir()
	begin(dir)
	begin(other)
	keys, kept := filepath.Join(dir, "data.keys"), filepath.Join(dir, "kept")
	if err := os.Rename(keys, kept); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil  func() error
		sv, en string
	}{
		"no folder":         {func() error { return nil }, "förseglade dokument inte läsas", "sealed documents cannot be read"},
		"another's":         {func() error { return os.CopyFS(keys, os.DirFS(filepath.Join(other, "data.keys"))) }, "hör till andra data", "belongs to other data"},
		"no master key":     {func() error { return os.MkdirAll(keys, 0o700) }, "förseglade dokument inte läsas", "sealed documents cannot be read"},
		"a new key":         {func() error { return os.Rename(newMaster(t), mkdir(t, keys)) }, "förseglade dokument inte läsas", "sealed documents cannot be read"},
		"a wrong key":       {func() error { return wrongMaster(t, kept, keys) }, "Huvudnyckeln passar inte", "The master key does not fit"},
		"everybody reads":   {func() error { return os.CopyFS(keys, os.DirFS(kept)) }, "Huvudnyckeln är inte hemlig", "The master key is no secret"},
		"only the keys are": {func() error { return withoutMaster(kept, keys) }, "förseglade dokument inte läsas", "sealed documents cannot be read"},
	} {
		if err := c.spoil(); err != nil {
			t.Fatal(err)
		}
		if name == "another's" {
			if err := os.Chmod(filepath.Join(keys, "master.key"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		before := listing(t, keys)
		h, err := open(dir)
		if err == nil {
			t.Errorf("%s: it opened", name)
			_ = h.close()
			continue
		}
		if after := listing(t, keys); after != before {
			t.Errorf("%s: the folder of the keys held %s and holds %s", name, before, after)
		}
		for l, want := range map[lang.Lang]string{lang.SV: c.sv, lang.EN: c.en} {
			if said := explain(l, err); !strings.Contains(said, want) {
				t.Errorf("%s: %s\nwant %s", name, said, want)
			}
		}
		if err := os.RemoveAll(keys); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(kept, keys); err != nil {
		t.Fatal(err)
	}
	h, err := open(dir)
	if err != nil {
		t.Fatalf("with the keys given back: %v", err)
	}
	if err := h.close(); err != nil {
		t.Error(err)
	}
}

// listing names what a folder holds, with sizes; "" when there is none. The lock may be made.
func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() != "lock" {
			fmt.Fprintln(&b, e.Name(), info.Size())
		}
	}
	return b.String()
}

// newMaster is a file with a master key of nobody.
func newMaster(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(file, []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// mkdir makes a folder and names a master key in it.
func mkdir(t *testing.T, dir string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "master.key")
}

// withoutMaster copies a key store, and not its master key.
func withoutMaster(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return os.Remove(filepath.Join(to, "master.key"))
}

// wrongMaster copies a key store and gives it another master key.
func wrongMaster(t *testing.T, from, to string) error {
	t.Helper()
	if err := withoutMaster(from, to); err != nil {
		return err
	}
	return os.Rename(newMaster(t), filepath.Join(to, "master.key"))
}
