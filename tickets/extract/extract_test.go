package extract

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for name, s := range parts {
		w, err := zw.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText(t *testing.T) {
	docx := pack(t, map[string]string{
		"word/document.xml": `<w:document><w:p><w:r><w:t>Nollpunkten driver</w:t><w:delText>borttaget</w:delText></w:r></w:p></w:document>`,
		"docProps/core.xml": `<creator>Planterad Person</creator>`,
		"word/comments.xml": `<w:t>Hemlig kommentar</w:t>`,
	})
	xlsx := pack(t, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>E-47</t></si><si><t>+0,82</t></si></sst>`})
	for _, c := range []struct {
		name, mime string
		in         []byte
		want, not  string
	}{
		{"a.log", "", []byte("04:10 E-47\n"), "E-47", ""},
		{"a.csv", "application/octet-stream", []byte("t;x\n1;\xe5\xe4\xf6"), "åäö", ""},
		{"a.txt", "text/plain", append([]byte{0xff, 0xfe}, 'h', 0, 'e', 0, 'j', 0), "hej", ""},
		{"a.html", "", []byte("<title>T</title><script>x()</script><p>Hej</p>"), "Hej", "x()"},
		{"a.docx", "", docx, "Nollpunkten driver", "Planterad"},
		{"a.docx", "", docx, "driver", "kommentar"},
		{"a.docx", "", docx, "driver", "borttaget"},
		{"a.xlsx", "", xlsx, "E-47\n+0,82", ""},
	} {
		got, err := Text(c.name, c.mime, c.in)
		if err != nil || !strings.Contains(got, c.want) || c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
}

func TestUnsupported(t *testing.T) {
	for name, in := range map[string][]byte{
		"a.jpg": []byte("\xff\xd8\xff\xe0xx"), "a.txt": []byte("ab\x00cd"), "a.pdf": []byte("%PDF-1.4 broken"),
		"a.zip": pack(t, map[string]string{"x.txt": "hello"}), "a.docx": []byte("PK\x03\x04 broken"),
	} {
		if got, err := Text(name, "", in); !errors.Is(err, ErrUnsupported) || got != "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestBombIsBounded(t *testing.T) {
	bomb := pack(t, map[string]string{"word/document.xml": "<t>" + strings.Repeat("a", 40<<20) + "</t>"})
	got, _ := Text("a.docx", "", bomb)
	if len(got) > MaxText {
		t.Fatalf("%d bytes of text", len(got))
	}
}

func FuzzText(f *testing.F) {
	f.Add("a.docx", pack(f, map[string]string{"word/document.xml": "<t>x</t>"}))
	f.Add("a.pdf", []byte("%PDF-1.4\n1 0 obj<<>>endobj trailer<</Root 1 0 R>>"))
	f.Add("a.html", []byte("<p>x"))
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		if got, _ := Text(name, "", b); !utf8.ValidString(got) || len(got) > MaxText {
			t.Fatal("not bounded, valid text")
		}
	})
}
