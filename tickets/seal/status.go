package seal

import (
	"context"
	"fmt"
	"time"
)

// Status is the state of a key store in figures.
type Status struct {
	Alive    int       // keys in use, those in stock not counted
	Stock    int       // keys made in advance
	Shredded int       // ids on the erase list
	Damaged  int       // keys and entries of the erase list that cannot be read
	Epochs   []Epoch   // oldest first
	RotateBy time.Time // when the current epoch key is to be replaced
	Overdue  bool      // RotateBy has passed, or a retired epoch key is due
}

// Epoch is an epoch key.
type Epoch struct {
	Number  int
	Made    time.Time
	Retired time.Time // zero: it is the current one
	Due     time.Time // when it is to be destroyed; zero for the current one
	Overdue bool
}

// Status tells counts and epochs.
func (r *Ring) Status(ctx context.Context) (Status, error) {
	r.change.Lock()
	defer r.change.Unlock()
	if err := ctx.Err(); err != nil {
		return Status{}, fmt.Errorf("status of keys: %w", err)
	}
	if r.isClosed() {
		return Status{}, fmt.Errorf("status of keys: %w", ErrClosed)
	}
	s := r.counts()
	now := r.now()
	for _, e := range r.epochs {
		out := Epoch{Number: int(e.Number), Made: e.Made, Retired: e.Retired}
		if !e.Retired.IsZero() {
			out.Due = e.due()
			out.Overdue = !now.Before(out.Due)
		}
		if e.Number == r.file.epoch.number {
			s.RotateBy = e.Made.Add(AgeLimit)
			s.Overdue = s.Overdue || !now.Before(s.RotateBy)
		}
		s.Overdue = s.Overdue || out.Overdue
		s.Epochs = append(s.Epochs, out)
	}
	return s, nil
}

func (r *Ring) counts() Status {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.stock.mu.Lock()
	defer r.stock.mu.Unlock()
	stock := len(r.stock.ids)
	return Status{Alive: len(r.alive) - stock, Stock: stock, Shredded: len(r.erased), Damaged: r.badList + len(r.damaged)}
}

// Missing gives those of the ids that are neither alive nor on the erase list, in the order given. A damaged key is
// missing. To find any means that the key store does not belong to the documents that name them, or is older: nothing
// may be served or deleted until it is given back.
func (r *Ring) Missing(ctx context.Context, ids ...KeyID) ([]KeyID, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("look for missing keys: %w", err)
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return nil, fmt.Errorf("look for missing keys: %w", ErrClosed)
	}
	var missing []KeyID
	for _, k := range ids {
		id, err := k.raw()
		if err != nil {
			return nil, fmt.Errorf("look for missing keys: %w", err)
		}
		_, alive := r.alive[id]
		_, gone := r.erased[id]
		if !alive && !gone {
			missing = append(missing, k)
		}
	}
	return missing, nil
}
