package mongo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestWalk: whatever the keys, a walk meets each of its range once and in order, and needs not many more questions than
// pages.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 'a', 0xfe, 0xff}), 0, 6)
		tied := rapid.Map(near, func(b []byte) []byte { return append(bytes.Repeat([]byte("t"), 500), b...) })
		apart := rapid.SliceOfN(rapid.Byte(), 20, 24)
		prefix := rapid.SliceOfN(rapid.Byte(), 0, 4).Draw(t, "prefix")
		set := map[string]bool{}
		for _, k := range rapid.SliceOfN(rapid.OneOf(near, apart, tied), 0, 120).Draw(t, "keys") {
			set[string(append(slices.Clone(prefix), k...))] = true
		}
		var keys [][]byte
		for k := range set {
			keys = append(keys, []byte(k))
		}
		slices.SortFunc(keys, bytes.Compare)
		w := walk{low: near.Draw(t, "low"), desc: rapid.Bool().Draw(t, "desc")}
		if rapid.Bool().Draw(t, "high?") {
			w.high = append(slices.Clone(prefix), near.Draw(t, "high")...)
		}
		want := slices.DeleteFunc(slices.Clone(keys), func(k []byte) bool { return !inside(k, w.low, w.high) })
		if w.desc {
			slices.Reverse(want)
		}
		size := rapid.IntRange(1, 7).Draw(t, "size")
		got, asked := walkOver(&w, keys, size)
		if !slices.EqualFunc(got, want, bytes.Equal) {
			t.Fatalf("met %d, want %d", len(got), len(want))
		}
		if most := 20 * (len(want)/size + 2); asked > most {
			t.Fatalf("%d questions for %d keys in pages of %d", asked, len(want), size)
		}
	})
}

func inside(k, low, high []byte) bool {
	return bytes.Compare(k, low) >= 0 && (high == nil || bytes.Compare(k, high) < 0)
}

// walkOver answers as a server would, and counts the questions.
func walkOver(w *walk, keys [][]byte, size int) (got [][]byte, asked int) {
	for asked = 1; asked < 10_000; asked++ {
		low, high, rest := w.window()
		var page [][]byte
		for i := range keys {
			k := keys[i]
			if w.desc {
				k = keys[len(keys)-1-i]
			}
			if inside(k, low, high) && len(page) < size {
				page = append(page, k)
			}
		}
		got = append(got, page...)
		more := len(page) == size
		if rest && !more {
			return got, asked
		}
		w.passed(low, high, page, size, more)
	}
	return got, asked
}

// TestWindowsAreNarrow: all windows together hold the documents a few times over, not once for every page. Keys written
// as text have gaps at each letter, which costs some.
func TestWindowsAreNarrow(t *testing.T) {
	const pages, size = 100, 100
	var numbers, texts [][]byte
	for i := range pages * size {
		numbers = append(numbers, binary.BigEndian.AppendUint64([]byte("key"), uint64(1<<40+i*1000+i%7)))
		texts = append(texts, fmt.Appendf(nil, "key%08x", i*429_496))
	}
	for name, c := range map[string]struct {
		keys [][]byte
		most int
	}{"numbers": {numbers, 5}, "texts": {texts, 12}} {
		for _, desc := range []bool{false, true} {
			w := walk{low: []byte("key"), high: []byte("kez"), desc: desc}
			held := -len(c.keys) // the first window is all
			for range 5 * pages {
				low, high, rest := w.window()
				in := slices.DeleteFunc(slices.Clone(c.keys), func(k []byte) bool { return !inside(k, low, high) })
				if held += len(in); desc {
					slices.Reverse(in)
				}
				if rest && len(in) < size {
					break
				}
				w.passed(low, high, in[:min(size, len(in))], size, len(in) >= size)
			}
			t.Logf("%s, downwards %v: %d times", name, desc, held/len(c.keys))
			if held > c.most*len(c.keys) {
				t.Errorf("%s, downwards %v: windows hold all %d times, want %d at most", name, desc, held/len(c.keys), c.most)
			}
		}
	}
}

// TestBoundsAreText: a bound that is no text becomes one behind the id, or is given up.
func TestBoundsAreText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		behind := []byte(rapid.StringN(1, 20, 40).Draw(t, "id"))
		bound := slices.Clone(behind)
		i := rapid.IntRange(0, len(bound)-1).Draw(t, "at")
		bound[i] = byte(rapid.IntRange(int(bound[i]), 255).Draw(t, "raised"))
		bound = append(bound[:i+1], rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "more")...)
		text, ok := asText(bound, behind)
		if ok && (!utf8.Valid(text) || bytes.Compare(text, behind) <= 0) {
			t.Fatalf("%x behind %x became %x", bound, behind, text)
		}
	})
}
