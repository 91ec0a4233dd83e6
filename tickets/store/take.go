package store

import "context"

// Taker is what an engine offers beside Store when several processes may have its data open at once.
type Taker interface {
	// Take takes the data for this process: when it returns, all that others have stored is there to be read, and no other
	// process that has the data open can store anything more, until it opens it anew. Nobody is kept from that. No
	// other call of this process may be under way. After an error nothing is certain until it has been called again
	// and has returned nil.
	Take(ctx context.Context) error
}
