package seal

import (
	"context"
	"fmt"
)

func (v *folder) shred(ctx context.Context, ids []rawID, gone func()) error {
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.ready(ctx); err != nil {
		return err
	}
	fresh := v.notErased(ids)
	if _, err := v.find(fresh); err != nil {
		return err
	}
	if len(fresh) > 0 {
		if err := v.list.add(fresh); err != nil {
			return fmt.Errorf("add to the erase list: %w", v.fail(err))
		}
		v.forget(fresh)
	}
	gone()
	if err := v.wipe(); err != nil {
		return v.fail(err)
	}
	return nil
}

// notErased drops what is on the erase list already, and doubles.
func (v *folder) notErased(ids []rawID) []rawID {
	v.mu.RLock()
	defer v.mu.RUnlock()
	seen := make(map[rawID]struct{}, len(ids))
	var fresh []rawID
	for _, id := range ids {
		_, gone := v.erased[id]
		if _, twice := seen[id]; gone || twice {
			continue
		}
		seen[id] = struct{}{}
		fresh = append(fresh, id)
	}
	return fresh
}

// forget makes keys unreachable in memory. Their slots are still to be overwritten.
func (v *folder) forget(ids []rawID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, id := range ids {
		if n, ok := v.alive[id]; ok {
			v.unwiped[id] = append(v.unwiped[id], n)
			delete(v.alive, id)
		}
		if at, ok := v.damaged[id]; ok {
			v.unwiped[id] = append(v.unwiped[id], at...)
			delete(v.damaged, id)
		}
		v.erased[id] = struct{}{}
	}
}

// wipe overwrites the slots of shredded keys.
func (v *folder) wipe() error {
	if len(v.unwiped) == 0 {
		return nil
	}
	var slots []uint32
	for _, at := range v.unwiped {
		slots = append(slots, at...)
	}
	if err := v.file.wipe(slots); err != nil {
		return fmt.Errorf("overwrite wrapped keys: %w", err)
	}
	clear(v.unwiped)
	return nil
}
