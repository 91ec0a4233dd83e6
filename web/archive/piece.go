package archive

import (
	"strings"

	"github.com/axsensor/lethe/search"
)

// piece is a stretch of a text: words, words that were asked for, or the placeholder of something personal.
type piece struct {
	Text string
	Hit  bool
	Kind string // of a placeholder: "person"; then Text is empty
}

// placeholders are the kinds that the scrubber leaves in brackets.
func placeholders() []string {
	return []string{"person", "email", "phone", "address", "company", "unit", "id", "ip", "url", "secret", "name"}
}

// held is the kind of the placeholder that s begins with, "" for none.
func held(s string) string {
	for _, k := range placeholders() {
		if strings.HasPrefix(s, "["+k+"]") {
			return k
		}
	}
	return ""
}

// pieces finds the placeholders in a text whose hits are marked already. A placeholder is never marked nor cut in two,
// whatever was asked for.
func pieces(text []search.Stretch) []piece {
	var all strings.Builder
	for _, s := range text {
		all.WriteString(s.Text)
	}
	whole := all.String()
	var out []piece
	at, skip := 0, 0 // skip: where the last placeholder ends
	for _, s := range text {
		end := at + len(s.Text)
		start := max(at, skip)
		for i := start; i < end; {
			kind := ""
			if whole[i] == '[' {
				kind = held(whole[i:])
			}
			if kind == "" {
				i++
				continue
			}
			out = words(out, whole[start:i], s.Hit)
			out = append(out, piece{Kind: kind})
			i += len(kind) + 2
			start, skip = i, i
		}
		if start < end {
			out = words(out, whole[start:end], s.Hit)
		}
		at = end
	}
	return out
}

func words(out []piece, s string, hit bool) []piece {
	if s == "" {
		return out
	}
	return append(out, piece{Text: s, Hit: hit})
}

// plain is a text in which nothing was asked for.
func plain(s string) []piece { return pieces([]search.Stretch{{Text: s}}) }

// paragraphs is a message as it is read: paragraphs of lines. Blank lines at the ends are dropped.
func paragraphs(text string) [][][]piece {
	var out [][][]piece
	var lines [][]piece
	flush := func() {
		if len(lines) > 0 {
			out = append(out, lines)
		}
		lines = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" {
			flush()
			continue
		}
		lines = append(lines, plain(line))
	}
	flush()
	return out
}
