package scrub_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/axsensor/lethe/anonymizer/scrub"
)

// floors are the least share, in percent, of each kind of marked text that must go (or stay, for k), as testdata/labelled.txt
// names the kinds. A change that falls below one loses more than it wins.
var floors = map[byte]float64{'p': 98, 'e': 98, 'f': 99, 'n': 99, 'a': 98, 'c': 97, 's': 98, 'i': 100, 'u': 100, 'x': 100, 'k': 99}

// awkwardFloors are those of testdata/awkward.txt.
var awkwardFloors = map[byte]float64{'p': 96, 'k': 100}

// mostLost is the highest share, in percent, of unmarked words that may go.
const mostLost = 1.5

// labelledText is one text of the file: marks are byte ranges by kind.
type labelledText struct {
	lang  string
	known scrub.Known
	text  string
	marks []mark
}

type mark struct {
	s, e int
	kind byte
}

var marked = regexp.MustCompile(`\{([a-z?])\|([^{}]*)\}`)

func readLabelled(t *testing.T) []labelledText {
	t.Helper()
	out := readTexts(t, "testdata/labelled.txt")
	if len(out) < 200 {
		t.Fatalf("%d texts", len(out))
	}
	return out
}

func readTexts(t *testing.T, file string) []labelledText {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []labelledText
	for block := range strings.SplitSeq(string(raw), "\n%% ") {
		head, body, _ := strings.Cut(block, "\n")
		if strings.HasPrefix(head, "#") {
			continue
		}
		lang, known, _ := strings.Cut(head, " ")
		l := labelledText{lang: lang}
		if known != "" {
			if err := json.Unmarshal([]byte(known), &l.known); err != nil {
				t.Fatalf("%s: %v", head, err)
			}
		}
		l.mark(strings.ReplaceAll(strings.TrimSpace(body), `\n`, "\n"))
		out = append(out, l)
	}
	return out
}

// mark takes the marks out of a body and remembers where they stood.
func (l *labelledText) mark(body string) {
	var b strings.Builder
	at := 0
	for _, m := range marked.FindAllStringSubmatchIndex(body, -1) {
		b.WriteString(body[at:m[0]])
		s := b.Len()
		b.WriteString(body[m[4]:m[5]])
		l.marks = append(l.marks, mark{s, b.Len(), body[m[2]]})
		at = m[1]
	}
	b.WriteString(body[at:])
	l.text = b.String()
}

// cover tells for each byte of a text whether a span has it.
func cover(text string, spans []scrub.Span) []bool {
	gone := make([]bool, len(text))
	for _, s := range spans {
		for i := s.Start; i < s.End; i++ {
			gone[i] = true
		}
	}
	return gone
}

// went tells whether every letter and digit of text[s:e] is gone; kept whether none of its bytes is.
func went(text string, gone []bool, s, e int) bool {
	for i, r := range text[s:e] {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !gone[s+i] {
			return false
		}
	}
	return true
}

func kept(gone []bool, s, e int) bool { return !slices.Contains(gone[s:e], true) }

// TestLabelledTexts measures, over invented texts in six languages, what goes and what stays, by kind.
func TestLabelledTexts(t *testing.T) { holdFloors(t, readLabelled(t), floors) }

// TestAwkwardTexts does the same where names stand in awkward places.
func TestAwkwardTexts(t *testing.T) {
	texts := readTexts(t, "testdata/awkward.txt")
	if len(texts) < 120 {
		t.Fatalf("%d texts", len(texts))
	}
	holdFloors(t, texts, awkwardFloors)
}

