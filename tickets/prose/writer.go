package prose

import (
	"strings"
	"unicode/utf8"
)

// writer builds text line by line: white space collapses, breaks are remembered until something follows them.
type writer struct {
	b       strings.Builder
	depth   int    // of quotation
	indent  int    // of list items, in columns
	bullet  string // waits for the first text of a list item
	breaks  int    // line ends that wait: 1 a new line, 2 a blank line
	space   bool   // a space waits
	inLine  bool   // the current line holds text
	cell    bool   // a table cell has begun and holds nothing yet
	divider bool   // a divider belongs before the next text of this row
	last    rune
	lines   int // line ends written so far
	said    int // depth of quotation of the last text
	cellAt  int // the line on which the current cell's text began
}

// line asks for a line end before what follows.
func (w *writer) line() { w.need(1) }

// gap asks for a blank line before what follows.
func (w *writer) gap() { w.need(2) }

func (w *writer) need(n int) {
	if w.cell {
		return // a paragraph at the start of a cell does not break the row
	}
	w.breaks = max(w.breaks, n)
	w.space = false
}

// lineEnd is a <br>: two of them make a blank line, and more make no more.
func (w *writer) lineEnd() {
	w.cell = false
	w.space = false
	if w.b.Len() > 0 {
		w.breaks = min(w.breaks+1, 2)
	}
}

// text writes running text; white space in it collapses.
func (w *writer) text(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' {
			w.space = w.space || w.inLine
			i++
			continue
		}
		j := i
		for j < len(s) && s[j] != ' ' && s[j] != '\n' && s[j] != '\t' && s[j] != '\r' && s[j] != '\f' {
			j++
		}
		w.word(s[i:j])
		i = j
	}
}

// word writes s, which holds no breaking white space, and leaves out characters that only pad.
func (w *writer) word(s string) {
	for s != "" {
		i := strings.IndexFunc(s, padding)
		if i < 0 {
			w.put(s)
			return
		}
		w.put(s[:i])
		r, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
		switch {
		case r == '\u00a0' || r == '\u2007' || r == '\u202f':
			if w.inLine && w.breaks == 0 {
				w.space = true
			}
		case r == '\u200c' && w.last > ' ' && !w.space:
			w.put("\u200c")
		}
	}
}

// padding tells characters that are spaces, or nothing, in plain text.
func padding(r rune) bool {
	switch r {
	case '\u00a0', '\u2007', '\u202f', '\u00ad', '\u034f', '\u200b', '\u200c', '\u2060', '\ufeff':
		return true
	}
	return r < ' ' || r == 0x7f
}

// put writes s after all that was waiting.
func (w *writer) put(s string) {
	if s == "" {
		return
	}
	w.settle()
	w.b.WriteString(s)
	w.last, _ = utf8.DecodeLastRuneInString(s)
}

// settle writes what waits: line ends, quote marks, indentation, a bullet, a divider, a space.
func (w *writer) settle() {
	if w.divider && w.breaks == 0 && w.inLine {
		w.b.WriteString(" | ")
		w.space = false
	}
	first := w.cell
	w.divider, w.cell = false, false
	if w.b.Len() == 0 {
		w.breaks = 0
	}
	for ; w.breaks > 0; w.breaks-- {
		w.newline(w.breaks > 1)
	}
	if first {
		w.cellAt = w.lines
	}
	if !w.inLine {
		w.b.WriteString(quoteMarks(w.depth))
		w.said = w.depth
		pad := min(w.indent, 40)
		if w.bullet != "" {
			pad -= len(w.bullet)
		}
		w.b.WriteString(strings.Repeat(" ", max(pad, 0)))
		w.b.WriteString(w.bullet)
		w.bullet = ""
		w.inLine = true
		w.space = false
	}
	if w.space {
		w.b.WriteByte(' ')
		w.space = false
	}
}

// newline ends a line; a blank line within a quotation bears its mark.
func (w *writer) newline(blank bool) {
	w.b.WriteByte('\n')
	w.lines++
	w.inLine = false
	if blank {
		w.b.WriteString(strings.TrimRight(quoteMarks(min(w.said, w.depth)), " "))
	}
}

func quoteMarks(depth int) string { return strings.Repeat("> ", min(depth, 20)) }

// verbatim writes preformatted text.
func (w *writer) verbatim(s string) {
	first := true
	for l := range strings.SplitSeq(s, "\n") {
		if !first {
			w.lineBreak()
		}
		first = false
		l = strings.TrimRight(l, "\r")
		if l != "" {
			w.put(strings.Map(plainOnly, l))
		}
	}
}

// lineBreak ends a line of preformatted text; blank lines are kept.
func (w *writer) lineBreak() {
	if w.b.Len() == 0 {
		return
	}
	if w.breaks > 0 {
		w.newline(true)
		w.breaks--
	}
	w.breaks++
}

func plainOnly(r rune) rune {
	switch {
	case r == '\t':
		return r
	case r == '\u00a0':
		return ' '
	case r < ' ' || r == 0x7f || r == '\u200b' || r == '\ufeff' || r == '\u00ad':
		return -1
	}
	return r
}
