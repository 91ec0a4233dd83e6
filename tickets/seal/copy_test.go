package seal_test

import (
	"errors"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

// twin is a new key store that makes the tags of s.
func (s *shop) twin() *shop {
	s.t.Helper()
	return s.twinOn(s.kind)
}

func (s *shop) twinOn(kd kind) *shop {
	s.t.Helper()
	to := kd.closedShop(s.t)
	to.master, to.clock, to.of = []byte("another master key, of 32 bytes!"), s.clock, s
	to.open()
	s.t.Cleanup(func() { _ = to.ring.Close() })
	return to
}

func (s *shop) copyTo(to *shop) {
	s.t.Helper()
	last := -1
	err := seal.Copy(s.t.Context(), s.ring, to.ring, func(done, total int) {
		if done < last || done > total {
			s.t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if last < 0 {
		s.t.Error("nothing was told")
	}
}

// Copies carry keys, erase list, tags and mark; again and again, with what happened in between.
func TestCopy(t *testing.T) { over(t, testCopy) }

func testCopy(t *testing.T, kd kind) {
	s := kd.shop(t)
	ks := s.keys(1700)
	sealed := map[seal.KeyID][]byte{}
	for _, k := range ks {
		sealed[k] = s.seal(k)
	}
	s.shred(ks[:600]...)
	s.rotate()
	if err := s.ring.Raise(t.Context(), seal.Mark{Batch: 100}); err != nil || s.ring.Batch() != 100 {
		t.Fatalf("raised to %d, %v", s.ring.Batch(), err)
	}
	to := s.twin()
	s.copyTo(to)
	s.shred(ks[600:700]...)
	more := s.keys(300)
	for _, k := range more {
		sealed[k] = s.seal(k)
	}
	to.reopen()
	for range 2 {
		s.copyTo(to)
	}
	to.rotate()
	to.reopen()
	for i, k := range append(ks, more...) {
		if i < 700 {
			to.fails(k, sealed[k], seal.ErrShredded)
		} else {
			to.opens(k, sealed[k])
		}
	}
	if one, other := s.ring.Tag("mail", "x"), to.ring.Tag("mail", "x"); one != other {
		t.Errorf("tags %s and %s", one, other)
	}
	one, err := s.ring.Mark(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other, err := to.ring.Mark(t.Context())
	if err != nil || other.Store != one.Store || other.Batch < one.Batch || other.Shredded != one.Shredded || one.Shredded != 700 {
		t.Errorf("%+v, %+v, %v", one, other, err)
	}
	back := to.twin() // and back again
	to.copyTo(back)
	back.opens(more[0], sealed[more[0]])
	back.fails(ks[0], sealed[ks[0]], seal.ErrShredded)
}

// A copy that cannot be one says so.
func TestCopyToAnother(t *testing.T) { over(t, testCopyToAnother) }

func testCopyToAnother(t *testing.T, kd kind) {
	s, other := kd.shop(t), kd.shop(t)
	if err := seal.Copy(t.Context(), s.ring, other.ring, nil); !errors.Is(err, seal.ErrNoTwin) {
		t.Errorf("to another's key store: %v", err)
	}
	o := other.options()
	other.close()
	o.Twin = s.ring
	if _, err := seal.Open(t.Context(), o); !errors.Is(err, seal.ErrNoTwin) {
		t.Errorf("another's key store opened as a twin: %v", err)
	}
	ks := s.keys(3)
	to := s.twin()
	s.copyTo(to)
	to.shred(ks[0]) // it is in use
	if err := seal.Copy(t.Context(), s.ring, to.ring, nil); !errors.Is(err, seal.ErrUnlike) {
		t.Errorf("to a twin that lost a living key: %v", err)
	}
}

// Damaged keys are told, when all others are carried.
func TestCopyDamaged(t *testing.T) {
	s, ks, sealed, hurt := hurtShop(t, 2, 30)
	s.open()
	to := s.twin()
	if err := seal.Copy(t.Context(), s.ring, to.ring, nil); !errors.Is(err, seal.ErrDamaged) {
		t.Fatalf("a damaged key was carried: %v", err)
	}
	for _, k := range ks {
		if k == hurt {
			to.fails(k, sealed[k], seal.ErrNoKey)
		} else {
			to.opens(k, sealed[k])
		}
	}
	s.shred(hurt)
	s.copyTo(to)
}

// A destroyed key store is gone with every byte of its keys, opens never again, and is not made anew.
func TestDestroy(t *testing.T) {
	for _, cut := range []string{"", "epochs", "keys", "erased", "keys.new"} {
		s := newShop(t)
		ks := s.keys(300)
		sealed := s.seal(ks[0])
		s.shred(ks[1])
		var secrets [][]byte
		for _, k := range ks[2:40] {
			secrets = append(secrets, s.wrapped(k), rawID(t, k))
		}
		secrets = append(secrets, s.wrapped(ks[0]), wrappedEpoch(t, s.file("epochs"), 0))
		file := s.file("keys")
		if err := s.ring.Destroy(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.fails(ks[0], sealed, seal.ErrDestroyed)
		if _, err := s.ring.NewKeys(t.Context(), 10_000); !errors.Is(err, seal.ErrDestroyed) {
			t.Errorf("new keys: %v", err)
		}
		if err := errors.Join(s.ring.Destroy(t.Context()), s.ring.Close()); err != nil {
			t.Fatal(err)
		}
		if cut != "" { // as if it had been killed before this file was come to
			s.write(cut, file)
		}
		for range 2 {
			if _, err := seal.Open(t.Context(), s.options()); !errors.Is(err, seal.ErrDestroyed) {
				t.Fatalf("opened: %v", err)
			}
			for _, b := range secrets {
				if in := s.left(b); in != "" {
					t.Fatalf("cut at %q: something is left in %s", cut, in)
				}
			}
			if n := len(s.files()); n != 2 {
				t.Errorf("cut at %q: %d files are left, want the mark and the lock", cut, n)
			}
		}
		if there, err := seal.Exists(s.dir); !there || err != nil {
			t.Errorf("the mark is none: %v, %v", there, err)
		}
	}
}

// The mark grows with every batch of keys, through restarts and rotations, and shows an older copy.
func TestMarkShowsAnOlderCopy(t *testing.T) { over(t, testMarkShowsAnOlderCopy) }

func testMarkShowsAnOlderCopy(t *testing.T, kd kind) {
	s := kd.shop(t)
	mark := func() seal.Mark {
		t.Helper()
		m, err := s.ring.Mark(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	first := mark()
	ks := s.keys(1)
	older := s.backup()
	for range 3 {
		before := mark()
		s.keys(2000)
		s.shred(ks[0])
		if m := mark(); m.Batch <= before.Batch || m.Batch != s.ring.Batch() || m.Store != first.Store || m.Shredded != 1 {
			t.Fatalf("%+v after %+v", m, before)
		}
		s.rotate()
		s.clock.add(seal.AgeLimit + time.Hour)
		now := mark()
		s.reopen()
		if m := mark(); m != now {
			t.Fatalf("%+v after a restart, was %+v", m, now)
		}
	}
	newest := mark()
	s.restore(older)
	if m := mark(); m.Batch >= newest.Batch || m.Shredded >= newest.Shredded || m.Store != newest.Store {
		t.Errorf("an older copy shows %+v, the newest %+v", m, newest)
	}
	if err := s.ring.Raise(t.Context(), newest); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	if m := mark(); m.Batch != newest.Batch {
		t.Errorf("raised to %+v", m)
	}
	if other := kd.shop(t); other.ring.Name() == newest.Store {
		t.Error("two key stores have one name")
	}
}
