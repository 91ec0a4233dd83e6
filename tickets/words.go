package tickets

import (
	"strings"
	"unicode/utf8"
)

// excerptLength is how many characters of a message a list shows at the most.
const excerptLength = 160

// newText is the part of a message that its author wrote: without quotes and signature. A message that is nothing
// but those is taken whole.
func newText(text string, parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Kind == "new" && p.Start >= 0 && p.Start <= p.End && p.End <= len(text) {
			b.WriteString(text[p.Start:p.End])
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return text
	}
	return b.String()
}

// excerpt is the beginning of a text on one line, cut between words.
func excerpt(text string) string {
	var b strings.Builder
	n := 0
	for _, word := range strings.Fields(text) {
		size := utf8.RuneCountInString(word)
		if n > 0 && n+1+size > excerptLength {
			b.WriteString(" …")
			break
		}
		if size > excerptLength {
			word = string([]rune(word)[:excerptLength]) + "…"
		}
		if n > 0 {
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		n += size
	}
	return b.String()
}