func holdFloors(t *testing.T, texts []labelledText, floors map[byte]float64) {
	t.Helper()
	right, all := map[byte]int{}, map[byte]int{}
	lost, words := 0, 0
	for _, l := range texts {
		r := scrubber().Scrub(scrub.Input{Text: l.text, Known: l.known})
		gone := cover(l.text, r.Spans)
		free := make([]bool, len(l.text))
		for _, m := range l.marks {
			for i := m.s; i < m.e; i++ {
				free[i] = true
			}
			if m.kind == '?' {
				continue
			}
			all[m.kind]++
			if ok := m.kind == 'k' && kept(gone, m.s, m.e) || m.kind != 'k' && went(l.text, gone, m.s, m.e); ok {
				right[m.kind]++
			} else {
				t.Logf("%s %c %q in %q", l.lang, m.kind, l.text[m.s:m.e], r.Text)
			}
		}
		for _, w := range regexp.MustCompile(`\S+`).FindAllStringIndex(l.text, -1) {
			if !kept(free, w[0], w[1]) {
				continue
			}
			words++
			if !kept(gone, w[0], w[1]) {
				lost++
				t.Logf("%s lost %q in %q", l.lang, l.text[w[0]:w[1]], r.Text)
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(floors)) {
		share := 100 * float64(right[kind]) / float64(max(1, all[kind]))
		t.Logf("%c: %d of %d, %.1f %%", kind, right[kind], all[kind], share)
		if share < floors[kind] {
			t.Errorf("%c: %.1f %% of %d, at least %.0f %% wanted", kind, share, all[kind], floors[kind])
		}
	}
	share := 100 * float64(lost) / float64(words)
	t.Logf("%d of %d ordinary words lost, %.1f %%", lost, words, share)
	if share > mostLost {
		t.Errorf("%d of %d ordinary words lost, %.1f %%", lost, words, share)
	}
}

// distortions are what mail does to a text; names must be found all the same.
var distortions = map[string]func(string) string{
	"as it is":         func(s string) string { return s },
	"CRLF":             func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"decomposed":       norm.NFD.String,
	"no-break blanks":  func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
	"hidden in words":  func(s string) string { return afterLetters(s, "\u200b") },
	"soft hyphens":     func(s string) string { return afterLetters(s, "\u00ad") },
	"not UTF-8":        latin1,
	"cut characters":   func(s string) string { return strings.ReplaceAll(s, "å", "\xc3") },
	"byte order marks": func(s string) string { return "\ufeff" + s + "\ufeff" },
}

func afterLetters(s, mark string) string {
	var b strings.Builder
	for i, r := range s {
		b.WriteRune(r)
		if unicode.IsLetter(r) && i%3 == 0 {
			b.WriteString(mark)
		}
	}
	return b.String()
}

// latin1 writes a text in Latin-1; what it lacks becomes a question mark.
func latin1(s string) string {
	var b []byte
	for _, r := range s {
		if r > 0xff {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return string(b)
}

// TestDistortedTexts holds the promises of every result, whatever the text went through: spans sorted, apart, on
// characters, the text rebuilt from them, and nothing more to find the second time.
func TestDistortedTexts(t *testing.T) {
	for name, distort := range distortions {
		t.Run(name, func(t *testing.T) {
			for _, l := range readLabelled(t) {
				check(t, scrub.Input{Text: distort(l.text), Known: l.known})
			}
		})
	}
}

// TestDistortedNames holds that what mail does to a text hides no known name, number or address.
func TestDistortedNames(t *testing.T) {
	const text = "Hej, Björn Lindqvist här. Anna Svenssons givare AX2-0042-7781 står på Provgatan 12. Ring 070-174 06 05 eller skriv till anna.svensson@firma.example."
	for name, distort := range distortions {
		if name == "cut characters" {
			continue
		}
		r := check(t, scrub.Input{Text: distort(text), Known: caseKnown})
		left := strings.ToLower(norm.NFC.String(strings.NewReplacer("\u200b", "", "\u00ad", "", "\u00a0", " ").Replace(r.Text)))
		for _, secret := range []string{"björn", "lindqvist", "anna", "svensson", "0042", "7781", "provgatan", "174", "firma"} {
			if strings.Contains(left, secret) {
				t.Errorf("%s: %q is left in %q", name, secret, r.Text)
			}
		}
	}
}

// longTexts are texts that could make a pattern read the same bytes over and over.
func longTexts(n int) map[string]string {
	out := map[string]string{}
	for name, piece := range map[string]string{"pairs of digits": "12 ", "at signs": "a@", "colons": "::", "links": "http://", "blocks": "-----BEGIN X", "capitals": "Skogsberg ", "firms": "Foo AB ", "streets": "Storgatan 1, ",
		"marks": "A\u0301", "quotes": "> ", "closings": "mvh\n", "one line of prose": "Givaren visar 4,02 mA sedan i går och Anna har bytt kabel. "} {
		out[name] = strings.Repeat(piece, n/len(piece)+1)
	}
	return out
}

func TestLongTexts(t *testing.T) {
	for name, text := range longTexts(60_000) {
		r := scrubber().Scrub(scrub.Input{Text: text, Known: caseKnown})
		checkSpans(t, text, r)
		if name == "one line of prose" && (strings.Contains(r.Text, "Anna") || !strings.Contains(r.Text, "4,02 mA")) {
			t.Errorf("%.200q", r.Text)
		}
		if utf8.ValidString(text) && !utf8.ValidString(r.Text) {
			t.Errorf("%s: the result is not UTF-8", name)
		}
	}
}

// BenchmarkScrub gives the throughput on ordinary and on hostile texts of 100 and 200 kB: it must not fall with the length.
func BenchmarkScrub(b *testing.B) {
	for _, n := range []int{100_000, 200_000} {
		texts := longTexts(n)
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			b.Run(name, func(b *testing.B) {
				b.SetBytes(int64(len(texts[name])))
				for b.Loop() {
					scrubber().Scrub(scrub.Input{Text: texts[name], Known: caseKnown})
				}
			})
		}
	}
}
