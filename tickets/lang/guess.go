package lang

import (
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Guess says which language a text is written in and how sure that is, from 0 to 1. It weighs whole words and groups of
// three letters against a sample of each language, leaves out what is no prose (numbers, serials, addresses), and reads
// at most the first 2 kB of the rest. A text without words is "", 0; below about 0.6 a caller should ask something else,
// such as what the customer's last letter was written in.
func Guess(text string) (Lang, float64) {
	m := trained()
	var score [len(guessable)]float64
	words, foreign := 0, 0
	for w := range prose(text, longest) {
		words++
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) {
			foreign++
		}
		m.weigh(w, &score)
	}
	if words == 0 || foreign*2 > words {
		return "", 0
	}
	return decide(score)
}

// guessable is the order in which the model counts languages.
var guessable = [...]Lang{SV, EN, DE, NO, DA, FI}

// temper widens the odds: neighbouring words and letters are not independent evidence.
const temper = 0.45

func decide(score [len(guessable)]float64) (Lang, float64) {
	best := 0
	for i, s := range score {
		if s > score[best] {
			best = i
		}
	}
	sum := 0.0
	for _, s := range score {
		sum += math.Exp((s - score[best]) * temper)
	}
	return guessable[best], 1 / sum
}

// longest is how much prose Guess reads, in bytes.
const longest = 2 << 10

// prose yields the words of a text in lower case, without tokens that carry a digit, an at sign or a slash and without
// quoted lines, until limit bytes of them were read.
func prose(text string, limit int) func(func(string) bool) {
	return func(yield func(string) bool) {
		read := 0
		for line := range strings.Lines(text) {
			if strings.HasPrefix(strings.TrimSpace(line), ">") {
				continue
			}
			for token := range strings.FieldsSeq(line) {
				if read > limit {
					return
				}
				if len(token) > 40 || strings.ContainsAny(token, "0123456789@/\\_=<>") {
					continue
				}
				for w := range strings.FieldsFuncSeq(strings.ToLower(token), notInWord) {
					read += len(w)
					if !yield(w) {
						return
					}
				}
			}
		}
	}
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }

// model holds what a word and a group of three letters tell: for each language the log of how likely they are in it.
type model struct {
	words   map[string][len(guessable)]float64
	letters map[string][len(guessable)]float64
	unseen  [len(guessable)]float64
}

const (
	missing = -3.0 // a function word that the language does not have
	grain   = 0.35 // how much a group of letters weighs beside a function word
)

// weigh adds what one word tells.
func (m *model) weigh(w string, score *[len(guessable)]float64) {
	if p, ok := m.words[w]; ok {
		for i := range score {
			score[i] += p[i]
		}
	}
	for t := range trigrams(w) {
		p, ok := m.letters[t]
		if !ok {
			p = m.unseen
		}
		for i := range score {
			score[i] += p[i] * grain
		}
	}
}

// trigrams yields the groups of three letters of a word, its two ends marked by spaces.
func trigrams(w string) func(func(string) bool) {
	return func(yield func(string) bool) {
		w = " " + w + " "
		first, second := -1, -1
		for i, r := range w {
			if first >= 0 && !yield(w[first:i+utf8.RuneLen(r)]) {
				return
			}
			first, second = second, i
		}
	}
}

// trained is the model of the texts in sample.go, made the first time it is asked for.
var trained = sync.OnceValue(func() *model {
	m := &model{words: map[string][len(guessable)]float64{}, letters: map[string][len(guessable)]float64{}}
	counts := map[string][len(guessable)]float64{}
	var total [len(guessable)]float64
	for i, l := range guessable {
		s := samples[l]
		for w := range strings.FieldsSeq(s.words) {
			p, ok := m.words[w]
			if !ok {
				for k := range p {
					p[k] = missing
				}
			}
			p[i] = 0
			m.words[w] = p
		}
		for w := range prose(s.words+" "+s.text, math.MaxInt) {
			for t := range trigrams(w) {
				c := counts[t]
				c[i]++
				total[i]++
				counts[t] = c
			}
		}
	}
	smooth(m, counts, total)
	return m
})

// smooth turns counts into logs; half a sighting stands for none.
func smooth(m *model, counts map[string][len(guessable)]float64, total [len(guessable)]float64) {
	for i := range total {
		m.unseen[i] = math.Log(0.5 / total[i])
	}
	for t, c := range counts {
		for i := range c {
			c[i] = math.Log((c[i] + 0.5) / total[i])
		}
		m.letters[t] = c
	}
}
