package sqlite

import (
	sqldriver "database/sql/driver"
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// TestLoggedPages: all pages written since the log began anew are found in it, and none of the rounds before, of which it
// still holds frames.
func TestLoggedPages(t *testing.T) {
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), Colls: []store.Coll{{Name: "kept"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	put := func(from, to int) {
		t.Helper()
		for i := from; i < to; i++ {
			body, err := bson.Marshal(bson.D{{Key: "n", Value: make([]byte, 2000)}})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "kept", ID: fmt.Sprint(i)}, Body: body}); err != nil {
				t.Fatal(err)
			}
		}
	}
	logged := func() (pages []int64) {
		t.Helper()
		if pages, err = loggedPages(s.path + "-wal"); err != nil {
			t.Fatal(err)
		}
		return pages
	}
	fold := func() (frames int64) {
		t.Helper()
		err := s.do(t.Context(), func(c *conn) error {
			return c.each(t.Context(), func(row []sqldriver.Value) bool {
				frames = intOf(row[1])
				return true
			}, "PRAGMA wal_checkpoint(PASSIVE)")
		})
		if err != nil {
			t.Fatal(err)
		}
		return frames
	}
	put(0, 200)
	if pages, frames := logged(), fold(); frames < 400 || len(pages) != int(frames) {
		t.Errorf("%d pages of %d frames, want as many", len(pages), frames)
	}
	put(200, 203) // the log begins anew
	if pages, frames := logged(), fold(); frames > 50 || len(pages) != int(frames) {
		t.Errorf("%d pages of %d frames, want few and as many", len(pages), frames)
	}
}
