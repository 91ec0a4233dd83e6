package letter

import (
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf16"
)

// rtfDictionary stands before every compressed text (MS-OXRTFCP section 2.1.2.1).
const rtfDictionary = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial" +
	"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// unpackRTF undoes the compression of MS-OXRTFCP. A text that is cut short gives what there is.
func unpackRTF(b []byte) (rtf []byte, ok bool) {
	if len(b) < 16 {
		return nil, false
	}
	size, kind := min(int(binary.LittleEndian.Uint32(b[4:])), maxText), binary.LittleEndian.Uint32(b[8:])
	b = b[16:]
	switch kind {
	case 0x414c454d: // MELA: not compressed
		return b[:min(size, len(b))], true
	case 0x75465a4c: // LZFu
	default:
		return nil, false
	}
	var ring [4096]byte
	at := copy(ring[:], rtfDictionary)
	put := func(c byte) {
		rtf = append(rtf, c)
		ring[at] = c
		at = (at + 1) % len(ring)
	}
	for len(b) > 0 && len(rtf) < size {
		control := b[0]
		b = b[1:]
		for bit := 0; bit < 8 && len(b) > 0 && len(rtf) < size; bit++ {
			if control>>bit&1 == 0 {
				put(b[0])
				b = b[1:]
				continue
			}
			if len(b) < 2 {
				return rtf, true
			}
			from, n := int(b[0])<<4|int(b[1])>>4, int(b[1]&15)+2
			b = b[2:]
			if from == at {
				return rtf, true
			}
			for i := range n {
				put(ring[(from+i)%len(ring)])
			}
		}
	}
	return rtf, true
}

// rtfText reads the words out of RTF; formats, pictures, tables of fonts and the HTML that Outlook hides in it are left
// out. code is the set of \'xx escapes unless the text names another.
func rtfText(b []byte, code string) string {
	t := &rtfReading{code: code, skipUnicode: 1}
	for i := 0; i < len(b); {
		switch c := b[i]; c {
		case '{':
			t.stack = append(t.stack, t.hidden)
			i++
		case '}':
			if n := len(t.stack); n > 0 {
				t.hidden = t.stack[n-1]
				t.stack = t.stack[:n-1]
			}
			i++
		case '\\':
			i = t.control(b, i+1)
		case '\r', '\n':
			i++
		default:
			t.byte(c)
			i++
		}
	}
	t.flush()
	return t.out.String()
}

type rtfReading struct {
	out         strings.Builder
	held        []byte // bytes in the code page that wait to be decoded
	code        string
	stack       []bool
	hidden      bool // by a group
	shadow      bool // for readers of RTF only: HTML stands beside it
	high        rune // first half of a surrogate pair
	skip        int  // characters that stand for a \u before them
	skipUnicode int
}

func (t *rtfReading) byte(c byte) {
	switch {
	case t.hidden || t.shadow:
	case t.skip > 0:
		t.skip--
	default:
		t.held = append(t.held, c)
	}
}

func (t *rtfReading) flush() {
	if len(t.held) > 0 {
		s, _ := decode(t.held, t.code)
		t.out.WriteString(s)
		t.held = t.held[:0]
	}
}

func (t *rtfReading) write(s string) {
	if !t.hidden && !t.shadow {
		t.flush()
		t.out.WriteString(s)
	}
}

// control reads what follows a backslash and gives where it ends.
func (t *rtfReading) control(b []byte, i int) int {
	if i >= len(b) {
		return i
	}
	switch c := b[i]; {
	case c == '\'' && i+2 < len(b) && hex(b[i+1]) >= 0 && hex(b[i+2]) >= 0:
		t.byte(byte(hex(b[i+1])<<4 | hex(b[i+2])))
		return i + 3
	case c == '*':
		t.hidden = true
		return i + 1
	case c == '~':
		t.write(" ")
		return i + 1
	case c|0x20 < 'a' || c|0x20 > 'z':
		if c == '\\' || c == '{' || c == '}' {
			t.byte(c)
		}
		return i + 1
	}
	from := i
	for i < len(b) && i-from < 32 && b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z' {
		i++
	}
	word, digits := string(b[from:i]), i
	for i < len(b) && i-digits < 10 && (b[i] >= '0' && b[i] <= '9' || b[i] == '-' && i == digits) {
		i++
	}
	number, _ := strconv.Atoi(string(b[digits:i]))
	if i < len(b) && b[i] == ' ' {
		i++
	}
	t.word(word, number, i > digits)
	return i
}

// unicode writes a character; those beyond the first plane come in two halves.
func (t *rtfReading) unicode(c rune) {
	t.skip = t.skipUnicode
	switch {
	case c >= 0xd800 && c < 0xdc00:
		t.high = c
		return
	case t.high != 0:
		c = utf16.DecodeRune(t.high, c)
		t.high = 0
	}
	t.write(string(c))
}

func (t *rtfReading) word(word string, n int, numbered bool) {
	switch word {
	case "par", "line", "row", "sect", "page":
		t.write("\n")
	case "tab", "cell":
		t.write("\t")
	case "u":
		if n < 0 {
			n += 1 << 16
		}
		t.unicode(rune(n))
	case "uc":
		t.skipUnicode = min(max(n, 0), 8)
	case "ansicpg":
		t.flush()
		t.code = codepage(uint32(max(n, 0)))
	case "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "htmltag", "object":
		t.hidden = true
	case "htmlrtf":
		t.shadow = !(numbered && n == 0)
	case "emdash":
		t.write("—")
	case "endash":
		t.write("–")
	case "lquote":
		t.write("‘")
	case "rquote":
		t.write("’")
	case "ldblquote":
		t.write("“")
	case "rdblquote":
		t.write("”")
	case "bullet":
		t.write("•")
	}
}
