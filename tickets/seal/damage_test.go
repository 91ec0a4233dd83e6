package seal_test

import (
	"bytes"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
)

// A crash may cut the file keys at any length: every whole key stays, and new ones follow them.
func TestTornKeyFile(t *testing.T) {
	s := newShop(t)
	ks := s.keys(4)
	var sealed [][]byte
	for _, k := range ks {
		sealed = append(sealed, s.seal(k))
	}
	s.close()
	whole := s.files()
	order := map[seal.KeyID]int{} // the slot of each key
	for _, k := range ks {
		order[k] = (bytes.Index(whole["keys"], rawID(t, k)) - 128) / 64
	}
	for size := 64; size <= len(whole["keys"]); size++ {
		s.write("keys", whole["keys"][:size])
		s.open()
		kept := max(size/64-2, 0)
		if st := s.status(); st.Alive != kept || st.Damaged != 0 {
			t.Fatalf("cut to %d bytes: %+v", size, st)
		}
		fresh := s.keys(1)[0]
		b := s.seal(fresh)
		s.reopen()
		s.opens(fresh, b)
		for i, k := range ks {
			if order[k] < kept {
				s.opens(k, sealed[i])
			} else {
				s.fails(k, sealed[i], seal.ErrNoKey)
			}
		}
		s.close()
	}
	for size := range 64 {
		s.write("keys", whole["keys"][:size])
		s.untouched(s.options(), seal.ErrDamaged)
	}
	s.write("keys", whole["keys"])
	s.open()
}

// The same of the erase list: a shredding that was not finished may be lost, one before it never is.
func TestTornEraseList(t *testing.T) {
	s := newShop(t)
	ks := s.keys(4)
	sealed := s.seal(ks[3])
	for _, k := range ks[:3] {
		s.shred(k)
	}
	s.close()
	whole := s.file("erased")
	for size := 20; size <= len(whole); size++ {
		s.write("erased", whole[:size])
		s.open()
		kept := size/20 - 1
		if st := s.status(); st.Shredded != kept || st.Damaged != 0 {
			t.Fatalf("cut to %d bytes: %+v", size, st)
		}
		s.shred(ks[2])
		s.reopen()
		for i, k := range ks[:3] {
			if i < kept || i == 2 {
				s.fails(k, sealed, seal.ErrShredded)
			} else {
				s.fails(k, sealed, seal.ErrNoKey)
			}
		}
		s.opens(ks[3], sealed)
		s.close()
	}
	for size := range 20 {
		s.write("erased", whole[:size])
		s.untouched(s.options(), seal.ErrDamaged)
	}
	s.write("erased", whole)
	s.open()
}

// A damaged key is counted, opens nothing, takes no other with it, passes for missing and never for shredded, outlives
// restarts and rotations, and can be shredded. The place does not matter.
func TestDamagedKey(t *testing.T) {
	for _, slot := range []int{0, 2, 4} {
		for _, at := range []int{16, 40, 59} {
			s, ks, sealed, hurt := hurtShop(t, slot, at)
			wrapped := bytes.Clone(s.file("keys")[128+64*slot+16:][:44])
			for _, again := range []func(){s.open, s.reopen, s.rotate, s.reopen} {
				again()
				if st := s.status(); st.Damaged != 1 || st.Alive != 4 || st.Shredded != 0 {
					t.Fatalf("slot %d byte %d: %+v", slot, at, st)
				}
				if missing, err := s.ring.Missing(t.Context(), ks...); err != nil || len(missing) != 1 || missing[0] != hurt {
					t.Fatalf("slot %d byte %d: missing %v, %v", slot, at, missing, err)
				}
				for _, k := range ks {
					if k != hurt {
						s.opens(k, sealed[k])
					} else {
						s.fails(k, sealed[k], seal.ErrDamaged)
					}
				}
			}
			s.shred(hurt)
			for range 2 {
				if st := s.status(); st.Damaged != 0 || st.Shredded != 1 {
					t.Fatalf("slot %d byte %d, shredded: %+v", slot, at, st)
				}
				s.fails(hurt, sealed[hurt], seal.ErrShredded)
				if in := s.left(wrapped); in != "" {
					t.Fatalf("the damaged key is left in %s", in)
				}
				s.reopen()
			}
			s.close()
		}
	}
}

// hurtShop is a closed key store of five keys. One byte of a slot is damaged, that of the key hurt.
func hurtShop(t *testing.T, slot int, at ...int) (s *shop, ks []seal.KeyID, sealed map[seal.KeyID][]byte, hurt seal.KeyID) {
	t.Helper()
	s = newShop(t)
	ks = s.keys(5)
	sealed = map[seal.KeyID][]byte{}
	for _, k := range ks {
		sealed[k] = s.seal(k)
	}
	s.close()
	b := s.file("keys")
	from := 128 + 64*slot
	for _, k := range ks {
		if bytes.HasPrefix(b[from:], rawID(t, k)) {
			hurt = k
		}
	}
	for _, n := range at {
		b[from+n] ^= 0x40
	}
	s.write("keys", b)
	return s, ks, sealed, hurt
}

