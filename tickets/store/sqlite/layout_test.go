package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// TestRowNumbersTellNoOrder reads the file as a curious person would: neither the tables of keys nor the numbers of the
// documents' rows follow the order in which the documents came.
func TestRowNumbersTellNoOrder(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, storetest.Options{Colls: killColls})
	const n = 400
	for i := range n {
		apply(t, s, sized(fmt.Sprintf("%d.family", i*7919%n), 10), sized(fmt.Sprintf("one.%03d", i), 10))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, family := range []string{"CAST(id AS TEXT) LIKE '%.family'", "CAST(id AS TEXT) LIKE 'one.%'"} {
		var ascents int
		err := db.QueryRow(`SELECT count(*) FROM (SELECT k < lead(k) OVER (ORDER BY CAST(id AS TEXT)) AS up FROM name WHERE ` + family + `) WHERE up`).Scan(&ascents)
		if err != nil {
			t.Fatal(err)
		}
		if ascents < n/2-80 || ascents > n/2+80 { // seven standard deviations
			t.Errorf("%s: of %d neighbours %d ascend, want about half", family, n, ascents)
		}
	}
	var bare int
	err = db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name IN ('name', 'entry') AND sql LIKE '%WITHOUT ROWID%'`).Scan(&bare)
	if err != nil || bare != 2 {
		t.Errorf("%d tables of keys without row numbers, %v; want 2", bare, err)
	}
}

// TestTrimmedUnderReader: a watcher that is too slow for the trimming is told, instead of missing changes.
func TestTrimmedUnderReader(t *testing.T) {
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	s := openIn(t, t.TempDir(), storetest.Options{Colls: killColls, Now: func() time.Time { return now }, KeepChanges: time.Hour})
	t.Cleanup(func() { s.Close() })
	seen := 0
	for c, err := range s.Watch(t.Context(), store.Current) {
		if errors.Is(err, store.ErrCursorLost) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if seen++; c.Op == store.OpMark {
			for i := range 1500 {
				apply(t, s, sized(fmt.Sprint(i), 1))
			}
			now = now.Add(2 * time.Hour)
			if err := s.Trim(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if seen != 1 {
		t.Errorf("%d changes, want the mark alone and then ErrCursorLost", seen)
	}
}
