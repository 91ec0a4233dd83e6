package seal

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"
)

// A key file is read as it is: every whole slot is alive, damaged or empty, and writing them again changes nothing.
func FuzzKeyFile(f *testing.F) {
	e := testEpoch(f)
	mark := newMark(3)
	good := append(slotsHeader(1), mark[:]...)
	for i := range byte(3) {
		var s slot
		e.fill(&s, rawID{i + 1}, bytes.Repeat([]byte{i}, keySize))
		good = append(good, s[:]...)
	}
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(append(bytes.Clone(good), good[slotSize:]...))
	f.Add(append(bytes.Clone(good), make([]byte, 100)...))
	f.Add(slotsHeader(0))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := parseSlots(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		if int64(l.slots) != int64(len(b))/slotSize-1 || l.torn != (len(b)%slotSize != 0) {
			t.Fatalf("%d slots, torn %v, of %d bytes", l.slots, l.torn, len(b))
		}
		found := len(l.alive)
		if l.mark != noMark {
			if m := newMark(l.batch); !bytes.Equal(m[:], b[slotAt(uint32(l.mark)):][:slotSize]) {
				t.Fatalf("slot %d is not the mark", l.mark)
			}
			found++
		}
		for id, n := range l.alive {
			s := slot(b[slotAt(n):][:slotSize])
			if s.id() != id || !s.good() {
				t.Fatalf("slot %d is not that of %s", n, id.String())
			}
			_, _ = e.key(&s, nil)
		}
		for _, at := range l.damaged {
			found += len(at)
		}
		for n := range l.slots {
			if s := slot(b[slotAt(n):][:slotSize]); s.empty() {
				found++
			}
		}
		if found != int(l.slots) {
			t.Fatalf("%d of %d slots were told", found, l.slots)
		}
	})
}

func FuzzEraseList(f *testing.F) {
	one, two := newErasedEntry(rawID{1}), newErasedEntry(rawID{2})
	good := append(append([]byte(erasedMagic), one[:]...), two[:]...)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(append(bytes.Clone(good), make([]byte, 33)...))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		found, err := parseErased(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		if entries := len(b)/erasedSize - 1; len(found.ids)+found.damaged > entries || found.end != int64(entries+1)*erasedSize {
			t.Fatalf("%d ids, %d damaged, end %d of %d bytes", len(found.ids), found.damaged, found.end, len(b))
		}
		for id := range found.ids {
			e := newErasedEntry(id)
			if !bytes.Contains(b, e[:]) {
				t.Fatalf("%s is not on the list", id.String())
			}
		}
	})
}

func FuzzEpochs(f *testing.F) {
	f.Add([]byte(`{"format":1,"epochs":[{"number":1,"made":"2026-11-25T11:00:00Z","key":"AAAA","tags":"AAAA"}]}`))
	f.Add([]byte(`{"format":1,"epochs":[{"number":2,"key":"AAAA","tags":"AAAA"},{"number":1,"key":"AAAA","tags":"AAAA"}]}`))
	f.Add([]byte(`{"format":2}`))
	f.Add([]byte(`{"format":1,"epochs":[null]}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		es, err := parseEpochs(b)
		if err != nil {
			return
		}
		for i, e := range es {
			if i > 0 && e.Number <= es[i-1].Number {
				t.Fatal("epochs are out of order")
			}
			if _, err := e.open(bytes.Repeat([]byte{7}, masterSize)); err == nil {
				t.Fatal("a made-up epoch opens")
			}
		}
	})
}

// Bytes from elsewhere never open, whatever they are: only Seal makes what Open takes.
func FuzzOpen(f *testing.F) {
	r, k := testRing(f)
	sealed, err := r.Seal(f.Context(), k, "doc/1", []byte("Karin Exempel"))
	if err != nil {
		f.Fatal(err)
	}
	stream := testStream(f, r, k, bytes.Repeat([]byte("x"), streamChunk+10))
	f.Add(sealed)
	f.Add(sealed[:Overhead])
	f.Add(stream)
	f.Add(stream[:streamHead])
	f.Add([]byte{sealedForm})
	f.Fuzz(func(t *testing.T, b []byte) {
		if plain, err := r.Open(t.Context(), k, "doc/1", b); err == nil {
			if !bytes.Equal(b, sealed) {
				t.Fatalf("%d bytes that nobody sealed open as %d", len(b), len(plain))
			}
		} else if !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
		rd, err := r.OpenReader(t.Context(), k, "blob/1", bytes.NewReader(b))
		if err == nil {
			_, err = io.ReadAll(rd)
		}
		if err == nil {
			if !bytes.Equal(b, stream) {
				t.Fatalf("a stream of %d bytes that nobody sealed opens", len(b))
			}
		} else if !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
	})
}

func FuzzKeyID(f *testing.F) {
	f.Add("aebagbafaydqqcikbmga2dqpca")
	f.Add("aaaaaaaaaaaaaaaaaaaaaaaaaa")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := KeyID(s).raw()
		if err == nil && (id.String() != KeyID(s) || id == rawID{}) {
			t.Fatalf("%q is read as %s", s, id.String())
		}
		if err != nil && !errors.Is(err, ErrBadID) {
			t.Fatal(err)
		}
	})
}

func testEpoch(f *testing.F) *openedEpoch {
	master := bytes.Repeat([]byte{7}, masterSize)
	e, err := newEpoch(bytes.NewReader(make([]byte, 1000)), master, 1, time.Time{}, make([]byte, keySize))
	if err != nil {
		f.Fatal(err)
	}
	o, err := e.open(master)
	if err != nil {
		f.Fatal(err)
	}
	return o
}

func testRing(f *testing.F) (*Ring, KeyID) {
	r, err := Open(f.Context(), Options{Dir: f.TempDir(), Master: bytes.Repeat([]byte{7}, masterSize), Create: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = r.Close() })
	ks, err := r.NewKeys(f.Context(), 1)
	if err != nil {
		f.Fatal(err)
	}
	return r, ks[0]
}

func testStream(f *testing.F, r *Ring, k KeyID, plain []byte) []byte {
	var out bytes.Buffer
	w, err := r.SealWriter(f.Context(), k, "blob/1", &out)
	if err != nil {
		f.Fatal(err)
	}
	_, err = w.Write(plain)
	if err := errors.Join(err, w.Close()); err != nil {
		f.Fatal(err)
	}
	return out.Bytes()
}
