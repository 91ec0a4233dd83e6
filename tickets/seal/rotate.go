package seal

import (
	"context"
	"fmt"
	"time"
)

// Rotate wraps every living key under a fresh epoch key, and destroys the retired epoch keys that have reached
// AgeLimit. Keys, and what is sealed under them, stay as they are; sealing, opening and NewKeys from the stock go on
// meanwhile. It never brings a key back that is shredded meanwhile. Cut short, it leaves the living keys as they are,
// and the next one, or Expire, finishes it. In a folder Shred waits for it, the empty slots that shredding leaves are
// dropped, and the slots come into a random order, which no longer tells when a key was made.
func (r *Ring) Rotate(ctx context.Context) error {
	end, err := r.begin(ctx)
	if err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	defer end()
	if err := r.vault.rotate(ctx); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	return nil
}

// Expire destroys the retired epoch keys that have reached AgeLimit, and says how many. Call it daily.
func (r *Ring) Expire(ctx context.Context) (int, error) {
	end, err := r.begin(ctx)
	if err != nil {
		return 0, fmt.Errorf("expire epochs: %w", err)
	}
	defer end()
	n, err := r.vault.expire(ctx)
	if err != nil {
		return 0, fmt.Errorf("expire epochs: %w", err)
	}
	return n, nil
}

// over says whether a retired epoch key has to be destroyed by now.
func (e epoch) over(now time.Time) bool { return !e.Retired.IsZero() && !now.Before(e.due()) }
