package tickets

import (
	"context"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

// keysRec notes which key store the documents belong to, and how far it had come. Whoever gives back an older copy of
// it, or another's, is found out before anything is served, without a look at every document. What holds then:
//
//   - If a document lacks its key, or the key store is another's, the desk is not opened and nothing is changed.
//   - If none does and the list of shredded keys is shorter than noted, every living key that no document names is shredded
//     before anything is served, see shredAgain: nobody who was forgotten since the copy can be read, from whatever copy of
//     the documents.
//   - The note is as old as the documents that it stands beside. With the newest keys, older documents show nobody who was
//     forgotten. With keys that are older still, whoever was forgotten before the copy of the documents stays forgotten;
//     whoever was later is back, with documents and keys, and nothing tells it. They are as due as they were then: the
//     next night forgets them again.
//
// What is noted is not ahead of the key store, unless shredAgain was cut short. The key of a ticket is noted in the Apply
// that deletes its head; on a server, where counting takes time, at the end of the night, as those of customers are
// everywhere. Those of mails that were received, and what a night that was cut short left, are noted within an hour.
type keysRec struct {
	base
	Store    string `bson:"store" class:"keep" clear:"name of the key store; it is read before any key is trusted"`
	Batch    int64  `bson:"batch" class:"keep" clear:"the newest batch of keys that a document may name; only rises"`
	Shredded int64  `bson:"shredded" class:"keep" clear:"how many keys were destroyed when last counted; only rises"`

	Again   int64     `bson:"again" class:"keep" clear:"how many keys were destroyed again when an older copy was given back"`
	AgainAt time.Time `bson:"againAt" class:"keep" clear:"when that was"`
}

func (*keysRec) coll() string { return collKeyStore }

const keysID = "keys"

// keysServed says whether the keys of an installation are in the key store. It has something on its erase list then, see
// keepServed; a first start that was cut short, however often, leaves living keys alone.
func (w *work) keysServed(ctx context.Context) (bool, error) {
	m, err := w.keys.Mark(ctx)
	if err != nil {
		return false, fmt.Errorf("look at the key store: %w", err)
	}
	return m.Shredded > 0, nil
}

// keepServed marks a key store as an installation's, by an entry on its erase list that names no key: an entry never goes, and
// comes along with every copy and move. No other installation takes the store then: each would destroy the keys of the
// other, see shredAgain.
func (w *work) keepServed(ctx context.Context, m seal.Mark) error {
	if m.Shredded > 0 {
		return nil
	}
	return w.keys.Raise(ctx, seal.Mark{Shredded: 1})
}

// newKeys takes keys that are durable already. The batch that they are of is noted beside the documents before any
// document names them: once for some hundred keys.
func (w *work) newKeys(ctx context.Context, n int) ([]seal.KeyID, error) {
	ks, err := w.keys.NewKeys(ctx, n)
	if err != nil {
		return nil, err
	}
	batch := w.keys.Batch()
	if batch <= w.noted.Load() {
		return ks, nil
	}
	if err := w.noteKeys(ctx, seal.Mark{Store: w.keys.Name(), Batch: batch}); err != nil {
		return nil, err
	}
	return ks, nil
}

// noteKeys notes how far the key store has come. What is noted never falls.
func (w *work) noteKeys(ctx context.Context, m seal.Mark) error {
	var noted int64
	err := w.do(ctx, func(t *tx) error {
		r, err := maybe[keysRec](t, w, keysID)
		if err != nil {
			return err
		}
		if r == nil {
			r = &keysRec{base: base{ID: keysID}}
		}
		was := *r
		r.Store, r.Batch, r.Shredded = m.Store, max(r.Batch, m.Batch), max(r.Shredded, m.Shredded)
		if noted = r.Batch; *r == was {
			return nil
		}
		return t.put(r)
	})
	if err != nil {
		return fmt.Errorf("note the batch of keys: %w", err)
	}
	for old := w.noted.Load(); old < noted && !w.noted.CompareAndSwap(old, noted); old = w.noted.Load() {
	}
	return nil
}

// noteShredded notes how many keys are shredded by now. It is called at the end of what shreds, once for however many.
func (w *work) noteShredded(ctx context.Context) error {
	m, err := w.keys.Mark(ctx)
	if err != nil {
		return fmt.Errorf("look at the key store: %w", err)
	}
	return w.noteKeys(ctx, m)
}

// noteShredded adds to an Apply how many keys are shredded by now, where that is known without asking a server: then what
// is deleted and what is noted are never apart.
func (t *tx) noteShredded() error {
	n, ok := t.w.keys.Shredded()
	if !ok {
		return nil
	}
	r, err := maybe[keysRec](t, t.w, keysID)
	if err != nil || r == nil || n <= r.Shredded {
		return err
	}
	r.Shredded = n
	return t.put(r)
}
