package seal

import (
	"context"
	"errors"
	"fmt"
)

// ErrSame says that two key stores are in truth one, which is reached under two names.
var ErrSame = errors.New("both key stores are one")

// Apart says ErrSame when two open key stores are in truth one: then what is destroyed in the one is gone from the other.
// A key is made in the one, looked for in the other, and given back.
func Apart(ctx context.Context, one, other *Ring) error {
	if err := apart(ctx, one, other); err != nil {
		return fmt.Errorf("tell two key stores apart: %w", err)
	}
	return nil
}

func apart(ctx context.Context, one, other *Ring) (err error) {
	if one == other {
		return ErrSame
	}
	for _, r := range []*Ring{one, other} {
		end, err := r.begin(ctx)
		if err != nil {
			return err
		}
		defer end()
	}
	keys, err := makeKeys(one.rand, 1)
	if err != nil {
		return err
	}
	defer wipeKeys(keys)
	ids := []rawID{keys[0].id}
	if err := one.vault.put(ctx, keys); err != nil {
		return err
	}
	missing, err := other.vault.missing(ctx, ids)
	if err = errors.Join(err, one.vault.giveBack(ctx, ids)); err != nil {
		return err
	}
	if _, is := missing[ids[0]]; !is {
		return ErrSame
	}
	return nil
}
