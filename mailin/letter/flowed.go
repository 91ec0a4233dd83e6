package letter

import (
	"regexp"
	"strings"
)

// unflow joins the lines of format=flowed text (RFC 3676): one that ends with a space goes on in the next of the same
// quote depth, a signature's "-- " excepted.
func unflow(text string, delsp bool) string {
	var b strings.Builder
	b.Grow(len(text))
	open, depth := false, 0
	for i, l := range strings.Split(text, "\n") {
		d := 0
		for d < len(l) && l[d] == '>' {
			d++
		}
		body := strings.TrimPrefix(l[d:], " ") // stuffed
		if i > 0 && !(open && d == depth && body != "-- " && strings.TrimSpace(body) != "") {
			b.WriteByte('\n')
			open = false
		}
		if !open {
			b.WriteString(strings.Repeat(">", d))
			if d > 0 && body != "" {
				b.WriteByte(' ')
			}
		}
		open, depth = strings.HasSuffix(body, " ") && body != "-- ", d
		if open && delsp {
			body = body[:len(body)-1]
		}
		b.WriteString(body)
	}
	return b.String()
}

var richTag = regexp.MustCompile(`</?[A-Za-z][A-Za-z0-9-]{0,60}>`)

// enriched reads text/enriched (RFC 1896) and text/richtext (RFC 1341) as plain text.
func enriched(text, kind string) string {
	text = strings.ReplaceAll(text, "<<", "\x00")
	if kind == "text/richtext" {
		text = strings.NewReplacer("\n", " ", "<nl>", "\n", "<lt>", "\x00", "<np>", "\n\n", "<paragraph>", "\n", "</paragraph>", "\n").Replace(text)
	} else {
		text = joinEnriched(text)
	}
	text = dropParams(text)
	return strings.ReplaceAll(richTag.ReplaceAllString(text, ""), "\x00", "<")
}

// joinEnriched makes single line ends spaces and takes one off the others.
func joinEnriched(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if text[i] != '\n' {
			b.WriteByte(text[i])
			i++
			continue
		}
		n := 0
		for i < len(text) && text[i] == '\n' {
			n, i = n+1, i+1
		}
		if n == 1 {
			b.WriteByte(' ')
		} else {
			b.WriteString(strings.Repeat("\n", n-1))
		}
	}
	return b.String()
}

// dropParams removes <param>…</param>, which is not for people.
func dropParams(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<param>")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, after, closed := strings.Cut(rest, "</param>")
		if !closed {
			return b.String() + rest
		}
		text = after
	}
}
