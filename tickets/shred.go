package tickets

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// A key that is destroyed here while it lives at the source of a move brings back there what was to be gone. So every key
// that has sealed something is destroyed by one of these:
//
//   - shred, for what nobody waits for: forgetting, publishing, the end of a night. It has the move finished first, and
//     destroys nothing while that cannot be done.
//   - ends and endNow, for what a person or a mail waits for: a mail that was received, units that are taken back. It
//     never waits for the move, and never fails for it: until it is finished the keys wait on a list.
//   - sweepClaims, every hour, for the keys of old search words and those on the list, which so outlive a kill between
//     the Apply and the end of the key too. It leaves them be while a move is unfinished. The night has it finished for
//     them (endLeft), and so does whatever else calls shred.
//
// Two more destroy keys and need not ask. unmake ends keys that were made here and have sealed nothing. shredAgain ends keys
// that no document names, and the documents here are all that the source had: it leaves alone what waits (dropWaiting).

// endsPrefix begins the claims that list keys whose documents are gone. The rest is the key.
const endsPrefix = "ends/"

// endsChunk is how many documents one Apply deletes that each have a claim and a key of their own.
const endsChunk = maxWrites / 3

// waits says whether keys must live on until a move to here is finished. Once it is finished none comes again.
func (w *work) waits(ctx context.Context) (bool, error) {
	if w.single.Load() {
		return false, nil
	}
	_, unfinished, err := move.Unfinished(ctx, w.st)
	if err == nil && !unfinished {
		w.single.Store(true)
	}
	return unfinished, err
}

// shred destroys keys, after a move to here is finished; ErrUnfinished, and nothing is destroyed, while that cannot be done.
func (w *work) shred(ctx context.Context, keys ...seal.KeyID) error {
	if err := w.alone(ctx); err != nil {
		return err
	}
	return w.keys.Shred(ctx, keys...)
}

// ends lists keys whose documents this Apply deletes. The list tells the month and no more, as all claims do. Call endNow when
// the Apply is stored.
func (t *tx) ends(keys ...seal.KeyID) error {
	for _, k := range keys {
		if err := t.put(&claimRec{base: base{ID: endsPrefix + string(k)}, Ends: k, Until: monthOf(t.at)}); err != nil {
			return err
		}
	}
	return nil
}

// endNow destroys keys that an Apply has listed, unless they have to wait. When it fails they are on the list.
func (w *work) endNow(ctx context.Context, keys ...seal.KeyID) {
	ctx = context.WithoutCancel(ctx)
	waits, err := w.waits(ctx)
	if err == nil && !waits {
		err = w.keys.Shred(ctx, keys...)
	}
	if err != nil {
		w.log.Warn("keys are not destroyed yet; it is tried again every hour", "keys", len(keys), "error", err)
	}
}

// sweepClaims drops the claims that have had their time, and before them destroys the keys that end with them. While a move is
// unfinished those wait, claim and key.
func (w *work) sweepClaims(ctx context.Context) error {
	waits, err := w.waits(ctx)
	if err != nil {
		return err
	}
	var old []*claimRec
	for c, err := range w.overdue(ctx) {
		if err != nil {
			return err
		}
		if waits {
			switch lives, err := w.lives(ctx, c.Ends); {
			case err != nil:
				return err
			case lives:
				continue
			}
		}
		if old = append(old, c); len(old) == maxWrites {
			if err := w.endClaims(ctx, old, waits); err != nil {
				return err
			}
			old = nil
		}
	}
	return w.endClaims(ctx, old, waits)
}

// lives says whether a key is there that is not destroyed yet. "" is none. One that is damaged lives: it can open again, when
// it is mended or a copy is given back, and only the erase list ends that.
func (w *work) lives(ctx context.Context, key seal.KeyID) (bool, error) {
	if key == "" {
		return false, nil
	}
	_, err := w.keys.Seal(ctx, key, endsPrefix, nil)
	switch {
	case errors.Is(err, seal.ErrShredded), errors.Is(err, seal.ErrNoKey):
		return false, nil
	case errors.Is(err, seal.ErrDamaged):
		return true, nil
	}
	return err == nil, err
}

// overdue reads the claims that have had their time.
func (w *work) overdue(ctx context.Context) func(func(*claimRec, error) bool) {
	return func(yield func(*claimRec, error) bool) {
		for d, err := range w.st.Find(ctx, store.Query{Coll: collClaims, Index: "until", To: w.now().Add(time.Millisecond)}) {
			c := &claimRec{}
			if err == nil {
				err = w.codec.decode(ctx, d, c)
			}
			if err != nil {
				yield(nil, fmt.Errorf("find %s: %w", collClaims, err))
				return
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// endClaims drops claims and destroys the keys that end with them. gone says that none of those lives.
func (w *work) endClaims(ctx context.Context, old []*claimRec, gone bool) error {
	var keys []seal.KeyID
	for _, c := range old {
		if c.Ends != "" && !gone {
			keys = append(keys, c.Ends)
		}
	}
	if len(keys) > 0 {
		if err := w.shred(ctx, keys...); err != nil {
			return err
		}
	}
	return w.do(ctx, func(t *tx) error {
		t.drop(asRecords(old)...)
		return nil
	})
}

// endLeft has a move to here finished when keys wait for it, and destroys them. ErrUnfinished when that cannot be done.
func (w *work) endLeft(ctx context.Context) error {
	waits, err := w.waits(ctx)
	if err != nil || !waits {
		return err
	}
	for c, err := range w.overdue(ctx) {
		if err != nil {
			return err
		}
		lives, err := w.lives(ctx, c.Ends)
		if err != nil {
			return err
		}
		if lives {
			return errors.Join(w.alone(ctx), w.sweepClaims(ctx))
		}
	}
	return nil
}

// dropWaiting takes away the listed keys that have to wait, those too that a node listed whose clock is ahead. What is listed
// and has not to wait counts as named by nobody.
func (w *work) dropWaiting(ctx context.Context, keys map[seal.KeyID]struct{}) error {
	waits, err := w.waits(ctx)
	if err != nil || !waits {
		return err
	}
	for d, err := range w.st.Find(ctx, store.Query{Coll: collClaims, Index: store.ByID}) {
		if err != nil {
			return fmt.Errorf("find %s: %w", collClaims, err)
		}
		if key, is := strings.CutPrefix(d.ID, endsPrefix); is {
			delete(keys, seal.KeyID(key))
		}
	}
	return nil
}

// unmake destroys a key that was made here just now and has sealed nothing.
func (w *work) unmake(ctx context.Context, made seal.KeyID) error { return w.keys.Shred(ctx, made) }
