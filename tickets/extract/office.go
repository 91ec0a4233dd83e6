package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The limits of a packed document.
const (
	maxParts    = 2000
	maxUnpacked = 32 << 20 // of all parts that are read, together
)

// fromOffice gives the words of docx, xlsx, pptx, odt, ods and odp: their content, never properties, comments or authors.
func fromOffice(b []byte) (string, error) {
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(zr.File) > maxParts {
		return "", fmt.Errorf("%w: a broken archive", ErrUnsupported)
	}
	var parts []*zip.File
	for _, f := range zr.File {
		if contentPart(f.Name) {
			parts = append(parts, f)
		}
	}
	if len(parts) == 0 {
		return "", ErrUnsupported
	}
	slices.SortFunc(parts, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out strings.Builder
	left := int64(maxUnpacked)
	for _, f := range parts {
		n, err := words(f, left, &out)
		if left -= n; err != nil || left <= 0 || out.Len() > MaxText {
			break
		}
	}
	if strings.TrimSpace(out.String()) == "" {
		return "", ErrUnsupported
	}
	return out.String(), nil
}

// contentPart says whether a part of the archive holds what the document says.
func contentPart(name string) bool {
	switch {
	case name == "word/document.xml", name == "word/footnotes.xml", name == "xl/sharedStrings.xml", name == "content.xml":
		return true
	case strings.HasPrefix(name, "xl/worksheets/sheet"), strings.HasPrefix(name, "ppt/slides/slide"):
		return strings.HasSuffix(name, ".xml")
	}
	return false
}

// words writes a part's character data: a line for each paragraph or row, a tab between cells. It says how many bytes it
// unpacked.
func words(f *zip.File, limit int64, out *strings.Builder) (int64, error) {
	rc, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer func() { _ = rc.Close() }()
	lr := &io.LimitedReader{R: rc, N: limit}
	dec := xml.NewDecoder(lr)
	dec.Strict = false
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	deleted := 0
	for out.Len() <= MaxText {
		tok, err := dec.Token()
		if err != nil {
			break
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if unseen(t.Name.Local) {
				deleted++
			}
		case xml.CharData:
			if deleted == 0 {
				out.Write(t)
			}
		case xml.EndElement:
			if unseen(t.Name.Local) {
				deleted--
			}
			out.WriteString(after(t.Name.Local))
		}
	}
	return limit - lr.N, nil
}

// unseen are elements that a reader of the document does not see, or that name its authors.
func unseen(name string) bool {
	switch name {
	case "delText", "instrText", "annotation", "tracked-changes", "f":
		return true
	}
	return false
}

// after is what separates an element's text from the next.
func after(name string) string {
	switch name {
	case "p", "row", "h", "table-row", "si", "br":
		return "\n"
	case "c", "tc", "table-cell", "tab":
		return "\t"
	}
	return ""
}
