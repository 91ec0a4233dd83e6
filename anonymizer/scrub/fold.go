package scrub

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold gives the form in which words are compared: lower case, no diacritics, one letter for each. Letters that many
// systems write as two (å, ä, ö, ü, ø, æ, ß) become their base letter here; foldWide gives the other spelling.
func fold(s string) string {
	if isLowerASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteByte(lowerByte(byte(r)))
			continue
		}
		writeBase(&b, unicode.ToLower(r))
	}
	return b.String()
}

// foldWide is fold with å, ä, ö, ø, ü and their kin written as two letters.
func foldWide(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch r {
		case 'å':
			b.WriteString("aa")
		case 'ä', 'æ':
			b.WriteString("ae")
		case 'ö', 'ø':
			b.WriteString("oe")
		case 'ü':
			b.WriteString("ue")
		default:
			writeBase(&b, r)
		}
	}
	return b.String()
}

// foldLost is fold with each letter outside ASCII replaced by a question mark, as a lossy conversion leaves it.
func foldLost(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			b.WriteByte('?')
		}
	}
	return b.String()
}

func isLowerASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// writeBase writes the base letter of a lower-case letter.
func writeBase(b *strings.Builder, r rune) {
	if r >= 0xc0 && r < 0x180 {
		if s := baseLatin[r-0xc0]; s != ' ' {
			b.WriteByte(s)
			return
		}
		switch r {
		case 'æ':
			b.WriteString("ae")
		case 'ß':
			b.WriteString("ss")
		case 'þ':
			b.WriteString("th")
		case 'œ':
			b.WriteString("oe")
		default:
			b.WriteRune(r)
		}
		return
	}
	if like, ok := lookAlike(r); ok {
		b.WriteRune(unicode.ToLower(like))
		return
	}
	if r == utf8.RuneError {
		r = '?'
	}
	b.WriteRune(r)
}

// baseLatin gives the base letter of the characters from U+00C0 to U+017F; a space where there is none.
const baseLatin = "" +
	"aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiijjjjkkk" +
	"llllllllllnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
