package seal

import (
	"context"
	"fmt"
)

// Mark tells how far a key store has come. Whoever keeps the newest one beside the documents sees at once whether it is
// another's key store (Store differs) or an older copy (Batch or Shredded is smaller): both only ever grow.
type Mark struct {
	Store    string // names the key store and its twins, through every rotation and move; it is no secret
	Batch    int64  // the newest batch of keys: each time that keys are made they are one batch
	Shredded int64  // ids on the erase list
	Damaged  int    // what cannot be read: keys, and entries of the erase list
}

// Mark asks how far the key store has come.
func (r *Ring) Mark(ctx context.Context) (Mark, error) {
	end, err := r.begin(ctx)
	if err != nil {
		return Mark{}, fmt.Errorf("mark of the key store: %w", err)
	}
	defer end()
	m, err := r.vault.mark(ctx)
	if err != nil {
		return Mark{}, fmt.Errorf("mark of the key store: %w", err)
	}
	m.Store = r.Name()
	return m, nil
}

// Name names the key store and its twins; see Mark.
func (r *Ring) Name() string {
	return base32Lower.EncodeToString(r.MAC("name of the key store")[:idSize])
}

// Batch is the number of the newest batch of keys that this process knows of, and not smaller than that of any key
// that NewKeys has given here. It asks no disk and no server.
func (r *Ring) Batch() int64 { return r.vault.batch() }

// Shredded is how many ids are on the erase list. It asks no disk; ok is false for a store on a server, where only Mark
// tells.
func (r *Ring) Shredded() (n int64, ok bool) { return r.vault.erasures() }

// Discard overwrites what is damaged in the key store, and says how much that was. Call it only when Missing, asked for
// every key that any document names, found none: then no living key is in what is damaged, and what is left of shredded
// ones in it goes.
func (r *Ring) Discard(ctx context.Context) (int, error) {
	end, err := r.begin(ctx)
	if err != nil {
		return 0, fmt.Errorf("discard damaged keys: %w", err)
	}
	defer end()
	n, err := r.vault.discard(ctx)
	if err != nil {
		return 0, fmt.Errorf("discard damaged keys: %w", err)
	}
	return n, nil
}
