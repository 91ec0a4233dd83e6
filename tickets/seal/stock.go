package seal

import (
	"context"
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

// close waits for a refill under way, and gives what is left.
func (s *stock) close() []rawID {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.refills.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := s.ids
	s.ids = nil
	return ids
}

// empty drops what is in stock, and waits for a refill under way before. Nobody may take keys meanwhile.
func (s *stock) empty() {
	s.refills.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids = nil
}

func (s *stock) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.ids)
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
	end, err := r.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	keys, err := makeKeys(r.rand, n)
	if err != nil {
		return nil, err
	}
	defer wipeKeys(keys)
	if err := r.vault.put(ctx, keys); err != nil {
		return nil, fmt.Errorf("write new keys: %w", err)
	}
	ids := make([]rawID, n)
	for i, k := range keys {
		ids[i] = k.id
	}
	return ids, nil
}

func makeKeys(rand io.Reader, n int) ([]dataKey, error) {
	keys := make([]dataKey, n)
	bytes := make([]byte, n*keySize)
	seen := make(map[rawID]struct{}, n)
	for i := range keys {
		var id rawID
		key := bytes[i*keySize:][:keySize:keySize]
		_, err := io.ReadFull(rand, id[:])
		if err == nil {
			_, err = io.ReadFull(rand, key)
		}
		if err != nil {
			clear(bytes)
			return nil, err
		}
		if _, twice := seen[id]; twice || id == (rawID{}) {
			clear(bytes)
			return nil, errRepeats
		}
		seen[id] = struct{}{}
		keys[i] = dataKey{id, key}
	}
	return keys, nil
}
