package sqlite_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

var commitColls = []store.Coll{{Name: "parts"}, {Name: "claims", Unlogged: true}}

func openToFail(t *testing.T) *sqlite.Store {
	s := openIn(t, t.TempDir(), storetest.Options{Colls: commitColls})
	t.Cleanup(func() { s.Close() })
	return s
}

// mark is the cursor behind everything that is there.
func mark(t *testing.T, s *sqlite.Store) store.Cursor {
	t.Helper()
	for c, err := range s.Watch(t.Context(), store.Current) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Op == store.OpMark {
			return c.Cursor
		}
	}
	t.Fatal("no mark")
	return ""
}

// TestWhatACommitFailedOf: whether a commit that the disk did not take is stored shows after a crash only; one for which
// there was no room is not.
func TestWhatACommitFailedOf(t *testing.T) {
	s := openToFail(t)
	for name, c := range map[string]struct {
		code int
		want error
	}{
		"not brought to the disk": {sqlite3.SQLITE_IOERR_FSYNC, store.ErrUnsure},
		"not written":             {sqlite3.SQLITE_IOERR_WRITE, store.ErrFull},
		"no room":                 {sqlite3.SQLITE_FULL, store.ErrFull},
	} {
		if err := s.FailCommits(t.Context(), 1, c.code); err != nil {
			t.Fatal(err)
		}
		err := s.Apply(t.Context(), sized(name, 10))
		if !errors.Is(err, c.want) || c.want == store.ErrFull && errors.Is(err, store.ErrUnsure) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err := s.Apply(t.Context(), sized(name, 10)); err != nil {
			t.Errorf("%s, and then: %v", name, err)
		}
	}
}

// TestNoPlaceInTheLogThatIsNotInTheFile: what failed leaves no trace in the cursors that are handed out later, when an Apply
// without a change of its own is the next to commit. Two Applies of one commit fail together, then each by itself.
func TestNoPlaceInTheLogThatIsNotInTheFile(t *testing.T) {
	for clients := 1; clients <= 2; clients++ {
		s := openToFail(t)
		apply(t, s, sized("before", 10))
		if err := s.FailCommits(t.Context(), clients*2-1, sqlite3.SQLITE_FULL); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		err := s.Hold(t.Context(), "SELECT 1", func() {
			for i := range clients {
				wait.Go(func() {
					if err := s.Apply(t.Context(), sized(fmt.Sprint(i), 10)); !errors.Is(err, store.ErrFull) {
						t.Errorf("%v, want ErrFull", err)
					}
				})
			}
			for n := 0; s.Waiting() < clients && n < 3000; n++ {
				time.Sleep(time.Millisecond)
			}
		})
		wait.Wait()
		if err != nil {
			t.Fatal(err)
		}
		claim := sized("claim", 10)
		claim.Coll = "claims"
		apply(t, s, claim)
		from := mark(t, s)
		apply(t, s, sized("after", 10))
		for c, err := range s.Watch(t.Context(), from) {
			if err != nil || c.ID != "after" {
				t.Errorf("%d failed: resumed behind the mark: %v, %v; want what came after", clients, c, err)
			}
			break
		}
	}
}

// TestReadersCannotWrite: a connection for reading refuses whatever would change the file.
func TestReadersCannotWrite(t *testing.T) {
	s := openToFail(t)
	apply(t, s, sized("a", 10))
	for _, text := range []string{"DELETE FROM doc", "UPDATE state SET floor = 7", "CREATE TABLE stray (n)"} {
		if err := s.ReaderExec(t.Context(), text); err == nil {
			t.Errorf("a reader did %s", text)
		}
	}
	if docs, err := s.Get(t.Context(), sized("a", 10).Ref); err != nil || !docs[0].Exists() {
		t.Errorf("%v, %v", docs, err)
	}
}
