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
	Server   bool      // the store is on a server: other nodes may have keys in stock that are counted as alive
}

// Epoch is an epoch key.
type Epoch struct {
	Number  int
	Made    time.Time
	Retired time.Time // zero: it is the current one
	Due     time.Time // when it is to be destroyed; zero for the current one
	Overdue bool
	Keys    int // that are wrapped under it, those in stock included; of a retired one none when its rotation came to its end
}

// Status tells counts and epochs.
func (r *Ring) Status(ctx context.Context) (Status, error) {
	end, err := r.begin(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("status of keys: %w", err)
	}
	defer end()
	s, err := r.vault.status(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("status of keys: %w", err)
	}
	s.Stock = r.stock.size()
	s.Alive -= s.Stock
	return s, nil
}

// epochs fills in what the epochs tell, of which current is the one in use.
func (s *Status) epochs(es []epoch, current uint32, now time.Time) {
	for _, e := range es {
		out := Epoch{Number: int(e.Number), Made: e.Made, Retired: e.Retired}
		if !e.Retired.IsZero() {
			out.Due = e.due()
			out.Overdue = e.over(now)
		}
		if e.Number == current {
			s.RotateBy = e.Made.Add(AgeLimit)
			s.Overdue = s.Overdue || !now.Before(s.RotateBy)
		}
		s.Overdue = s.Overdue || out.Overdue
		s.Epochs = append(s.Epochs, out)
	}
}

// Missing gives those of the ids that are neither alive nor on the erase list, in the order given. A damaged key is
// missing. To find any means that the key store does not belong to the documents that name them, or is older: nothing
// may be served or deleted until it is given back.
func (r *Ring) Missing(ctx context.Context, ids ...KeyID) ([]KeyID, error) {
	raws, err := rawIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("look for missing keys: %w", err)
	}
	end, err := r.begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for missing keys: %w", err)
	}
	defer end()
	gone, err := r.vault.missing(ctx, raws)
	if err != nil {
		return nil, fmt.Errorf("look for missing keys: %w", err)
	}
	var missing []KeyID
	for i, id := range raws {
		if _, is := gone[id]; is {
			missing = append(missing, ids[i])
		}
	}
	return missing, nil
}
