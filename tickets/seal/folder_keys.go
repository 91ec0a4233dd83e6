package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
)

func (v *folder) read(ctx context.Context, id rawID) ([]byte, error) {
	key, err := v.readSlot(id)
	if !errors.Is(err, ErrNoKey) && !errors.Is(err, ErrDamaged) {
		return key, err
	}
	if found, e := v.search(ctx, []rawID{id}); e != nil || !found {
		return nil, errors.Join(err, e)
	}
	return v.readSlot(id)
}

func (v *folder) readSlot(id rawID) ([]byte, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.ended != nil {
		return nil, v.ended
	}
	if n, ok := v.alive[id]; ok {
		return v.file.read(n, id)
	}
	if _, ok := v.erased[id]; ok {
		return nil, ErrShredded
	}
	if _, ok := v.damaged[id]; ok {
		return nil, ErrDamaged
	}
	return nil, ErrNoKey
}

func (v *folder) known(id rawID) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	_, alive := v.alive[id]
	_, gone := v.erased[id]
	_, bad := v.damaged[id]
	return alive || gone || bad
}

func (v *folder) put(ctx context.Context, keys []dataKey) error {
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.ready(ctx); err != nil {
		return err
	}
	b := make([]byte, 0, len(keys)*slotSize)
	for _, k := range keys {
		if v.known(k.id) {
			return errRepeats
		}
		var s slot
		v.file.epoch.fill(&s, k.id, k.key)
		b = append(b, s[:]...)
	}
	first, err := v.file.extend(b, v.file.batch+1)
	if err != nil {
		return v.fail(err)
	}
	v.batches.Store(v.file.batch)
	v.mu.Lock()
	defer v.mu.Unlock()
	for i, k := range keys {
		v.alive[k.id] = first + uint32(i)
	}
	return nil
}

// giveBack overwrites keys, and cuts them off where they are the end of the file.
func (v *folder) giveBack(_ context.Context, ids []rawID) error {
	v.change.Lock()
	defer v.change.Unlock()
	if len(ids) == 0 || v.broken != nil {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	slots := make([]uint32, len(ids))
	for i, id := range ids {
		slots[i] = v.alive[id]
		delete(v.alive, id)
	}
	if err := v.file.wipe(slots); err != nil {
		return fmt.Errorf("overwrite keys in stock: %w", err)
	}
	slices.Sort(slots)
	for len(slots) > 0 && slots[len(slots)-1] == v.file.slots-1 {
		slots = slots[:len(slots)-1]
		v.file.slots--
	}
	return v.file.f.Truncate(slotAt(v.file.slots))
}

func (v *folder) missing(ctx context.Context, ids []rawID) (map[rawID]struct{}, error) {
	if _, err := v.search(ctx, ids); err != nil {
		return nil, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.ended != nil {
		return nil, v.ended
	}
	out := map[rawID]struct{}{}
	for _, id := range ids {
		_, alive := v.alive[id]
		_, gone := v.erased[id]
		if !alive && !gone {
			out[id] = struct{}{}
		}
	}
	return out, nil
}

func (v *folder) batch() int64 { return v.batches.Load() }

func (v *folder) erasures() (int64, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return int64(len(v.erased)), v.ended == nil
}

func (v *folder) mark(ctx context.Context) (Mark, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.ended != nil {
		return Mark{}, v.ended
	}
	return Mark{Batch: v.batches.Load(), Shredded: int64(len(v.erased)), Damaged: v.badList + v.hurt()}, ctx.Err()
}

func (v *folder) raise(ctx context.Context, n int64) error {
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.ready(ctx); err != nil || n <= v.file.batch {
		return err
	}
	if _, err := v.file.extend(nil, n); err != nil {
		return v.fail(err)
	}
	v.batches.Store(n)
	return nil
}

func (v *folder) living(ctx context.Context) iter.Seq2[[]dataKey, error] {
	return func(yield func([]dataKey, error) bool) {
		v.mu.RLock()
		ids := slices.AppendSeq(slices.Collect(maps.Keys(v.alive)), maps.Keys(v.damaged))
		v.mu.RUnlock()
		slices.SortFunc(ids, func(a, b rawID) int { return bytes.Compare(a[:], b[:]) })
		ids = slices.Compact(ids)
		for part := range slices.Chunk(ids, scanBatch) {
			keys, err := v.some(ctx, part)
			more := yield(keys, err)
			wipeKeys(keys)
			if err != nil || !more {
				return
			}
		}
	}
}

// some reads those of the keys that are still there.
func (v *folder) some(ctx context.Context, ids []rawID) ([]dataKey, error) {
	keys := make([]dataKey, 0, len(ids))
	for _, id := range ids {
		key, err := v.readSlot(id)
		switch {
		case errors.Is(err, ErrNoKey), errors.Is(err, ErrShredded):
		case errors.Is(err, ErrDamaged):
			keys = append(keys, dataKey{id: id})
		case err != nil:
			return keys, err
		default:
			keys = append(keys, dataKey{id, key})
		}
	}
	return keys, ctx.Err()
}

func (v *folder) shredded(ctx context.Context) iter.Seq2[[]rawID, error] {
	return func(yield func([]rawID, error) bool) {
		v.mu.RLock()
		ids, ended := slices.Collect(maps.Keys(v.erased)), v.ended
		v.mu.RUnlock()
		if ended != nil {
			yield(nil, ended)
			return
		}
		for part := range slices.Chunk(ids, scanBatch) {
			if err := ctx.Err(); !yield(part, err) || err != nil {
				return
			}
		}
	}
}
