package seal_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
)

func TestMasterIsMadeOnceForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	made, err := seal.LoadOrCreateMaster(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(made) != 32 || bytes.Equal(made, make([]byte, 32)) {
		t.Fatalf("made %x", made)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file may be read by %s", info.Mode())
	}
	again, err := seal.LoadOrCreateMaster(path)
	if err != nil || !bytes.Equal(again, made) {
		t.Fatalf("read %x, %v", again, err)
	}
	other, err := seal.LoadOrCreateMaster(filepath.Join(t.TempDir(), "master.key"))
	if err != nil || bytes.Equal(other, made) {
		t.Fatalf("two stores with the key %x, %v", other, err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("beside the master key lies %v", left)
	}
}

// Of several that start at once all get one key, and none meets half a file.
func TestMasterIsMadeOnceByMany(t *testing.T) {
	for range 20 {
		path := filepath.Join(t.TempDir(), "master.key")
		var wg sync.WaitGroup
		keys := make([][]byte, 8)
		for i := range keys {
			wg.Go(func() {
				var err error
				if keys[i], err = seal.LoadOrCreateMaster(path); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, k := range keys {
			if !bytes.Equal(k, keys[0]) {
				t.Fatalf("two master keys: %x and %x", keys[0], k)
			}
		}
	}
}

func TestMasterOfAnotherLength(t *testing.T) {
	for _, n := range []int{0, 1, 16, 31, 33, 64, 65} {
		path := filepath.Join(t.TempDir(), "master.key")
		if err := os.WriteFile(path, bytes.Repeat([]byte{1}, n), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.LoadOrCreateMaster(path); !errors.Is(err, seal.ErrWrongMaster) {
			t.Errorf("%d bytes: %v", n, err)
		}
		if b, err := os.ReadFile(path); err != nil || len(b) != n {
			t.Errorf("%d bytes became %d, %v", n, len(b), err)
		}
	}
}

func TestMasterThatCannotBeRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.LoadOrCreateMaster(path); err == nil {
		t.Error("a folder was read as a master key")
	}
	if _, err := seal.LoadOrCreateMaster(filepath.Join(path, "no", "such", "master.key")); err == nil {
		t.Error("a master key was made in a folder that is not there")
	}
}

// A master key that is lost is not replaced: no new one opens the key store.
func TestLostMasterIsNotReplaced(t *testing.T) {
	s := newShop(t)
	s.close()
	for _, left := range []string{"epochs", "keys", "erased"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, left), s.file(left), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.LoadOrCreateMaster(filepath.Join(dir, "master.key")); !errors.Is(err, seal.ErrNoMaster) {
			t.Errorf("beside %s: %v", left, err)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("beside %s there is now %v", left, entries)
		}
	}
}

// A master key that is wrong, absent or of another length says so before anything is written, also where a crash left
// work to do.
func TestOpenWithTheWrongMaster(t *testing.T) {
	s := newShop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)
	s.close()
	s.write("keys.new", []byte("left by a crash"))
	s.write("keys", append(s.file("keys"), 1, 2, 3))
	right := s.master

	for _, c := range []struct {
		master []byte
		source func(context.Context) ([]byte, error)
		want   error
	}{
		{bytes.Repeat([]byte{8}, 32), nil, seal.ErrWrongMaster},
		{right[:31], nil, seal.ErrWrongMaster},
		{append(bytes.Clone(right), 7), nil, seal.ErrWrongMaster},
		{nil, nil, seal.ErrNoMaster},
		{[]byte{}, nil, seal.ErrNoMaster},
		{nil, func(context.Context) ([]byte, error) { return nil, nil }, seal.ErrNoMaster},
		{nil, func(context.Context) ([]byte, error) { return bytes.Repeat([]byte{9}, 32), nil }, seal.ErrWrongMaster},
		{nil, func(context.Context) ([]byte, error) { return right, os.ErrPermission }, os.ErrPermission},
	} {
		o := s.options()
		o.Master, o.Source = c.master, c.source
		s.untouched(o, c.want)
	}

	o := s.options()
	o.Master, o.Source = nil, func(context.Context) ([]byte, error) { return right, nil }
	r, err := seal.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	s.ring = r
	s.opens(k, sealed)
}
