package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

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

// stopping is a context that ends after it was asked a number of times.
type stopping struct {
	context.Context
	left int
}

func (c *stopping) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestBuildGoesOn cuts the building of an index short again and again; each start goes on where the last one stood.
func TestBuildGoesOn(t *testing.T) {
	dir := t.TempDir()
	bare := []store.Coll{{Name: "parts"}}
	s := openIn(t, dir, storetest.Options{Colls: bare})
	const documents = 3200
	for i := 0; i < documents; i += 400 {
		var writes []store.Write
		for n := i; n < i+400; n++ {
			body, _ := bson.Marshal(bson.D{{Key: "n", Value: -n}})
			writes = append(writes, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: fmt.Sprintf("%05d", n)}, Body: body})
		}
		apply(t, s, writes...)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	starts := 0
	o := sqlite.Options{Dir: dir, Colls: killColls[1:], Logger: slog.New(slog.NewTextHandler(&log, nil))}
	for ; ; starts++ {
		again, err := sqlite.Open(&stopping{t.Context(), 3}, o)
		if err == nil {
			s = again
			break
		}
		if !errors.Is(err, context.Canceled) || starts > 20 {
			t.Fatalf("start %d: %v", starts, err)
		}
	}
	t.Cleanup(func() { s.Close() })
	if starts < 2 {
		t.Errorf("built after %d stops, want several", starts)
	}
	if n, err := s.Count(t.Context(), store.Query{Coll: "parts", Index: "n"}); err != nil || n != documents {
		t.Errorf("%d in the index, %v; want %d", n, err, documents)
	}
	if !strings.Contains(log.String(), "index built") || strings.Contains(log.String(), fmt.Sprint("documents=", documents)) {
		t.Errorf("the last start did not only the rest: %s", log.String())
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
