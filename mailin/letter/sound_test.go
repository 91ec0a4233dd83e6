package letter

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// sound parses a mail and holds the letter and its record to what is promised for any input.
func sound(t testing.TB, raw []byte) *Letter {
	t.Helper()
	before := bytes.Clone(raw)
	l := Parse(raw)
	if !bytes.Equal(before, raw) {
		t.Fatal("the input was changed")
	}
	soundText(t, l)
	soundRecord(t, raw)
	for _, n := range l.Nested {
		soundText(t, n)
	}
	return l
}

func soundText(t testing.TB, l *Letter) {
	t.Helper()
	said := []string{l.Subject, l.Text, l.HTML, l.MessageID, l.ReturnPath, l.ListID, string(l.Kind), l.NewText(), l.Original.Name, l.Original.Address}
	said = append(append(append(append(said, l.InReplyTo...), l.References...), l.Envelope...), l.Defects...)
	for _, list := range [][]Address{l.From, l.Sender, l.To, l.Cc, l.ReplyTo} {
		for _, a := range list {
			if a.Name == "" && a.Address == "" {
				t.Error("an address without anything in it")
			}
			said = append(said, a.Name, a.Address)
		}
	}
	names := map[string]bool{}
	for _, f := range l.Files {
		said = append(said, f.Name, f.Original, f.Type, f.ContentID, f.Location)
		low := strings.ToLower(f.Name)
		if f.Name == "" || strings.ContainsAny(f.Name, "/\\\x00\r\n") || f.Name == ".." || names[low] {
			t.Errorf("unsafe or repeated file name %q", f.Name)
		}
		names[low] = true
	}
	for _, s := range said {
		if !utf8.ValidString(s) {
			t.Errorf("not valid UTF-8: %.200q", s)
		}
	}
	if strings.ContainsAny(l.Text, "\r\x00") {
		t.Errorf("the text holds control characters: %.200q", l.Text)
	}
	for _, s := range []string{l.Subject, l.MessageID} {
		if strings.ContainsAny(s, "\r\n\x00") {
			t.Errorf("a header value holds line ends: %.200q", s)
		}
	}
	soundParts(t, l.Text, l.Parts)
}

// soundParts: from the first byte to the last, in order, without gaps, on character boundaries, no two alike in a row.
func soundParts(t testing.TB, text string, parts []Part) {
	t.Helper()
	at, kind := 0, ""
	for _, p := range parts {
		if p.Start != at || p.End <= p.Start || p.End > len(text) {
			t.Fatalf("part %+v after offset %d of %d", p, at, len(text))
		}
		if p.End < len(text) && !utf8.RuneStart(text[p.End]) {
			t.Errorf("part %+v ends within a character", p)
		}
		switch p.Kind {
		case New, Quote, Signature, Forward:
		default:
			t.Errorf("kind of part %q", p.Kind)
		}
		if p.Kind == kind {
			t.Errorf("two %s parts in a row", kind)
		}
		at, kind = p.End, p.Kind
	}
	if at != len(text) {
		t.Errorf("parts end at %d of %d", at, len(text))
	}
}

func soundRecord(t testing.TB, raw []byte) {
	t.Helper()
	line, err := Report("a.eml", raw).Line()
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.IndexByte(line, '\n'); n != len(line)-1 || bytes.Contains(line, []byte(":null")) && !bytes.Contains(line, []byte(`"date":null`)) {
		t.Errorf("the record is not one line without nulls: %.300s", line)
	}
	var back map[string]json.RawMessage
	if err := json.Unmarshal(line, &back); err != nil {
		t.Fatalf("the record is not JSON: %v", err)
	}
	for _, k := range []string{"from", "to", "cc", "reply_to", "in_reply_to", "references", "attachments", "parts", "defects"} {
		if v := back[k]; len(v) == 0 || v[0] != '[' {
			t.Errorf("%s is %.50s, not a list", k, v)
		}
	}
}

// eml writes a mail with the usual line ends.
func eml(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

func seeds(f *testing.F) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
}

// FuzzParse holds Parse and Report to their promises for any bytes.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) { sound(t, raw) })
}

// FuzzSplit holds Split to its promises for any text and subject.
func FuzzSplit(f *testing.F) {
	for _, g := range tongues {
		for _, r := range g.replies() {
			text := ""
			for i := 1; i < len(r.parts); i += 2 {
				text += r.parts[i]
			}
			f.Add(text, r.subject)
		}
	}
	f.Fuzz(func(t *testing.T, text, subject string) {
		text = strings.ToValidUTF8(text, "?")
		soundParts(t, text, Split(text, subject))
	})
}
