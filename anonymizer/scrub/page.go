package scrub

import (
	"strings"

	"github.com/axsensor/lethe/tickets/lang"
)

// page is one text while it is looked at.
type page struct {
	*plain
	of *Scrubber
	tongue
	words  []word
	state  []uint8
	claims []claim
	lines  []int           // where each line begins
	sig    map[int]bool    // lines that belong to a signature, a header or an address block
	names  map[string]bool // folded words that this text itself shows to be names
}

// tongue is the language of a text as a whole.
type tongue struct {
	lang  string   // the language the vocabulary rule asks first
	langs []string // the languages whose words count as ordinary
	doubt bool     // the language is a mere guess: a word that nobody bears may be one of any language
}

// read makes a text ready for the layers.
func (s *Scrubber) read(text string, t tongue) *page {
	p := &page{plain: readPlain(text), of: s, tongue: t, sig: map[int]bool{}, names: map[string]bool{}}
	p.words = splitWords(p.text)
	p.state = make([]uint8, len(p.text))
	p.lines = lineStarts(p.text)
	p.placeholders()
	return p
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// line gives the text of line n without its line break.
func (p *page) line(n int) string {
	return strings.TrimRight(p.text[p.lines[n]:p.lineEnd(n)], "\r\n")
}

func (p *page) lineEnd(n int) int {
	if n+1 < len(p.lines) {
		return p.lines[n+1]
	}
	return len(p.text)
}

// sure is the confidence from which a guessed language is used alone.
const sure = 0.9

// doubtful is the confidence below which the words of every language count, if nobody bears them.
const doubtful = 0.5

// languages gives the language of a text and those whose words are ordinary in it. English always counts: technical
// prose in every other language borrows from it. When the guess is unsure, as in short texts, Swedish counts too.
func languages(text, given string) tongue {
	switch given {
	case "sv", "en", "de", "no", "da", "fi":
		return tongue{given, withKin(given), false}
	}
	sample := text
	if len(sample) > 20000 {
		sample = strings.ToValidUTF8(sample[:20000], "")
	}
	guess, confidence := lang.Guess(sample)
	l := string(guess)
	if l == "" {
		l = "sv"
	}
	kin := withKin(l)
	if confidence < sure && l != "sv" {
		kin = append(kin, "sv")
	}
	return tongue{l, kin, confidence < doubtful}
}

// withKin gives a language and those that its writers mix with it.
func withKin(l string) []string {
	switch l {
	case "en":
		return []string{"en"}
	case "no":
		return []string{"no", "da", "en"}
	case "da":
		return []string{"da", "no", "en"}
	}
	return []string{l, "en"}
}

// placeholders fixes what an earlier scrubbing left.
func (p *page) placeholders() {
	for _, k := range kinds() {
		mark := placeholder(k)
		for at := 0; ; {
			i := strings.Index(p.text[at:], mark)
			if i < 0 {
				break
			}
			for j := at + i; j < at+i+len(mark); j++ {
				p.state[j] = fixed
			}
			at += i + len(mark)
		}
	}
}
