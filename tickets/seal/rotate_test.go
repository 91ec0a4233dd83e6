package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

func TestRotateCarriesTheLiving(t *testing.T) { over(t, testRotateCarriesTheLiving) }

func testRotateCarriesTheLiving(t *testing.T, kd kind) {
	s := kd.shop(t)
	ks := s.keys(1000)
	sealed := map[seal.KeyID][]byte{}
	for _, k := range ks {
		sealed[k] = s.seal(k)
	}
	stream := s.stream(ks[999], []byte("x"))
	s.shred(ks[:400]...)
	old := s.wrapped(ks[500])
	for round := range 4 {
		s.rotate()
		for i, k := range ks {
			if i < 400 {
				s.fails(k, sealed[k], seal.ErrShredded)
			} else {
				s.opens(k, sealed[k])
			}
		}
		if got, err := s.unstream(ks[999], "blob/1", stream); err != nil || string(got) != "x" {
			t.Fatalf("a stream from before: %q, %v", got, err)
		}
		if in := s.left(old); in != "" {
			t.Fatalf("the old wrapping lies in %s", in)
		}
		st := s.status()
		if st.Alive != 600 || st.Shredded != 400 || st.Damaged != 0 || len(st.Epochs) != round+2 {
			t.Fatalf("%+v", st)
		}
		if round%2 == 1 {
			s.reopen()
		}
	}
	s.close()
	if kd != inFolder {
		return
	}
	if got, want := len(s.file("keys")), 128+600*64; got != want {
		t.Errorf("the file has %d bytes, want %d: empty slots were carried on", got, want)
	}
}

// A retired epoch key ends AgeLimit after it was retired, and with it the file keys of every older backup.
func TestEpochsEnd(t *testing.T) { overAll(t, testEpochsEnd) }

func testEpochsEnd(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)
	start := s.clock.Now()
	s.clock.add(20 * 24 * time.Hour)
	if st := s.status(); st.Overdue || !st.RotateBy.Equal(start.Add(seal.AgeLimit)) {
		t.Errorf("%+v", st)
	}
	s.clock.add(10 * 24 * time.Hour)
	if st := s.status(); !st.Overdue {
		t.Errorf("not overdue after %s: %+v", seal.AgeLimit, st)
	}
	epoch1 := s.wrappedEpoch(0)
	s.rotate()
	retired := s.clock.Now()
	st := s.status()
	if st.Overdue || len(st.Epochs) != 2 || !st.Epochs[0].Retired.Equal(retired) || !st.Epochs[0].Due.Equal(retired.Add(seal.AgeLimit)) || !st.Epochs[1].Retired.IsZero() {
		t.Fatalf("%+v", st)
	}
	expire := func(want int) {
		t.Helper()
		if n, err := s.ring.Expire(t.Context()); err != nil || n != want {
			t.Fatalf("%d epochs ended, %v; want %d", n, err, want)
		}
	}
	s.clock.add(seal.AgeLimit - time.Second)
	expire(0)
	s.clock.add(time.Second)
	if st := s.status(); !st.Epochs[0].Overdue || !st.Overdue {
		t.Errorf("%+v", st)
	}
	expire(1)
	expire(0)
	if st := s.status(); len(st.Epochs) != 1 || st.Epochs[0].Number != 2 {
		t.Errorf("%+v", st)
	}
	if in := s.left(epoch1); in != "" {
		t.Errorf("the old epoch key is left in %s", in)
	}
	s.opens(k, sealed)
}

// A backup that is older than AgeLimit: nothing opens it.
func TestBackupEndsWithItsEpoch(t *testing.T) {
	s := newShop(t)
	s.keys(1)
	backup := s.files()
	s.rotate()
	s.clock.add(seal.AgeLimit)
	if n, err := s.ring.Expire(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d epochs ended, %v", n, err)
	}
	s.close()
	s.write("keys", backup["keys"])
	s.untouched(s.options(), seal.ErrDamaged)
}

