package desk

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// hiddenDay is how long search words can be read back from an address.
const hiddenDay = 24 * time.Hour

// hidden seals search words into an address, so that reload, back and a link to a colleague work while no log and no
// history holds the words. The key lives as long as the process: after a restart an address has nothing to tell.
type hidden struct{ aead cipher.AEAD }

func newHidden() hidden {
	var key [32]byte
	_, _ = rand.Read(key[:]) // crypto/rand never fails on supported systems
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the key has the right length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return hidden{aead}
}

func (h hidden) seal(words string, now time.Time) string {
	at := binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	return base64.RawURLEncoding.EncodeToString(h.aead.Seal(nil, nil, append(at, words...), nil))
}

// open reads words back; ok is false when they are too old, or not of this process.
func (h hidden) open(sealed string, now time.Time) (words string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", false
	}
	if b, err = h.aead.Open(nil, nil, b, nil); err != nil || len(b) < 8 {
		return "", false
	}
	if now.Sub(time.Unix(int64(binary.BigEndian.Uint64(b)), 0)) > hiddenDay { //nolint:gosec // we wrote it
		return "", false
	}
	return string(b[8:]), true
}
