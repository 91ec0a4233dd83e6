// Package blob keeps sealed bytes under opaque names, in a folder or in GridFS. It knows nothing of what they are, and
// tells neither when a blob was written nor in which order.
package blob

import (
	"context"
	"errors"
	"io"
	"iter"
)

// What a caller may act on.
var (
	ErrNotFound = errors.New("no such blob")
	ErrExists   = errors.New("a blob of that name exists")
	ErrTooLarge = errors.New("the blob is over the limit")
	ErrBadName  = errors.New("not the name of a blob")
	ErrDamaged  = errors.New("the blob is damaged")
)

// DefaultLimit is how large a blob may be unless an option says otherwise, in bytes.
const DefaultLimit = 256 << 20

// Store keeps blobs. It is safe for concurrent use. The suite in blobtest holds its promises.
type Store interface {
	// Put keeps what r gives under a new name and says how much it was. It is durable when Put returns. A name that a blob
	// has already is ErrExists and changes nothing; a reader that fails, gives more than the limit (ErrTooLarge) or is
	// canceled leaves nothing, or, when the store cannot be reached any more, an unfinished blob.
	Put(ctx context.Context, name string, r io.Reader) (int64, error)

	// Open reads a blob; ErrNotFound if there is none of that name. The caller closes it. It is read under ctx to its end.
	// Reading never ends early without an error: ErrDamaged when the store sees that a part is missing.
	Open(ctx context.Context, name string) (io.ReadCloser, error)

	// Delete ends blobs, unfinished ones too. One that does not exist is no error. A Put of that name that is under way
	// fails, or leaves a new orphan.
	Delete(ctx context.Context, names ...string) error

	// Names yields, in no order that tells anything, the name of every blob that stood when it was called and was not
	// deleted meanwhile; unfinished ones too, whose writers were killed or are still writing. A name may come twice.
	Names(ctx context.Context) iter.Seq2[string, error]

	// Limit is how large one blob may be, in bytes.
	Limit() int64
}

// Option changes how a store works.
type Option func(*settings)

type settings struct{ limit int64 }

// Limit is how large one blob may be, in bytes. What is there already is read and deleted whatever its size.
func Limit(n int64) Option { return func(s *settings) { s.limit = n } }

func settled(opts []Option) settings {
	s := settings{limit: DefaultLimit}
	for _, o := range opts {
		o(&s)
	}
	return s
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

// reader stops when its context ends.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
