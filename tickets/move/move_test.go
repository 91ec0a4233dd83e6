package move_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// TestMove: there and back, everything is equal, and the marks tell of it at each moment.
func TestMove(t *testing.T) {
	t.Run("folders", func(t *testing.T) { thereAndBack(t, folder(t), folder(t), folder(t)) })
	t.Run("server", func(t *testing.T) { thereAndBack(t, folder(t), server(t), folder(t)) })
}

func thereAndBack(t *testing.T, places ...place) {
	f := &filling{docs: 3000, blobs: 120, keys: 40}
	fill(t, places[0], f)
	want := f.contentOf(t, places[0])
	for i, to := range places[1:] {
		from := places[i]
		r, err := run(t, from, to)
		if err != nil {
			t.Fatal(err)
		}
		if r.Documents != int64(f.docs)+1 || r.Blobs != int64(f.blobs) || r.Bytes == 0 {
			t.Errorf("%+v", r)
		}
		f.same(t, want, f.contentOf(t, to))
		state(t, from, move.Moved)
		state(t, to, "")
		finish(t, from, to)
		if _, err := from.open(t.Context(), nil); !errors.Is(err, seal.ErrDestroyed) {
			t.Errorf("the source's keys after the end: %v", err)
		}
	}
}

// state is what Check says of a place: the state of the mark for which it must not be served, "" when it may be.
func state(t testing.TB, p place, want move.State) {
	t.Helper()
	s := &side{}
	if err := p.openStore(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	err := move.Check(t.Context(), s.Store)
	var elsewhere *move.Elsewhere
	switch {
	case want == "" && err != nil, want != "" && (!errors.As(err, &elsewhere) || elsewhere.State != want):
		t.Errorf("%s: %v, want %q", p.name(), err, want)
	}
}

// finish destroys the source's keys.
func finish(t testing.TB, from, to place) {
	t.Helper()
	source, dest := open(t, from, nil), open(t, to, nil)
	m, ok, err := move.Unfinished(t.Context(), dest.Store)
	if err != nil || !ok || m.Place != from.name() || m.Left.Keys != "keys of "+from.name() {
		t.Fatalf("%+v, %v, %v", m, ok, err)
	}
	if err := source.Keys.Destroy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := move.Finish(t.Context(), dest.Store); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := move.Unfinished(t.Context(), dest.Store); ok || err != nil {
		t.Errorf("still to be finished: %v", err)
	}
	if err := errors.Join(source.close(), dest.close()); err != nil {
		t.Fatal(err)
	}
}

// TestOtherDestinations: what is in use already, by whatever, is left alone; and so is the source.
func TestOtherDestinations(t *testing.T) {
	f := &filling{docs: 50, blobs: 5, keys: 5}
	from := folder(t)
	fill(t, from, f)
	used, blobs := folder(t), folder(t)
	source := open(t, from, nil)
	for name, p := range map[string]place{"documents": used, "blobs": blobs} {
		dest := open(t, p, source.Keys)
		if name == "documents" {
			apply(t, dest.Store, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: "a"}, Body: body(t)})
		} else if _, err := dest.Blobs.Put(t.Context(), "another1", nothing{}); err != nil {
			t.Fatal(err)
		}
		if _, err := move.Run(t.Context(), options(source, dest)); !errors.Is(err, move.ErrOccupied) {
			t.Errorf("%s: %v, want ErrOccupied", name, err)
		}
		if err := dest.close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := source.close(); err != nil {
		t.Fatal(err)
	}
	state(t, from, "")
	if _, err := run(t, from, folder(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, from, folder(t)); !errors.Is(err, move.ErrEnded) {
		t.Errorf("moved once more: %v, want ErrEnded", err)
	}
}

// TestUnfinishedSource: an installation that has arrived cannot move on while the keys that it left live.
func TestUnfinishedSource(t *testing.T) {
	f := &filling{docs: 20, blobs: 2, keys: 5}
	from, to := folder(t), folder(t)
	fill(t, from, f)
	if _, err := run(t, from, to); err != nil {
		t.Fatal(err)
	}
	_, err := run(t, to, folder(t))
	var elsewhere *move.Elsewhere
	if !errors.As(err, &elsewhere) || elsewhere.State != move.Arrived {
		t.Errorf("%v, want that it is to be finished", err)
	}
	if _, err := run(t, from, to); err != nil {
		t.Errorf("the same move again: %v", err)
	}
}

// TestDamage: what is not equal at the end is found, and then nobody serves either side.
func TestDamage(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, s *side){
		"a document changed": func(t *testing.T, s *side) {
			apply(t, s.Store, store.Write{Op: store.OpPut, Ref: first(t, s, "parts").Ref, Rev: first(t, s, "parts").Rev, Body: body(t)})
		},
		"a revision changed": func(t *testing.T, s *side) {
			d := first(t, s, "claims")
			apply(t, s.Store, store.Write{Op: store.OpPut, Ref: d.Ref, Rev: d.Rev, Body: d.Body})
		},
		"a document gone": func(t *testing.T, s *side) {
			d := first(t, s, "heads")
			apply(t, s.Store, store.Write{Op: store.OpDelete, Ref: d.Ref, Rev: d.Rev})
		},
		"a document more": func(t *testing.T, s *side) {
			apply(t, s.Store, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "heads", ID: "more"}, Body: body(t)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &filling{docs: 40, blobs: 3, keys: 2}
			from, to := folder(t), folder(t)
			fill(t, from, f)
			source := open(t, from, nil)
			dest := open(t, to, source.Keys)
			o := options(source, dest)
			o.Told = func(p move.Progress) {
				if p.Step == move.SameKeys && p.Ended {
					damage(t, dest)
				}
			}
			if _, err := move.Run(t.Context(), o); !errors.Is(err, move.ErrUnlike) {
				t.Errorf("%v, want ErrUnlike", err)
			}
			if err := errors.Join(dest.close(), source.close()); err != nil {
				t.Fatal(err)
			}
			state(t, from, move.Moving)
			state(t, to, move.Arriving)
		})
	}
}

// TestAnUnlikeBlob: a blob that differs at the end, or cannot be read there, is carried once more.
func TestAnUnlikeBlob(t *testing.T) {
	t.Run("folder", func(t *testing.T) { unlikeBlob(t, folder(t)) })
	t.Run("server", func(t *testing.T) { unlikeBlob(t, server(t)) })
}

func unlikeBlob(t *testing.T, to place) {
	f := &filling{docs: 10, blobs: 6, keys: 2}
	from := folder(t)
	fill(t, from, f)
	want := f.contentOf(t, from)
	source := open(t, from, nil)
	dest := open(t, to, source.Keys)
	o := options(source, dest)
	o.Told = func(p move.Progress) {
		if p.Step != move.SameDocuments || !p.Ended {
			return
		}
		err := dest.Blobs.Delete(t.Context(), "blob00000003", "blob00000004")
		if err == nil {
			_, err = dest.Blobs.Put(t.Context(), "blob00000003", strings.NewReader("of another"))
		}
		if err != nil {
			t.Error(err)
		}
	}
	if r, err := move.Run(t.Context(), o); err != nil || r.Blobs != int64(f.blobs) {
		t.Errorf("%+v, %v", r, err)
	}
	if err := errors.Join(dest.close(), source.close()); err != nil {
		t.Fatal(err)
	}
	f.same(t, want, f.contentOf(t, to))
}
