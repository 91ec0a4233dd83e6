package seal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// The sizes of the stock of keys made in advance. A crash leaves at most a stock of keys that nothing is sealed under;
// the next rotation carries them on, and they open nothing.
const (
	firstStock = 256
	fullStock  = 1024
	lowStock   = 256
)

// stock holds keys that are durable and that nobody has taken.
type stock struct {
	mu      sync.Mutex
	ids     []rawID
	filling bool
	closed  bool // no refill begins any more
	refills sync.WaitGroup
}

// close waits for a refill under way.
func (s *stock) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.refills.Wait()
}

// NewKeys gives n new data keys. They are durable already: normally they come from a stock that is filled in the
// background, and nobody waits for the disk. No key is ever given twice, also after a crash.
func (r *Ring) NewKeys(ctx context.Context, n int) ([]KeyID, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	if n < 0 {
		return nil, fmt.Errorf("make keys: a count of %d", n)
	}
	ids, err := r.takeKeys(ctx, n)
	if err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	keys := make([]KeyID, len(ids))
	for i, id := range ids {
		keys[i] = id.String()
	}
	return keys, nil
}

func (r *Ring) takeKeys(ctx context.Context, n int) ([]rawID, error) {
	ids := r.fromStock(n)
	if missing := n - len(ids); missing > 0 {
		made, err := r.grow(ctx, missing+firstStock)
		if err != nil {
			r.intoStock(ids)
			return nil, err
		}
		ids = append(ids, made[:missing]...)
		r.intoStock(made[missing:])
	}
	return ids, nil
}

// fromStock takes up to n keys and has the stock filled when it runs low.
func (r *Ring) fromStock(n int) []rawID {
	if r.isClosed() {
		return nil
	}
	s := &r.stock
	s.mu.Lock()
	defer s.mu.Unlock()
	n = min(n, len(s.ids))
	ids := slices.Clone(s.ids[:n])
	s.ids = s.ids[n:]
	if n > 0 && len(s.ids) < lowStock && !s.filling && !s.closed {
		s.filling = true
		s.refills.Go(r.refill)
	}
	return ids
}

func (r *Ring) intoStock(ids []rawID) {
	r.stock.mu.Lock()
	defer r.stock.mu.Unlock()
	r.stock.ids = append(r.stock.ids, ids...)
}

// refill makes a stock. An error is left to the next caller, who will meet it too.
func (r *Ring) refill() {
	made, err := r.grow(context.Background(), fullStock)
	r.stock.mu.Lock()
	defer r.stock.mu.Unlock()
	r.stock.filling = false
	if err == nil {
		r.stock.ids = append(r.stock.ids, made...)
	}
}

// grow makes n keys and waits until they are durable.
func (r *Ring) grow(ctx context.Context, n int) ([]rawID, error) {
	r.change.Lock()
	defer r.change.Unlock()
	if err := r.ready(ctx); err != nil {
		return nil, err
	}
	ids, slots, err := r.makeKeys(n)
	if err != nil {
		return nil, err
	}
	first := r.file.slots
	if err := r.file.extend(slots); err != nil {
		return nil, fmt.Errorf("write new keys: %w", r.fail(err))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, id := range ids {
		r.alive[id] = first + uint32(i)
	}
	return ids, nil
}

// makeKeys makes keys, wrapped in slots.
func (r *Ring) makeKeys(n int) ([]rawID, []byte, error) {
	ids := make([]rawID, n)
	slots := make([]byte, n*slotSize)
	var b [idSize + keySize]byte
	defer clear(b[:])
	for i := range ids {
		if _, err := io.ReadFull(r.rand, b[:]); err != nil {
			return nil, nil, err
		}
		ids[i] = rawID(b[:idSize])
		if r.known(ids[i]) {
			return nil, nil, errors.New("the source of randomness repeats itself")
		}
		var s slot
		r.file.epoch.fill(&s, ids[i], b[idSize:])
		copy(slots[i*slotSize:], s[:])
	}
	return ids, slots, nil
}

func (r *Ring) known(id rawID) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, alive := r.alive[id]
	_, gone := r.erased[id]
	_, bad := r.damaged[id]
	return alive || gone || bad
}

// giveBack overwrites the keys in stock, and cuts them off where they are the end of the file. They were never used, so
// they go on no list.
func (r *Ring) giveBack() error {
	r.stock.mu.Lock()
	ids := r.stock.ids
	r.stock.ids = nil
	r.stock.mu.Unlock()
	if len(ids) == 0 || r.broken != nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	slots := make([]uint32, len(ids))
	for i, id := range ids {
		slots[i] = r.alive[id]
		delete(r.alive, id)
	}
	if err := r.file.wipe(slots); err != nil {
		return fmt.Errorf("overwrite keys in stock: %w", err)
	}
	slices.Sort(slots)
	for len(slots) > 0 && slots[len(slots)-1] == r.file.slots-1 {
		slots = slots[:len(slots)-1]
		r.file.slots--
	}
	return r.file.f.Truncate(slotAt(r.file.slots))
}
