package sqlite_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

func sized(id string, bytes int) store.Write {
	body, _ := bson.Marshal(bson.D{{Key: "b", Value: make([]byte, bytes)}})
	return store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: id}, Body: body}
}

// TestFull bounds the file as a full disk does: large Applies are refused with ErrFull, small ones that stand beside them
// in the same commit go through, and all goes through again when there is room.
func TestFull(t *testing.T) {
	s := openIn(t, t.TempDir(), storetest.Options{Colls: killColls})
	t.Cleanup(func() { s.Close() })
	if err := s.Exec(t.Context(), "PRAGMA max_page_count = 600"); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i := range 16 {
		wait.Go(func() {
			for n := range 2 {
				id := fmt.Sprint(i, "-", n)
				large := sized("large"+id, 4<<20)
				err := s.Apply(t.Context(), sized("beside"+id, 10), large)
				if i%2 == 0 {
					if err := s.Apply(t.Context(), sized("small"+id, 10)); err != nil {
						t.Errorf("a small one: %v", err)
					}
				}
				if !errors.Is(err, store.ErrFull) {
					t.Errorf("a large one: %v, want ErrFull", err)
				}
				docs, err := s.Get(t.Context(), large.Ref, store.Ref{Coll: "parts", ID: "beside" + id})
				if err != nil || docs[0].Exists() || docs[1].Exists() {
					t.Errorf("a part of a refused Apply is there, or %v", err)
				}
			}
		})
	}
	wait.Wait()
	if err := s.Exec(t.Context(), "PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	apply(t, s, sized("large", 4<<20))
	if n, err := s.Count(t.Context(), store.Query{Coll: "parts", Index: "n"}); err != nil || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	docs, err := s.Get(t.Context(), store.Ref{Coll: "parts", ID: "small0-1"}, store.Ref{Coll: "parts", ID: "large"})
	if err != nil || !docs[0].Exists() || !docs[1].Exists() {
		t.Errorf("what was acknowledged is not there, or %v", err)
	}
	told := 0
	for c, err := range s.Watch(t.Context(), store.Current) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Op == store.OpMark {
			break
		}
		told++
	}
	if told != 8*2+1 {
		t.Errorf("%d documents, want %d", told, 8*2+1)
	}
}
