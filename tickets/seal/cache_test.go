package seal

import (
	"errors"
	"testing"
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
