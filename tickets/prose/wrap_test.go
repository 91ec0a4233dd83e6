package prose

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"kort\n\nrad", "kort\n\nrad"},
		{"en rad som är längre än så", "en rad som\när längre\nän så"},
		{"> citat som är längre", "> citat\n> som är\n> längre"},
		{"> > dubbelt citerat här", "> > dubbelt\n> > citerat\n> > här"},
		{"- punkt som är lång", "- punkt\n  som är\n  lång"},
		{"12. punkt som är lång", "12. punkt\n    som är\n    lång"},
		{"https://a.example/en/lång/adress efter", "https://a.example/en/lång/adress\nefter"},
		{"en | tabell | som är lång", "en | tabell | som är lång"},
		{"åäöåäöåäöå åäö", "åäöåäöåäöå\nåäö"},
	} {
		if got := Wrap(c.text, 10); got != c.want {
			t.Errorf("%q\ngave %q\nwant %q", c.text, got, c.want)
		}
	}
}

// Wrapping keeps the words, and a line that is too long has one word or is a table.
func FuzzWrap(f *testing.F) {
	f.Add("> - en rad som är längre än så https://a.example/x\n12. x y", 10)
	f.Add("\u2028 å\r\t> >", 0)
	f.Fuzz(func(t *testing.T, s string, width int) {
		s = strings.ToValidUTF8(s, "?")
		width = max(-2, width%200)
		got := Wrap(s, width)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not valid", got)
		}
		bare := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, ">", " ")), " ") }
		if bare(got) != bare(s) {
			t.Fatalf("%q became %q", s, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			_, _, rest := hang(line)
			if utf8.RuneCountInString(line) > width && len(strings.Fields(rest)) > 1 && !strings.Contains(line, " | ") {
				t.Fatalf("the line %q is longer than %d", line, width)
			}
		}
	})
}
