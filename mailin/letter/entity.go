package letter

import (
	"bytes"
	"strings"
)

// node is one MIME entity: a leaf with its body, or a multipart with its parts.
type node struct {
	fields   []Field
	kind     string // media type in lower case, never empty
	declared bool   // the type was given by a field
	params   map[string]string
	place    string // disposition in lower case, "" if none
	name     string // file name as sent, decoded
	id       string // Content-ID
	encoding string // transfer encoding as sent, lower case
	raw      []byte // body before transfer decoding
	parts    []*node
}

// entity reads a header and what follows it.
func (r *reading) entity(raw []byte, root bool) *node { return r.entityAt(raw, "text/plain", 0, root) }

func (r *reading) entityAt(raw []byte, usual string, level int, root bool) *node {
	r.parts++
	n := &node{}
	switch {
	case root:
		n.fields, n.raw = r.readFields(raw)
		r.Fields = n.fields
		if len(n.fields) == 0 {
			r.defect("header-missing")
		}
	default:
		n.fields, n.raw = r.partFields(raw)
	}
	r.describe(n, usual)
	if root {
		r.charset = n.params["charset"]
	}
	r.divide(n, level, root)
	return n
}

// partFields reads the header of a part. A part may have none; a blank line before one is forgiven.
func (r *reading) partFields(raw []byte) (fields []Field, body []byte) {
	line, rest := cutLine(raw)
	if len(bytes.TrimSpace(line)) == 0 {
		next, _ := cutLine(rest)
		if len(next) > 8 && strings.EqualFold(string(next[:8]), "content-") {
			r.defect("blank-line-before-part-header")
			return r.readFields(rest)
		}
		return nil, rest
	}
	if _, _, ok := cutField(line); !ok {
		r.defect("part-header-missing")
		return nil, raw
	}
	return r.readFields(raw)
}

// describe reads the fields that say what an entity is.
func (r *reading) describe(n *node, usual string) {
	field := first(n.fields, "Content-Type")
	n.kind, n.params = parameters(field)
	n.declared = field != ""
	if n.kind = mediaType(n.kind); n.kind == "" {
		if n.declared {
			r.defect("content-type-invalid")
		}
		n.kind, n.declared = usual, false
	}
	var disposition map[string]string
	n.place, disposition = parameters(first(n.fields, "Content-Disposition"))
	n.encoding = strings.ToLower(strings.Trim(stripComments(first(n.fields, "Content-Transfer-Encoding")), " \t\"';"))
	n.id = messageID(first(n.fields, "Content-ID"))
	for _, v := range []string{disposition["filename"], n.params["name"], disposition["name"], n.params["filename"]} {
		if n.name = decodeHeader(v, r.charset); n.name != "" {
			break
		}
	}
}

// mediaType puts a type in order; "" if nothing can be made of it.
func mediaType(s string) string {
	s = strings.Trim(s, "/ ,")
	switch s {
	case "text", "plain", "txt", "text/txt", "text/ascii", "text/text":
		return "text/plain"
	case "html", "text/htm", "application/xhtml+xml", "text/xhtml":
		return "text/html"
	case "multipart":
		return "multipart/mixed"
	}
	main, sub, ok := strings.Cut(s, "/")
	if !ok || main == "" || sub == "" || strings.ContainsAny(s, " \t\"()<>@,:=\\[]?") {
		return ""
	}
	return strings.TrimRight(s, ".")
}

// divide splits a multipart into its parts.
func (r *reading) divide(n *node, level int, root bool) {
	multi := strings.HasPrefix(n.kind, "multipart/")
	if !multi && !(root && r.looksDivided(n)) {
		return
	}
	if level >= maxDepth {
		r.defect("too-deep")
		n.kind = "text/plain"
		return
	}
	if encodedTransfer(n.encoding) { // RFC 2045 section 6.4 forbids it; some do it
		r.defect("multipart-encoded")
		n.raw, n.encoding = r.transfer(n), ""
	}
	pieces := r.pieces(n)
	if pieces == nil {
		r.defect("multipart-without-parts")
		n.kind = "text/plain"
		if looksLikeHTML(n.raw) {
			n.kind = "text/html"
		}
		return
	}
	usual := "text/plain"
	if n.kind == "multipart/digest" {
		usual = "message/rfc822"
	}
	for _, p := range pieces {
		if r.parts >= maxParts {
			r.defect("too-many-parts")
			break
		}
		n.parts = append(n.parts, r.entityAt(p, usual, level+1, false))
	}
}

