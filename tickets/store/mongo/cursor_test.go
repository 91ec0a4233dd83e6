package mongo

import (
	"encoding/base64"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/axsensor/lethe/tickets/store"
)

func TestCursors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p place
		for i := range p {
			if p[i].seq = rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 1<<laneShift-1)).Draw(t, "seq"); p[i].seq > 0 {
				p[i].tag = rapid.Uint32().Draw(t, "tag")
			}
		}
		back, err := parseCursor(p.cursor())
		if err != nil || back != p {
			t.Fatalf("%v came back as %v, %v", p, back, err)
		}
	})
}

// FuzzCursors: what comes back from outside is refused as lost, or is a cursor that this engine writes.
func FuzzCursors(f *testing.F) {
	var p place
	f.Add(string(p.cursor()))
	p[0].seq, p[0].tag, p[31].seq = 1, 2, 300
	f.Add(string(p.cursor()))
	f.Add(string(p.cursor()) + "A")
	f.Add("")
	f.Add("m1.")
	f.Add("12.ab")
	f.Add(cursorMark + base64.RawURLEncoding.EncodeToString(append([]byte{0x80, 0}, make([]byte, laneCount-1)...))) // zero, too long
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parseCursor(store.Cursor(text))
		if err != nil {
			if !errors.Is(err, store.ErrCursorLost) {
				t.Errorf("%v, want ErrCursorLost", err)
			}
			return
		}
		if string(p.cursor()) != text {
			t.Errorf("%q is written %q", text, p.cursor())
		}
	})
}

func TestTagsTellOperationsApart(t *testing.T) {
	seen := map[int64]bool{}
	for range 1000 {
		op := newOperation()
		if op.tag != tagOf(op.id) || op.tag < 0 || op.tag >= 1<<32 {
			t.Fatalf("tag %d of %s", op.tag, op.id)
		}
		seen[op.tag] = true
	}
	if len(seen) < 998 { // two of a thousand are alike once in nine thousand runs
		t.Errorf("%d tags of 1000 operations", len(seen))
	}
}
