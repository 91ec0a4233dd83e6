package verify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plainRune writes a character in small ASCII letters, digits and signs; other scripts' letters that look Latin become Latin,
// marks and invisible characters nothing, the rest a dot that no detector takes for anything.
func plainRune(r rune) string {
	switch {
	case r == '\n' || r == '\u2028' || r == '\u2029':
		return "\n"
	case r < 0x80:
		if unicode.IsControl(r) {
			return " "
		}
		return string(unicode.ToLower(r))
	case r == utf8.RuneError:
		return "~"
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		return ""
	case unicode.IsSpace(r):
		return " "
	}
	low := unicode.ToLower(r)
	if s := special(low); s != "" {
		return s
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(low)) {
		switch {
		case unicode.Is(unicode.Mn, d):
		case d < 0x80 && !unicode.IsControl(d):
			b.WriteRune(unicode.ToLower(d))
		default:
			if s := special(unicode.ToLower(d)); s != "" {
				b.WriteString(s)
			}
		}
	}
	if b.Len() == 0 {
		return "~"
	}
	return b.String()
}

// special maps letters that do not decompose, look-alikes of Cyrillic and Greek, and signs.
func special(r rune) string {
	switch r {
	case 'ø', 'о', 'ο', 'ө':
		return "o"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ß':
		return "ss"
	case 'ð', 'đ':
		return "d"
	case 'þ':
		return "th"
	case 'ł':
		return "l"
	case 'ı', 'і', 'ι':
		return "i"
	case 'а', 'α':
		return "a"
	case 'е', 'ε':
		return "e"
	case 'р', 'ρ':
		return "p"
	case 'с':
		return "c"
	case 'х', 'χ':
		return "x"
	case 'у', 'υ':
		return "y"
	case 'к', 'κ':
		return "k"
	case 'м':
		return "m"
	case 'т', 'τ':
		return "t"
	case 'в':
		return "b"
	case 'н':
		return "h"
	case 'ν':
		return "v"
	case 'ѕ':
		return "s"
	case 'ј':
		return "j"
	case '–', '—', '‐', '‑', '−', '‒':
		return "-"
	case '’', '‘', '´', '`':
		return "'"
	case '“', '”', '„', '«', '»':
		return `"`
	case '·', '•':
		return "*"
	}
	return ""
}
