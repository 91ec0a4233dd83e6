package letter

import "strings"

// ids reads the message ids of In-Reply-To and References (RFC 5322 section 3.6.4) in their order, each once, without
// angle brackets. Ids folded in the middle are joined; without any bracket every word with an "@" is an id.
func ids(value string) []string {
	value = decodeHeader(value, "")
	var list []string
	seen := map[string]bool{}
	add := func(id string) {
		id = cleanID(id)
		if id != "" && !seen[id] && len(id) <= 998 {
			seen[id] = true
			list = append(list, id)
		}
	}
	if !strings.Contains(value, "<") {
		for w := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '>' }) {
			if strings.Contains(w, "@") || !strings.Contains(value, " ") {
				add(w)
			}
		}
		return list
	}
	for rest := value; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			return list
		}
		rest = rest[i+1:]
		end := strings.IndexAny(rest, "<>")
		if end < 0 {
			add(rest)
			return list
		}
		add(rest[:end])
		rest = strings.TrimPrefix(rest[end:], ">")
	}
}

// cleanID strips white space and what some programs put around an id.
func cleanID(id string) string {
	id = strings.Join(strings.Fields(id), "")
	return strings.Trim(id, "<>,;\"")
}

// messageID reads a Message-ID field: the first id in it, or all of it when there is no bracket.
func messageID(value string) string {
	value = decodeHeader(value, "")
	if i := strings.IndexByte(value, '<'); i >= 0 {
		id, _, _ := strings.Cut(value[i+1:], ">")
		if id = cleanID(id); id != "" {
			return id
		}
		value = value[:i]
	}
	return cleanID(value)
}
