package scrub

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// escape reads an encoded character that begins with an ASCII byte: an entity, a quoted-printable or percent sequence,
// a \u escape, or a control character that shows nothing.
func (w *plainWriter) escape(i int) (out string, n int, ok bool) {
	rest := w.raw[i:]
	switch rest[0] {
	case '&':
		return entity(rest)
	case '=':
		if w.quoted {
			return quotedPrintable(rest)
		}
	case '%':
		return percent(rest)
	case '\\':
		return unicodeEscape(rest)
	default:
		return "", 1, true
	}
	return "", 0, false
}

// entity reads an HTML entity that stands for a letter or for a sign used in addresses.
func entity(s string) (string, int, bool) {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 3 {
		return "", 0, false
	}
	out := html.UnescapeString(s[:end+1])
	r, n := utf8.DecodeRuneInString(out)
	if n != len(out) || r == '&' || r == utf8.RuneError {
		return "", 0, false
	}
	if r == '\u00a0' {
		return " ", end + 1, true
	}
	if invisible(r) {
		return "", end + 1, true
	}
	return out, end + 1, true
}

// hasQuotedPrintable tells whether undecoded quoted-printable text is likely.
func hasQuotedPrintable(s string) bool {
	return strings.Contains(s, "=C3=") || strings.Contains(s, "=E4") || strings.Contains(s, "=F6") ||
		strings.Contains(s, "=E5") || strings.Contains(s, "=40") || strings.Contains(s, "=20\n") || strings.Contains(s, "=20\r\n")
}

// quotedPrintable reads one encoded character or a soft line break (RFC 2045 section 6.7).
func quotedPrintable(s string) (string, int, bool) {
	if strings.HasPrefix(s, "=\n") {
		return "", 2, true
	}
	if strings.HasPrefix(s, "=\r\n") {
		return "", 3, true
	}
	out, n, ok := hexRun(s, '=', true)
	if ok && n == 3 && out < "\x80" && n < len(s) && isDigit(s[n]) && isDigit(s[1]) && isDigit(s[2]) {
		return "", 0, false // "reg=40012" is a field and its value
	}
	return out, n, ok
}

// percent reads a percent-encoded character (RFC 3986 section 2.1): those that can hide an address, and letters.
func percent(s string) (string, int, bool) {
	out, n, ok := hexRun(s, '%', false)
	if !ok || len(out) == 1 && !strings.Contains("@.+-_", out) {
		return "", 0, false
	}
	return out, n, true
}

// hexRun reads one character written as hexadecimal bytes, each after the sign.
func hexRun(s string, sign byte, latin bool) (string, int, bool) {
	var raw []byte
	for k := 0; k+3 <= len(s) && s[k] == sign && len(raw) < utf8.UTFMax; k += 3 {
		v, err := strconv.ParseUint(s[k+1:k+3], 16, 8)
		if err != nil {
			break
		}
		raw = append(raw, byte(v))
	}
	if len(raw) == 0 {
		return "", 0, false
	}
	if r, n := utf8.DecodeRune(raw); r != utf8.RuneError && r >= ' ' {
		return string(r), 3 * n, true
	}
	if r := windows1252(raw[0]); latin && unicode.IsLetter(r) {
		return string(r), 3, true
	}
	return "", 0, false
}

// unicodeEscape reads \u00f6 as JSON and many programs write it.
func unicodeEscape(s string) (string, int, bool) {
	if len(s) < 6 || s[1] != 'u' {
		return "", 0, false
	}
	v, err := strconv.ParseUint(s[2:6], 16, 32)
	if err != nil || v < ' ' || !utf8.ValidRune(rune(v)) {
		return "", 0, false
	}
	return string(rune(v)), 6, true
}

// windows1252 reads one byte in the code page that Latin-1 text is really written in.
func windows1252(b byte) rune {
	return charmap.Windows1252.DecodeByte(b)
}

// mojibake reads UTF-8 that was taken for Windows-1252 once: "BjÃ¶rn". Only the lead characters that our languages'
// letters, signs and quotes give are tried, so that no real text changes.
func mojibake(s string, r rune, n int) (string, int, bool) {
	var more int
	switch r {
	case 'Ã', 'Â', 'Å':
		more = 1
	case 'â':
		more = 2
	default:
		return "", 0, false
	}
	lead, _ := charmap.Windows1252.EncodeRune(r)
	raw, used := []byte{lead}, n
	for range more {
		next, size := utf8.DecodeRuneInString(s[used:])
		b, ok := byteOf(next)
		if !ok || b < 0x80 || b > 0xbf || r == 'Å' && b < 0xa0 {
			return "", 0, false
		}
		raw, used = append(raw, b), used+size
	}
	out, size := utf8.DecodeRune(raw)
	if out == utf8.RuneError || size != len(raw) {
		return "", 0, false
	}
	if out == '\u00a0' {
		return " ", used, true
	}
	return string(out), used, true
}

// byteOf gives the byte behind a character of Windows-1252 or Latin-1.
func byteOf(r rune) (byte, bool) {
	if r >= 0x80 && r <= 0xff {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}
