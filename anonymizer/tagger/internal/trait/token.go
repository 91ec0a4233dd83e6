// Package trait cuts running text into tokens and names each token's traits: the facts that the model weighs.
package trait

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Token is a word, a number, a single sign, or a placeholder such as [person].
type Token struct {
	Start, End  int    // bytes in the text
	Lower       string // the text in lower case
	FirstOnLine bool
	Held        bool // a placeholder: never part of a name
	shape       shape
}

// Split cuts text into tokens, in segments at blank lines and at most limit tokens long. Words break at hyphens, dots and apostrophes; digits and
// underscores stay with their letters. Bytes that are not UTF-8 are skipped.
func Split(text string, limit int) [][]Token {
	var out [][]Token
	var segment []Token
	newLine, blank := true, false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '\n' {
			blank = newLine
			newLine = true
			i += size
			continue
		}
		if unicode.IsSpace(r) || r == utf8.RuneError && size <= 1 || unicode.Is(unicode.Cf, r) {
			i += size
			continue
		}
		if len(segment) > 0 && (blank && newLine || len(segment) >= limit) {
			out, segment = append(out, segment), nil
		}
		t := Token{Start: i, End: next(text, i, r, size), FirstOnLine: newLine}
		t.Held = r == '[' && t.End > i+1
		t.Lower = strings.ToLower(text[t.Start:t.End])
		t.shape = shapeOf(text[t.Start:t.End])
		segment = append(segment, t)
		newLine, blank, i = false, false, t.End
	}
	if len(segment) > 0 {
		out = append(out, segment)
	}
	return out
}

// next is the end of the token that starts at i with r.
func next(text string, i int, r rune, size int) int {
	if r == '[' {
		if n := placeholder(text[i:]); n > 0 {
			return i + n
		}
	}
	end := i + size
	if !inWord(r) {
		return end
	}
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !inWord(r) || r == utf8.RuneError && size <= 1 {
			break
		}
		end += size
	}
	return end
}

// inWord admits soft hyphens and zero-width joiners inside a word too, so that a split name stays one token.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == '\u00ad' || r == '\u200d' || r == '\u200c'
}

// placeholder is the length of [kind], or 0.
func placeholder(s string) int {
	for i := 1; i < len(s) && i < 24; i++ {
		c := s[i]
		switch {
		case c == ']' && i > 1:
			return i + 1
		case c >= 'a' && c <= 'z' || c == '-':
		default:
			return 0
		}
	}
	return 0
}

// A shape tells how a token is written.
type shape uint8

const (
	sign       shape = iota // not a word
	lower                   // sensor
	capital                 // Sensor
	upper                   // SENSOR
	mixed                   // iPhone, McKay
	letter                  // A
	number                  // 4711
	numbered                // M12, asv01
	foreign                 // letters without case
	lowerOne                // a
	shapeCount = iota
)

func shapeOf(s string) shape {
	letters, uppers, digits, others, firstUpper := 0, 0, 0, 0, false
	for i, r := range s {
		switch {
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			letters++
			uppers++
			firstUpper = firstUpper || i == 0
		case unicode.IsLower(r):
			letters++
		case unicode.IsLetter(r):
			letters++
			others++
		case unicode.IsDigit(r):
			digits++
		}
	}
	switch {
	case digits > 0 && letters > 0:
		return numbered
	case digits > 0:
		return number
	case letters == 0:
		return sign
	case others > 0:
		return foreign
	case letters == 1 && uppers == 1:
		return letter
	case letters == 1:
		return lowerOne
	case uppers == 0:
		return lower
	case uppers == letters:
		return upper
	case firstUpper && uppers == 1:
		return capital
	}
	return mixed
}

// Capital tells whether the token is written as a name in running text may be: Anna, ANNA, McKay, A.
func (t Token) Capital() bool {
	return t.shape == capital || t.shape == upper || t.shape == mixed || t.shape == letter
}

// Word tells whether the token has letters and no digits.
func (t Token) Word() bool {
	return !t.Held && t.shape != sign && t.shape != number && t.shape != numbered
}
