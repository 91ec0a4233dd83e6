package letter

import (
	"net/mail"
	"regexp"
	"strings"
)

// addresses reads an address list of RFC 5322 section 3.4 and what people send instead: semicolons between addresses,
// commas in unquoted names, missing angle brackets, groups, comments for names, encoded words across it all.
func addresses(value, charset string) []Address {
	var list []Address
	for entry := range entries(value) {
		for _, one := range apart(entry) {
			if a, ok := address(one, charset); ok {
				list = append(list, a)
			}
		}
	}
	return rejoin(list)
}

// apart splits an entry of nothing but addresses with white space between them.
func apart(entry string) []string {
	fields := strings.Fields(entry)
	for _, f := range fields {
		if at := strings.IndexByte(f, '@'); at < 1 || at == len(f)-1 || strings.ContainsAny(f, "<>()\"") || strings.HasPrefix(f, "=?") {
			return []string{entry}
		}
	}
	if len(fields) < 2 {
		return []string{entry}
	}
	return fields
}

// entries yields the raw entries of a list: split at commas and semicolons outside quotes, brackets and comments; a
// group's name is dropped (RFC 5322 section 3.4).
func entries(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		var quoted, angle bool
		depth, from := 0, 0
		closes := strings.LastIndexByte(s, '"')
		for i := 0; i < len(s); i++ {
			switch c := s[i]; {
			case c == '\\':
				i++
			case c == '"' && (quoted || i < closes) && depth == 0:
				quoted = !quoted
			case quoted:
			case c == '(':
				depth++
			case c == ')' && depth > 0:
				depth--
			case depth > 0 && depth < 20 && i < len(s)-1 && c != ',' && c != ';':
			case c == '<':
				angle = true
			case c == '>':
				angle = false
				if follows(s[from:i], s[i+1:]) {
					if !yield(s[from : i+1]) {
						return
					}
					from = i + 1
				}
			case c == ':' && !angle && groupName(s[from:i], s[i+1:]):
				from = i + 1
			case (c == ',' || c == ';') && (depth == 0 || strings.IndexByte(s[i:min(len(s), i+200)], ')') < 0) && !(angle && routed(s[i:])):
				if !yield(s[from:i]) {
					return
				}
				from, angle, depth = i+1, false, 0
			}
		}
		yield(s[from:])
	}
}

// follows says that after an address in brackets another one begins without a comma.
func follows(before, after string) bool {
	open := strings.LastIndexByte(before, '<')
	if open < 0 || !strings.Contains(before[open:], "@") {
		return false
	}
	after = after[:min(len(after), 300)]
	if i := strings.IndexAny(after, ",;"); i >= 0 {
		after = after[:i]
	}
	next := strings.IndexByte(after, '<')
	return next >= 0 && strings.Contains(after[next:], "@")
}

// groupName tells the name of a group from an address or a name that holds a colon.
func groupName(s, after string) bool {
	if strings.HasPrefix(strings.TrimLeft(after, " \t"), "<") && strings.IndexByte(after[:min(len(after), 2000)], ';') < 0 {
		return false
	}
	return !strings.ContainsAny(s, "@<") && len(s) < 200 && !strings.EqualFold(strings.TrimSpace(s), "mailto")
}

// routed says that the comma is one inside <@a,@b:c@d>, and the bracket is closed nearby.
func routed(s string) bool {
	i := strings.IndexAny(s[1:min(len(s), 300)], "<>,;")
	return i >= 0 && s[1+i] == '>'
}

// address reads one entry.
func address(entry, charset string) (Address, bool) {
	entry = strings.TrimSpace(entry)
	if entry == "" {
		return Address{}, false
	}
	var name, addr string
	if open := strings.LastIndexByte(entry, '<'); open >= 0 {
		name = strings.TrimRight(entry[:open], "< ")
		addr, _, _ = strings.Cut(entry[open+1:], ">")
		if tail := entry[open+1+len(addr):]; strings.TrimSpace(name) == "" {
			name = strings.Trim(tail, "> ") // <a@b> (Name), <a@b> Name
		}
	} else {
		name, addr = loose(entry)
	}
	a := Address{Name: displayName(name, charset), Address: cleanAddress(addr, charset)}
	if a.Address == "" && strings.Contains(a.Name, "@") && !strings.Contains(a.Name, " ") {
		a.Address, a.Name = cleanAddress(a.Name, ""), ""
	}
	if a.Address == "" && a.Name == "" {
		return a, false
	}
	if strings.EqualFold(a.Name, a.Address) {
		a.Name = ""
	}
	return a, true
}

