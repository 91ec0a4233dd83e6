package store

import "context"

// Truncater is what an engine offers beside Store when it writes files of its own.
type Truncater interface {
	// Truncate returns once the bytes of everything that was deleted or replaced before the call are in no file of the
	// engine any more. It waits for readers that still see the old state, for a bounded time or until ctx ends,
	// and then fails; nothing is lost by that, and it may be called again.
	Truncate(ctx context.Context) error
}
