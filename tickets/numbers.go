package tickets

import (
	"context"
	"fmt"
	"sync"
)

// Ticket numbers start here, so that all have as many digits as people expect, and are reserved in blocks.
const (
	firstNumber = 10001
	numberBlock = 16
)

// numbers hands out ticket numbers. A process reserves a block at a time, so numbers are unique and roughly rise;
// gaps are normal.
type numbers struct {
	mu         sync.Mutex
	next, last int64 // next to hand out; last of the block
}

// number returns a ticket number that nobody else has.
func (w *work) number(ctx context.Context) (int64, error) {
	w.nums.mu.Lock()
	defer w.nums.mu.Unlock()
	if w.nums.next > w.nums.last || w.nums.next == 0 {
		if err := w.reserve(ctx); err != nil {
			return 0, fmt.Errorf("reserve ticket numbers: %w", err)
		}
	}
	n := w.nums.next
	w.nums.next++
	return n, nil
}

func (w *work) reserve(ctx context.Context) error {
	return w.do(ctx, func(t *tx) error {
		m, err := get[metaRec](t, w, metaID)
		if err != nil {
			return err
		}
		w.nums.next, w.nums.last = m.NextNumber, m.NextNumber+numberBlock-1
		m.NextNumber += numberBlock
		return t.put(m)
	})
}

func numberClaim(n int64) string { return fmt.Sprintf("number/%d", n) }
