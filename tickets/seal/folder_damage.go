package seal

import (
	"context"
	"fmt"
	"slices"
)

// search looks for keys in damaged slots, and says whether it found any. A slot of which only the id or the checksum is
// damaged opens under the id that is asked for, and under no other: it is written anew and the key is back. A slot that
// opens under no id that anybody names stays until discard.
func (v *folder) search(ctx context.Context, ids []rawID) (bool, error) {
	v.mu.RLock()
	whole := len(v.damaged) == 0
	v.mu.RUnlock()
	if whole {
		return false, nil
	}
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.ready(ctx); err != nil {
		return false, err
	}
	return v.find(ids)
}

// find is search for who holds change.
func (v *folder) find(ids []rawID) (found bool, err error) {
	var epochs []*openedEpoch
	for _, id := range ids {
		_, alive := v.alive[id]
		_, gone := v.erased[id]
		if len(v.damaged) == 0 || alive || gone {
			continue
		}
		if epochs == nil {
			epochs = v.openEpochs()
		}
		one, err := v.findOne(id, epochs)
		if err != nil {
			return found, fmt.Errorf("mend a damaged key: %w", v.fail(err))
		}
		found = found || one
	}
	return found, nil
}

// openEpochs opens the current epoch and all others that can be: a rotation carries damaged slots as they are.
func (v *folder) openEpochs() []*openedEpoch {
	epochs := []*openedEpoch{v.file.epoch}
	for _, e := range v.epochs {
		if o, err := e.open(v.master); err == nil && e.Number != v.file.epoch.number {
			epochs = append(epochs, o)
		}
	}
	return epochs
}

func (v *folder) findOne(id rawID, epochs []*openedEpoch) (bool, error) {
	for as, at := range v.damaged {
		for _, n := range at {
			var s slot
			if _, err := v.file.f.ReadAt(s[:], slotAt(n)); err != nil {
				return false, err
			}
			copy(s[:], id[:])
			for _, e := range epochs {
				if key, err := e.key(&s, nil); err == nil {
					return true, v.mend(as, id, n, key)
				}
			}
		}
	}
	return false, nil
}

// mend writes a key anew into its slot, which was taken for that of as.
func (v *folder) mend(as, id rawID, n uint32, key []byte) error {
	defer clear(key)
	var s slot
	v.file.epoch.fill(&s, id, key)
	if _, err := v.file.f.WriteAt(s[:], slotAt(n)); err != nil {
		return err
	}
	if err := settle(v.file.f); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.damaged[as] = slices.DeleteFunc(v.damaged[as], func(m uint32) bool { return m == n })
	if len(v.damaged[as]) == 0 {
		delete(v.damaged, as)
	}
	v.alive[id] = n
	return nil
}

// discard overwrites damaged slots, and writes the erase list anew without what cannot be read of it.
func (v *folder) discard(ctx context.Context) (int, error) {
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.ready(ctx); err != nil {
		return 0, err
	}
	n := v.hurt() + v.badList
	for id, at := range v.damaged {
		v.unwiped[id] = append(v.unwiped[id], at...)
	}
	if err := v.wipe(); err != nil {
		return 0, v.fail(err)
	}
	v.mu.Lock()
	clear(v.damaged)
	v.mu.Unlock()
	if v.badList == 0 {
		return n, nil
	}
	if err := v.rewriteList(); err != nil {
		return 0, v.fail(err)
	}
	return n, nil
}

func (v *folder) rewriteList() error {
	b := []byte(erasedMagic)
	for id := range v.erased {
		e := newErasedEntry(id)
		b = append(b, e[:]...)
	}
	if err := replaceFile(v.dir, erasedName, b); err != nil {
		return err
	}
	list, found, err := openErased(v.dir)
	if err != nil {
		return err
	}
	err = v.list.f.Close()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.list, v.erased, v.badList = list, found.ids, found.damaged
	return err
}
