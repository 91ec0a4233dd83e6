package mongo

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// TestGap: a server that stores a part of a transaction may leave a number without a change. A reader before it is told
// that its cursor is lost and starts again; readers behind it go on; and the log is trimmed over it, in many steps.
func TestGap(t *testing.T) {
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	s := openServer(t, Options{Now: func() time.Time { return now }, KeepChanges: time.Hour})
	mark := func() store.Cursor {
		for c, err := range s.Watch(t.Context(), store.Current) {
			if err != nil {
				t.Fatal(err)
			}
			if c.Op == store.OpMark {
				return c.Cursor
			}
		}
		return ""
	}
	body, _ := bson.Marshal(bson.D{})
	put := func(id string) {
		t.Helper()
		if err := s.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "things", ID: id}, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	first := mark()
	lane, err := s.lanes.take(t.Context()) // the one that all of this test uses
	if err != nil {
		t.Fatal(err)
	}
	s.lanes.put(lane)
	if _, err := s.raise(t.Context(), lane, 1); err != nil {
		t.Fatal(err)
	}
	for i := range trimStep + 20 {
		put(fmt.Sprint(i))
	}
	for c, err := range s.Watch(t.Context(), first) {
		if !errors.Is(err, store.ErrCursorLost) {
			t.Fatalf("%v, %v; want ErrCursorLost", c, err)
		}
	}
	behind := mark()
	put("behind")
	for c, err := range s.Watch(t.Context(), behind) {
		if err != nil || c.ID != "behind" {
			t.Fatalf("%v, %v; want the change behind the gap", c, err)
		}
		break
	}
	now = now.Add(2 * time.Hour)
	if err := s.Trim(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := s.bare(changesName).CountDocuments(t.Context(), bson.D{}); err != nil || n != 0 {
		t.Errorf("%d changes are left, %v", n, err)
	}
	heads, err := s.heads(t.Context())
	if err != nil || heads[lane].Floor != heads[lane].Seq || heads[lane].Seq != trimStep+22 {
		t.Errorf("%+v, %v: want the floor at %d", heads[lane], err, trimStep+22)
	}
}
