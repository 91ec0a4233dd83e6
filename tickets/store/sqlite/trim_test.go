package sqlite_test

import (
	"errors"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// TestATrimmingThatFails: it takes nothing from readers, neither from those that resume nor from those at work.
func TestATrimmingThatFails(t *testing.T) {
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	s := openIn(t, t.TempDir(), storetest.Options{Colls: commitColls, Now: func() time.Time { return now }, KeepChanges: time.Hour})
	t.Cleanup(func() { s.Close() })
	from := mark(t, s)
	apply(t, s, sized("a", 10))
	apply(t, s, sized("b", 10))
	now = now.Add(2 * time.Hour)
	if err := s.FailCommits(t.Context(), 1, sqlite3.SQLITE_IOERR_FSYNC); err != nil {
		t.Fatal(err)
	}
	if s.Trim(t.Context()) == nil {
		t.Fatal("trimmed all the same")
	}
	for _, want := range []string{"a", "b"} {
		for c, err := range s.Watch(t.Context(), from) {
			if err != nil || c.ID != want {
				t.Fatalf("%v, %v; want %s", c, err, want)
			}
			from = c.Cursor
			break
		}
	}
	apply(t, s, sized("c", 10))
	now = now.Add(2 * time.Hour)
	if err := s.Trim(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectLost(t, s, from)
}

// TestTrimmedPastAReader: one that is at work when what it has not read is trimmed is told so.
func TestTrimmedPastAReader(t *testing.T) {
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	s := openIn(t, t.TempDir(), storetest.Options{Colls: commitColls, Now: func() time.Time { return now }, KeepChanges: time.Hour})
	t.Cleanup(func() { s.Close() })
	from, n := mark(t, s), 0
	apply(t, s, sized("a", 10))
	for c, err := range s.Watch(t.Context(), from) {
		if n++; n == 1 && err == nil && c.ID == "a" {
			apply(t, s, sized("b", 10))
			now = now.Add(2 * time.Hour)
			if err := s.Trim(t.Context()); err != nil {
				t.Fatal(err)
			}
			apply(t, s, sized("c", 10))
			continue
		}
		if n != 2 || !errors.Is(err, store.ErrCursorLost) {
			t.Fatalf("%v, %v; want a, then %v", c, err, store.ErrCursorLost)
		}
	}
}

func expectLost(t *testing.T, s *sqlite.Store, from store.Cursor) {
	t.Helper()
	for c, err := range s.Watch(t.Context(), from) {
		if !errors.Is(err, store.ErrCursorLost) {
			t.Fatalf("%v, %v; want %v", c, err, store.ErrCursorLost)
		}
	}
}
