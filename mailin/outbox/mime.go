package outbox

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/axsensor/lethe/tickets"
)

// header is a mail's header in its order. What goes in holds no line end afterwards, whatever it held before.
type header struct{ b bytes.Buffer }

func (h *header) add(name, value string) { fmt.Fprintf(&h.b, "%s: %s\r\n", name, clean(value)) }

// words writes running text, encoded where it is not ASCII and folded between words (RFC 5322 section 2.2.3, RFC 2047).
func (h *header) words(name, value string) {
	encoded := encodeWords(clean(value))
	var line strings.Builder
	line.WriteString(name + ":")
	col := line.Len()
	for word := range strings.FieldsSeq(encoded) {
		if col > len(name)+1 && col+1+len(word) > 76 {
			line.WriteString("\r\n")
			col = 0
		}
		line.WriteString(" " + word)
		col += 1 + len(word)
	}
	h.b.WriteString(line.String() + "\r\n")
}

// encodeWords writes text as RFC 2047 has it: as it is when that can be folded, in encoded words otherwise.
func encodeWords(s string) string {
	encoded := mime.QEncoding.Encode("utf-8", s)
	if encoded != s || !slices.ContainsFunc(strings.Fields(s), func(w string) bool { return len(w) > maxWord }) {
		return encoded
	}
	var words []string // ASCII with a word that no line could hold
	for piece := range slices.Chunk([]byte(s), 42) {
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString(piece)+"?=")
	}
	return strings.Join(words, " ")
}

// Bounds of what stands on one line of a header, in bytes (RFC 5322 section 2.1.1 allows 998).
const (
	maxWord = 400
	maxName = 200
	maxID   = 900
)

// short cuts a name between characters; a short ending such as ".pdf" stays.
func short(name string) string {
	if len(name) <= maxName {
		return name
	}
	end := path.Ext(name)
	if len(end) > 16 {
		end = ""
	}
	n := maxName - len(end)
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return strings.TrimSpace(name[:n]) + end
}

func (h *header) address(name string, p tickets.Party) {
	addr := clean(p.Address.Reveal())
	if at := strings.LastIndexByte(addr, '@'); at >= 0 {
		if domain, err := idna.Lookup.ToASCII(addr[at+1:]); err == nil {
			addr = addr[:at+1] + domain
		}
	}
	a := mail.Address{Name: short(clean(p.Name.Reveal())), Address: addr}
	h.b.WriteString(name + ": " + strings.ReplaceAll(a.String(), "?= =?", "?=\r\n =?") + "\r\n")
}

// ids writes message ids, one a line; empty ones are left out, and so is a field without any.
func (h *header) ids(name string, ids ...string) {
	var out []string
	for _, id := range ids {
		if id = strings.Trim(clean(id), "<> "); id != "" && len(id) <= maxID && !strings.ContainsAny(id, "<> ") {
			out = append(out, "<"+id+">")
		}
	}
	if len(out) > 0 {
		h.b.WriteString(name + ": " + strings.Join(out, "\r\n ") + "\r\n")
	}
}

func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// message writes header and body: text and HTML as alternatives, images that belong to the HTML beside it, and the other
// files after.
func (h *header) message(text, page string, files []tickets.NewFile) []byte {
	var inline, attached []tickets.NewFile
	for _, f := range files {
		if f.Inline && f.ContentID != "" {
			inline = append(inline, f)
		} else {
			attached = append(attached, f)
		}
	}
	kind, body := alternatives(text, page)
	if len(inline) > 0 {
		kind, body = together("related; type=\"multipart/alternative\"", kind, body, inline)
	}
	if len(attached) > 0 {
		kind, body = together("mixed", kind, body, attached)
	}
	fmt.Fprintf(&h.b, "Content-Type: %s\r\n\r\n", kind)
	h.b.Write(body)
	return h.b.Bytes()
}

func alternatives(text, page string) (kind string, body []byte) {
	var b bytes.Buffer
	m := newMultipart(&b)
	writeText(m, "text/plain; charset=utf-8", text)
	writeText(m, "text/html; charset=utf-8", page)
	_ = m.Close()
	return `multipart/alternative; boundary="` + m.Boundary() + `"`, b.Bytes()
}

// together puts files after a body.
func together(sub, kind string, body []byte, files []tickets.NewFile) (string, []byte) {
	var b bytes.Buffer
	m := newMultipart(&b)
	first := part(m, textproto.MIMEHeader{"Content-Type": {kind}})
	_, _ = first.Write(body)
	for _, f := range files {
		writeFile(m, f)
	}
	_ = m.Close()
	return "multipart/" + sub + `; boundary="` + m.Boundary() + `"`, b.Bytes()
}

func newMultipart(b *bytes.Buffer) *multipart.Writer {
	m := multipart.NewWriter(b)
	_ = m.SetBoundary("=_" + rand.Text()) // quoted-printable never holds "=_"
	return m
}

// part begins a part. Writing to memory does not fail.
func part(m *multipart.Writer, h textproto.MIMEHeader) interface{ Write([]byte) (int, error) } {
	w, err := m.CreatePart(h)
	if err != nil {
		panic(err)
	}
	return w
}

func writeText(m *multipart.Writer, kind, text string) {
	w := part(m, textproto.MIMEHeader{"Content-Type": {kind}, "Content-Transfer-Encoding": {"quoted-printable"}})
	q := quotedprintable.NewWriter(w)
	_, _ = q.Write([]byte(strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")))
	_ = q.Close()
}

func writeFile(m *multipart.Writer, f tickets.NewFile) {
	kind, _, err := mime.ParseMediaType(f.Type)
	if err != nil || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		kind = "application/octet-stream"
	}
	disposition := "attachment"
	h := textproto.MIMEHeader{"Content-Type": {kind}, "Content-Transfer-Encoding": {"base64"}}
	if f.Inline && f.ContentID != "" {
		disposition = "inline"
		h.Set("Content-Id", "<"+strings.Trim(clean(f.ContentID), "<> ")+">")
	}
	if name := short(clean(f.Name.Reveal())); name != "" {
		if d := mime.FormatMediaType(disposition, map[string]string{"filename": name}); d != "" {
			disposition = strings.Replace(d, "; ", ";\r\n ", 1)
		}
	}
	h.Set("Content-Disposition", disposition)
	w := part(m, h)
	enc := base64.NewEncoder(base64.StdEncoding, &lines{w: w})
	_, _ = enc.Write(f.Data)
	_ = enc.Close()
}

// lines breaks base64 every 76 characters (RFC 2045 section 6.8).
type lines struct {
	w   interface{ Write([]byte) (int, error) }
	col int
}

// Write passes b on in lines.
func (l *lines) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		k := min(76-l.col, len(b))
		if _, err := l.w.Write(b[:k]); err != nil {
			return 0, err
		}
		if l.col += k; l.col == 76 {
			if _, err := l.w.Write([]byte("\r\n")); err != nil {
				return 0, err
			}
			l.col = 0
		}
		b = b[k:]
	}
	return n, nil
}
