package prose

import (
	"strconv"
	"strings"
	"unicode"
)

// start opens an element.
func (r *reader) start(e Element) {
	r.popTo(implied(len(r.stack), r.name, e.Name))
	switch e.Name {
	case "br":
		if r.hiding == 0 {
			r.lineEnd()
		}
		return
	case "hr":
		r.rule(e)
		return
	case "img":
		r.image(e)
		return
	case "html", "body":
		r.markVoid(e)
		return
	}
	if void(e.Name) {
		r.markVoid(e)
		return
	}
	if len(r.stack) >= maxDepth {
		r.layout(e.Name)
		return
	}
	o := open{name: e.Name, span: -1}
	if o.hide = !r.all && e.hidden(); o.hide {
		r.hiding++
	}
	r.layout(e.Name)
	r.special(&o, e)
	r.label(&o, e)
	r.stack = append(r.stack, o)
}

func (r *reader) lineEnd() {
	if r.pre > 0 {
		r.w.lineBreak()
		return
	}
	r.w.lineEnd()
}

func (r *reader) rule(e Element) {
	r.markVoid(e)
	if r.hiding > 0 {
		return
	}
	r.w.line()
	r.w.put("---")
	r.w.line()
}

// special does what an element needs beyond its line breaks.
func (r *reader) special(o *open, e Element) {
	w := &r.w
	switch e.Name {
	case "a":
		o.href, o.start = e.Attr("href"), w.b.Len()
	case "blockquote":
		w.depth++
		o.quote = true
	case "pre", "xmp", "plaintext", "listing", "textarea":
		r.pre++
	case "ul", "menu", "dir":
		o.list, o.item = true, -1
		w.indent += 2
	case "ol":
		o.list, o.item = true, number(e)
		w.indent += 3
	case "li":
		w.bullet = r.bullet()
	case "dd":
		w.indent += 2
	case "td", "th":
		o.start = w.cellAt
		r.cell()
	}
}

// bullet is the mark of the next list item.
func (r *reader) bullet() string {
	for i := len(r.stack) - 1; i >= 0 && i > len(r.stack)-maxMatch; i-- {
		if !r.stack[i].list {
			continue
		}
		if r.stack[i].item < 0 {
			break
		}
		n := r.stack[i].item
		r.stack[i].item++
		return strconv.Itoa(n) + ". "
	}
	return "- "
}

// cell starts a table cell: it stays on the line of the cell before it as long as that was one line.
func (r *reader) cell() {
	if r.w.inLine && r.w.breaks == 0 {
		r.w.divider = true
	}
	r.w.cell = true
}

// layout asks for the breaks before or after an element.
func (r *reader) layout(name string) {
	if r.hiding > 0 {
		return
	}
	switch name {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "dl", "xmp", "listing":
		r.w.gap()
	case "ul", "ol", "menu", "dir":
		if r.nested() {
			r.w.line()
		} else {
			r.w.gap()
		}
	case "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "center", "form",
		"fieldset", "legend", "figure", "figcaption", "dt", "dd", "li", "caption", "thead", "tbody", "tfoot",
		"tr", "details", "summary", "option", "textarea", "plaintext":
		r.w.line()
	}
}

func (r *reader) nested() bool { return r.w.indent > 0 }

// label asks the marker about an element and opens its span.
func (r *reader) label(o *open, e Element) {
	if r.mark == nil {
		return
	}
	label, rest := r.mark(e)
	if label == "" {
		return
	}
	r.spans = append(r.spans, Span{Start: r.w.b.Len(), End: -1, Label: label})
	if rest {
		r.spans[len(r.spans)-1].End = int(^uint(0) >> 1)
		return
	}
	o.span = len(r.spans) - 1
}

func (r *reader) markVoid(e Element) {
	o := open{span: -1}
	r.label(&o, e)
	if o.span >= 0 {
		r.spans = r.spans[:o.span] // an empty element has no text of its own
	}
}

// image writes the alternative text.
func (r *reader) image(e Element) {
	alt := strings.TrimSpace(e.Attr("alt"))
	if alt == "" || r.hiding > 0 || e.hidden() {
		return
	}
	r.w.text(alt)
}

// end closes the innermost element of the name and all within it; an end tag of nothing is ignored.
func (r *reader) end(name string) {
	if name == "br" {
		r.lineEnd()
		return
	}
	if name == "p" && !r.isOpen("p") {
		r.layout("p")
		return
	}
	if at := matching(len(r.stack), r.name, name); at >= 0 {
		r.popTo(at)
	}
}

// name is that of the ith open element.
func (r *reader) name(i int) string { return r.stack[i].name }

func (r *reader) popTo(n int) {
	for len(r.stack) > n {
		r.pop()
	}
}

func (r *reader) isOpen(name string) bool {
	for i := len(r.stack) - 1; i >= 0 && i >= len(r.stack)-maxMatch; i-- {
		if r.stack[i].name == name {
			return true
		}
	}
	return false
}

// pop closes the innermost element.
func (r *reader) pop() {
	o := r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	if o.span >= 0 {
		r.spans[o.span].End = r.w.b.Len()
	}
	r.closed(o)
	r.layout(o.name)
	if o.hide {
		r.hiding--
	}
	if o.quote {
		r.w.depth--
	}
}

func (r *reader) closed(o open) {
	w := &r.w
	switch o.name {
	case "a":
		if r.hiding == 0 {
			r.link(o)
		}
	case "pre", "xmp", "plaintext", "listing", "textarea":
		r.pre--
	case "ul", "menu", "dir", "dd":
		w.indent -= 2
		w.bullet = ""
	case "ol":
		w.indent -= 3
		w.bullet = ""
	case "td", "th":
		if w.inLine && w.lines == w.cellAt && !w.cell {
			w.breaks = 0 // one line of text: the next cell joins it
		}
		w.cell = false
		w.cellAt = o.start
	}
}

// link writes the address after the words of a link where it says more than they do.
func (r *reader) link(o open) {
	href := strings.Join(strings.FieldsFunc(o.href, unicode.IsControl), "")
	href = strings.ReplaceAll(strings.TrimSpace(href), " ", "%20")
	scheme, _, ok := strings.Cut(strings.ToLower(href), ":")
	if !ok || (scheme != "http" && scheme != "https" && scheme != "mailto" && scheme != "ftp") {
		return
	}
	shown := r.w.b.String()[o.start:]
	if strings.TrimSpace(shown) == "" || r.w.breaks > 0 || sameLink(shown, href) {
		return
	}
	if scheme == "mailto" {
		href, _, _ = strings.Cut(href[len("mailto:"):], "?")
		if href == "" || strings.Contains(strings.ToLower(shown), strings.ToLower(href)) {
			return
		}
	}
	r.w.space = false
	r.w.put(" (" + clip(href, 1000) + ")")
}

// sameLink says that the words of a link already are its address.
func sameLink(shown, href string) bool {
	bare := func(s string) string {
		s = strings.ToLower(strings.TrimSpace(strings.TrimLeft(s, "> \n")))
		for _, p := range []string{"mailto:", "http://", "https://", "www."} {
			s = strings.TrimPrefix(s, p)
		}
		return strings.TrimRight(s, "/")
	}
	return bare(shown) == bare(href)
}
