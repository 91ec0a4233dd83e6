package prose

import (
	"html"
	"iter"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inText finds links, addresses, and codes that must not break: error codes (E-47), serials (A2-2317-0448), firmware
// (v3.2.1) and measurements (0,8 °C).
var inText = regexp.MustCompile(`(?i:https?://[^\s<>"]+)` +
	`|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+` +
	`|\b[A-Z]{1,5}[0-9]{0,4}(?:-[A-Z0-9]{1,10}){1,4}\b` +
	`|\b[vV]?[0-9]+(?:\.[0-9]+){2,3}\b` +
	`|[±+−-]?[0-9]+(?:[.,][0-9]+)?[ \x{a0}]?(?:°C|°F|°|%|‰|(?:[mkµMG]?(?:V|A|W|Hz|Ω|Pa|bar|g|m|s)|mm/s|m/s|mbar|dB|K|h|min|mAh|kWh|ppm|mm|cm|km|kB|MB|GB)\b)`)

// inLong finds links, which alone may be long. For every match inText looks ahead to the end of the word, so a text in one
// word would take time in proportion to the square of its length.
var inLong = regexp.MustCompile(`(?i:https?://[^\s<>"]+)`)

const longWord = 300

// FromText renders plain text as safe HTML: paragraphs, line breaks, links, and span.nowrap around codes, serials and
// measurements.
func FromText(text string) string {
	text = strings.ReplaceAll(valid(text), "\r\n", "\n")
	var b strings.Builder
	for block := range strings.SplitSeq(text, "\n\n") {
		if block = strings.Trim(block, "\n"); strings.TrimSpace(block) == "" {
			continue
		}
		b.WriteString("<p>")
		for i, line := range strings.Split(block, "\n") {
			if i > 0 {
				b.WriteString("<br>\n")
			}
			inline(&b, line)
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

func inline(b *strings.Builder, line string) {
	trimmed := strings.TrimLeft(line, " \t")
	for range min(len(line)-len(trimmed), 40) {
		b.WriteString("&nbsp;")
	}
	line = trimmed
	at := 0
	for start, end := range longWords(line) {
		tokens(b, inText, line[at:start])
		tokens(b, inLong, line[start:end])
		at = end
	}
	tokens(b, inText, line[at:])
}

// tokens writes text with what an expression finds in it.
func tokens(b *strings.Builder, find *regexp.Regexp, text string) {
	at := 0
	for _, m := range find.FindAllStringIndex(text, -1) {
		b.WriteString(html.EscapeString(text[at:m[0]]))
		at = m[1]
		token(b, text[m[0]:m[1]])
	}
	b.WriteString(html.EscapeString(text[at:]))
}

// longWords yields where words stand that are too long to be an address or a code.
func longWords(line string) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for start := 0; start < len(line); {
			n := strings.IndexAny(line[start:], " \t")
			if n < 0 {
				n = len(line) - start
			}
			if n > longWord && !yield(start, start+n) {
				return
			}
			start += n + 1
		}
	}
}

func token(b *strings.Builder, t string) {
	switch {
	case len(t) > 7 && strings.EqualFold(t[:4], "http") && strings.Contains(t, "://"):
		link := trimLink(t)
		b.WriteString(`<a href="` + html.EscapeString(link) + `" rel="noreferrer noopener" target="_blank">` +
			html.EscapeString(link) + `</a>` + html.EscapeString(t[len(link):]))
	case strings.Contains(t, "@"):
		link := strings.TrimRight(t, ".-")
		b.WriteString(`<a href="mailto:` + html.EscapeString(link) + `">` + html.EscapeString(link) + `</a>` +
			html.EscapeString(t[len(link):]))
	default:
		b.WriteString(`<span class="nowrap">` + html.EscapeString(t) + `</span>`)
	}
}

// trimLink leaves the punctuation after an address to the sentence around it.
func trimLink(s string) string {
	for s != "" {
		switch c := s[len(s)-1]; {
		case strings.IndexByte(`.,;:!?'*_`, c) >= 0:
		case c == ')' && strings.Count(s, "(") < strings.Count(s, ")"):
		case c == ']' && strings.Count(s, "[") < strings.Count(s, "]"):
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}

// Excerpt is the beginning of a text in one line of at most n characters, cut between words, with an ellipsis if
// anything is missing.
func Excerpt(text string, n int) string {
	if n <= 0 {
		return ""
	}
	var b strings.Builder
	count := 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		size := utf8.RuneCountInString(word)
		if count > 0 {
			size++
		}
		if count+size > n {
			return cutExcerpt(b.String(), word, count, n)
		}
		if count > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		count += size
	}
	return valid(b.String())
}

// cutExcerpt ends an excerpt before the word that no longer fits.
func cutExcerpt(done, word string, count, n int) string {
	if count == 0 {
		return valid(clip(word, n-1)) + "…"
	}
	for count+1 > n {
		i := strings.LastIndexByte(done, ' ')
		if i < 0 {
			return valid(clip(done, n-1)) + "…"
		}
		done = done[:i]
		count = utf8.RuneCountInString(done)
	}
	return valid(strings.TrimRight(done, ".,;:!?-–")) + "…"
}

// clip cuts s to at most n characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
