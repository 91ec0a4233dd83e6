package seal

import (
	"context"
	"crypto/cipher"
	"fmt"
	"io"
)

// Sealed bytes are a form byte, a random nonce of 12 bytes, and AES-256-GCM. The additional data are the form byte and
// bind. 2^32 seals under one key are the limit of random nonces (NIST SP 800-38D section 8.3).
const (
	sealedForm = 1
	nonceSize  = 12
	gcmTag     = 16
)

// Overhead is how many bytes longer than the plain ones sealed bytes are.
const Overhead = 1 + nonceSize + gcmTag

// Seal seals bytes under a key and binds them to a place: Open needs the same bind. Sealing the same bytes twice gives
// different ones. Nil plain bytes are empty ones. Errors: ErrShredded, ErrNoKey, ErrDamaged (the key), ErrBadID.
func (r *Ring) Seal(ctx context.Context, key KeyID, bind string, plain []byte) ([]byte, error) {
	k, err := r.opened(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	sealed := make([]byte, 1+nonceSize, Overhead+len(plain))
	sealed[0] = sealedForm
	if _, err := io.ReadFull(r.rand, sealed[1:]); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return k.Seal(sealed, sealed[1:], plain, additional(bind)), nil
}

// Open gives back what was sealed under the key with the same bind. ErrDamaged if the bytes were changed or cut, or
// were sealed under another key or for another place; ErrShredded and ErrNoKey as the key is.
func (r *Ring) Open(ctx context.Context, key KeyID, bind string, sealed []byte) ([]byte, error) {
	k, err := r.opened(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	if len(sealed) < Overhead || sealed[0] != sealedForm {
		return nil, fmt.Errorf("open: %w", ErrDamaged)
	}
	plain, err := k.Open(nil, sealed[1:1+nonceSize], sealed[1+nonceSize:], additional(bind))
	if err != nil {
		return nil, fmt.Errorf("open: %w", ErrDamaged)
	}
	return plain, nil
}

func additional(bind string) []byte {
	b := make([]byte, 0, 1+len(bind))
	return append(append(b, sealedForm), bind...)
}

// opened gives a key ready for use, from the cache or the vault.
func (r *Ring) opened(ctx context.Context, key KeyID) (cipher.AEAD, error) {
	id, err := key.raw()
	if err != nil {
		return nil, err
	}
	end, err := r.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	if k := r.cache.get(id); k != nil {
		return k, nil
	}
	return r.cache.read(id, func() (cipher.AEAD, error) {
		raw, err := r.vault.read(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("the key %s: %w", key, err)
		}
		defer clear(raw)
		return newGCM(raw)
	})
}
