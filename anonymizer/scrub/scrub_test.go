package scrub_test

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/axsensor/lethe/anonymizer/scrub"
)

// scrubber is shared by the tests: loading the model takes a while.
var scrubber = sync.OnceValue(func() *scrub.Scrubber {
	s, err := scrub.New(scrub.Options{
		Protected: []string{"Lutningsgivare AX-200", "VB-40", "TH-16", "GW-5", "Nordlys"},
		Hosts:     []string{"support.example.org"},
	})
	if err != nil {
		panic(err)
	}
	return s
})

// caseKnown is the case that most tables speak of.
var caseKnown = scrub.Known{
	Names:     []string{"Anna Svensson", "Björn Lindqvist", "Sten Berg"},
	Emails:    []string{"anna.svensson@firma.example"},
	Phones:    []string{"+46 70-174 06 05"},
	Companies: []string{"Kvarnbygdens Mekaniska AB"},
	Serials:   []string{"AX2-0042-7781"},
	Addresses: []string{"Provgatan 12, 123 45 Exempelby"},
}

// check scrubs a text, holds the result to the promises that every result keeps, and returns it.
func check(t *testing.T, in scrub.Input) scrub.Result {
	t.Helper()
	r := scrubber().Scrub(in)
	checkSpans(t, in.Text, r)
	if in.Lang == "" && !scrub.SameTongue(in.Text, r.Text) {
		return r
	}
	if again := scrubber().Scrub(scrub.Input{Text: r.Text, Lang: in.Lang, Known: in.Known}); again.Text != r.Text {
		t.Errorf("scrubbing twice:\n%q\n%q", r.Text, again.Text)
	}
	return r
}

// checkSpans holds spans to their promises and rebuilds the text from them.
func checkSpans(t *testing.T, text string, r scrub.Result) {
	t.Helper()
	var b strings.Builder
	at := 0
	for _, s := range r.Spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("span %+v after %d in %d bytes of %q", s, at, len(text), text)
		}
		if !boundary(text, s.Start) || !boundary(text, s.End) {
			t.Fatalf("span %+v cuts a character of %q", s, text)
		}
		b.WriteString(text[at:s.Start])
		b.WriteString("[" + s.Kind + "]")
		at = s.End
	}
	b.WriteString(text[at:])
	if b.String() != r.Text {
		t.Fatalf("text is not the given one with its spans replaced:\n%q\n%q", r.Text, b.String())
	}
}

// boundary tells whether i is between two characters; a byte that is not UTF-8 is a character of its own.
func boundary(s string, i int) bool {
	if i == 0 || i == len(s) || utf8.RuneStart(s[i]) {
		return true
	}
	for k := max(0, i-3); k < i; k++ {
		if _, n := utf8.DecodeRuneInString(s[k:]); k+n > i && n > 1 {
			return false
		}
	}
	return true
}
