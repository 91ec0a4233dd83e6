package tickets

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// uploadAge is after how long an upload is given up, by the desk's clock. A clock that is wrong makes a verb write its
// blobs again, and no blob is lost by it.
const uploadAge = 24 * time.Hour

// sweepPart is how many blobs are deleted at once.
const sweepPart = 100

// SweepBlobs deletes the blobs that no document names and none will (see uploads), and says how many. Only a process that
// was killed on the way leaves any. Several processes may sweep and write at the same time. It reads every
// message and holds the name of every blob in memory: call it daily at most.
func (m *Mailroom) SweepBlobs(ctx context.Context, as Actor) (int, error) {
	if err := as.need(RoleSystem); err != nil {
		return 0, err
	}
	n, err := m.w.sweepBlobs(ctx)
	if err != nil {
		return n, fmt.Errorf("sweep blobs: %w", err)
	}
	return n, nil
}

func (w *work) sweepBlobs(ctx context.Context) (int, error) {
	if err := w.giveUpOld(ctx); err != nil {
		return 0, err
	}
	orphans := map[string]struct{}{}
	for name, err := range w.blobs.Names(ctx) {
		if err != nil {
			return 0, err
		}
		orphans[name] = struct{}{}
	}
	if err := w.strikeOut(ctx, orphans); err != nil {
		return 0, err
	}
	n := 0
	for part := range slices.Chunk(slices.Collect(maps.Keys(orphans)), sweepPart) {
		if err := w.blobs.Delete(ctx, part...); err != nil {
			return n, err
		}
		n += len(part)
	}
	return n, nil
}

// giveUpOld ends the uploads whose writers have died, or have been at it for so long that they may begin anew.
func (w *work) giveUpOld(ctx context.Context) error {
	for u, err := range all[uploadRec](ctx, w) {
		if err != nil {
			return err
		}
		if age := w.now().Sub(u.At); age.Abs() < uploadAge {
			continue
		}
		if _, err := w.giveUp(ctx, u.ID); err != nil {
			return err
		}
	}
	return nil
}

// strikeOut takes from a list of blobs what is still to be named, and then what is named. A document that cannot be read
// ends it: nothing is deleted on a guess.
func (w *work) strikeOut(ctx context.Context, names map[string]struct{}) error {
	if err := w.markSweep(ctx); err != nil {
		return err
	}
	for _, strike := range []func(context.Context, *work, map[string]struct{}) error{
		strike[uploadRec], // first
		strike[spoolRec], strike[messageRec], strike[originalRec], strike[deliveryRec],
	} {
		if err := strike(ctx, w, names); err != nil {
			return err
		}
	}
	return nil
}

// markSweep writes something, so that no server answers the reads behind it that has been replaced and does not know
// it yet: an upload of nothing, which is given up at once.
func (w *work) markSweep(ctx context.Context) error {
	m := &uploadRec{base: base{ID: newID(), Key: w.home}}
	err := w.do(ctx, func(t *tx) error {
		m.At = t.at
		return t.put(m)
	})
	if err != nil {
		return err
	}
	_, err = w.giveUp(ctx, m.ID)
	return err
}

// naming is a stored type that names blobs.
type naming[T any] interface {
	stored[T]
	blobs() []string
}

func (r *spoolRec) blobs() []string    { return []string{r.Blob} }
func (r *originalRec) blobs() []string { return []string{r.Blob} }
func (r *deliveryRec) blobs() []string { return []string{r.Blob} }

func (r *messageRec) blobs() []string {
	names := []string{r.TextBlob, r.HTMLBlob}
	for _, f := range r.Files {
		names = append(names, f.ID)
	}
	return names
}

func strike[T any, R naming[T]](ctx context.Context, w *work, names map[string]struct{}) error {
	for r, err := range all[T, R](ctx, w) {
		if err != nil {
			return err
		}
		for _, name := range r.blobs() {
			delete(names, name)
		}
	}
	return nil
}

// all yields every record of a type, in the order of ids, which no change of a record moves. One whose key has been
// shredded is left out: nobody can read what it names.
func all[T any, R stored[T]](ctx context.Context, w *work) func(func(R, error) bool) {
	return func(yield func(R, error) bool) {
		coll := R(new(T)).coll()
		for d, err := range w.st.Find(ctx, store.Query{Coll: coll, Index: store.ByID}) {
			if err != nil {
				yield(nil, fmt.Errorf("read all %s: %w", coll, err))
				return
			}
			r := R(new(T))
			if err = w.codec.decode(ctx, d, r); shredded(err) {
				continue
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}
