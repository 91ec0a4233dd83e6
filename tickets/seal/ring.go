package seal

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Ring is an open key store. It is safe for use by many goroutines at once.
type Ring struct {
	vault vault
	rand  io.Reader

	life   sync.RWMutex // held by calls under way
	closed bool

	cache cache
	stock stock
	tags  tagKeys
}

// Open opens a key store, and finishes what a crash interrupted: keys on the erase list are overwritten.
//
// Before anything is written it fails with ErrNoMaster, ErrWrongMaster, ErrAbsent (nothing there, and no Create),
// ErrDamaged (a part is missing or cannot be read), ErrNoTwin or *InUseError. On a store that was destroyed it is
// ErrDestroyed, whatever the master key. A new store does not know the keys of old documents: ask Missing before
// serving them.
func Open(ctx context.Context, o Options) (*Ring, error) {
	r, err := open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("open the key store: %w", err)
	}
	return r, nil
}

func open(ctx context.Context, o Options) (*Ring, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	v, age, err := o.vault(ctx)
	if err != nil {
		return nil, err
	}
	r := &Ring{vault: v, rand: o.Rand}
	r.cache.now, r.cache.age = o.Now, age
	r.tags.secret = v.secret()
	if o.Twin != nil && subtle.ConstantTimeCompare(r.tags.secret, o.Twin.tags.secret) != 1 {
		return nil, errors.Join(ErrNoTwin, v.close())
	}
	return r, nil
}

// vault opens what the options name. An opened key is kept for age.
func (o Options) vault(ctx context.Context) (v vault, age time.Duration, err error) {
	if (o.Dir == "") == (o.DB == nil) {
		return nil, 0, errors.New("a key store is either in a folder or on a server")
	}
	if o.DB != nil {
		v, err = openServer(ctx, o)
		return v, serverCacheAge, err
	}
	v, err = openFolder(ctx, o)
	return v, cacheAge, err
}

// seed is the secret that tags of a new store are made from.
func (o Options) seed() ([]byte, error) {
	if o.Twin != nil {
		return o.Twin.tags.secret, nil
	}
	secret := make([]byte, keySize)
	_, err := io.ReadFull(o.Rand, secret)
	return secret, err
}

// begin is called before anything is asked of the vault, and end after it: Close waits for it.
func (r *Ring) begin(ctx context.Context) (end func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r.life.RLock()
	if r.closed {
		r.life.RUnlock()
		return nil, ErrClosed
	}
	return r.life.RUnlock, nil
}

func (r *Ring) isClosed() bool {
	r.life.RLock()
	defer r.life.RUnlock()
	return r.closed
}

// Close overwrites keys that nobody took, and gives the store back. It waits for calls under way.
// A second Close does nothing.
func (r *Ring) Close() error {
	r.life.Lock()
	if r.closed {
		r.life.Unlock()
		return nil
	}
	r.closed = true
	r.life.Unlock()
	ids := r.stock.close()
	err := r.vault.giveBack(context.Background(), ids)
	r.cache.drop()
	return errors.Join(err, r.vault.close())
}