// wrappedEpoch is the wrapped key of the nth epoch, as it is stored.
func (s *shop) wrappedEpoch(n int) []byte {
	s.t.Helper()
	if s.db == nil {
		return wrappedEpoch(s.t, s.file("epochs"), n)
	}
	_, key := s.docs()["epochs"][n].Lookup("key").Binary()
	return key
}

// wrappedEpoch is the wrapped key of the nth epoch, as it lies in the file.
func wrappedEpoch(t testing.TB, file []byte, n int) []byte {
	t.Helper()
	parts := strings.Split(string(file), `"key": "`)
	if len(parts) < n+2 {
		t.Fatalf("no epoch %d in %s", n, file)
	}
	key, _, _ := strings.Cut(parts[n+1], `"`)
	return []byte(key)
}

// Who holds on to the files that a rotation replaces finds nothing in them: they are overwritten, not only unlinked.
func TestReplacedFilesAreOverwritten(t *testing.T) {
	s := newShop(t)
	s.keys(3)
	kept := t.TempDir()
	for _, name := range []string{"keys", "epochs"} {
		if err := os.Link(s.path(name), filepath.Join(kept, name)); err != nil {
			t.Fatal(err)
		}
	}
	s.rotate()
	for _, name := range []string{"keys", "epochs"} {
		b, err := os.ReadFile(filepath.Join(kept, name))
		if err != nil || len(b) == 0 || strings.Trim(string(b), "\x00") != "" {
			t.Errorf("%s: %d bytes with text left in them, %v", name, len(b), err)
		}
	}
}

// An older copy of the file keys is under an epoch that is retired. While it is in use that epoch does not end, and
// neither does the one that the newest keys are under: they may still be given back.
func TestOlderKeysGivenBack(t *testing.T) {
	s := newShop(t)
	old := s.keys(1)[0]
	sealed := s.seal(old)
	s.close()
	backup := s.file("keys")
	s.open()
	s.rotate()
	fresh := s.keys(1)[0]
	sealedFresh := s.seal(fresh)
	s.close()
	newest := s.file("keys")

	s.clock.add(10 * 24 * time.Hour)
	s.write("keys", backup)
	s.open()
	s.opens(old, sealed)
	s.fails(fresh, sealedFresh, seal.ErrNoKey)
	s.close()

	s.write("keys", newest)
	s.open()
	s.opens(old, sealed)
	s.opens(fresh, sealedFresh)
	s.close()

	s.write("keys", backup)
	s.open()
	s.clock.add(seal.AgeLimit + time.Hour)
	if _, err := s.ring.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	s.opens(old, sealed)
	s.rotate()
	s.reopen()
	s.opens(old, sealed)
}

// A rotation that a crash cut short at any of its steps leaves the old state or the new.
func TestRotateCutShort(t *testing.T) {
	s := newShop(t)
	ks := s.keys(3)
	sealed := s.seal(ks[0])
	s.shred(ks[2])
	s.close()
	before := s.files()
	s.open()
	s.rotate()
	s.close()
	after := s.files()
	retired := regexp.MustCompile(`\s*"retired": "[^"]*",`)
	next := retired.ReplaceAll(after["epochs"], nil) // as it is before the old epoch is retired
	for what, state := range map[string]map[string][]byte{
		"the next epoch is half written": {"epochs.new": next[:40]},
		"the next epoch is written":      {"epochs.new": next},
		"the next epoch is in place":     {"epochs": next},
		"the keys are half written":      {"epochs": next, "keys.new": after["keys"][:100]},
		"the keys are written":           {"epochs": next, "keys.new": after["keys"]},
		"the keys are in place":          {"epochs": next, "keys": after["keys"]},
		"the retirement is half written": {"epochs": next, "keys": after["keys"], "epochs.new": after["epochs"][:40]},
		"the retirement is written":      {"epochs": next, "keys": after["keys"], "epochs.new": after["epochs"]},
		"the retirement is in place":     {"epochs": after["epochs"], "keys": after["keys"]},
	} {
		for _, name := range []string{"keys", "epochs", "erased"} {
			s.write(name, before[name])
		}
		for name, b := range state {
			s.write(name, b)
		}
		for _, again := range []func(){s.open, s.reopen, s.rotate, s.reopen} {
			again()
			s.opens(ks[0], sealed)
			s.fails(ks[2], sealed, seal.ErrShredded)
			if st := s.status(); st.Alive != 2 || st.Damaged != 0 {
				t.Fatalf("%s: %+v", what, st)
			}
			current := 0
			for _, e := range s.status().Epochs {
				if e.Retired.IsZero() {
					current++
				}
			}
			if current != 1 {
				t.Errorf("%s: %d epochs are current", what, current)
			}
			for name := range s.files() {
				if strings.HasSuffix(name, ".new") {
					t.Errorf("%s: %s is left", what, name)
				}
			}
		}
		s.close()
	}
	s.open()
}

