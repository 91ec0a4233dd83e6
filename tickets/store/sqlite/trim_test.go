package sqlite_test

import (
	"errors"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/axsensor/lethe/tickets/store"
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
	for c, err := range s.Watch(t.Context(), from) {
		if !errors.Is(err, store.ErrCursorLost) {
			t.Fatalf("%v, %v; want %v", c, err, store.ErrCursorLost)
		}
	}
}