// looksDivided finds a multipart whose Content-Type was lost.
func (r *reading) looksDivided(n *node) bool {
	if n.declared && n.kind != "text/plain" || guessBoundary(n.raw, 3) == "" {
		return false
	}
	r.defect("multipart-undeclared")
	n.kind, n.params = "multipart/mixed", map[string]string{"charset": n.params["charset"]}
	return true
}

// pieces cuts the body of a multipart at its boundary, or at the one it seems to use.
func (r *reading) pieces(n *node) [][]byte {
	boundary := strings.TrimRight(n.params["boundary"], " \t")
	if boundary != "" {
		if p, closed := cutParts(n.raw, boundary, maxParts+1); p != nil {
			if !closed {
				r.defect("boundary-unclosed")
			}
			return p
		}
	}
	found := guessBoundary(n.raw, 500)
	if found == "" {
		return nil
	}
	r.defect("boundary-wrong")
	p, _ := cutParts(n.raw, found, maxParts+1)
	return p
}

// cutParts cuts a body at "--boundary" lines (RFC 2046 section 5.1.1). The part after the last one counts even when
// the closing line is missing; parts after a closing line count too. Nil when the boundary does not occur.
func cutParts(body []byte, boundary string, limit int) (parts [][]byte, closed bool) {
	mark := []byte("--" + boundary)
	from := -1 // start of the current part
	for at := 0; at < len(body) && len(parts) < limit; {
		i := bytes.Index(body[at:], mark)
		if i < 0 {
			break
		}
		i += at
		next := len(body)
		if n := bytes.IndexByte(body[i:], '\n'); n >= 0 {
			next = i + n + 1
		}
		at = next
		last, ok := delimiter(body[i+len(mark) : next])
		if !ok || i > 0 && body[i-1] != '\n' {
			continue
		}
		if from >= 0 {
			parts = append(parts, trimEnd(body[from:i]))
		}
		if parts == nil {
			parts = [][]byte{}
		}
		from, closed = next, last
		if last {
			from = -1
		}
	}
	if from >= 0 && from < len(body) && len(parts) < limit {
		parts = append(parts, body[from:])
	}
	return parts, closed
}

// delimiter looks at what follows the boundary on its line: nothing, or "--" at the end of the last part.
func delimiter(tail []byte) (last, ok bool) {
	tail = bytes.TrimRight(tail, " \t\r\n")
	if len(tail) == 0 {
		return false, true
	}
	return true, bytes.HasPrefix(tail, []byte("--")) && (len(tail) == 2 || tail[2] == ' ')
}

// trimEnd drops the line end that belongs to the boundary after it.
func trimEnd(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte("\n"))
	return bytes.TrimSuffix(b, []byte("\r"))
}

// guessBoundary looks through the first lines for one that starts a part.
func guessBoundary(body []byte, lines int) string {
	for range lines {
		if len(body) == 0 {
			return ""
		}
		var line []byte
		line, body = cutLine(body)
		if line = bytes.TrimRight(line, " \t"); len(line) < 3 || len(line) > 200 || !bytes.HasPrefix(line, []byte("--")) || bytes.HasSuffix(line, []byte("--")) {
			continue
		}
		next, _ := cutLine(body)
		if name, _, ok := cutField(next); ok && strings.HasPrefix(strings.ToLower(name), "content-") {
			return string(line[2:])
		}
	}
	return ""
}

func looksLikeHTML(b []byte) bool {
	b = bytes.ToLower(bytes.TrimSpace(b[:min(len(b), 512)]))
	return bytes.HasPrefix(b, []byte("<!doctype html")) || bytes.HasPrefix(b, []byte("<html")) ||
		bytes.HasPrefix(b, []byte("<head")) || bytes.HasPrefix(b, []byte("<body"))
}
