package move_test

import (
	"context"
	"errors"
	"testing"

	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// TestCancel: a move that was cut short can be given up. The source is served again as it was, the keys that were carried are
// destroyed, and what else was carried is neither served nor taken for an empty place.
func TestCancel(t *testing.T) {
	f := &filling{docs: 300, blobs: 20, keys: 10}
	from, to := folder(t), folder(t)
	fill(t, from, f)
	want := f.contentOf(t, from)
	source := open(t, from, nil)
	if err := move.Cancel(t.Context(), source.Store, nil); !errors.Is(err, move.ErrNotMoving) {
		t.Errorf("nothing to cancel: %v", err)
	}
	dest := open(t, to, source.Keys)
	cutShort(t, source, dest, move.Documents)
	if err := move.Check(t.Context(), source.Store); err == nil {
		t.Error("the source may be served while it moves")
	}
	if err := source.close(); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, from, folder(t)); !errors.Is(err, move.ErrOther) {
		t.Errorf("to another place meanwhile: %v, want ErrOther", err)
	}
	source = open(t, from, nil)
	if err := move.Cancel(t.Context(), source.Store, &dest.Side); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(dest.close(), source.close()); err != nil {
		t.Fatal(err)
	}
	state(t, from, "")
	state(t, to, move.Abandoned)
	f.same(t, want, f.contentOf(t, from))
	if _, err := to.open(t.Context(), nil); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("the keys that were carried: %v, want ErrDestroyed", err)
	}
	again := folder(t)
	if _, err := run(t, from, again); err != nil {
		t.Fatal(err)
	}
	f.same(t, want, f.contentOf(t, again))
	source = open(t, from, nil)
	if err := move.Cancel(t.Context(), source.Store, nil); !errors.Is(err, move.ErrEnded) {
		t.Errorf("to cancel what has ended: %v, want ErrEnded", err)
	}
}

// TestCancelLeavesOthersAlone: the destination of another move, or an installation, is not touched.
func TestCancelLeavesOthersAlone(t *testing.T) {
	f := &filling{docs: 30, blobs: 2, keys: 5}
	from, other := folder(t), folder(t)
	fill(t, from, f)
	fill(t, other, f)
	source := open(t, from, nil)
	dest := open(t, folder(t), source.Keys)
	cutShort(t, source, dest, move.Blobs)
	lives := open(t, other, nil)
	if err := move.Cancel(t.Context(), source.Store, &lives.Side); !errors.Is(err, move.ErrOccupied) {
		t.Errorf("%v, want ErrOccupied", err)
	}
	if err := lives.close(); err != nil {
		t.Fatal(err)
	}
	f.contentOf(t, other) // its keys are there
	if err := move.Check(t.Context(), source.Store); err == nil {
		t.Error("the source was freed")
	}
}

// cutShort begins a move and cancels its context at the end of a step.
func cutShort(t *testing.T, source, dest *side, at move.Step) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := options(source, dest)
	o.Told = func(p move.Progress) {
		if p.Step == at && p.Ended {
			cancel()
		}
	}
	if _, err := move.Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("cut short: %v", err)
	}
}

// TestRunningNode: on a server a node may be serving the source. From the moment the documents are carried it stores nothing
// more, so that nothing it acknowledged is left behind.
func TestRunningNode(t *testing.T) {
	from, to := server(t), folder(t)
	f := &filling{docs: 300, blobs: 5, keys: 5}
	fill(t, from, f)
	node := &side{}
	if err := from.openStore(t.Context(), node); err != nil {
		t.Fatal(err)
	}
	defer node.close()
	acknowledged := make(chan []store.Ref, 1)
	begun := make(chan struct{})
	go func() {
		var all []store.Ref
		for i := range 5000 {
			ref := store.Ref{Coll: "heads", ID: "node" + string(rune('0'+i%10)) + "." + string(rune('a'+i/10))}
			if node.Store.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: ref, Body: body(t, "n", i)}) != nil {
				break
			}
			if all = append(all, ref); i == 10 {
				close(begun)
			}
		}
		acknowledged <- all
	}()
	<-begun
	if _, err := run(t, from, to); err != nil {
		t.Fatal(err)
	}
	all := <-acknowledged
	if len(all) == 5000 {
		t.Fatal("the node wrote on")
	}
	dest := open(t, to, nil)
	docs, err := dest.Store.Get(t.Context(), all...)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if !d.Exists() {
			t.Errorf("what the node stored as %s was left behind", d.ID)
		}
	}
	t.Logf("the node stored %d documents while the move began", len(all))
}
