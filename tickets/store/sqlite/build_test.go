package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// builder listens to the log of a store that builds an index, and holds it between two steps.
type builder struct {
	slog.Handler
	step chan struct{} // a value for each step; the builder waits until it is taken
	over chan struct{} // closed when it need not wait any more
}

func newBuilder() *builder {
	return &builder{Handler: slog.DiscardHandler, step: make(chan struct{}), over: make(chan struct{})}
}

func (b *builder) Enabled(context.Context, slog.Level) bool { return true }
func (b *builder) WithAttrs([]slog.Attr) slog.Handler       { return b }

func (b *builder) Handle(_ context.Context, r slog.Record) error {
	if strings.HasPrefix(r.Message, "index being built") {
		select {
		case b.step <- struct{}{}:
		case <-b.over:
		}
	}
	return nil
}

const unindexed = 3200

func numbered(id string, n int) store.Write {
	body, _ := bson.Marshal(bson.D{{Key: "n", Value: n}})
	return store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: id}, Body: body}
}

// withoutIndex fills a folder with documents that a later declaration indexes: 00000 to 03199, n falling from 0.
func withoutIndex(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s := openIn(t, dir, storetest.Options{Colls: []store.Coll{{Name: "parts"}}})
	var writes []store.Write
	for n := range unindexed {
		writes = append(writes, numbered(fmt.Sprintf("%05d", n), -n))
	}
	for some := range slices.Chunk(writes, 400) {
		apply(t, s, some...)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestBuildGoesOn cuts the building of an index short again and again; each start goes on where the last one stood.
func TestBuildGoesOn(t *testing.T) {
	dir := withoutIndex(t)
	steps := 0
	for life := range 4 {
		b := newBuilder()
		s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Colls: killColls, Logger: slog.New(b)})
		if err != nil {
			t.Fatal(err)
		}
		<-b.step
		steps++
		ended := make(chan error)
		go func() {
			if life == 3 {
				n, err := s.Count(t.Context(), store.Query{Coll: "parts", Index: "n"})
				if err != nil || n != unindexed {
					t.Errorf("%d in the index, %v; want %d", n, err, unindexed)
				}
			}
			ended <- s.Close()
		}()
		for open := true; open; { // until the builder has seen the end
			select {
			case <-b.step:
				steps++
			case err := <-ended:
				if open = false; err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if want := (unindexed + 499) / 500; steps != want {
		t.Errorf("built in %d steps of 500 documents, want %d: it began anew or left some out", steps, want)
	}
}

// TestIndexIsBuiltWhileServing writes on both sides of the place where the building of an index stands, and reads.
func TestIndexIsBuiltWhileServing(t *testing.T) {
	dir, b := withoutIndex(t), newBuilder()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Colls: killColls, Logger: slog.New(b)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	<-b.step
	<-b.step // the builder stands behind 00499 or a little more, and waits to tell of the second step
	at := func(id string, rev int64, n int) store.Write {
		w := numbered(id, n)
		w.Rev = rev
		return w
	}
	del := func(id string) store.Write {
		return store.Write{Op: store.OpDelete, Ref: store.Ref{Coll: "parts", ID: id}, Rev: 1}
	}
	apply(t, s, at("00003", 1, 1003), at("03003", 1, 4003), at("00004", 1, -4), at("03004", 1, -3004), del("00005"), del("03005"),
		at("00006x", 0, 1006), at("03006x", 0, 4006), at("00007x", 0, 1007), at("03007x", 0, 4007))
	apply(t, s, at("03003", 2, 5003), del("00007x"), del("03007x"))
	query := store.Query{Coll: "parts", Index: "n", From: 1}
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Count(short, query); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an index that is being built: %v, want to wait", err)
	}
	if n, err := s.Count(t.Context(), store.Query{Coll: "heads", Index: "all"}); err != nil || n != 0 {
		t.Errorf("another index: %d, %v", n, err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	close(b.over)
	var ids []string
	for d, err := range s.Find(t.Context(), query) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, d.ID)
	}
	if want := []string{"00003", "00006x", "03006x", "03003"}; !slices.Equal(ids, want) {
		t.Errorf("found %v, want %v", ids, want)
	}
	err = s.View(t.Context(), func(r store.Reader) error {
		n, err := r.Count(t.Context(), store.Query{Coll: "parts", Index: "n"})
		if n != unindexed {
			t.Errorf("%d in the index, want %d", n, unindexed)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestIndexThatCannotBeBuilt: a document holds another type than a later declaration says. All else is served, the
// document can be mended, and the next start builds the index.
func TestIndexThatCannotBeBuilt(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, storetest.Options{Colls: []store.Coll{{Name: "parts"}}})
	body, _ := bson.Marshal(bson.D{{Key: "n", Value: "one"}})
	bad := store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: "bad"}, Body: body}
	apply(t, s, bad, numbered("good", 1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, dir, storetest.Options{Colls: killColls})
	if _, err := s.Count(t.Context(), store.Query{Coll: "parts", Index: "n"}); err == nil || !strings.Contains(err.Error(), "index n of parts") {
		t.Errorf("%v, want what is wrong with the index", err)
	}
	if err := s.Check(t.Context()); err == nil {
		t.Error("the check passes")
	}
	mended := numbered("bad", 2)
	mended.Rev = 1
	apply(t, s, mended)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, dir, storetest.Options{Colls: killColls})
	t.Cleanup(func() { s.Close() })
	if n, err := s.Count(t.Context(), store.Query{Coll: "parts", Index: "n"}); err != nil || n != 2 {
		t.Errorf("%d, %v; want 2", n, err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
