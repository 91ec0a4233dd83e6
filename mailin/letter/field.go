package letter

import (
	"bytes"
	"strings"
	"unicode/utf16"
)

// Field is a header field as it was sent: the value may be folded and encoded.
type Field struct{ Name, Value string }

func (f *Field) is(name string) bool { return strings.EqualFold(f.Name, name) }

// clean removes what stands before the header: byte order mark, blank lines, the "From " line of an mbox. A mail with
// bare carriage returns or in UTF-16 is rewritten.
func (r *reading) clean(raw []byte) []byte {
	raw = r.widen(raw)
	if cut := bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")); len(cut) < len(raw) {
		r.defect("byte-order-mark")
		raw = cut
	}
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		r.defect("bare-carriage-returns")
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	for len(raw) > 0 {
		line, rest := cutLine(raw)
		_, _, field := cutField(line)
		switch {
		case field:
			return raw
		case len(bytes.TrimSpace(line)) == 0:
			r.defect("blank-lines-first")
		case bytes.HasPrefix(line, []byte("From ")), bytes.HasPrefix(line, []byte(">From ")):
			if len(rest) == 0 {
				return raw
			}
			r.defect("mbox-line")
		default:
			return raw
		}
		raw = rest
	}
	return raw
}

// widen turns UTF-16 with a byte order mark into UTF-8.
func (r *reading) widen(raw []byte) []byte {
	big := bytes.HasPrefix(raw, []byte("\xfe\xff"))
	if !big && !bytes.HasPrefix(raw, []byte("\xff\xfe")) {
		return raw
	}
	r.defect("utf-16-mail")
	units := make([]uint16, 0, len(raw)/2)
	for i := 2; i+1 < len(raw); i += 2 {
		if big {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		} else {
			units = append(units, uint16(raw[i+1])<<8|uint16(raw[i]))
		}
	}
	return []byte(string(utf16.Decode(units)))
}

// cutLine cuts the first line off, without its end.
func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	for len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return line, rest
}

// head collects the fields of one header block.
type head struct {
	r      *reading
	fields []Field
	name   string // of the field being read, "" before the first
	value  []byte
	kept   int
}

// readFields reads a header block and gives the body after it. A line that is no field is taken as a continuation when
// more fields follow it, and as the beginning of the body otherwise.
func (r *reading) readFields(raw []byte) (fields []Field, body []byte) {
	h := &head{r: r}
	for len(raw) > 0 {
		line, rest := cutLine(raw)
		blank := len(bytes.TrimSpace(line)) == 0
		if len(line) == 0 || blank && !fieldsFollow(rest) {
			h.flush()
			return h.fields, rest
		}
		if !h.take(line, rest, blank) {
			h.flush()
			return h.fields, raw
		}
		raw = rest
	}
	h.flush()
	return h.fields, nil
}

// take reads one line; false says that the body begins with it.
func (h *head) take(line, rest []byte, blank bool) bool {
	if blank || (line[0] == ' ' || line[0] == '\t') && h.name != "" {
		h.extend(line)
		return true
	}
	if name, value, ok := cutField(line); ok {
		h.flush()
		h.name = name
		h.extend(value)
		return true
	}
	h.r.defect("malformed-header-line")
	if bytes.HasPrefix(line, []byte("--")) || !fieldsFollow(rest) {
		return false
	}
	if h.name != "" {
		h.extend(line)
	}
	return true
}

// extend adds a line to the current field, within the bounds: beyond the first only fields that matter are kept.
func (h *head) extend(line []byte) {
	h.kept += len(line)
	if h.kept > 8*maxHeader || h.kept > maxHeader && !vital(h.name) {
		h.r.defect("header-cut")
		return
	}
	if len(h.value) > 0 {
		h.value = append(h.value, '\n')
	}
	h.value = append(h.value, line...)
}

func (h *head) flush() {
	if h.name != "" && (len(h.value) > 0 || h.kept <= maxHeader) {
		h.fields = append(h.fields, Field{Name: h.name, Value: string(h.value)})
	}
	h.name, h.value = "", h.value[:0]
}

// cutField splits a header line. Blanks before the colon are tolerated (RFC 5322 section 4.5).
func cutField(line []byte) (name string, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 || i > 200 {
		return "", nil, false
	}
	key := bytes.TrimRight(line[:i], " \t")
	for _, c := range key {
		if c <= ' ' || c >= 0x7f {
			return "", nil, false
		}
	}
	return string(key), bytes.TrimLeft(line[i+1:], " \t"), len(key) > 0
}

// fieldsFollow looks a few lines ahead for something that is clearly a header field.
func fieldsFollow(b []byte) bool {
	for range 3 {
		if len(b) == 0 {
			return false
		}
		var line []byte
		if line, b = cutLine(b); len(line) == 0 {
			return false
		}
		if name, _, ok := cutField(line); ok && known(name) {
			return true
		}
	}
	return false
}

// known tells names that start a header field rather than a sentence with a colon.
func known(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "date", "received", "return-path", "delivered-to", "mime-version", "user-agent", "importance", "priority",
		"precedence", "comments", "keywords", "errors-to", "thread-topic", "thread-index", "organization", "lines",
		"status", "envelope-to", "authentication-results", "dkim-signature", "auto-submitted":
		return true
	}
	for _, p := range []string{"x-", "content-", "list-", "resent-", "arc-", "in-reply"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return vital(name)
}

// vital tells the fields that a letter cannot do without.
func vital(name string) bool {
	switch strings.ToLower(name) {
	case "from", "to", "cc", "reply-to", "sender", "subject", "date", "message-id", "in-reply-to", "references",
		"content-type", "content-transfer-encoding", "content-disposition", "mime-version", "auto-submitted", "return-path":
		return true
	}
	return false
}

// first is the raw value of the first field of a name that has any content.
func first(fields []Field, name string) string {
	for i := range fields {
		if fields[i].is(name) && strings.TrimSpace(fields[i].Value) != "" {
			return unfold(fields[i].Value)
		}
	}
	return ""
}

// unfold joins the lines of a folded value.
func unfold(value string) string {
	if strings.IndexByte(value, '\n') < 0 {
		return strings.TrimSpace(value)
	}
	var b strings.Builder
	b.Grow(len(value))
	for i, line := range strings.Split(value, "\n") {
		if i > 0 && line != "" && line[0] != ' ' && line[0] != '\t' {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return strings.TrimSpace(b.String())
}
