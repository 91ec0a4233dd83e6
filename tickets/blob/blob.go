// Package blob keeps sealed bytes under opaque names. It knows nothing of what they are.
package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"
)

// What a caller may act on.
var (
	ErrNotFound = errors.New("no such blob")
	ErrTooLarge = errors.New("the blob is over the limit")
	ErrBadName  = errors.New("not the name of a blob")
)

// DefaultLimit is how large a blob may be unless an option says otherwise.
const DefaultLimit = 256 << 20

// Store keeps blobs. It is safe for concurrent use.
type Store interface {
	// Put keeps what r gives under a new name and says how much it was. It is durable when Put returns; a reader that
	// fails, or gives more than the limit (ErrTooLarge), leaves nothing.
	Put(ctx context.Context, name string, r io.Reader) (int64, error)

	// Open reads a blob; ErrNotFound if there is none of that name. The caller closes it.
	Open(ctx context.Context, name string) (io.ReadCloser, error)

	// Delete ends blobs. One that does not exist is no error.
	Delete(ctx context.Context, names ...string) error

	// Names yields every name, in no order that tells anything.
	Names(ctx context.Context) iter.Seq2[string, error]

	// Sweep deletes blobs that keep does not want, and says how many. A blob that was put by this process less than
	// olderThan ago is left alone, since its writer may not have named it yet.
	Sweep(ctx context.Context, olderThan time.Duration, keep func(ctx context.Context, names []string) (map[string]bool, error)) (int, error)
}

// validName says whether a name is one that blobs have: 8 to 64 lower-case letters and digits.
func validName(s string) bool {
	if len(s) < 8 || len(s) > 64 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
