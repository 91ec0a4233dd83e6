package main

import (
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/seal"
)

// TestKeysThatServeAreNotTakenByAnother: neither by a second installation that was given the same place for its keys, nor by
// one that begins anew because its data is gone. No key is changed, and what to do is said in both languages. With a place of
// its own, or with its data given back, each works.
func TestKeysThatServeAreNotTakenByAnother(t *testing.T) {
	_, busy, _ := movable(t, 1)
	quiet := map[string]string{"data": filepath.Join(t.TempDir(), "data")} // has only just begun
	quiet["keys"] = quiet["data"] + ".keys"
	for name, at := range map[string]map[string]string{"a busy one": busy, "a new one": quiet} {
		keysWork(t, name, at)
		other := maps.Clone(at)
		other["data"], other["cache"] = filepath.Join(t.TempDir(), "data"), t.TempDir()
		for range 2 {
			keysRefuse(t, name+", two installations", other)
		}
		kept := filepath.Join(t.TempDir(), "kept")
		if err := os.Rename(at["data"], kept); err != nil {
			t.Fatal(err)
		}
		keysRefuse(t, name+", its data gone", at)
		if err := errors.Join(os.RemoveAll(at["data"]), os.Rename(kept, at["data"])); err != nil {
			t.Fatal(err)
		}
		keysWork(t, name+", its data given back", at)
		delete(other, "master")
		other["keys"] = filepath.Join(t.TempDir(), "keys")
		keysWork(t, name+", another with a place of its own", other)
	}
}

func keysOpen(t *testing.T, at map[string]string) (*house, error) {
	t.Helper()
	set, err := readSettings(at, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return openHouse(t.Context(), set, slog.New(slog.DiscardHandler), clock)
}

// keysWork opens an installation whose keys are all there.
func keysWork(t *testing.T, name string, at map[string]string) {
	t.Helper()
	h, err := keysOpen(t, at)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	r, err := h.desk.Settings.CheckKeys(t.Context(), tickets.Runner("test"))
	if err := errors.Join(err, h.close()); err != nil || r.Missing != 0 || r.Documents == 0 {
		t.Errorf("%s: %+v, %v", name, r, err)
	}
}

// keysRefuse opens an installation that is refused, with the keys as they were.
func keysRefuse(t *testing.T, name string, at map[string]string) {
	t.Helper()
	before := listing(t, at["keys"])
	h, err := keysOpen(t, at)
	if !errors.Is(err, tickets.ErrKeysUsed) {
		t.Errorf("%s: %v", name, err)
		if err == nil {
			_ = h.close()
		}
		return
	}
	for l, want := range map[lang.Lang]string{lang.SV: "Lägg tillbaka de data som hör till nycklarna, eller", lang.EN: "Give back the data that belongs to these keys, or"} {
		if said := explain(l, err); !strings.Contains(said, want) {
			t.Errorf("%s: %s", name, said)
		}
	}
	if after := listing(t, at["keys"]); after != before {
		t.Errorf("%s: the keys were %s and are %s", name, before, after)
	}
}

// TestAFirstStartThatWasCutShortIsNoInstallation: the keys that it leaves, however often, keep nobody from beginning.
func TestAFirstStartThatWasCutShortIsNoInstallation(t *testing.T) {
	at := map[string]string{"data": filepath.Join(t.TempDir(), "data")}
	at["keys"] = at["data"] + ".keys"
	set, err := readSettings(at, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		g, err := set.place().lay(t.Context(), groundOptions{now: clock, log: slog.New(slog.DiscardHandler), create: true})
		if err == nil {
			var ks []seal.KeyID
			if ks, err = g.keys.NewKeys(t.Context(), 3); len(ks) != 3 {
				t.Errorf("%d keys", len(ks))
			}
		}
		if err := errors.Join(err, g.close()); err != nil {
			t.Fatal(err)
		}
	}
	keysWork(t, "begun at last", at)
}
