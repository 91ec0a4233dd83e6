package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/seal"
)

// TestKeysLieBesideTheData: whatever way the folder is named by.
func TestKeysLieBesideTheData(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for from, names := range map[string][]string{dir: {".", "./", "sub/..", dir, dir + "/"}, filepath.Join(dir, "sub"): {"..", "../", "../../desk"}, filepath.Dir(dir): {"desk", "./desk/"}} {
		t.Chdir(from)
		for _, name := range names {
			set, err := readSettings(map[string]string{"data": name}, nil, "")
			if err != nil {
				t.Fatal(err)
			}
			f := set.folders()
			keys, err := filepath.Abs(f.keys)
			if err != nil || keys != dir+".keys" {
				t.Errorf("%s in %s: the keys are in %s, %v", name, from, keys, err)
			}
			if cache, err := filepath.Abs(f.cache); err != nil || cache != dir+".cache" {
				t.Errorf("%s in %s: the indexes are in %s, %v", name, from, cache, err)
			}
		}
	}
}

// TestNothingIsHeldBehindTheFolder: whoever finds the folder free finds the keys free too.
func TestNothingIsHeldBehindTheFolder(t *testing.T) {
	_, at, _ := movable(t, 1)
	set, err := readSettings(at, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	g, err := set.place().lay(t.Context(), groundOptions{now: clock, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	free := false
	g.open = append(g.open, func() error { // runs before the store is closed
		master, err := seal.Master(t.Context(), at["master"], false)
		if err != nil {
			return err
		}
		again, err := seal.Open(t.Context(), seal.Options{Dir: at["keys"], Master: master})
		if err != nil {
			return err
		}
		free = true
		return again.Close()
	})
	if err := g.close(); err != nil || !free {
		t.Errorf("the keys are held while the store is closed: %v", err)
	}
}

// TestKeysInUseAreNamed: in the reader's language.
func TestKeysInUseAreNamed(t *testing.T) {
	err := errors.Join(context.Canceled, &seal.InUseError{Dir: "/srv/desk.keys", PID: 7})
	if !inUse(err) || !strings.Contains(explain(lang.SV, err), "Nyckellagret /srv/desk.keys används redan av process 7") {
		t.Errorf("%s", explain(lang.SV, err))
	}
}
