package seal_test

import (
	"bytes"
	"encoding/base32"
	"errors"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
)

// rawID is an id as it lies in files.
func rawID(t testing.TB, k seal.KeyID) []byte {
	t.Helper()
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(string(k)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wrapped is the wrapped form of a key, as it is stored.
func (s *shop) wrapped(k seal.KeyID) []byte {
	s.t.Helper()
	if s.db != nil {
		return s.doc(k).Key
	}
	b := s.file("keys")
	at := bytes.Index(b, rawID(s.t, k))
	if at < 0 {
		s.t.Fatalf("%s is not in the file", k)
	}
	return bytes.Clone(b[at+16 : at+60])
}

// left says which file or collection holds a piece of secret, if any does.
func (s *shop) left(secret []byte) string {
	s.t.Helper()
	const piece = 6
	var all map[string][]byte
	if s.db == nil {
		all = s.files()
	} else {
		all = map[string][]byte{}
		for name, docs := range s.docs() {
			for _, d := range docs {
				all[name] = append(all[name], d...)
			}
		}
	}
	for name, b := range all {
		for at := 0; at+piece <= len(secret); at++ {
			if bytes.Contains(b, secret[at:at+piece]) {
				return name
			}
		}
	}
	return ""
}

// Shredding leaves no byte of a key, bare or wrapped, in any file; and at no time does a bare key lie in one.
func TestShredLeavesNoByte(t *testing.T) { over(t, testShredLeavesNoByte) }

func testShredLeavesNoByte(t *testing.T, kd kind) {
	rec := &recorder{}
	s := kd.closedShop(t)
	s.rand = rec
	s.open()
	defer func() { s.close() }()
	ks := s.keys(40)
	bare := make([][]byte, len(ks))
	for i, k := range ks {
		at := bytes.Index(rec.all(), rawID(t, k))
		if at < 0 {
			t.Fatal("the key was not made from the given randomness")
		}
		bare[i] = rec.all()[at+16 : at+48]
		if in := s.left(bare[i]); in != "" {
			t.Fatalf("the bare key of %s lies in %s", k, in)
		}
		if s.left(s.wrapped(k)) != "keys" {
			t.Fatal("the scan does not find a wrapped key")
		}
	}
	sealed := s.seal(ks[1])
	var old [][]byte // wrapped forms that must be gone
	for round, gone := range [][]int{{3}, {0, 39, 20}, {7, 7, 8}, {}} {
		var ids []seal.KeyID
		for _, i := range gone {
			ids = append(ids, ks[i])
			old = append(old, s.wrapped(ks[i]))
		}
		s.shred(ids...)
		if round == 2 {
			for _, k := range []int{1, 2} { // rotation leaves no old form either
				old = append(old, s.wrapped(ks[k]))
			}
			s.rotate()
		}
		for _, b := range append(old, bare...) {
			if in := s.left(b); in != "" {
				t.Fatalf("round %d: a shredded key is left in %s", round, in)
			}
		}
		s.reopen()
		for _, i := range gone {
			s.fails(ks[i], sealed, seal.ErrShredded)
		}
		s.opens(ks[1], sealed)
	}
	if st := s.status(); st.Alive != 34 || st.Shredded != 6 || st.Damaged != 0 {
		t.Errorf("%+v", st)
	}
}

func TestShredTwiceAndUnknown(t *testing.T) { overAll(t, testShredTwiceAndUnknown) }

func testShredTwiceAndUnknown(t *testing.T, kd kind) {
	s := kd.shop(t)
	ks := s.keys(2)
	sealed := s.seal(ks[0])
	unknown := seal.KeyID(strings.Repeat("b", 25) + "a")
	s.fails(unknown, sealed, seal.ErrNoKey)
	for range 3 {
		s.shred(ks[0], ks[0], unknown)
		s.fails(ks[0], sealed, seal.ErrShredded)
		s.fails(unknown, sealed, seal.ErrShredded)
		if _, err := s.ring.Seal(t.Context(), ks[0], "doc/1", nil); !errors.Is(err, seal.ErrShredded) {
			t.Errorf("sealed under a shredded key: %v", err)
		}
		if st := s.status(); st.Shredded != 2 || st.Alive != 1 {
			t.Errorf("%+v", st)
		}
		s.reopen()
	}
	if kd == inFolder {
		if got := len(s.file("erased")); got != 20+2*20 {
			t.Errorf("the erase list has %d bytes", got)
		}
	}
}

// A copy of the file keys from before a key was shredded, or a crash between the two writes of Shred, does not bring
// the key back: the next start overwrites it.
func TestRestoredKeysStayShredded(t *testing.T) {
	for _, rotated := range []bool{false, true} {
		s := newShop(t)
		ks := s.keys(3)
		sealed := [][]byte{s.seal(ks[0]), s.seal(ks[1])}
		wrapped := s.wrapped(ks[0])
		before := s.file("keys")
		s.shred(ks[0])
		if rotated {
			s.rotate()
		}
		s.close()
		s.write("keys", before)
		s.open()
		s.fails(ks[0], sealed[0], seal.ErrShredded)
		s.opens(ks[1], sealed[1])
		if in := s.left(wrapped); in != "" {
			t.Errorf("the key is back in %s", in)
		}
		if missing, err := s.ring.Missing(t.Context(), ks...); err != nil || len(missing) > 0 {
			t.Errorf("missing %v, %v", missing, err)
		}
	}
}

// An older copy of the whole key store does not know newer keys. That is told, and nothing counts as shredded.
func TestMissingKeysAreNamed(t *testing.T) {
	s := newShop(t)
	old := s.keys(2)
	s.close()
	before := s.files()
	s.open()
	fresh := s.keys(2)
	sealed := s.seal(fresh[1])
	s.close()
	for name, b := range before {
		s.write(name, b)
	}
	s.open()
	missing, err := s.ring.Missing(t.Context(), fresh[1], old[0], fresh[0], old[1])
	if err != nil || len(missing) != 2 || missing[0] != fresh[1] || missing[1] != fresh[0] {
		t.Errorf("missing %v, %v", missing, err)
	}
	s.fails(fresh[1], sealed, seal.ErrNoKey)
	if _, err := s.ring.Missing(t.Context(), "x"); !errors.Is(err, seal.ErrBadID) {
		t.Errorf("a malformed id: %v", err)
	}
}
