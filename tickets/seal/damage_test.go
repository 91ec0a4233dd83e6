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
		order[k] = (bytes.Index(whole["keys"], rawID(t, k)) - 64) / 64
	}
	for size := 64; size <= len(whole["keys"]); size++ {
		s.write("keys", whole["keys"][:size])
		s.open()
		kept := size/64 - 1
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
// restarts and rotations, and can be shredded. The place does not matter, nor does what is damaged.
func TestDamagedKey(t *testing.T) {
	for _, slot := range []int{0, 2, 4} {
		for _, at := range []int{0, 15, 16, 40, 59, 60, 63} {
			s := newShop(t)
			ks := s.keys(5)
			sealed := map[seal.KeyID][]byte{}
			for _, k := range ks {
				sealed[k] = s.seal(k)
			}
			s.close()
			b := s.file("keys")
			from := 64 + 64*slot
			var hurt seal.KeyID
			for _, k := range ks {
				if bytes.HasPrefix(b[from:], rawID(t, k)) {
					hurt = k
				}
			}
			b[from+at] ^= 0x40
			s.write("keys", b)
			for _, again := range []func(){s.open, s.reopen, s.rotate, s.reopen} {
				again()
				if st := s.status(); st.Damaged != 1 || st.Alive != 4 || st.Shredded != 0 {
					t.Fatalf("slot %d byte %d: %+v", slot, at, st)
				}
				if missing, err := s.ring.Missing(t.Context(), ks...); err != nil || len(missing) != 1 || missing[0] != hurt {
					t.Fatalf("slot %d byte %d: missing %v, %v", slot, at, missing, err)
				}
				for _, k := range ks {
					switch {
					case k != hurt:
						s.opens(k, sealed[k])
					case at < 16: // its id cannot be read any more
						s.fails(k, sealed[k], seal.ErrNoKey)
					default:
						s.fails(k, sealed[k], seal.ErrDamaged)
					}
				}
			}
			if at < 16 {
				s.close()
				continue
			}
			s.shred(hurt)
			for range 2 {
				if st := s.status(); st.Damaged != 0 || st.Shredded != 1 {
					t.Fatalf("slot %d byte %d, shredded: %+v", slot, at, st)
				}
				s.fails(hurt, sealed[hurt], seal.ErrShredded)
				if in := s.left(b[from+16 : from+60]); in != "" {
					t.Fatalf("the damaged key is left in %s", in)
				}
				s.reopen()
			}
			s.close()
		}
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
		s.shred(ks[3])
		s.reopen()
		s.fails(ks[3], sealed, seal.ErrShredded)
	}
}
