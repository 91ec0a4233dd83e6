package prose

import (
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Span is a stretch of text, in bytes, that came from an element somebody asked for.
type Span struct {
	Start, End int
	Label      string
}

// Marker names elements whose text is to be found again. An empty label marks nothing; rest stretches the span from
// the element to the end of the document.
type Marker func(Element) (label string, rest bool)

// Text converts HTML to text that reads well: paragraphs, lists, tables, quotes with "> ", links as "text (address)"
// where the two differ, alternative texts of images. Hidden text is left out unless there is no other.
func Text(source string) string {
	text, _ := Read(source, nil)
	return text
}

// Read is Text and tells where the marked elements came to stand. Spans are in order of their start; they may nest.
func Read(source string, mark Marker) (string, []Span) {
	r := newReader(source, mark)
	r.run()
	if r.w.b.Len() == 0 && r.skipped {
		r = newReader(source, mark)
		r.all = true
		r.run()
	}
	return r.w.b.String(), r.spans
}

// The parser's bounds. Deeper nesting is read as if it were flat; an end tag is matched with one of the innermost
// elements only, which keeps reading linear.
const (
	maxDepth   = 2000
	maxMatch   = 100
	maxRescues = 8
)

type open struct {
	name  string
	span  int // index of its span, or -1
	start int // length of the text at the start of a link
	href  string
	quote bool
	hide  bool
	item  int // number of the next list item, -1 for bullets
	list  bool
}

type reader struct {
	source  string
	z       *html.Tokenizer
	pos     int // of the next token in source
	w       writer
	mark    Marker
	spans   []Span
	stack   []open
	hiding  int
	pre     int
	all     bool // hidden text is wanted too
	skipped bool // hidden text was left out
	rescues int
	rawTag  string
	rawPos  int // where the content of the raw element begins
}

func newReader(source string, mark Marker) *reader {
	return &reader{source: valid(source), mark: mark}
}

func (r *reader) run() {
	r.begin(0)
	for {
		kind := r.z.Next()
		from := r.pos
		r.pos += len(r.z.Raw())
		switch kind {
		case html.ErrorToken:
			if !r.rescue() {
				r.finish()
				return
			}
		case html.TextToken:
			r.content()
		case html.StartTagToken, html.SelfClosingTagToken:
			r.startTag()
		case html.EndTagToken:
			r.rawTag = ""
			name, _ := r.z.TagName()
			r.end(string(name))
		case html.CommentToken:
			r.comment(from)
		}
	}
}

// begin starts to read at an offset.
func (r *reader) begin(at int) {
	r.pos = at
	r.rawTag = ""
	r.z = html.NewTokenizer(io.Reader(strings.NewReader(r.source[at:])))
}

// rescue goes back behind a script, style or title that is never closed and would swallow the letter.
func (r *reader) rescue() bool {
	if r.rawTag == "" || r.rescues >= maxRescues {
		return false
	}
	r.rescues++
	at := r.rawPos
	if r.rawTag == "script" || r.rawTag == "style" {
		next := strings.IndexByte(r.source[at:], '<')
		if next < 0 {
			return false
		}
		at += next
	}
	r.begin(at)
	return true
}

// comment goes back behind a comment that is never closed.
func (r *reader) comment(from int) {
	raw := r.source[from:r.pos]
	if r.pos < len(r.source) || strings.HasSuffix(raw, ">") || r.rescues >= maxRescues {
		return
	}
	if end := strings.IndexByte(raw, '>'); end >= 0 {
		r.rescues++
		r.begin(from + end + 1)
	}
}

func (r *reader) content() {
	switch r.rawTag {
	case "script", "style", "title", "iframe", "noembed", "noframes", "noscript":
		return
	}
	if r.hiding > 0 {
		r.skipped = true
		return
	}
	text := string(r.z.Text())
	if r.pre > 0 {
		r.w.verbatim(text)
		return
	}
	r.w.text(text)
}

func (r *reader) startTag() {
	name, more := r.z.TagName()
	e := Element{Name: string(name)}
	for more {
		var k, v []byte
		k, v, more = r.z.TagAttr()
		e.attrs = append(e.attrs, html.Attribute{Key: string(k), Val: string(v)})
	}
	r.rawTag = ""
	switch e.Name {
	case "script", "style", "title", "iframe", "noembed", "noframes", "noscript", "textarea", "xmp", "plaintext":
		r.rawTag, r.rawPos = e.Name, r.pos
	}
	r.start(e)
}

func (r *reader) finish() {
	for len(r.stack) > 0 {
		r.pop()
	}
	for i := range r.spans {
		r.spans[i].End = min(max(r.spans[i].End, r.spans[i].Start), r.w.b.Len())
	}
}

// number is the first number of an ordered list.
func number(e Element) int {
	if n, err := strconv.Atoi(e.Attr("start")); err == nil && n >= 0 && n < 1e6 {
		return n
	}
	return 1
}