var spacedAt = regexp.MustCompile(`\s+@\s*|\s*@\s+`)

// loose reads an entry without angle brackets: a@b, a@b (Name), Name a@b, [mailto:a@b], or a name alone.
func loose(entry string) (name, addr string) {
	plain := strings.TrimSpace(spacedAt.ReplaceAllString(stripComments(entry), "@"))
	if i := strings.IndexByte(entry, '('); i >= 0 && strings.Contains(plain, "@") {
		comment := entry[i+1:]
		if j := strings.LastIndexByte(comment, ')'); j >= 0 {
			comment = comment[:j]
		}
		if !strings.ContainsAny(plain, " \t") {
			return comment, plain
		}
	}
	if !strings.Contains(plain, "@") {
		if plain == "" || strings.ContainsAny(plain, " \t\"") || strings.Contains(plain, "=?") {
			return entry, ""
		}
		return "", plain // a local user, as in MAILER-DAEMON
	}
	if !strings.ContainsAny(plain, " \t") || strings.HasPrefix(plain, `"`) && strings.Contains(plain, `"@`) {
		return "", plain
	}
	fields := strings.Fields(plain)
	for i, f := range fields {
		if strings.Contains(f, "@") {
			return strings.Join(append(fields[:i:i], fields[i+1:]...), " "), f
		}
	}
	return plain, ""
}

// displayName decodes a name and takes its quotes off.
func displayName(s, charset string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	}
	s = decodeHeader(unquote(s), charset)
	for len(s) > 1 && s[0] == s[len(s)-1] && (s[0] == '\'' || s[0] == '"') {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// unquote removes the quotes of quoted strings and the backslashes in them.
func unquote(s string) string {
	if !strings.ContainsAny(s, `"\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] < 0x80:
			i++
			b.WriteByte(s[i])
		case s[i] != '"':
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// cleanAddress strips what does not belong to an address: white space, a route, mailto:, brackets, a final dot.
func cleanAddress(s, charset string) string {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "=?") || s != bare(s, charset) {
		s = decodeHeader(s, charset)
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.HasPrefix(s, "@") {
		s = s[i+1:] // source route, RFC 5322 section 4.4
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	if !strings.HasPrefix(s, `"`) {
		s = strings.Join(strings.Fields(stripComments(s)), "")
	} else if a, err := mail.ParseAddress("<" + s + ">"); err == nil {
		if s = strings.TrimSuffix(strings.TrimPrefix(a.String(), "<"), ">"); strings.HasPrefix(s, `"`) {
			return tidy(s) // the quotes are needed
		}
	}
	s = strings.Trim(tidy(s), "<>[]'\",;")
	s = strings.TrimRight(s, ".")
	return s
}

// rejoin puts "Last, First <a@b>" together again: an entry that is only a name belongs to the one after it.
func rejoin(list []Address) []Address {
	out := list[:0]
	waiting := ""
	for i, a := range list {
		name := a.Name
		if a.Address != "" && !strings.Contains(a.Address, "@") && a.Name == "" && i+1 < len(list) && list[i+1].Name != "" {
			name, a.Address = a.Address, ""
		}
		if a.Address == "" && i+1 < len(list) && len(waiting) < 200 {
			if waiting != "" {
				waiting += ", "
			}
			waiting += name
			continue
		}
		if waiting != "" {
			if a.Name != "" || a.Address == "" {
				a.Name = strings.TrimSuffix(waiting+", "+a.Name, ", ")
			} else {
				a.Name = waiting
			}
			waiting = ""
		}
		out = append(out, a)
	}
	return out
}
