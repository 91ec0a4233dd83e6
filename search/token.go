package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells how a token is turned into terms.
type tokenKind uint8

const (
	plainWord tokenKind = iota
	number              // digits alone, or with a decimal mark
	code                // letters and digits, or digits in groups: E-104, AXS-2000-B, v2.3.1, 580-09652
	address             // URL or mail address: never taken apart as a code
)

// token is a stretch of text. Parts of a hyphenated word are tokens of their own, each at its own position.
type token struct {
	kind       tokenKind
	text       string // lower case
	start, end int    // byte offsets in the text
	position   int    // from 1
	joined     string // on the first part of a hyphenated word: the word without hyphens
}

// longest bounds, in bytes: what is longer is machine output, and no person searches for it whole.
const (
	longestWord    = 64
	longestCode    = 48
	longestAddress = 200
)

// tokenize cuts a text into tokens. It never fails, whatever the bytes.
func tokenize(text string) []token {
	var out []token
	position := 0
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !isWordRune(r) {
			at += size
			continue
		}
		end := at + stretch(text[at:])
		out, position = cut(out, text, at, end, position)
		at = end
	}
	return out
}

// stretch is how far a run reaches: word characters, and marks that join them when a word character follows.
func stretch(s string) int {
	if n := addressLength(s); n > 0 {
		return n
	}
	end := 0
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if isWordRune(r) {
			end += size
			continue
		}
		if !isJoiner(r) {
			break
		}
		next, _ := utf8.DecodeRuneInString(s[end+size:])
		if !isWordRune(next) || end+size >= len(s) {
			break
		}
		end += size
	}
	return end
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func isJoiner(r rune) bool {
	switch r {
	case '-', '.', '_', '/', ',', ':', '\'', '’', '\u2010', '\u2011':
		return true
	}
	return false
}

// addressLength is the length of the URL or mail address that s begins with, 0 when it begins with none.
func addressLength(s string) int {
	if len(s) > longestAddress+utf8.UTFMax {
		s = s[:longestAddress+utf8.UTFMax] // so that a text without spaces is not read again at every mark
	}
	end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"()[]{}|", r) })
	if end < 0 {
		end = len(s)
	}
	word := strings.TrimRight(s[:end], ".,;:!?'’")
	scheme := strings.Index(word, "://")
	at := strings.IndexByte(word, '@')
	switch {
	case scheme > 0 && scheme < 12, strings.HasPrefix(strings.ToLower(word), "www."):
		return len(word)
	case at > 0 && at < len(word)-1 && strings.IndexByte(word[at+1:], '.') > 0:
		return len(word)
	}
	return 0
}

// cut turns one run into tokens and appends them.
func cut(out []token, text string, start, end, position int) ([]token, int) {
	run := text[start:end]
	switch {
	case addressLength(run) == len(run):
		if len(run) > longestAddress {
			return out, position
		}
		return append(out, token{kind: address, text: lower(run), start: start, end: end, position: position + 1}), position + 1
	case !strings.ContainsFunc(run, unicode.IsDigit):
		return cutWords(out, run, start, position)
	}
	return cutCodes(out, run, start, position)
}

// cutCodes handles a run that holds a digit. Commas and colons join only digits (0,82 and 10:45), slashes split.
func cutCodes(out []token, run string, start, position int) ([]token, int) {
	for at := 0; at < len(run); {
		size := codeLength(run[at:])
		piece := strings.TrimRight(run[at:at+size], "-._'’:,/\u2010\u2011")
		if !strings.ContainsFunc(piece, unicode.IsDigit) {
			out, position = cutWords(out, piece, start+at, position)
		} else if len(piece) <= longestCode {
			kind := code
			if isNumber(piece) {
				kind = number
			}
			position++
			out = append(out, token{kind: kind, text: lower(piece), start: start + at, end: start + at + len(piece), position: position})
		}
		at += size
		for at < len(run) {
			r, n := utf8.DecodeRuneInString(run[at:])
			if isWordRune(r) {
				break
			}
			at += n
		}
	}
	return out, position
}

func codeLength(s string) int {
	before := rune(0)
	for i, r := range s {
		switch r {
		case '/', '\'', '’':
			return i
		case ',', ':':
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if !unicode.IsDigit(before) || !unicode.IsDigit(next) {
				return i
			}
		}
		before = r
	}
	return len(s)
}

func isNumber(s string) bool {
	marks := 0
	for _, r := range s {
		if r == ',' || r == ':' {
			marks++
		} else if !unicode.IsDigit(r) {
			return false
		}
	}
	return marks <= 1
}

// cutWords handles a run without digits: parts between marks, the first one carrying the whole when the mark was a hyphen.
func cutWords(out []token, run string, start, position int) ([]token, int) {
	first := len(out)
	hyphens, others := 0, 0
	for at := 0; at < len(run); {
		size := strings.IndexFunc(run[at:], isJoiner)
		if size < 0 {
			size = len(run) - at
		}
		word := run[at : at+size]
		if size > 0 && size <= longestWord && !possessive(run[:at], word) {
			position++
			out = append(out, token{text: lower(word), start: start + at, end: start + at + size, position: position})
		}
		at += size
		if at < len(run) {
			r, n := utf8.DecodeRuneInString(run[at:])
			if r == '-' || r == '\u2010' || r == '\u2011' {
				hyphens++
			} else {
				others++
			}
			at += n
		}
	}
	if hyphens > 0 && others == 0 && len(out) > first+1 {
		var whole strings.Builder
		for _, t := range out[first:] {
			whole.WriteString(t.text)
		}
		if whole.Len() <= longestWord {
			out[first].joined = whole.String()
		}
	}
	return out, position
}

// possessive says whether a word is the s of "sensor's".
func possessive(before, word string) bool {
	return (word == "s" || word == "S") && (strings.HasSuffix(before, "'") || strings.HasSuffix(before, "’"))
}

func lower(s string) string { return strings.ToLower(s) }
