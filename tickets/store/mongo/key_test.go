package mongo

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSpelling: texts order by their bytes as keys do, and a text is read back as its key.
func TestSpelling(t *testing.T) {
	keys := rapid.SliceOfN(rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte{0, 1, 0xfe, 0xff})), 0, 12)
	rapid.Check(t, func(t *rapid.T) {
		a, b := keys.Draw(t, "a"), keys.Draw(t, "b")
		if rapid.Bool().Draw(t, "akin") {
			b = append(append([]byte{}, a...), b...)
		}
		if got, want := strings.Compare(spell(a), spell(b)), bytes.Compare(a, b); got != want {
			t.Fatalf("%x and %x: texts compare %d, keys %d", a, b, got, want)
		}
		if back, err := unspell(spell(a)); err != nil || !bytes.Equal(back, a) {
			t.Fatalf("%x came back as %x, %v", a, back, err)
		}
		if spell(a) >= lastText {
			t.Fatalf("%x is spelled behind the last text", a)
		}
	})
}

func FuzzUnspell(f *testing.F) {
	f.Add("")
	f.Add("-")
	f.Add("zzzz")
	f.Add("-0")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := unspell(text)
		if err == nil && spell(key) != strings.NewReplacer("\n", "", "\r", "").Replace(text) {
			t.Errorf("%q was read as %x, which is spelled %q", text, key, spell(key))
		}
	})
}
