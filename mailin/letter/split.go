package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/axsensor/lethe/tickets/prose"
)

// Split tells what in a text is new, quoted, signature, or passed on. The parts cover the text from its first byte to
// its last, in order and without gaps; an empty text has none. The subject is used for its prefix alone. Nothing is
// taken for quoted on a single word: every rule needs an address or a date, a known form, and its place.
func Split(text, subject string) []Part { return splitText(text, subject, nil) }

// splitText is Split with what the structure of the HTML told beforehand.
func splitText(text, subject string, hints []prose.Span) []Part {
	if text == "" {
		return nil
	}
	s := &splitter{subject: subject}
	s.cut(text)
	s.apply(hints)
	s.scan()
	s.rules()
	s.signatures()
	return s.parts(len(text))
}

type line struct {
	start  int
	text   string // without white space at its ends
	raw    string
	quoted bool
	kind   string // "" until it is known
}

type splitter struct {
	subject string
	lines   []line
}

func (s *splitter) cut(text string) {
	at := 0
	for raw := range strings.SplitAfterSeq(text, "\n") {
		if raw == "" {
			continue
		}
		trimmed := strings.TrimSpace(raw)
		s.lines = append(s.lines, line{start: at, raw: strings.TrimRight(raw, "\r\n"), text: trimmed, quoted: quoteMark(trimmed)})
		at += len(raw)
	}
}

// quoteMark tells lines that a mail program marked as quoted. "->" and ">= 5" are not such.
func quoteMark(s string) bool {
	return strings.HasPrefix(s, ">") && !strings.HasPrefix(s, ">=") && !strings.HasPrefix(s, ">From ")
}

// apply marks the lines that the HTML's structure tells apart. Of several marks on a line the graver one counts.
func (s *splitter) apply(hints []prose.Span) {
	for _, kind := range []string{Signature, Quote, Forward} {
		end := -1 // of the marks that began so far
		h := 0
		for i := range s.lines {
			l := &s.lines[i]
			for ; h < len(hints) && hints[h].Start < l.start+max(len(l.raw), 1); h++ {
				if hints[h].Label == kind {
					end = max(end, hints[h].End)
				}
			}
			if l.start < end && l.text != "" {
				l.kind = kind
			}
		}
	}
}

// scan goes from the top down and decides every line.
func (s *splitter) scan() {
	for i := 0; i < len(s.lines); {
		l := &s.lines[i]
		switch {
		case l.text == "":
			i++
			continue
		case l.text == CutLine || strings.TrimLeft(l.text, "> ") == CutLine:
			s.rest(i, Quote)
			return
		case l.quoted:
			i = s.marked(i)
			continue
		case l.kind == Quote || l.kind == Forward:
			i++
			continue
		}
		if n, kind := s.opening(i); n > 0 {
			if kind == "" { // an attribution with ">" lines below
				s.mark(i, i+n, Quote)
				i += n
				continue
			}
			s.rest(s.above(i), kind)
			return
		}
		i++
	}
}

// marked decides a stretch of lines with ">": quoted, or passed on when it begins as such letters do.
func (s *splitter) marked(from int) int {
	kind, to := Quote, from
	if first := strings.TrimLeft(s.lines[from].text, "> "); s.lines[from].kind == Forward ||
		separator(first) == Forward && (dashed(first) || s.headerWithin(from+1, 4)) {
		kind = Forward
	}
	for to < len(s.lines) && (s.lines[to].quoted || s.remainder(to) || kind == Forward && s.lines[to].kind == Forward) {
		to++
	}
	s.mark(from, to, kind)
	return to
}

// remainder tells the end of a long quoted line that something on the way broke: it has lost its mark, and the quotation
// goes on below it.
func (s *splitter) remainder(i int) bool {
	if i == 0 || i+1 >= len(s.lines) || !s.lines[i-1].quoted || !s.lines[i+1].quoted || len(s.lines[i-1].raw) < 60 || len(s.lines[i].text) > 30 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s.lines[i].text)
	return unicode.IsLower(first)
}

