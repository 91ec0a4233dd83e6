package seal

import (
	"context"
	"fmt"
)

// Shred destroys keys, for good. When it returns nil, their ids are durable on the erase list, the wrapped keys are
// overwritten, no opened key is cached here, streams under them have stopped. Other nodes on the same server may use an
// opened key that they have for 30 s. In a folder no byte of the wrapped keys is left in any file; on a server its own
// journals may hold them until it re-uses the room, see server. A batch of any size costs as many waits as one key.
//
// Shredding twice is nothing new; an id that is not in the store is put on the erase list all the same, so that a
// restored copy cannot bring it back. After an error some or all may be shredded: call it again with the same ids. A
// malformed id is ErrBadID, and nothing is shredded.
func (r *Ring) Shred(ctx context.Context, ids ...KeyID) error {
	raws, err := rawIDs(ids)
	if err != nil {
		return fmt.Errorf("shred: %w", err)
	}
	end, err := r.begin(ctx)
	if err != nil {
		return fmt.Errorf("shred: %w", err)
	}
	defer end()
	if len(raws) == 0 {
		return nil
	}
	if err := r.vault.shred(ctx, raws, func() { r.cache.drop(raws...) }); err != nil {
		return fmt.Errorf("shred: %w", err)
	}
	return nil
}
