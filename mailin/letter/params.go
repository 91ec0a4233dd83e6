package letter

import (
	"sort"
	"strconv"
	"strings"
)

// parameters reads "value; name=value; …" as Content-Type and Content-Disposition have it (RFC 2045 section 5.1) with
// the continuations and character sets of RFC 2231. Missing semicolons, open quotes, encoded words and repeated names
// are forgiven; of a repeated name the first counts.
func parameters(field string) (value string, params map[string]string) {
	field = strings.TrimSpace(stripComments(field[:min(len(field), maxParams)]))
	i := strings.IndexAny(field, "; \t\"")
	if i < 0 {
		i = len(field)
	}
	if strings.Contains(field[:i], "=") { // the value itself is missing
		i = 0
	}
	value = strings.ToLower(strings.Trim(field[:i], " \t\"'"))
	params = map[string]string{}
	pieces := map[string][]piece{}
	for rest := field[i:]; rest != ""; {
		rest = strings.TrimLeft(rest, "; \t,")
		var name, val string
		if name, val, rest = cutParam(rest); name == "" {
			continue
		}
		base, n, encoded := splitName(name)
		if n < 0 && !encoded {
			if _, dup := params[base]; !dup {
				params[base] = val
			}
			continue
		}
		pieces[base] = append(pieces[base], piece{n, encoded, val})
	}
	for name, p := range pieces {
		if joined := join(p); joined != "" {
			params[name] = joined
		}
	}
	return value, params
}

// maxParams bounds a field with parameters.
const maxParams = 16 << 10

// cutParam cuts "name=value" off.
func cutParam(s string) (name, value, rest string) {
	i := strings.IndexAny(s, "=;")
	if i < 0 || s[i] == ';' {
		if i < 0 {
			return "", "", ""
		}
		return "", "", s[i:]
	}
	name = strings.ToLower(strings.TrimSpace(s[:i]))
	if j := strings.LastIndexAny(name, " \t\""); j >= 0 {
		name = name[j+1:] // something without a semicolon before it
	}
	s = strings.TrimLeft(s[i+1:], " \t")
	if strings.HasPrefix(s, `"`) {
		value, rest = cutQuoted(s[1:])
		return name, value, rest
	}
	end := strings.IndexByte(s, ';')
	if end < 0 {
		end = len(s)
	}
	value, rest = strings.TrimSpace(s[:end]), s[end:]
	if j := strings.IndexAny(value, " \t"); j > 0 && strings.Contains(value[j:], "=") && !strings.Contains(value, "=?") {
		rest = value[j:] + rest // the semicolon between two parameters is missing
		value = value[:j]
	}
	return name, strings.Trim(value, `"`), rest
}

// cutQuoted reads a quoted string up to its closing quote, or to the end if there is none.
func cutQuoted(s string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case c == '"':
			return b.String(), s[i+1:]
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}

// splitName splits "filename*1*" into its name, its number (-1 for none) and whether it is encoded.
func splitName(name string) (base string, n int, encoded bool) {
	if strings.HasSuffix(name, "*") {
		name, encoded = name[:len(name)-1], true
	}
	base, num, found := strings.Cut(name, "*")
	if !found {
		return base, -1, encoded
	}
	n, err := strconv.Atoi(num)
	if err != nil || n < 0 {
		return base, -1, encoded
	}
	return base, n, encoded
}

type piece struct {
	n       int
	encoded bool
	value   string
}

// join puts the pieces of a parameter together: RFC 2231 sections 3 and 4.
func join(pieces []piece) string {
	sort.SliceStable(pieces, func(i, j int) bool { return pieces[i].n < pieces[j].n })
	charset, encoded := "", false
	var raw []byte
	for i, p := range pieces {
		if !p.encoded {
			raw = append(raw, p.value...)
			continue
		}
		v := p.value
		if i == 0 || !encoded {
			if parts := strings.SplitN(v, "'", 3); len(parts) == 3 {
				charset, v = parts[0], parts[2]
			}
		}
		encoded = true
		raw = append(raw, unpercent(v)...)
	}
	if !encoded {
		return string(raw)
	}
	t, _ := decode(raw, charset)
	return t
}

func unpercent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0 {
			out = append(out, byte(hex(s[i+1])<<4|hex(s[i+2])))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return out
}

// stripComments removes "(comments)" outside quoted strings. One that is never closed is no comment.
func stripComments(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	var b strings.Builder
	depth, from := 0, 0
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			if depth == 0 && i+1 < len(s) {
				b.WriteByte(c)
				b.WriteByte(s[i+1])
			}
			i++
			continue
		case c == '"' && depth == 0:
			quoted = !quoted
		case c == '(' && !quoted:
			if depth == 0 {
				from = i
			}
			depth++
			continue
		case c == ')' && !quoted && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			b.WriteByte(s[i])
		}
	}
	if depth > 0 {
		b.WriteString(s[from:])
	}
	return b.String()
}
