package seal

import (
	"context"
	"fmt"
	"io"
)

// Living gives the ids of all living keys. Those in stock are among them, and are given to nobody any more: so that who
// knows which keys are needed can shred the others. NewKeys must not be called meanwhile.
func (r *Ring) Living(ctx context.Context) (map[KeyID]struct{}, error) {
	end, err := r.begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the living keys: %w", err)
	}
	defer end()
	r.stock.empty()
	ids := map[KeyID]struct{}{}
	for keys, err := range r.vault.living(ctx) {
		if err != nil {
			return nil, fmt.Errorf("list the living keys: %w", err)
		}
		for _, k := range keys {
			ids[k.id.String()] = struct{}{}
		}
	}
	return ids, nil
}

// Raise lets the key store come at least as far as m, in batches and in ids on the erase list: after an older copy was given
// back and put right. The ids that are added are random and name no key.
func (r *Ring) Raise(ctx context.Context, m Mark) error {
	end, err := r.begin(ctx)
	if err != nil {
		return fmt.Errorf("raise the mark of the key store: %w", err)
	}
	defer end()
	err = r.vault.raise(ctx, m.Batch)
	if err == nil {
		err = r.lengthen(ctx, m.Shredded)
	}
	if err != nil {
		return fmt.Errorf("raise the mark of the key store: %w", err)
	}
	return nil
}

// lengthen makes the erase list at least n ids long.
func (r *Ring) lengthen(ctx context.Context, n int64) error {
	if n == 0 {
		return nil
	}
	m, err := r.vault.mark(ctx)
	if err != nil {
		return err
	}
	for have := m.Shredded; have < n; {
		ids := make([]rawID, min(n-have, scanBatch))
		for i := range ids {
			if _, err := io.ReadFull(r.rand, ids[i][:]); err != nil {
				return err
			}
		}
		if err := r.vault.shred(ctx, ids, func() {}); err != nil {
			return err
		}
		have += int64(len(ids))
	}
	return nil
}
