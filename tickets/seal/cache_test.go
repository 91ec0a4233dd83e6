package seal

import (
	"crypto/cipher"
	"errors"
	"testing"
	"time"
)

// Shredding and closing leave no opened key in memory.
func TestNoOpenedKeyIsLeft(t *testing.T) {
	r, err := Open(t.Context(), Options{Dir: t.TempDir(), Master: make([]byte, masterSize), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	ks, err := r.NewKeys(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range ks {
		if _, err := r.Seal(t.Context(), k, "doc/1", nil); err != nil {
			t.Fatal(err)
		}
	}
	cached := func(k KeyID) bool {
		id, err := k.raw()
		if err != nil {
			t.Fatal(err)
		}
		return r.cache.get(id) != nil
	}
	if !cached(ks[0]) || !cached(ks[1]) {
		t.Error("an opened key is not kept")
	}
	if err := r.Shred(t.Context(), ks[0]); err != nil {
		t.Fatal(err)
	}
	if cached(ks[0]) || !cached(ks[1]) {
		t.Error("shredding dropped the wrong keys")
	}
	if err := errors.Join(r.Close(), r.Close()); err != nil {
		t.Fatal(err)
	}
	if cached(ks[1]) {
		t.Error("a closed store holds an opened key")
	}
}

// TestAKeyThatIsShreddedWhileItIsRead: who was reading it then may use it once, and nobody finds it kept.
func TestAKeyThatIsShreddedWhileItIsRead(t *testing.T) {
	c := cache{now: time.Now, age: time.Minute}
	gone, other := rawID{1}, rawID{2}
	key, err := newGCM(make([]byte, keySize))
	if err != nil {
		t.Fatal(err)
	}
	open := func() (cipher.AEAD, error) { return key, nil }
	got, err := c.read(gone, func() (cipher.AEAD, error) {
		if _, err := c.read(other, open); err != nil {
			t.Error(err)
		}
		c.drop(gone)
		return key, nil
	})
	if err != nil || got == nil || c.get(gone) != nil || c.get(other) == nil {
		t.Errorf("read: %v, %v; kept: %v, and the other %v", got != nil, err, c.get(gone) != nil, c.get(other) != nil)
	}
	if _, err := c.read(gone, open); err != nil || c.get(gone) == nil {
		t.Errorf("a key that is read afterwards is not kept: %v", err)
	}
	c.drop()
}
