package scrub_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/axsensor/lethe/anonymizer/scrub"
)

// corpus is labelled text for development. It is not part of the project: the measurement runs where LETHE_CORPORA
// names a folder that holds it.
type corpus struct {
	file, lang string
	column     int  // of the label
	word       int  // of the token
	tech       bool // labels are those of developer text
}

var corpora = []corpus{
	{"sv-news-train.txt", "sv", 1, 0, false},
	{"sv-talbanken-train.iob2", "sv", 2, 1, false},
	{"da-ddt-train.iob2", "da", 2, 1, false},
	{"fi-turku-train.tsv", "fi", 1, 0, false},
	{"de-germeval-dev.tsv", "de", 2, 1, false},
	{"en-ewt-dev-without-email.iob2", "en", 2, 1, false},
	{"en-wnut17-train.conll", "en", 1, 0, false},
	{"en-stackoverflow-dev.txt", "en", 1, 0, true},
	{"en-stackoverflow-train.txt", "en", 1, 0, true},
}

type labelled struct{ text, label string }

// TestCorpora measures names removed, ordinary words kept and technical tokens kept. The tagger and the word lists have
// learnt from most of this text, so the figures without the tagger are the fairer ones.
func TestCorpora(t *testing.T) {
	dir := os.Getenv("LETHE_CORPORA")
	if dir == "" {
		t.Skip("LETHE_CORPORA names no folder with labelled text")
	}
	only := os.Getenv("LETHE_CORPUS")
	for _, c := range corpora {
		if !strings.Contains(c.file, only) {
			continue
		}
		sentences := c.read(t, filepath.Join(dir, c.file))
		if len(sentences) > 4000 {
			sentences = sentences[:4000]
		}
		measure(t, c, "all layers", scrubber(), sentences)
		measure(t, c, "no tagger", scrubber().WithoutTagger(), sentences)
		if !c.tech {
			measure(t, c, "lower case", scrubber(), small(sentences))
		}
	}
}

func (c corpus) read(t *testing.T, path string) [][]labelled {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]labelled
	var sentence []labelled
	for l := range strings.Lines(string(raw)) {
		f := strings.Fields(l)
		if strings.Contains(l, "\t") && c.file != "sv-news-train.txt" {
			f = strings.Split(strings.TrimRight(l, "\r\n"), "\t")
		}
		if strings.TrimSpace(l) == "" {
			if len(sentence) > 0 {
				out = append(out, sentence)
			}
			sentence = nil
			continue
		}
		if strings.HasPrefix(l, "#") && c.word == 1 || len(f) <= c.column || f[c.word] == "-DOCSTART-" {
			continue
		}
		sentence = append(sentence, labelled{f[c.word], f[c.column]})
	}
	return append(out, sentence)
}

// small gives sentences as people in a hurry write them.
func small(sentences [][]labelled) [][]labelled {
	out := make([][]labelled, len(sentences))
	for i, s := range sentences {
		for _, tok := range s {
			out[i] = append(out[i], labelled{strings.ToLower(tok.text), tok.label})
		}
	}
	return out
}

type tally struct{ seen, gone int }

func (c *tally) add(gone bool) {
	c.seen++
	if gone {
		c.gone++
	}
}

func (c tally) share(kept bool) float64 {
	n := c.gone
	if kept {
		n = c.seen - c.gone
	}
	return 100 * float64(n) / max(1, float64(c.seen))
}

func measure(t *testing.T, c corpus, how string, s *scrub.Scrubber, sentences [][]labelled) {
	var person, other, tech tally
	leaks, lost := map[string]int{}, map[string]int{}
	for _, sentence := range sentences {
		var b strings.Builder
		var starts []int
		for _, tok := range sentence {
			starts = append(starts, b.Len())
			b.WriteString(tok.text + " ")
		}
		res := s.Scrub(scrub.Input{Text: b.String(), Lang: c.lang})
		for i, tok := range sentence {
			if utf8.RuneCountInString(tok.text) < 2 || !strings.ContainsFunc(tok.text, unicode.IsLetter) && !c.tech {
				continue
			}
			gone, by := masked(res.Spans, starts[i], starts[i]+len(tok.text))
			label := strings.TrimPrefix(strings.TrimPrefix(tok.label, "B-"), "I-")
			switch {
			case label == "User_Name", strings.HasPrefix(strings.ToLower(label), "per"):
				person.add(gone)
				if !gone {
					leaks[tok.text]++
				}
			case label == "O" || label == "0":
				other.add(gone)
				if gone {
					lost[by+" "+tok.text]++
				}
			case c.tech && label != "Code_Block" && label != "Output_Block" && label != "Organization" && label != "Website":
				tech.add(gone)
				if gone {
					lost["! "+by+" "+tok.text]++
				}
			}
		}
	}
	t.Logf("%-32s %-10s names removed %.1f %% of %d, other words kept %.1f %% of %d, technical kept %.1f %% of %d",
		c.file, how, person.share(false), person.seen, other.share(true), other.seen, tech.share(true), tech.seen)
	if os.Getenv("LETHE_CORPUS") != "" {
		t.Logf("leaks: %s", top(leaks, 60))
		t.Logf("lost: %s", top(lost, 200))
	}
}

func masked(spans []scrub.Span, s, e int) (bool, string) {
	for _, x := range spans {
		if x.Start < e && s < x.End {
			return true, x.Layer[:2] + "/" + x.Kind[:2]
		}
	}
	return false, ""
}

func top(count map[string]int, n int) string {
	type row struct {
		word string
		n    int
	}
	var rows []row
	for w, k := range count {
		rows = append(rows, row{w, k})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(b.n-a.n, strings.Compare(a.word, b.word)) })
	var b strings.Builder
	for _, r := range rows[:min(n, len(rows))] {
		b.WriteString(r.word)
		if r.n > 1 {
			b.WriteString("×" + strconv.Itoa(r.n))
		}
		b.WriteString("; ")
	}
	return b.String()
}
