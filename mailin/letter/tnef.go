package letter

import (
	"encoding/binary"
	"strings"
)

// The attributes of TNEF that are read (MS-OXTNEF section 2.1.3).
const (
	tnefSignature  = 0x223e9f78
	tnefCodepage   = 0x00069007
	tnefBody       = 0x0002800c
	tnefMessage    = 0x00069003 // properties of the letter
	tnefNextFile   = 0x00069002
	tnefFileTitle  = 0x00018010
	tnefFileData   = 0x0006800f
	tnefFileProps  = 0x00069005
	maxTNEFDepth   = 4
	tnefHeaderSize = 9
)

// winmail opens a winmail.dat, the form in which Outlook packs text and files for its own kind. The original is kept
// beside what comes out of it.
func (r *reading) winmail(n *node) {
	if n.name == "" {
		n.name = "winmail.dat"
	}
	data := r.transfer(n)
	r.attach(n, data)
	if !r.unpackTNEF(data, 0) {
		r.defect("tnef-invalid")
	}
}

// tnefReading is the state of one TNEF stream.
type tnefReading struct {
	r        *reading
	codepage string
	text     string
	html     string
	rtf      string
	file     *File
	depth    int
}

// unpackTNEF adds the files in a stream to the letter and keeps its text for a letter that has no other. False says
// that the bytes are no TNEF; what was read up to a flaw counts.
func (r *reading) unpackTNEF(b []byte, depth int) bool {
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != tnefSignature || depth > maxTNEFDepth {
		return false
	}
	t := &tnefReading{r: r, codepage: "windows-1252", depth: depth}
	whole := true
	for b = b[6:]; len(b) >= tnefHeaderSize && len(r.Files) < maxFiles; {
		id, size := binary.LittleEndian.Uint32(b[1:]), int64(binary.LittleEndian.Uint32(b[5:]))
		b = b[tnefHeaderSize:]
		if size > int64(len(b)) {
			size, whole = int64(len(b)), false
		}
		t.take(id, b[:size])
		b = b[min(size+2, int64(len(b))):] // a sum follows
	}
	t.endFile()
	if anyText(r.tnef) {
		return whole
	}
	switch {
	case strings.TrimSpace(t.html) != "":
		r.tnef = []block{richBlock(lines(t.html))}
	case strings.TrimSpace(t.text) != "":
		r.tnef = []block{{text: lines(t.text), plain: true}}
	case strings.TrimSpace(t.rtf) != "":
		r.tnef = []block{{text: lines(t.rtf), plain: true}}
	}
	return whole
}

// take reads one attribute.
func (t *tnefReading) take(id uint32, b []byte) {
	switch id {
	case tnefCodepage:
		if len(b) >= 4 {
			t.codepage = codepage(binary.LittleEndian.Uint32(b))
		}
	case tnefBody:
		t.text = t.words(b)
	case tnefMessage:
		mapiProps(b, t.messageProp)
	case tnefNextFile:
		t.endFile()
		t.file = &File{Type: "application/octet-stream"}
	case tnefFileTitle:
		if t.file != nil && t.file.Original == "" {
			t.file.Original = t.words(b)
		}
	case tnefFileData:
		if t.file != nil {
			t.file.Data = b
		}
	case tnefFileProps:
		if t.file != nil {
			mapiProps(b, t.fileProp)
		}
	}
}

// words decodes text in the stream's code page, without the NUL at its end.
func (t *tnefReading) words(b []byte) string {
	s, _ := decode(trimNUL(b), t.codepage)
	return s
}

func (t *tnefReading) messageProp(id, kind uint16, b []byte) {
	switch id {
	case mapiBody:
		t.text = t.propText(kind, b)
	case mapiHTML:
		t.html = t.propText(kind, b)
	case mapiRTF:
		if plain, ok := unpackRTF(b); ok {
			t.r.unpack += len(plain)
			t.rtf = rtfText(plain, t.codepage)
		}
	}
}

func (t *tnefReading) fileProp(id, kind uint16, b []byte) {
	switch id {
	case mapiLongName:
		t.file.Original = t.propText(kind, b)
	case mapiMimeTag:
		if m := mediaType(strings.ToLower(t.propText(kind, b))); m != "" {
			t.file.Type = m
		}
	case mapiContentID:
		t.file.ContentID = cleanID(t.propText(kind, b))
	case mapiData:
		if kind == mapiObject && len(b) > 16 { // an interface's name stands before the object
			b = b[16:]
			if t.r.unpackTNEF(b, t.depth+1) {
				t.file = &File{} // its own files are there already
				return
			}
		}
		if len(t.file.Data) == 0 {
			t.file.Data = b
		}
	}
}

// propText decodes a property: UTF-16, the code page, or HTML as bytes that name their own set.
func (t *tnefReading) propText(kind uint16, b []byte) string {
	switch kind {
	case mapiUnicode:
		s, _ := decodeWide(trimWideNUL(b), "utf-16le")
		return strings.TrimRight(s, "\x00")
	case mapiBinary:
		if set := metaCharset(b); set != "" {
			s, _ := decode(trimNUL(b), set)
			return s
		}
	}
	return t.words(b)
}

// endFile adds the file that was read. One that was a letter itself is there already by its own files.
func (t *tnefReading) endFile() {
	f := t.file
	t.file = nil
	if f == nil || f.Type == "" {
		return
	}
	f.Original = tidy(f.Original)
	if f.Type == "application/octet-stream" {
		f.Type = typeByName(f.Original)
	}
	t.r.addFile(*f)
}
