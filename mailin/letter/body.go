package letter

import (
	"bytes"
	"strings"

	"github.com/axsensor/lethe/tickets/prose"
)

// block is a piece of the letter's body in reading order.
type block struct {
	text  string // readable, valid, with line feeds
	html  string // decoded, "" when it is plain text alone
	plain bool   // text was sent as text, not made from html
	kind  string // Forward or Quote when all of it is a letter that was passed on or came back
	hints []prose.Span
}

// body gathers what the parts hold: text, HTML, files, reports.
func (r *reading) body(root *node) {
	blocks := r.gather(root, root, 0)
	r.blocks = blocks
	if !anyText(blocks) {
		r.substitute()
	}
	r.finishText()
	r.finishFiles()
}

// gather reads one entity into blocks; files go to the letter at once.
func (r *reading) gather(n, parent *node, level int) []block {
	switch {
	case n.kind == "multipart/alternative" && len(n.parts) > 0:
		return r.choose(n, level)
	case n.kind == "multipart/encrypted":
		r.defect("encrypted")
	}
	if strings.HasPrefix(n.kind, "multipart/") {
		var all []block
		for _, p := range n.parts {
			all = append(all, r.gather(p, n, level+1)...)
		}
		return all
	}
	if strings.HasPrefix(n.kind, "message/") || n.kind == "text/rfc822-headers" || n.kind == "text/rfc822" {
		return r.message(n, parent)
	}
	return r.leaf(n, parent, level)
}

// choose merges the alternatives of one text: the plain one is what is read, the HTML is kept beside it.
func (r *reading) choose(n *node, level int) []block {
	var plain, rich []block
	for _, p := range n.parts {
		got := r.gather(p, n, level+1)
		isRich := false
		for _, b := range got {
			isRich = isRich || b.html != ""
		}
		switch {
		case isRich && len(rich) == 0:
			rich = got
		case isRich && p.kind != "text/x-amp-html" && p.kind != "text/watch-html":
			rich = got
		case !isRich && !anyText(plain):
			plain = append(plain, got...)
		}
	}
	switch {
	case !anyText(plain):
		return rich
	case len(rich) == 0:
		return plain
	}
	return []block{merge(plain, rich)}
}

// merge makes one block of a plain text and its HTML.
func merge(plain, rich []block) block {
	b := joinBlocks(plain)
	h := joinBlocks(rich)
	if stub(b.text, h.text) {
		return h
	}
	b.html = h.html
	b.hints = transferHints(h, b.text)
	return b
}

// stub tells a text that only says that there is HTML.
func stub(text, rich string) bool {
	text = strings.TrimSpace(text)
	if len(text) > 300 || len(rich) < 3*len(text) {
		return false
	}
	low := strings.ToLower(text)
	return strings.Contains(low, "html") && !strings.Contains(rich, text)
}

func joinBlocks(list []block) block {
	if len(list) == 1 {
		return list[0]
	}
	out := block{plain: true}
	var text, rich strings.Builder
	anyRich := false
	for _, b := range list {
		anyRich = anyRich || b.html != ""
	}
	for _, b := range list {
		if text.Len() > 0 && b.text != "" {
			text.WriteString("\n\n")
		}
		at := text.Len()
		text.WriteString(b.text)
		for _, h := range b.hints {
			out.hints = append(out.hints, prose.Span{Start: h.Start + at, End: h.End + at, Label: h.Label})
		}
		out.plain = out.plain && b.plain
		switch {
		case b.html != "":
			rich.WriteString(b.html + "\n")
		case anyRich && b.text != "":
			rich.WriteString(prose.FromText(b.text))
		}
	}
	out.text, out.html = text.String(), rich.String()
	return out
}

func anyText(blocks []block) bool {
	for _, b := range blocks {
		if strings.TrimSpace(b.text) != "" {
			return true
		}
	}
	return false
}

// leaf reads one part that is no container.
func (r *reading) leaf(n, parent *node, level int) []block {
	switch n.kind {
	case "application/ms-tnef", "application/vnd.ms-tnef":
		r.winmail(n)
		return nil
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return r.signed(n, level)
	case "application/applefile":
		return nil
	case "text/calendar", "application/ics":
		r.calendar(n)
		return nil
	}
	if strings.HasSuffix(strings.ToLower(n.name), "winmail.dat") && !strings.HasPrefix(n.kind, "text/") {
		r.winmail(n)
		return nil
	}
	if !r.shown(n, parent) {
		r.attach(n, r.transfer(n))
		return nil
	}
	data := r.transfer(n)
	if n.name != "" {
		r.attach(n, data)
	}
	return r.readable(n, data)
}

// shown says that a text part belongs to the body rather than to the files.
func (r *reading) shown(n, parent *node) bool {
	switch n.kind {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html", "text/markdown":
	default:
		return strings.HasPrefix(n.kind, "text/") && n.place == "" && n.name == "" && !fileText(n.kind)
	}
	if n == parent { // the whole letter
		return true
	}
	switch {
	case n.place == "attachment":
		return false
	case n.name == "":
		return true
	case parent.kind == "multipart/alternative":
		return true
	case n.place == "inline":
		return len(n.raw) < 64<<10 && n.kind == "text/plain"
	}
	return false
}

// fileText tells the text types that are files by nature.
func fileText(kind string) bool {
	switch kind {
	case "text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/xml", "text/css", "text/javascript", "text/rtf", "text/x-vcalendar":
		return true
	}
	return false
}

// readable decodes the text of a leaf.
func (r *reading) readable(n *node, data []byte) []block {
	charset := n.params["charset"]
	rich := n.kind == "text/html" || n.kind == "text/x-amp-html" || n.kind == "text/watch-html" || !n.declared && looksLikeHTML(data)
	if rich && charset == "" {
		charset = metaCharset(data)
	}
	text, flaw := decode(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), charset)
	if flaw != "" && !(flaw == "charset-missing" && rich) {
		r.defect(flaw)
	}
	text = lines(text)
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
		r.defect("text-cut")
	}
	switch {
	case rich:
		return []block{richBlock(text)}
	case n.kind == "text/enriched" || n.kind == "text/richtext":
		return []block{{text: enriched(text, n.kind), plain: true}}
	}
	if strings.EqualFold(n.params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(n.params["delsp"], "yes"))
	}
	return []block{{text: r.inlineFiles(text), plain: true}}
}

// richBlock reads HTML and notes where quotes and signatures stand in its text.
func richBlock(source string) block {
	text, spans := prose.Read(source, marks)
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
		for i := range spans {
			spans[i].Start, spans[i].End = min(spans[i].Start, len(text)), min(spans[i].End, len(text))
		}
	}
	return block{text: text, html: source, hints: spans}
}

// lines makes every line end a line feed and drops control characters that text has no use for.
func lines(s string) string {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n").Replace(s)
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
}

// metaCharset finds the character set that an HTML document declares for itself.
func metaCharset(b []byte) string {
	head := bytes.ToLower(b[:min(len(b), 2048)])
	i := bytes.Index(head, []byte("charset="))
	if i < 0 {
		return ""
	}
	rest := bytes.TrimLeft(head[i+8:], " \"'")
	if end := bytes.IndexAny(rest, "\"' />;"); end >= 0 {
		rest = rest[:end]
	}
	return string(rest)
}
