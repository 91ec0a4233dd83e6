package scrub

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a run of letters and digits in the readable text.
type word struct {
	s, e  int
	key   string // folded
	form  form
	opens bool // stands where a sentence, a heading or a cell may begin, so that a capital says little
	line  int  // number of its line
}

// form is how a word is written.
type form uint8

const (
	lower  form = iota // letters only, none of them a capital
	titled             // letters only, the first alone is a capital
	upper              // letters only, all capitals; at least two
	mixed              // letters only, capitals within
	number             // digits only
	coded              // letters and digits
)

// inWord tells whether r is part of a word. The replacement character is, because it stands for a lost letter.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == utf8.RuneError
}

// splitWords finds the words of a readable text.
func splitWords(text string) []word {
	words := make([]word, 0, len(text)/6+1)
	start := -1
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		if inWord(r) || r == '?' && lostLetter(text, start, i) {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			words = append(words, newWord(text, start, i))
			start = -1
		}
		i += n
	}
	if start >= 0 {
		words = append(words, newWord(text, start, len(text)))
	}
	markOpenings(text, words)
	return words
}

// lostLetter tells whether a question mark at i stands between small letters of one word, as in "Bj?rn".
func lostLetter(text string, start, i int) bool {
	return start >= 0 && i+1 < len(text) && text[i+1] >= 'a' && text[i+1] <= 'z' &&
		(text[i-1] >= 'a' && text[i-1] <= 'z' || i-start == 1)
}

func newWord(text string, s, e int) word {
	t := text[s:e]
	return word{s: s, e: e, key: fold(t), form: formOf(t)}
}

func formOf(t string) form {
	capitals, small, digits, first := 0, 0, 0, false
	for i, r := range t {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			capitals++
			first = first || i == 0
		default:
			small++
		}
	}
	switch {
	case digits > 0 && capitals+small == 0:
		return number
	case digits > 0:
		return coded
	case capitals == 0:
		return lower
	case capitals == 1 && first:
		return titled
	case small == 0:
		return upper
	}
	return mixed
}

// markOpenings finds the words that may begin a sentence.
func markOpenings(text string, words []word) {
	prev, line, lineStart := 0, 0, 0
	for i := range words {
		w := &words[i]
		gap := text[prev:w.s]
		w.opens = i == 0 || opening(gap, prev-lineStart)
		if n := strings.Count(gap, "\n"); n > 0 {
			line += n
			lineStart = prev + strings.LastIndexByte(gap, '\n') + 1
		}
		w.line = line
		prev = w.e
	}
}

// wrapWidth is the length from which a line is taken to be broken by its width, not by its writer.
const wrapWidth = 50

// opening tells whether the signs before a word let it begin a sentence. width is how long the line before it is.
func opening(gap string, width int) bool {
	breaks := strings.Count(gap, "\n")
	if breaks > 1 || breaks == 1 && width < wrapWidth {
		return true
	}
	for i, r := range gap {
		switch r {
		case '.', '!', '?', ':', ';', '\t', '|', '•', '·', '*', '#', '…', '—', '–', '>', '<', '"', '”', '“', '»', '«', '„', '=', '\u2028', '\r':
			if r == '.' && i == 0 && width == 0 {
				continue
			}
			return true
		}
	}
	return false
}
