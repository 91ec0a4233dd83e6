package seal

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
)

// ErrUnlike says that two key stores do not hold the same.
var ErrUnlike = errors.New("the key stores do not hold the same")

// Copy carries all living keys and the erase list of one key store to its twin (Options.Twin): the same ids and keys,
// wrapped anew. What was carried before is not carried again, and what was shredded since then is shredded there too; so it
// may be cut short and called again at any time. When it returns nil, every living key of the one opens to the same
// bytes in the other, and the erase lists are equal; keys that the other has made for itself stay. progress, which may
// be nil, is told of carried and compared entries.
//
// Damaged keys are not carried. They are ErrDamaged, with their number, when all others are. ErrUnlike if the other
// has shredded keys that the one has not, or has other bytes under an id: it was in use already.
func Copy(ctx context.Context, from, to *Ring, progress func(done, total int)) error {
	if err := copyRing(ctx, from, to, progress); err != nil {
		return fmt.Errorf("copy the key store: %w", err)
	}
	return nil
}

func copyRing(ctx context.Context, from, to *Ring, progress func(done, total int)) error {
	if subtle.ConstantTimeCompare(from.tags.secret, to.tags.secret) != 1 {
		return ErrNoTwin
	}
	for _, r := range []*Ring{from, to} {
		end, err := r.begin(ctx)
		if err != nil {
			return err
		}
		defer end()
	}
	s, err := from.vault.status(ctx)
	if err != nil {
		return err
	}
	c := &copying{from: from.vault, to: to.vault, forget: to.cache.drop, told: progress, total: 2 * (s.Alive + s.Shredded)}
	c.tell(0)
	for _, step := range []func(context.Context) error{c.erased, c.living, c.sameErased, c.sameLiving, c.batch} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if c.damaged > 0 {
		return fmt.Errorf("%w: %d keys, which were not carried", ErrDamaged, c.damaged)
	}
	return nil
}

// copying is one run of Copy.
type copying struct {
	from, to    vault
	forget      func(...rawID)
	told        func(done, total int)
	done, total int
	damaged     int
}

func (c *copying) tell(n int) {
	c.done += n
	c.total = max(c.total, c.done)
	if c.told != nil {
		c.told(c.done, c.total)
	}
}

// erased carries the erase list: what is on it can then not be carried any more.
func (c *copying) erased(ctx context.Context) error {
	for ids, err := range c.from.shredded(ctx) {
		if err != nil {
			return err
		}
		if err := c.to.shred(ctx, ids, func() { c.forget(ids...) }); err != nil {
			return err
		}
		c.tell(len(ids))
	}
	return nil
}

// living carries the keys that the other does not have.
func (c *copying) living(ctx context.Context) error {
	for keys, err := range c.from.living(ctx) {
		if err != nil {
			return err
		}
		ids := make([]rawID, len(keys))
		for i, k := range keys {
			ids[i] = k.id
		}
		missing, err := c.to.missing(ctx, ids)
		if err != nil {
			return err
		}
		var fresh []dataKey
		for _, k := range keys {
			if _, is := missing[k.id]; is && k.key != nil {
				fresh = append(fresh, k)
			}
		}
		if len(fresh) > 0 {
			if err := c.to.put(ctx, fresh); err != nil {
				return err
			}
		}
		c.tell(len(keys))
	}
	return nil
}

// sameErased compares the erase lists. The one may have grown meanwhile.
func (c *copying) sameErased(ctx context.Context) error {
	for {
		n, err := c.eraseAgain(ctx)
		if err != nil {
			return err
		}
		one, err := c.from.mark(ctx)
		if err != nil {
			return err
		}
		other, err := c.to.mark(ctx)
		if err != nil {
			return err
		}
		switch {
		case one.Shredded != n: // it grew
		case other.Shredded == n:
			c.tell(int(n))
			return nil
		default:
			return fmt.Errorf("%w: %d keys are shredded here, %d there", ErrUnlike, n, other.Shredded)
		}
	}
}

// eraseAgain carries the erase list once more, and counts it.
func (c *copying) eraseAgain(ctx context.Context) (n int64, err error) {
	for ids, err := range c.from.shredded(ctx) {
		if err != nil {
			return 0, err
		}
		if err := c.to.shred(ctx, ids, func() { c.forget(ids...) }); err != nil {
			return 0, err
		}
		n += int64(len(ids))
	}
	return n, nil
}

// sameLiving opens every living key on both sides.
func (c *copying) sameLiving(ctx context.Context) error {
	c.damaged = 0
	for keys, err := range c.from.living(ctx) {
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.key == nil {
				c.damaged++
				continue
			}
			if err := c.same(ctx, k); err != nil {
				return err
			}
		}
		c.tell(len(keys))
	}
	return nil
}

func (c *copying) same(ctx context.Context, k dataKey) error {
	there, err := c.to.read(ctx, k.id)
	if err == nil && subtle.ConstantTimeCompare(there, k.key) == 1 {
		clear(there)
		return nil
	}
	if _, gone := c.from.read(ctx, k.id); errors.Is(gone, ErrShredded) {
		return nil // meanwhile
	}
	if err != nil && !errors.Is(err, ErrShredded) && !errors.Is(err, ErrNoKey) && !errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: the key %s: %w", ErrUnlike, k.id.String(), errors.Join(err))
}

// batch carries how far the one has come.
func (c *copying) batch(ctx context.Context) error {
	m, err := c.from.mark(ctx)
	if err != nil {
		return err
	}
	return c.to.raise(ctx, m.Batch)
}
