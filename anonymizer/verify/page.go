package verify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A page is a text made plain for looking: small Latin letters without marks, digits, and signs in ASCII; what cannot be seen is
// gone. Each byte of it remembers where it came from.
type page struct {
	text  string
	plain []byte
	from  []int32 // where the character of plain[i] starts in text
	to    []int32 // where it ends
	large []bool  // whether it was a capital
	words []word
}

// A word is a run of letters and digits of the plain text.
type word struct {
	at, end int // in plain
	s       string
	capital bool // Anna
	upper   bool // ANNA
	digits  bool // has a digit
	first   bool // begins a line
	opens   bool // begins a sentence
	hole    bool // is, or was, a placeholder
}

func newPage(text string) *page {
	p := &page{text: text, plain: make([]byte, 0, len(text)+len(text)/8)}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '%' && i+2 < len(text) {
			if b, ok := hexByte(text[i+1], text[i+2]); ok && b > ' ' && b < 0x7f {
				r, size = rune(b), 3
			}
		}
		if r == 'Ã' && i+size < len(text) {
			if s, n := misread(text[i+size:]); n > 0 {
				r, size = s, size+n
			}
		}
		p.put(r, i, i+size)
		i += size
	}
	p.cut()
	return p
}

// misread recovers a letter of UTF-8 that was read as Latin-1: Ã¶ is ö.
func misread(rest string) (rune, int) {
	r, n := utf8.DecodeRuneInString(rest)
	switch r {
	case '¶', '–':
		return 'ö', n
	case '¤', '„':
		return 'ä', n
	case '¥', '…':
		return 'å', n
	case '©', '‰':
		return 'é', n
	case '¸':
		return 'ø', n
	case '¦':
		return 'æ', n
	case '¼':
		return 'ü', n
	}
	return 0, 0
}

func hexByte(a, b byte) (byte, bool) {
	x, ok := hexDigit(a)
	y, ok2 := hexDigit(b)
	return x<<4 | y, ok && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// put appends the plain form of a character.
func (p *page) put(r rune, from, to int) {
	large := unicode.IsUpper(r)
	for _, b := range []byte(plainRune(r)) {
		p.plain = append(p.plain, b)
		p.from, p.to, p.large = append(p.from, int32(from)), append(p.to, int32(to)), append(p.large, large)
	}
}

// plainLetters is the plain form of a string.
func plainLetters(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(plainRune(r))
	}
	return b.String()
}

// cut finds the words.
func (p *page) cut() {
	line, sentence := true, true
	for i := 0; i < len(p.plain); {
		c := p.plain[i]
		if n := p.placeholder(i); n > 0 {
			p.words = append(p.words, word{at: i, end: i + n, s: string(p.plain[i : i+n]), hole: true, first: line, opens: sentence})
			line, sentence = false, false
			i += n
			continue
		}
		if !letterOrDigit(c) {
			switch c {
			case '\n':
				line, sentence = true, true
			case '.', '!', '?', ':', '-', '*', '>', '(', '"', '/':
				sentence = true
			}
			i++
			continue
		}
		w := p.word(i)
		w.first, w.opens = line, sentence
		p.words = append(p.words, w)
		line, sentence = false, false
		i = w.end
	}
}

func (p *page) word(at int) word {
	w := word{at: at, end: at, upper: true}
	letters := 0
	for w.end < len(p.plain) && letterOrDigit(p.plain[w.end]) {
		if isDigit(p.plain[w.end]) {
			w.digits = true
		} else {
			letters++
			w.upper = w.upper && p.large[w.end]
		}
		w.end++
	}
	w.s = string(p.plain[at:w.end])
	w.capital = p.large[at]
	w.upper = w.upper && letters > 1
	return w
}

// placeholder is the length of the placeholder at i, or 0. In plain text it is in small letters whatever it was.
func (p *page) placeholder(i int) int {
	if p.plain[i] != '[' {
		return 0
	}
	for j := i + 1; j < len(p.plain) && j < i+24; j++ {
		switch c := p.plain[j]; {
		case c == ']':
			if isPlaceholder(string(p.plain[i+1 : j])) {
				return j + 1 - i
			}
			return 0
		case c < 'a' || c > 'z':
			if c != '-' {
				return 0
			}
		}
	}
	return 0
}

// isPlaceholder knows the words that stand in brackets for what was taken out.
func isPlaceholder(s string) bool {
	switch s {
	case "person", "name", "email", "e-mail", "mail", "phone", "address", "company", "organisation", "unit", "serial", "id", "number", "ip", "mac", "url", "link", "host",
		"secret", "path", "file", "user", "date", "place", "word", "term", "text", "removed", "customer", "engineer", "quote", "signature", "code", "account", "ticket", "case", "image",
		"attachment":
		return true
	}
	return false
}

// finding makes one of plain[at:end].
func (p *page) finding(at, end int, kind, why string) Finding {
	return Finding{Start: int(p.from[at]), End: int(p.to[end-1]), Kind: kind, Why: why}
}

// gap is what stands between two neighbouring words.
func (p *page) gap(a, b word) string { return string(p.plain[a.end:b.at]) }

// besides tells whether b follows a on the same line with nothing but a space, a hyphen or a comma and space between.
func (p *page) besides(a, b word) bool {
	switch p.gap(a, b) {
	case " ", "-", ", ", ". ", ".", "  ", "_":
		return true
	}
	return false
}

// spaced tells whether b follows a with only spaces between, on one line.
func (p *page) spaced(a, b word) bool {
	g := p.gap(a, b)
	return g != "" && strings.Trim(g, " \t") == ""
}

func letterOrDigit(c byte) bool { return isLetter(c) || isDigit(c) }
func isLetter(c byte) bool      { return c >= 'a' && c <= 'z' }
func isDigit(c byte) bool       { return c >= '0' && c <= '9' }
