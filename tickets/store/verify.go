package store

import "context"

// Verifier is what an engine offers beside Store when its data may be damaged in a way that no call reports.
type Verifier interface {
	// Verify looks through everything there is and fails when anything is damaged: when it returns nil, Find leaves nothing
	// out. It reads the whole store.
	Verify(ctx context.Context) error
}
