package seal

import (
	"bytes"
	"errors"
	"testing"
)

// Two key stores that have other bytes under one id are not taken for the same.
func TestCopyOfAnotherKey(t *testing.T) {
	master := make([]byte, masterSize)
	from, err := Open(t.Context(), Options{Dir: t.TempDir(), Master: master, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	to, err := Open(t.Context(), Options{Dir: t.TempDir(), Master: master, Create: true, Twin: from})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range []*Ring{from, to} {
		if err := r.vault.put(t.Context(), []dataKey{{rawID{9}, bytes.Repeat([]byte{byte(i)}, keySize)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := Copy(t.Context(), from, to, nil); !errors.Is(err, ErrUnlike) {
		t.Errorf("copied: %v", err)
	}
	if err := errors.Join(from.Close(), to.Close()); err != nil {
		t.Error(err)
	}
}
