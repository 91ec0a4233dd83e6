package seal

import (
	"context"
	"fmt"
)

// Destroy destroys every key and every epoch key of the store, for good, whatever is sealed under them: they are
// overwritten and removed, the erase list with them. A mark is left: Open says ErrDestroyed from then on, and makes no
// new store in the place. Cut short, it is finished by the next Destroy or Open. Every other call fails with
// ErrDestroyed; other nodes on the same server may use an opened key that they have for 30 s. The Ring is still to be closed.
func (r *Ring) Destroy(ctx context.Context) error {
	end, err := r.begin(ctx)
	if err != nil {
		return fmt.Errorf("destroy the key store: %w", err)
	}
	defer end()
	err = r.vault.destroy(ctx)
	r.cache.drop()
	if err != nil {
		return fmt.Errorf("destroy the key store: %w", err)
	}
	return nil
}
