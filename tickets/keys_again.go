package tickets

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// shredAgain shreds every living key that no document names. It is for an older copy of the key store that was given back:
// the keys that were shredded since then live in it, and their documents are gone. Keys that were made in advance and
// never used go too. It says whether it could be done, and how many keys went; no key may be missing, and nothing may have
// been served yet.
//
// A key that somebody has in hand and will name in a document later must not be among them, however long they take. So the
// living keys are listed first. Then it is made sure that nobody can store anything any more who had the store open by then:
// where this process is not alone, by taking the store. Only then the documents are read. Whoever has a listed key in hand
// took it with the store open, see Options, and is kept out; so one that no document names is named by none, ever.
//
// Of several nodes that start at once the first to end puts it right for all. Another looks at the key store once more just
// before it takes the store: it is errRighted then, nothing is destroyed, and the first is not thrown out.
//
// A program that does not know of all that names keys must not come here. It does not: see keyNames.
//
// How long the list of shredded keys will be is noted before the first goes. Whoever is killed leaves it shorter than that,
// and the next start begins anew.
func (w *work) shredAgain(ctx context.Context, alone bool) (n int, done bool, err error) {
	taker, can := w.st.(store.Taker)
	if !alone && !can {
		return 0, false, nil
	}
	left, err := w.keys.Living(ctx)
	if err != nil {
		return 0, false, err
	}
	noted, m, err := w.keysMark(ctx)
	if err == nil && noted.Shredded <= m.Shredded {
		err = errRighted
	}
	if err == nil && !alone {
		err = taker.Take(ctx)
	}
	if err == nil {
		err = w.dropNamed(ctx, left)
	}
	if err != nil {
		return 0, false, err
	}
	ids := slices.Collect(maps.Keys(left))
	m.Shredded = max(noted.Shredded, m.Shredded+int64(len(ids)))
	if err := w.noteAgain(ctx, m, len(ids)); err != nil {
		return 0, false, err
	}
	if err := w.keys.Shred(ctx, ids...); err != nil {
		return 0, false, err
	}
	return len(ids), true, w.keys.Raise(ctx, m)
}

// errRighted says that the list of shredded keys is as long as is noted.
var errRighted = errors.New("the key store was put right meanwhile")

// dropNamed takes away the keys that documents name, and those that wait for a move to be finished. A store that is damaged
// may show fewer documents than it has: then nothing may follow from it.
func (w *work) dropNamed(ctx context.Context, keys map[seal.KeyID]struct{}) error {
	if v, ok := w.st.(store.Verifier); ok {
		if err := v.Verify(ctx); err != nil {
			return fmt.Errorf("before keys that no document names are destroyed: %w", err)
		}
	}
	for _, c := range Collections() {
		for named, err := range namedIn(ctx, w.st, store.Query{Coll: c.Name, Index: store.ByID}) {
			if err != nil {
				return err
			}
			for _, key := range named {
				delete(keys, key)
			}
		}
	}
	return w.dropWaiting(ctx, keys)
}

// noteAgain notes how far the key store will have come when n keys are shredded again.
func (w *work) noteAgain(ctx context.Context, m seal.Mark, n int) error {
	return w.do(ctx, func(t *tx) error {
		r, err := get[keysRec](t, w, keysID)
		if err != nil {
			return err
		}
		r.Shredded, r.Again, r.AgainAt = max(r.Shredded, m.Shredded), int64(n), t.at
		return t.put(r)
	})
}
