package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"
)

// tagVersion is written before every tag, so that a later one can live beside it.
const tagVersion = "v1"

// tagBytes is how much of the HMAC a tag shows: 160 bits, 32 characters.
const tagBytes = 20

// tagKeys derives one key for each purpose. Purposes are words in our code, so there are few.
type tagKeys struct {
	secret []byte
	mu     sync.RWMutex
	keys   map[string][]byte
}

// Tag is a keyed name for a value that must be found without being readable: "v1:" and 32 characters of base32. Equal
// values under one purpose give equal tags, for as long as the key store lives, through every rotation; tags of two
// purposes tell nothing of each other. The caller brings the value into its normal form first. A Tag outlives Close.
func (r *Ring) Tag(purpose, normal string) string {
	mac := hmac.New(sha256.New, r.tags.key("tag", purpose))
	mac.Write([]byte(normal))
	return tagVersion + ":" + base32Lower.EncodeToString(mac.Sum(nil)[:tagBytes])
}

// MAC is HMAC-SHA256 over parts, each with its length before it, so that ("ab", "c") and ("a", "bc") differ. The keys
// are one for each purpose and not those of Tag. 32 bytes.
func (r *Ring) MAC(purpose string, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, r.tags.key("mac", purpose))
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		mac.Write(n[:])
		mac.Write(p)
	}
	return mac.Sum(nil)
}

func (t *tagKeys) key(kind, purpose string) []byte {
	info := "lethe/" + kind + "/" + tagVersion + "/" + purpose
	t.mu.RLock()
	key := t.keys[info]
	t.mu.RUnlock()
	if key != nil {
		return key
	}
	key, err := hkdf.Expand(sha256.New, t.secret, info, sha256.Size)
	if err != nil {
		panic(fmt.Sprintf("derive a tag key of %d bytes: %v", sha256.Size, err)) // only a longer key can fail
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys == nil {
		t.keys = map[string][]byte{}
	}
	t.keys[info] = key
	return key
}