// A slot of which only the id or the checksum is damaged is found under the key's id, by whatever asks for it first and
// also after a rotation, and written anew.
func TestKeyBehindADamagedID(t *testing.T) {
	ask := map[string]func(*shop, seal.KeyID, []byte){
		"open": func(s *shop, k seal.KeyID, b []byte) { s.opens(k, b) },
		"missing": func(s *shop, k seal.KeyID, _ []byte) {
			if missing, err := s.ring.Missing(s.t.Context(), k); err != nil || len(missing) != 0 {
				s.t.Fatalf("missing %v, %v", missing, err)
			}
		},
		"rotate": func(s *shop, k seal.KeyID, b []byte) { s.rotate(); s.rotate(); s.opens(k, b) },
	}
	for what, asking := range ask {
		for _, at := range []int{0, 15, 60, 63} {
			s, ks, sealed, hurt := hurtShop(t, 2, at)
			s.open()
			if st := s.status(); st.Damaged != 1 || st.Alive != 4 {
				t.Fatalf("%s, byte %d: %+v", what, at, st)
			}
			asking(s, hurt, sealed[hurt])
			for range 2 {
				if st := s.status(); st.Damaged != 0 || st.Alive != 5 {
					t.Fatalf("%s, byte %d: %+v", what, at, st)
				}
				for _, k := range ks {
					s.opens(k, sealed[k])
				}
				s.reopen()
			}
			s.close()
		}
	}
}

// Shredding finds it too: no byte of it is left.
func TestShredBehindADamagedID(t *testing.T) {
	for _, at := range []int{0, 15, 60} {
		s, ks, sealed, hurt := hurtShop(t, 3, at)
		wrapped := bytes.Clone(s.file("keys")[128+64*3+16:][:44])
		s.open()
		s.shred(hurt)
		if in := s.left(wrapped); in != "" {
			t.Errorf("byte %d: the key is left in %s", at, in)
		}
		s.fails(hurt, sealed[hurt], seal.ErrShredded)
		s.opens(ks[0], sealed[ks[0]])
		if st := s.status(); st.Damaged != 0 || st.Alive != 4 || st.Shredded != 1 {
			t.Errorf("byte %d: %+v", at, st)
		}
		s.close()
	}
}

// A slot that is damaged in both its parts cannot be told from another. It stays, counted, while a key is missing, and
// is overwritten by Discard; no key that is alive goes with it.
func TestDiscardDamaged(t *testing.T) {
	s, ks, sealed, hurt := hurtShop(t, 1, 3, 20)
	wrapped := bytes.Clone(s.file("keys")[128+64+16:][:44])
	s.open()
	s.fails(hurt, sealed[hurt], seal.ErrNoKey)
	s.shred(hurt)
	s.rotate()
	if st := s.status(); st.Damaged != 1 || st.Shredded != 1 || s.left(wrapped) != "keys" {
		t.Fatalf("%+v", st)
	}
	if n, err := s.ring.Discard(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	for range 2 {
		if in := s.left(wrapped); in != "" {
			t.Errorf("the damaged key is left in %s", in)
		}
		if st := s.status(); st.Damaged != 0 || st.Alive != 4 {
			t.Errorf("%+v", st)
		}
		for _, k := range ks {
			if k != hurt {
				s.opens(k, sealed[k])
			}
		}
		if n, err := s.ring.Discard(t.Context()); err != nil || n != 0 {
			t.Errorf("%d, %v", n, err)
		}
		s.reopen()
	}
}

// A damaged entry of the erase list is counted. Its key counts as missing, never as shredded.
func TestDamagedEraseList(t *testing.T) {
	for entry := range 3 {
		s := newShop(t)
		ks := s.keys(4)
		sealed := s.seal(ks[3])
		s.shred(ks[0], ks[1], ks[2])
		s.close()
		b := s.file("erased")
		b[20+20*entry+3] ^= 1
		s.write("erased", b)
		s.open()
		for range 2 {
			if st := s.status(); st.Damaged != 1 || st.Shredded != 2 || st.Alive != 1 {
				t.Errorf("entry %d: %+v", entry, st)
			}
			for i, k := range ks[:3] {
				if i == entry {
					s.fails(k, sealed, seal.ErrNoKey)
				} else {
					s.fails(k, sealed, seal.ErrShredded)
				}
			}
			s.opens(ks[3], sealed)
			s.reopen()
		}
		if n, err := s.ring.Discard(t.Context()); err != nil || n != 1 {
			t.Errorf("entry %d: discarded %d, %v", entry, n, err)
		}
		s.shred(ks[3])
		s.reopen()
		s.fails(ks[3], sealed, seal.ErrShredded)
		if st := s.status(); st.Damaged != 0 || st.Shredded != 3 || st.Alive != 0 {
			t.Errorf("entry %d: %+v", entry, st)
		}
	}
}