// rules gives the lines that programs draw above what they quote to what stands below them.
func (s *splitter) rules() {
	for i := 1; i < len(s.lines); i++ {
		if k := s.lines[i].kind; (k == Quote || k == Forward) && s.lines[i-1].kind != k {
			s.mark(s.above(i), i, k)
		}
	}
}

// opening says that a quoted or forwarded letter begins at a line: n lines introduce it. An empty kind means that its
// extent is told by ">" marks.
func (s *splitter) opening(i int) (n int, kind string) {
	switch separator(s.lines[i].text) {
	case Forward:
		if dashed(s.lines[i].text) || s.headerWithin(i+1, 4) {
			return 1, Forward
		}
	case Quote:
		return 1, s.passedOn(i)
	}
	if s.headerBlock(i) {
		return 1, s.passedOn(i)
	}
	n = s.attribution(i)
	if n == 0 {
		return 0, ""
	}
	next := i + n
	for next < len(s.lines) && s.lines[next].text == "" {
		next++
	}
	if next < len(s.lines) && (s.lines[next].quoted || s.lines[next].kind != "") {
		return n, ""
	}
	return n, Quote
}

// passedOn decides whether a quoted letter was answered or forwarded. Outlook writes the same lines for both, so the
// subject's prefix decides.
func (s *splitter) passedOn(i int) string {
	if forwardSubject(s.subject) {
		return Forward
	}
	if prefix, _ := subjectPrefix(s.subject); prefix != "vs" {
		return Quote
	}
	var header []string
	for _, l := range s.lines[i:min(len(s.lines), i+8)] {
		header = append(header, l.text)
	}
	if nordicHeader(header) {
		return Forward
	}
	return Quote
}

// above includes the rule that some programs draw above a quoted header.
func (s *splitter) above(i int) int {
	j := i - 1
	for j >= 0 && s.lines[j].text == "" {
		j--
	}
	if j >= 0 && i-j <= 2 && ruled(s.lines[j].text) && s.lines[j].kind == "" {
		return j
	}
	return i
}

// ruled tells a line of nothing but dashes, underscores, stars or equals signs.
func ruled(s string) bool {
	return len(s) >= 3 && strings.Trim(s, "-_=*—–─") == ""
}

func (s *splitter) mark(from, to int, kind string) {
	for i := from; i < to && i < len(s.lines); i++ {
		s.lines[i].kind = kind
	}
}

func (s *splitter) rest(from int, kind string) { s.mark(from, len(s.lines), kind) }

// parts joins the lines of one kind; blank lines go with what stands before them.
func (s *splitter) parts(size int) []Part {
	var parts []Part
	for i := range s.lines {
		l := &s.lines[i]
		kind := l.kind
		switch {
		case kind != "":
		case l.text == "" && len(parts) > 0:
			kind = parts[len(parts)-1].Kind
		default:
			kind = New
		}
		if len(parts) == 0 || parts[len(parts)-1].Kind != kind {
			if len(parts) == 1 && blank(s.lines[:i]) {
				parts = parts[:0] // a text does not begin with a part of blank lines
			}
			start := l.start
			if len(parts) == 0 {
				start = 0
			} else {
				parts[len(parts)-1].End = start
			}
			parts = append(parts, Part{Start: start, Kind: kind})
		}
		parts[len(parts)-1].End = size
	}
	return parts
}

func blank(lines []line) bool {
	for _, l := range lines {
		if l.text != "" {
			return false
		}
	}
	return true
}

// newText puts the new parts together; the whole text when they hold nothing.
func newText(text string, parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Kind == New {
			b.WriteString(text[p.Start:p.End])
		}
	}
	if t := strings.TrimSpace(b.String()); t != "" {
		return t
	}
	return strings.TrimSpace(text)
}
