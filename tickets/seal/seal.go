// Package seal keeps the keys that everything personal is sealed under, and destroys them: a key store, sealing and
// opening of bytes and streams, and keyed tags. It knows bytes only.
//
// A master key, kept elsewhere, wraps epoch keys; the current epoch key wraps the data keys. Every data key is random,
// named by a random id, and durable before anybody may use it. What is sealed under a shredded key is gone: the wrapped
// key is overwritten, and its id goes on the erase list, so that a restored backup cannot bring it back.
//
// The folder of a key store holds four files:
//
//	lock    held while a process has the store open
//	epochs  the epoch keys wrapped under the master key, with the secret of the tags
//	keys    the data keys wrapped under one epoch key, 64 bytes each
//	erased  the ids of the shredded keys, appended to
//
// Keep its backups apart from those of documents and blobs, and no longer than AgeLimit. The file erased is the one
// that should never be restored from an older copy: keep the newest. Mark tells an older copy from the newest, to whoever has
// kept the newest Mark; what came back with it can be found in Living and shredded again.
package seal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
)

// What a caller may act on.
var (
	ErrShredded    = errors.New("the key was shredded")
	ErrNoKey       = errors.New("the key is missing and was never shredded") // never a permission to delete
	ErrDamaged     = errors.New("sealed bytes are damaged, or belong elsewhere")
	ErrNoMaster    = errors.New("no master key was given")
	ErrWrongMaster = errors.New("the master key does not fit this key store")
	ErrAbsent      = errors.New("there is no key store here")
	ErrDestroyed   = errors.New("the key store was destroyed for good")
	ErrNoTwin      = errors.New("the key store here belongs to another installation")
	ErrBadID       = errors.New("not the id of a key")
	ErrClosed      = errors.New("the key store is closed")
)

// InUseError says that another process, or another Ring of this one, has the key store open.
type InUseError struct {
	Dir string
	PID int // 0 if unknown
}

func (e *InUseError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("the key store %s is in use by another process", e.Dir)
	}
	return fmt.Sprintf("the key store %s is in use by process %d", e.Dir, e.PID)
}

// AgeLimit is how long a retired epoch key, and a backup of the key store, is kept. A key that was shredded on day D is
// gone from the backups too by D + AgeLimit.
const AgeLimit = 30 * 24 * time.Hour

// masterSize is the length of a master key in bytes.
const masterSize = 32

// Options is what a Ring is opened with.
type Options struct {
	Dir    string                                    // the folder of the key store
	DB     *mongo.Database                           // or the database that holds it and nothing else; see server
	Master []byte                                    // the master key, 32 bytes
	Source func(ctx context.Context) ([]byte, error) // asked for the master key when Master is nil
	Now    func() time.Time                          // nil: the system's clock
	Rand   io.Reader                                 // nil: the system's randomness; anything else is for tests
	Create bool                                      // make a key store where there is none; otherwise ErrAbsent
	Twin   *Ring                                     // a new store makes the same tags as this one; one that is there must, or it is ErrNoTwin
}

func (o Options) master(ctx context.Context) ([]byte, error) {
	key := o.Master
	if key == nil && o.Source != nil {
		var err error
		if key, err = o.Source(ctx); err != nil {
			return nil, fmt.Errorf("get the master key: %w", err)
		}
	}
	switch len(key) {
	case 0:
		return nil, ErrNoMaster
	case masterSize:
		return key, nil
	}
	return nil, fmt.Errorf("%w: it has %d bytes, not %d", ErrWrongMaster, len(key), masterSize)
}
