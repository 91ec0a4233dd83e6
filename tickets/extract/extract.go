// Package extract reads the text out of attachments: plain text and logs, CSV, JSON, XML, HTML, PDF and office
// documents. It does no I/O and is bounded in size and depth, whatever the file claims of itself.
package extract

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
)

// ErrUnsupported says that a file holds no text that can be read.
var ErrUnsupported = errors.New("no text can be read from this kind of file")

// The limits.
const (
	MaxText  = 1 << 20  // bytes of text that are given at most; the rest is left out
	maxInput = 64 << 20 // a larger file is ErrUnsupported
	maxPages = 500
)

// Text returns the text of a file. Its kind is told by its beginning first, then by name and type.
func Text(name, mime string, b []byte) (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			text, err = "", fmt.Errorf("%w: the reader stopped", ErrUnsupported)
		}
	}()
	if len(b) > maxInput {
		return "", ErrUnsupported
	}
	ext := strings.ToLower(path.Ext(name))
	mime, _, _ = strings.Cut(strings.ToLower(mime), ";")
	switch {
	case bytes.HasPrefix(b, []byte("%PDF-")):
		text, err = fromPDF(b)
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		text, err = fromOffice(b)
	case ext == ".html" || ext == ".htm" || mime == "text/html":
		text = fromHTML(decode(b))
	case plainKind(ext, mime) && !binary(b):
		text = decode(b)
	default:
		return "", ErrUnsupported
	}
	return clip(text), err
}

func plainKind(ext, mime string) bool {
	switch ext {
	case ".txt", ".log", ".csv", ".tsv", ".json", ".xml", ".md", ".ini", ".cfg", ".conf", ".yaml", ".yml", ".toml":
		return true
	}
	return strings.HasPrefix(mime, "text/") || mime == "application/json" || mime == "application/xml"
}

// binary says whether a file that calls itself text is none: it has NUL bytes and is not UTF-16.
func binary(b []byte) bool {
	head := b[:min(len(b), 8192)]
	return bytes.IndexByte(head, 0) >= 0 && !utf16Mark(b)
}

func utf16Mark(b []byte) bool {
	return bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff})
}

// decode reads UTF-16 with a mark, UTF-8, or else Windows-1252.
func decode(b []byte) string {
	switch {
	case utf16Mark(b):
		u := make([]uint16, 0, len(b)/2)
		for i := 2; i+1 < len(b); i += 2 {
			lo, hi := b[i], b[i+1]
			if b[0] == 0xfe {
				lo, hi = hi, lo
			}
			u = append(u, uint16(hi)<<8|uint16(lo))
		}
		return string(utf16.Decode(u))
	case utf8.Valid(b):
		return strings.TrimPrefix(string(b), "\ufeff")
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(s)
}

// clip cuts a text to MaxText on a character's border.
func clip(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if len(s) <= MaxText {
		return s
	}
	end := MaxText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// fromHTML gives the text nodes of a page, without scripts and styles.
func fromHTML(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	skip := ""
	for b.Len() < MaxText {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if skip == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			switch n := string(name); n {
			case "script", "style", "head", "title":
				if skip == "" {
					skip = n
				}
			case "p", "br", "div", "tr", "li", "h1", "h2", "h3":
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == skip {
				skip = ""
			}
		}
	}
	return b.String()
}

// fromPDF gives the text of a document's pages.
func fromPDF(b []byte) (string, error) {
	r, err := pdf.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return "", fmt.Errorf("%w: a broken PDF", ErrUnsupported)
	}
	var out strings.Builder
	for n := 1; n <= min(r.NumPage(), maxPages) && out.Len() < MaxText; n++ {
		page := r.Page(n)
		if page.V.IsNull() {
			continue
		}
		text, err := page.GetPlainText(nil)
		if err != nil {
			continue // one page that cannot be read does not lose the others
		}
		out.WriteString(text)
		out.WriteByte('\n')
	}
	if strings.TrimSpace(out.String()) == "" {
		return "", fmt.Errorf("%w: a PDF of pictures", ErrUnsupported)
	}
	return out.String(), nil
}
