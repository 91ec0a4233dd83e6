package letter

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	hexadecimal "encoding/hex"
	"strings"
	"testing"
	"unicode/utf16"
)

type tnefWriter struct{ bytes.Buffer }

func little(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

func (w *tnefWriter) attribute(id uint32, data []byte) {
	w.WriteByte(1 + byte(id>>16&1))
	w.Write(little(id))
	w.Write(little(uint32(len(data))))
	w.Write(data)
	w.Write([]byte{0, 0})
}

func newTNEF() *tnefWriter {
	w := &tnefWriter{}
	w.Write([]byte{0x78, 0x9f, 0x3e, 0x22, 1, 0})
	return w
}

// property writes a property of variable length.
func property(kind, id uint16, data []byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	b = binary.LittleEndian.AppendUint16(b, id)
	if id >= mapiNamed {
		b = append(b, make([]byte, 20)...)
		b = append(b, little(7)...)
	}
	if mapiVariable(kind) {
		b = append(b, little(1)...)
		b = append(b, little(uint32(len(data)))...)
	}
	return append(append(b, data...), make([]byte, (4-len(data)%4)%4)...)
}

func properties(list ...[]byte) []byte {
	return append(little(uint32(len(list))), bytes.Join(list, nil)...)
}

func utf16Bytes(s string) (b []byte) {
	for _, u := range utf16.Encode([]rune(s + "\x00")) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func winmail(w *tnefWriter) []byte {
	return []byte("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + part("Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64",
		base64.StdEncoding.EncodeToString(w.Bytes())) + "--x--")
}

func TestWinmailGivesTextAndFiles(t *testing.T) {
	t.Parallel()
	w := newTNEF()
	w.attribute(tnefCodepage, append(little(1252), 0, 0, 0, 0))
	w.attribute(tnefMessage, properties(property(0x0003, 0x0e07, little(5)), property(mapiUnicode, 0x8001, utf16Bytes("x")), property(mapiUnicode, mapiBody, utf16Bytes("Givaren är trasig 😀"))))
	w.attribute(tnefNextFile, make([]byte, 14))
	w.attribute(tnefFileTitle, []byte("MTNING~1.TXT\x00"))
	w.attribute(tnefFileData, []byte("0,8 grader"))
	w.attribute(tnefFileProps, properties(property(mapiUnicode, mapiLongName, utf16Bytes("mätning.txt")), property(mapiString, mapiMimeTag, []byte("text/plain\x00")), property(mapiString, mapiContentID, []byte("<m@x>\x00"))))
	w.attribute(tnefNextFile, make([]byte, 14))
	w.attribute(tnefFileTitle, []byte("f\xe5.pdf\x00"))
	w.attribute(tnefFileData, []byte("%PDF"))
	inner := newTNEF()
	inner.attribute(tnefNextFile, make([]byte, 14))
	inner.attribute(tnefFileTitle, []byte("inne.png\x00"))
	inner.attribute(tnefFileData, []byte("png"))
	w.attribute(tnefNextFile, make([]byte, 14))
	w.attribute(tnefFileProps, properties(property(mapiObject, mapiData, append(make([]byte, 16), inner.Bytes()...))))
	l := sound(t, winmail(w))
	if want := "Givaren är trasig 😀"; l.Text != want {
		t.Errorf("text %q", l.Text)
	}
	names := ""
	for _, f := range l.Files {
		names += f.Name + " " + f.Type + " " + string(f.Data[:min(len(f.Data), 4)]) + "\n"
	}
	if want := "winmail.dat application/ms-tnef \x78\x9f\x3e\x22\nmätning.txt text/plain 0,8 \nfå.pdf application/pdf %PDF\ninne.png image/png png\n"; names != want {
		t.Errorf("files\n%q\n%q", names, want)
	}
	if l.Files[1].ContentID != "m@x" || strings.Contains(strings.Join(l.Defects, " "), "tnef") {
		t.Errorf("content id %q, defects %v", l.Files[1].ContentID, l.Defects)
	}
	for n := range w.Len() { // cut anywhere
		cut := newTNEF()
		cut.Reset()
		cut.Write(w.Bytes()[:n])
		sound(t, winmail(cut))
	}
}

func TestWinmailTextIsReadFromHTMLAndRTF(t *testing.T) {
	t.Parallel()
	w := newTNEF()
	w.attribute(tnefMessage, properties(property(mapiBinary, mapiHTML, []byte("<meta charset=utf-8><p>Givaren \xc3\xa4r <b>trasig</b></p>"))))
	if l := sound(t, winmail(w)); l.Text != "Givaren är trasig" || l.HTML == "" {
		t.Errorf("text %q, html %q", l.Text, l.HTML)
	}
	w = newTNEF()
	w.attribute(tnefBody, []byte("Givaren \xe4r trasig\x00"))
	if l := sound(t, winmail(w)); l.Text != "Givaren är trasig" {
		t.Errorf("text %q", l.Text)
	}
	// The example of MS-OXRTFCP section 3.1.
	example, err := hexadecimal.DecodeString("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
	if err != nil {
		t.Fatal(err)
	}
	rtf, ok := unpackRTF(example)
	if want := "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"; !ok || string(rtf) != want {
		t.Errorf("got %q, want %q", rtf, want)
	}
	if got := rtfText(rtf, "windows-1252"); strings.TrimSpace(got) != "hello world" {
		t.Errorf("the words are %q", got)
	}
	for source, want := range map[string]string{
		`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator x;}\f0 Givaren \'e4r trasig\par \uc1\u8364?5 \{x\}}`: "Givaren är trasig\n€5 {x}",
		`{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hej\htmlrtf\par}\htmlrtf0 du}`:                       "Hejdu",
		`{\rtf1\u-10179?\u-8704?}`: "😀", `{\rtf1 {{{`: "", `\`: "", `{\rtf1\'zz x`: "zz x",
	} {
		if got := rtfText([]byte(source), "windows-1252"); got != want {
			t.Errorf("%s\n got %q\nwant %q", source, got, want)
		}
	}
}
