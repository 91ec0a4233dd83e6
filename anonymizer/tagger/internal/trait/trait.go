package trait

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Width is the number of bits of a trait's number.
const Width = 20

// A Lexicon answers for a word in lower case; see tagger.WordList.
type Lexicon interface {
	Languages(word string) uint8
	Term(word string) bool
	GivenName(word string) int
	Surname(word string) int
}

// Languages is the order of the bits that a Lexicon answers with.
var languages = [...]string{"sv", "en", "da", "no", "de", "fi"}

// facts are what is known of one token before its neighbours are looked at.
type facts struct {
	word             uint32 // hash of the lower-case form
	pre              [3]uint32
	suf              [4]uint32
	shape            uint32
	gaz              uint32 // how common as a given name and as a family name, and whether an ordinary word
	known            uint32 // which dictionaries have it
	given, sur, dict uint32
	kind             uint32 // shape and gaz together
}

// Of lists, for each token of a segment, the numbers of its traits below 1<<Width. lang is the language of the text, or empty
// if unknown. The result depends on nothing else; the lists share one backing array.
func Of(text string, tokens []Token, lang string, lex Lexicon) [][]uint32 {
	f := make([]facts, len(tokens))
	bit := uint8(0)
	for i, l := range languages {
		if l == lang {
			bit = 1 << i
		}
	}
	for i, t := range tokens {
		f[i] = factsOf(t, bit, lex)
	}
	mode := caseMode(tokens)
	out := make([][]uint32, len(tokens))
	all := make([]uint32, 0, len(tokens)*80)
	for i := range tokens {
		b := bag{list: all[len(all):]}
		b.collect(tokens, f, i, mode, uint32(bit))
		all = all[:len(all)+len(b.list)]
		out[i] = b.list[:len(b.list):len(b.list)]
	}
	return out
}

func factsOf(t Token, bit uint8, lex Lexicon) facts {
	w := strings.Map(visible, t.Lower)
	f := facts{word: hash(w), shape: uint32(t.shape)}
	if !t.Word() {
		if t.shape == number {
			f.word = hash("0") + uint32(utf8.RuneCountInString(w))
		}
		f.kind = mix(f.shape, 99)
		return f
	}
	f.affixes(w)
	mask := lex.Languages(w)
	f.given, f.sur = level(lex.GivenName(w)), level(lex.Surname(w))
	if f.given == 0 && f.sur == 0 {
		f.stem(w, lex)
	}
	f.known = uint32(mask)
	switch {
	case bit != 0 && mask&bit != 0:
		f.dict = 3
	case mask != 0:
		f.dict = 1
		if bits.OnesCount8(mask) > 2 {
			f.dict = 2
		}
	}
	if lex.Term(w) {
		f.dict += 4
	}
	f.gaz = f.given | f.sur<<4 | f.dict<<8
	f.kind = mix(f.shape, f.gaz)
	return f
}

// visible drops what a reader does not see.
func visible(r rune) rune {
	if r == '\u00ad' || r == '\u200d' || r == '\u200c' {
		return -1
	}
	return r
}

// stem looks a name up without its ending: Annas, Annan, Annalle, Björks, Lindqvistin.
func (f *facts) stem(w string, lex Lexicon) {
	for cut := len(w) - 1; cut >= 4 && len(w)-cut <= 5; cut-- {
		if !utf8.RuneStart(w[cut]) || !ending(w[cut:]) {
			continue
		}
		g, s := level(lex.GivenName(w[:cut])), level(lex.Surname(w[:cut]))
		if g > 1 || s > 0 {
			f.given, f.sur = g|8, s
			return
		}
	}
}

func ending(s string) bool {
	switch s {
	case "s", "n", "in", "a", "ä", "ia", "iä", "lla", "llä", "lle", "lta", "ltä", "ssa", "ssä", "sta", "stä", "en", "ens", "illa", "ille", "ilta", "ista", "arna", "issa",
		"an", "än", "on", "iin", "ksi", "na", "nä", "ta", "tä":
		return true
	}
	return false
}

// level is how common a name is, in seven steps.
func level(bearers int) uint32 {
	switch {
	case bearers == 0:
		return 0
	case bearers < 15:
		return 1
	case bearers < 60:
		return 2
	case bearers < 300:
		return 3
	case bearers < 2000:
		return 4
	case bearers < 15000:
		return 5
	}
	return 6
}

func (f *facts) affixes(w string) {
	n, at := 0, 0
	for i := range w {
		if n > 1 && n <= 4 {
			f.pre[n-2] = hash(w[:i])
		}
		n++
		at = i
	}
	_ = at
	end := len(w)
	for k := range f.suf {
		_, size := utf8.DecodeLastRuneInString(w[:end])
		if end -= size; end <= 0 {
			break
		}
		f.suf[k] = hash(w[end:])
	}
}

// caseMode is how a segment is written: 0 mixed, 1 without capitals, 2 without small letters.
func caseMode(tokens []Token) uint32 {
	small, large := 0, 0
	for _, t := range tokens {
		switch t.shape {
		case lower, lowerOne:
			small++
		case capital, upper, mixed:
			large++
		}
	}
	switch {
	case large == 0:
		return 1
	case small == 0 && large > 1:
		return 2
	}
	return 0
}

func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func mix(a, b uint32) uint32 {
	h := (uint64(a)<<32 | uint64(b)) * 0x9E3779B97F4A7C15
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	return uint32(h >> 32)
}