// Rotations among new keys, shreddings and readers never write back a shredded key and never lose a new one.
func TestRotateAmongOthers(t *testing.T) { over(t, testRotateAmongOthers) }

func testRotateAmongOthers(t *testing.T, kd kind) {
	s := kd.shop(t)
	ctx := t.Context()
	var mu sync.Mutex
	alive, gone := map[seal.KeyID][]byte{}, map[seal.KeyID][]byte{}
	var workers, rotations sync.WaitGroup
	done := make(chan struct{})
	rotations.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-done:
				if n == 0 {
					t.Error("no rotation took place")
				}
				return
			default:
			}
			s.clock.add(seal.AgeLimit / 2)
			if err := s.ring.Rotate(ctx); err != nil {
				t.Error(err)
				return
			}
			if _, err := s.ring.Expire(ctx); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 4 {
		workers.Go(func() {
			for range 60 {
				ks, err := s.ring.NewKeys(ctx, 7)
				if err != nil {
					t.Error(err)
					return
				}
				for i, k := range ks {
					sealed, err := s.ring.Seal(ctx, k, "doc/1", []byte(k))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if i%2 == 0 {
						alive[k] = sealed
					} else {
						gone[k] = sealed
					}
					mu.Unlock()
				}
				if err := s.ring.Shred(ctx, ks[1], ks[3], ks[5]); err != nil {
					t.Error(err)
					return
				}
				if _, err := s.ring.Open(ctx, ks[1], "doc/1", sealedUnder(&mu, gone, ks[1])); !errors.Is(err, seal.ErrShredded) {
					t.Errorf("opened after shredding: %v", err)
				}
				if _, err := s.ring.Open(ctx, ks[0], "doc/1", sealedUnder(&mu, alive, ks[0])); err != nil {
					t.Errorf("a living key: %v", err)
				}
				if _, err := s.ring.Status(ctx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	close(done)
	rotations.Wait()
	for range 2 {
		for k, b := range alive {
			s.opens(k, b)
		}
		for k, b := range gone {
			s.fails(k, b, seal.ErrShredded)
		}
		if st := s.status(); st.Alive != len(alive) || st.Shredded != len(gone) || st.Damaged != 0 {
			t.Fatalf("%+v; want %d alive, %d shredded", st, len(alive), len(gone))
		}
		if kd == inFolder {
			ids := s.file("keys")
			for k := range gone {
				if strings.Contains(string(ids), string(rawID(t, k))) {
					t.Fatalf("the shredded %s is in the file", k)
				}
			}
		}
		s.reopen()
	}
}

func sealedUnder(mu *sync.Mutex, m map[seal.KeyID][]byte, k seal.KeyID) []byte {
	mu.Lock()
	defer mu.Unlock()
	return m[k]
}

// A rotation that cannot write its file leaves everything as it was, and a later one does the work.
func TestRotateThatFails(t *testing.T) {
	s := newShop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)
	if err := os.Mkdir(s.path("keys.new"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.ring.Rotate(t.Context()); err == nil {
		t.Fatal("rotated into a folder")
	}
	s.opens(k, sealed)
	fresh := s.keys(1)[0]
	b := s.seal(fresh)
	if err := os.RemoveAll(s.path("keys.new")); err != nil {
		t.Fatal(err)
	}
	s.rotate()
	s.reopen()
	s.opens(k, sealed)
	s.opens(fresh, b)
}
