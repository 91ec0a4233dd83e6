package seal_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
)

// An older copy is put right: what is not needed any more is found among all living keys, spare ones included, and shredded,
// and the store has then come as far as it had, in batches and in the length of its erase list.
func TestAnOlderCopyIsPutRight(t *testing.T) { over(t, testOlder) }

func testOlder(t *testing.T, kd kind) {
	s := kd.shop(t)
	ks := s.keys(6)
	sealed, wrapped := map[seal.KeyID][]byte{}, map[seal.KeyID][]byte{}
	for _, k := range ks {
		sealed[k] = s.seal(k)
	}
	older := s.backup()
	s.shred(s.keys(900)...)
	s.shred(ks[:3]...)
	newest := s.mark()
	s.restore(older)
	for _, k := range ks {
		s.opens(k, sealed[k])
		wrapped[k] = s.wrapped(k)
	}
	spare := s.keys(1) // and a stock
	living, err := s.ring.Living(t.Context())
	if err != nil || len(living) < 100 {
		t.Fatalf("%d living keys, %v", len(living), err)
	}
	var others []seal.KeyID
	for k := range living {
		if !slices.Contains(ks[3:], k) {
			others = append(others, k)
		}
	}
	if len(others) != len(living)-3 || !slices.Contains(others, spare[0]) {
		t.Fatalf("%d of %d living keys are others", len(others), len(living))
	}
	for _, k := range s.keys(300) {
		if _, is := living[k]; is {
			t.Fatal("a key that was listed in stock was given out")
		}
	}
	s.shred(others...)
	more := newest
	more.Shredded += int64(len(others)) + 700
	if err := s.ring.Raise(t.Context(), more); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if m := s.mark(); m.Shredded != more.Shredded || m.Batch < more.Batch || m.Damaged != 0 {
			t.Errorf("%+v, not %+v", m, more)
		}
		if n, ok := s.ring.Shredded(); ok != (kd == inFolder) || ok && n != more.Shredded {
			t.Errorf("a list of %d, %v", n, ok)
		}
		for i, k := range ks {
			if i >= 3 {
				s.opens(k, sealed[k])
				continue
			}
			s.fails(k, sealed[k], seal.ErrShredded)
			if at := s.place(wrapped[k]); at != "" {
				t.Errorf("a key is left in %s", at)
			}
		}
		s.reopen()
	}
	if err := s.ring.Raise(t.Context(), newest); err != nil || s.mark().Shredded != more.Shredded {
		t.Errorf("raised to less: %+v, %v", s.mark(), err)
	}
	s.close()
	if _, err := s.ring.Living(t.Context()); !errors.Is(err, seal.ErrClosed) {
		t.Errorf("a closed store: %v", err)
	}
}

func (s *shop) mark() seal.Mark {
	s.t.Helper()
	m, err := s.ring.Mark(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}
