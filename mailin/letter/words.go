package letter

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// decodeHeader decodes an unfolded header value: encoded words (RFC 2047) wherever they stand, also where they must not,
// and bare 8-bit text. The bytes of neighbouring words in one character set are joined before they are decoded, because
// many programs cut characters in two.
func decodeHeader(value, charset string) string {
	if !strings.Contains(value, "=?") {
		return tidy(bare(value, charset))
	}
	var out strings.Builder
	var held []byte // bytes of the words that wait for a neighbour
	var heldSet string
	flush := func() {
		if len(held) > 0 {
			t, _ := decode(held, heldSet)
			out.WriteString(t)
			held = held[:0]
		}
	}
	after := false
	for value != "" {
		i := strings.Index(value, "=?")
		if i < 0 {
			break
		}
		w, ok := cutWord(value[i:])
		between := value[:i]
		if !ok {
			flush()
			out.WriteString(bare(value[:i+2], charset))
			value, after = value[i+2:], false
			continue
		}
		if !after || strings.TrimSpace(between) != "" {
			flush()
			out.WriteString(bare(between, charset))
		}
		if !strings.EqualFold(heldSet, w.charset) {
			flush()
			heldSet = w.charset
		}
		held = append(held, w.data...)
		value, after = value[i+w.size:], true
	}
	flush()
	out.WriteString(bare(value, charset))
	return tidy(out.String())
}

type word struct {
	charset string
	data    []byte
	size    int
}

// cutWord reads the encoded word that s begins with.
func cutWord(s string) (w word, ok bool) {
	mark := strings.IndexByte(s[2:min(len(s), 80)], '?')
	if mark <= 0 {
		return w, false
	}
	charset := strings.TrimSpace(s[2 : 2+mark])
	rest := s[3+mark:]
	if len(rest) < 2 || rest[1] != '?' || strings.ContainsAny(charset, "= \t<>@,;\"") {
		return w, false
	}
	how := rest[0] | 0x20
	if how != 'b' && how != 'q' {
		return w, false
	}
	rest = rest[2:]
	end := wordEnd(rest)
	body := rest[:end]
	size := len(s) - len(rest) + end
	if strings.HasPrefix(s[size:], "?=") {
		size += 2
	} else if strings.HasPrefix(s[size:], "?") {
		size++
	}
	if i := strings.IndexByte(charset, '*'); i > 0 { // language suffix, RFC 2231 section 5
		charset = charset[:i]
	}
	w = word{charset: charset, size: size}
	if how == 'b' {
		w.data, _ = fromBase64([]byte(body))
	} else {
		w.data = fromQ(body)
	}
	return w, true
}

// wordEnd finds where the text of an encoded word ends: at "?=", or where the next word begins if that is missing.
func wordEnd(s string) int {
	limit := strings.Index(s, "=?")
	switch {
	case limit < 0:
		limit = len(s)
	case strings.HasPrefix(s[limit:], "=?="): // an encoded "=" before the end
		return limit + 1
	}
	if i := strings.Index(s[:min(limit+2, len(s))], "?="); i >= 0 {
		return i
	}
	return len(strings.TrimRight(s[:limit], " \t?"))
}

// fromQ decodes the Q encoding; invalid escapes stay as they are.
func fromQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0:
			out = append(out, byte(hex(s[i+1])<<4|hex(s[i+2])))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// bare decodes text that stands unencoded in a header.
func bare(s, charset string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == 0x1b {
			t, _ := decode([]byte(s), charset)
			return t
		}
	}
	return s
}

// tidy makes a header value one line of valid text without control characters.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r) || r == '\ufeff' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// fromBase64 decodes what it can: other characters are skipped, missing padding is forgiven, padding in the middle
// starts afresh. Flawed says that something had to be forgiven.
func fromBase64(b []byte) (out []byte, flawed bool) {
	out = make([]byte, 0, len(b)/4*3+3)
	var quad uint32
	n, skipped := 0, 0
	end := func() {
		switch n {
		case 1:
			flawed = true
		case 2:
			out = append(out, byte(quad>>4))
		case 3:
			out = append(out, byte(quad>>10), byte(quad>>2))
		}
		quad, n = 0, 0
	}
	for _, c := range b {
		v := base64Value(c)
		switch {
		case v < 64:
			quad = quad<<6 | uint32(v)
			if n++; n == 4 {
				out = append(out, byte(quad>>16), byte(quad>>8), byte(quad))
				quad, n = 0, 0
			}
		case c == '=':
			end()
		case c != '\n' && c != '\r' && c != ' ' && c != '\t':
			skipped++
		}
	}
	flawed = flawed || skipped > 0 || n != 0
	end()
	return out, flawed
}

func base64Value(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c - 'A'
	case c >= 'a' && c <= 'z':
		return c - 'a' + 26
	case c >= '0' && c <= '9':
		return c - '0' + 52
	case c == '+' || c == '-':
		return 62
	case c == '/' || c == '_':
		return 63
	}
	return 255
}

// fromQuotedPrintable decodes RFC 2045 section 6.7; invalid escapes stay as they are and are flawed.
func fromQuotedPrintable(b []byte) (out []byte, flawed bool) {
	out = make([]byte, 0, len(b))
	for len(b) > 0 {
		line, rest, found := bytes.Cut(b, []byte("\n"))
		b = rest
		line = bytes.TrimRight(line, " \t\r")
		soft := false
		for i := 0; i < len(line); i++ {
			c := line[i]
			if c != '=' {
				out = append(out, c)
				continue
			}
			switch {
			case i+1 == len(line):
				soft = true
			case i+2 < len(line) && hex(line[i+1]) >= 0 && hex(line[i+2]) >= 0:
				out = append(out, byte(hex(line[i+1])<<4|hex(line[i+2])))
				i += 2
			default:
				out = append(out, c)
				flawed = true
			}
		}
		if found && !soft {
			out = append(out, '\n')
		}
	}
	return out, flawed
}
