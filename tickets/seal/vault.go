package seal

import (
	"context"
	"errors"
	"iter"
)

// vault is where the wrapped keys lie: a folder, or a MongoDB deployment. It wraps, lists, shreds and rotates; the Ring
// above it seals, keeps opened keys for a moment and a stock of new ones.
type vault interface {
	// secret is what tags are made from.
	secret() []byte
	// read unwraps a data key. ErrShredded, ErrNoKey, ErrDamaged.
	read(ctx context.Context, id rawID) ([]byte, error)
	// put makes keys durable, none of which the vault knows. After an error some may be there, and nobody uses them.
	put(ctx context.Context, keys []dataKey) error
	// shred destroys keys. It calls gone as soon as they must not be used any more, once or more often.
	shred(ctx context.Context, ids []rawID, gone func()) error
	// giveBack removes keys that nobody used. They go on no list.
	giveBack(ctx context.Context, ids []rawID) error
	// missing gives those of the ids that can neither be read nor are shredded.
	missing(ctx context.Context, ids []rawID) (map[rawID]struct{}, error)
	// discard overwrites what is damaged and whose id cannot be read, and says how much that was.
	discard(ctx context.Context) (int, error)

	rotate(ctx context.Context) error
	expire(ctx context.Context) (int, error)
	status(ctx context.Context) (Status, error)

	// batch is the number of the newest batch of keys that this process knows of; it asks nobody.
	batch() int64
	// erasures is the length of the erase list, if that is known without asking anybody.
	erasures() (n int64, ok bool)
	// mark is how far the vault has come, as it is now.
	mark(ctx context.Context) (Mark, error)
	// raise makes the number of the newest batch at least n.
	raise(ctx context.Context, n int64) error

	// living gives all keys in batches; the bytes of a damaged one are nil. They are cleared after each batch.
	living(ctx context.Context) iter.Seq2[[]dataKey, error]
	// shredded gives the erase list in batches.
	shredded(ctx context.Context) iter.Seq2[[]rawID, error]

	// destroy overwrites everything and leaves a mark. After it every other method fails with ErrDestroyed.
	destroy(ctx context.Context) error
	close() error
}

// scanBatch is how many keys are carried at once.
const scanBatch = 500

// dataKey is an opened data key on its way.
type dataKey struct {
	id  rawID
	key []byte // keySize bytes
}

func wipeKeys(keys []dataKey) {
	for _, k := range keys {
		clear(k.key)
	}
}

var errRepeats = errors.New("the source of randomness repeats itself")
