package seal

import (
	"context"
	"fmt"
)

// Shred destroys keys, for good. When it returns nil, their ids are on the erase list, no byte of the wrapped keys is
// left in any file of the folder, no opened key is cached, all of it durable; streams under them have stopped. A batch
// of any size costs two waits for the disk.
//
// Shredding twice is nothing new; an id that is not in the store is put on the erase list all the same, so that a
// restored copy cannot bring it back. After an error some or all may be shredded: call it again with the same ids. A
// malformed id is ErrBadID, and nothing is shredded.
func (r *Ring) Shred(ctx context.Context, ids ...KeyID) error {
	raws, err := rawIDs(ids)
	if err != nil {
		return fmt.Errorf("shred: %w", err)
	}
	r.change.Lock()
	defer r.change.Unlock()
	if err := r.ready(ctx); err != nil {
		return fmt.Errorf("shred: %w", err)
	}
	fresh := r.notErased(raws)
	if len(fresh) > 0 {
		if err := r.list.add(fresh); err != nil {
			return fmt.Errorf("shred: add to the erase list: %w", r.fail(err))
		}
		r.forget(fresh)
	}
	if err := r.wipe(); err != nil {
		return fmt.Errorf("shred: %w", r.fail(err))
	}
	return nil
}

// notErased drops what is on the erase list already, and doubles.
func (r *Ring) notErased(ids []rawID) []rawID {
	r.mu.RLock()
	defer r.mu.RUnlock()
	seen := make(map[rawID]struct{}, len(ids))
	var fresh []rawID
	for _, id := range ids {
		_, gone := r.erased[id]
		if _, twice := seen[id]; gone || twice {
			continue
		}
		seen[id] = struct{}{}
		fresh = append(fresh, id)
	}
	return fresh
}

// forget makes keys unreachable in memory. Their slots are still to be overwritten.
func (r *Ring) forget(ids []rawID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if n, ok := r.alive[id]; ok {
			r.unwiped[id] = append(r.unwiped[id], n)
			delete(r.alive, id)
		}
		if at, ok := r.damaged[id]; ok {
			r.unwiped[id] = append(r.unwiped[id], at...)
			delete(r.damaged, id)
		}
		r.erased[id] = struct{}{}
	}
	r.cache.drop(ids...)
}

// wipe overwrites the slots of shredded keys.
func (r *Ring) wipe() error {
	if len(r.unwiped) == 0 {
		return nil
	}
	var slots []uint32
	for _, at := range r.unwiped {
		slots = append(slots, at...)
	}
	if err := r.file.wipe(slots); err != nil {
		return fmt.Errorf("overwrite wrapped keys: %w", err)
	}
	clear(r.unwiped)
	return nil
}
