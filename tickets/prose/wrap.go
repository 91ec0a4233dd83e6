package prose

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks lines between words so that none is longer than width characters, unless a single word is. Quote marks
// and the indentation of a list item are repeated on the lines that follow; indented code and tables stay as they are.
func Wrap(text string, width int) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		wrapLine(&b, line, width)
	}
	return b.String()
}

func wrapLine(b *strings.Builder, line string, width int) {
	if utf8.RuneCountInString(line) <= width || strings.Contains(line, " | ") {
		b.WriteString(line)
		return
	}
	first, next, rest := hang(line)
	b.WriteString(first)
	col, fresh := utf8.RuneCountInString(first), true
	for word := range strings.FieldsSeq(rest) {
		n := utf8.RuneCountInString(word)
		switch {
		case fresh:
		case col+1+n > width:
			b.WriteString("\n" + next)
			col = utf8.RuneCountInString(next)
		default:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
		fresh = false
	}
}

// hang splits a line into what stands before its words, what stands before them on the following lines, and its words.
func hang(line string) (first, next, rest string) {
	i := 0
	for i < len(line) && (line[i] == '>' || line[i] == ' ') {
		i++
	}
	first, rest = line[:i], line[i:]
	next = first
	mark := 0
	for mark < len(rest) && mark < 4 && rest[mark] >= '0' && rest[mark] <= '9' {
		mark++
	}
	switch {
	case strings.HasPrefix(rest, "- "):
		mark = 2
	case mark > 0 && strings.HasPrefix(rest[mark:], ". "):
		mark += 2
	default:
		return first, next, rest
	}
	return first + rest[:mark], next + strings.Repeat(" ", mark), rest[mark:]
}
