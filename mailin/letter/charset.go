package letter

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode turns bytes in a declared character set into valid UTF-8; flaw is a defect code when the declaration was
// wrong, missing where it is needed, or unknown. What the bytes plainly are goes before what they are said to be:
// multi-byte UTF-8 does not arise by chance.
func decode(b []byte, charset string) (text, flaw string) {
	charset = cleanCharset(charset)
	if i := bytes.IndexByte(b, 0x1b); i >= 0 {
		if t, ok := shifted(b[i:], b); ok {
			return t, ""
		}
	}
	switch charset {
	case "utf-7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "csunicode11utf7":
		return decodeUTF7(b), ""
	case "hz-gb-2312", "hz":
		return decodeWith(simplifiedchinese.HZGB2312, b), ""
	case "iso-2022-kr", "iso-2022-cn", "iso-2022-cn-ext":
		t, _ := shifted([]byte("\x1b$)"), b)
		return t, ""
	}
	if strings.HasPrefix(charset, "utf-16") || strings.HasPrefix(charset, "utf-32") || charset == "ucs-2" {
		return decodeWide(b, charset)
	}
	ascii := plainASCII(b)
	if ascii && charset != "" && wide(charset) {
		return string(b), ""
	}
	if utf8.Valid(b) && !(ascii && stateful(charset)) && !(doubleByte(charset) && !longUTF8(b)) {
		if !ascii && !unicodeName(charset) {
			return string(b), misdeclared(charset)
		}
		return string(b), ""
	}
	return decodeLegacy(b, charset)
}

// decodeLegacy decodes 8-bit text that is not UTF-8.
func decodeLegacy(b []byte, charset string) (text, flaw string) {
	if unicodeName(charset) {
		return mostlyUTF8(b)
	}
	if charset == "" {
		return decodeWith(guess(b), b), "charset-missing"
	}
	if e := lookup(charset); e != nil {
		t := decodeWith(e, b)
		return t, ""
	}
	return decodeWith(guess(b), b), "charset-unknown"
}

// mostlyUTF8 decodes what is called UTF-8 and is not: text cut in the middle of a character keeps the rest, anything
// else is taken for Windows-1252.
func mostlyUTF8(b []byte) (text, flaw string) {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			bad++
		} else {
			good++
		}
		i += max(n, 1)
	}
	if good > 2*bad || good >= 1 && bad == 1 {
		return mendUTF8(b), "charset-wrong"
	}
	return decodeWith(guess(b), b), "charset-wrong"
}

// mendUTF8 reads the stray bytes of UTF-8 text as Windows-1252.
func mendUTF8(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String()
}

func misdeclared(charset string) string {
	if charset == "" {
		return "charset-missing"
	}
	return "charset-wrong"
}

// decodeWith decodes and never fails; what the encoding cannot read becomes U+FFFD.
func decodeWith(e encoding.Encoding, b []byte) string {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return decodeLoosely(charmap.Windows1252, b)
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

func decodeLoosely(c *charmap.Charmap, b []byte) string {
	var out strings.Builder
	for _, x := range b {
		out.WriteRune(c.DecodeByte(x))
	}
	return out.String()
}

func decodeWide(b []byte, charset string) (text, flaw string) {
	if utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 && plainASCII(b) {
		return string(b), "charset-wrong" // wide text of words would hold zeros
	}
	end := unicode.BigEndian
	if strings.HasSuffix(charset, "le") || len(b) > 1 && b[1] == 0 && b[0] != 0 {
		end = unicode.LittleEndian
	}
	return decodeWith(unicode.UTF16(end, unicode.UseBOM), b), ""
}

// escapes tells the ISO-2022 families by their escape sequences (RFC 1468, RFC 1554, RFC 1557, RFC 1922).
var escapes = regexp.MustCompile(`^\x1b(?:\$[@AB]|\$\([A-D]|\([BJI]|\$\)[CAGE]|\$\))`)

// shifted decodes text with ISO-2022 escape sequences; from is where the first escape stands.
func shifted(from, b []byte) (string, bool) {
	m := escapes.Find(from)
	switch {
	case m == nil:
		return "", false
	case len(m) > 2 && m[1] == '$' && m[2] == ')':
		e := encoding.Encoding(korean.EUCKR)
		if i := bytes.Index(b, []byte("\x1b$)")); i >= 0 && i+3 < len(b) && b[i+3] != 'C' {
			e = simplifiedchinese.GBK
		}
		return decodeWith(e, unshift(b)), true
	default:
		return decodeWith(japanese.ISO2022JP, b), true
	}
}

// unshift rewrites text that shifts with SO and SI into its 8-bit form.
func unshift(b []byte) []byte {
	out := make([]byte, 0, len(b))
	high := false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == 0x0e:
			high = true
		case c == 0x0f:
			high = false
		case c == 0x1b && i+3 < len(b) && b[i+1] == '$' && b[i+2] == ')':
			i += 3
		case c == '\n':
			high = false
			out = append(out, c)
		case high && c > ' ':
			out = append(out, c|0x80)
		default:
			out = append(out, c)
		}
	}
	return out
}

// lookup finds the encoding of a name, nil if nobody knows it.
func lookup(charset string) encoding.Encoding {
	if e := aliased(charset); e != nil {
		return e
	}
	if e, err := htmlindex.Get(charset); err == nil && e != encoding.Replacement {
		return e
	}
	if e, err := ianaindex.MIME.Encoding(charset); err == nil && e != nil {
		return e
	}
	if e, err := ianaindex.IANA.Encoding(charset); err == nil && e != nil {
		return e
	}
	return nil
}

// aliased knows the names that mail programs use and the registries do not, or read too narrowly.
func aliased(charset string) encoding.Encoding {
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(charset) {
	case "ascii", "usascii", "ansix3.41968", "646", "iso646us", "us", "iso88591", "iso885911", "latin1", "ansi", "cp1252", "win1252",
		"windows1252", "iso8859", "8859", "iso88591windows3.1latin1", "unknown8bit", "unknown", "xunknown", "default",
		"defaultcharset", "none", "text", "iso885981", "xuserdefined", "binary", "8bit", "westernlatin1", "iso":
		return charmap.Windows1252
	case "ks_c_56011987", "ksc56011987", "ksc5601", "euckr", "cp949", "xwindows949", "uhc", "windows949", "johab":
		return korean.EUCKR
	case "gb2312", "gbk", "cp936", "xgbk", "chinese", "euccn", "xeuccn", "gb18030", "windows936", "gb231280":
		return simplifiedchinese.GB18030
	case "shiftjis", "sjis", "xsjis", "cp932", "windows31j", "windows932", "ms932":
		return japanese.ShiftJIS
	case "cp437", "437", "ibm437", "dos437":
		return charmap.CodePage437
	case "cp850", "850", "ibm850", "dos850":
		return charmap.CodePage850
	case "cp865", "ibm865":
		return charmap.CodePage865
	case "cp1250", "win1250":
		return charmap.Windows1250
	case "cp1251", "win1251", "ansi1251", "windows1251cyrillic":
		return charmap.Windows1251
	case "cp1257", "win1257":
		return charmap.Windows1257
	case "koi8", "koi", "koi8ru":
		return charmap.KOI8R
	case "iso885915", "latin9", "latin0":
		return charmap.ISO8859_15
	}
	return nil
}

// cleanCharset strips what people write around the name.
func cleanCharset(s string) string {
	s = strings.ToLower(strings.Trim(s, " \t\r\n\"'<>=;,`"))
	s = strings.TrimPrefix(s, "charset=")
	s = strings.Trim(s, " \"'")
	if i := strings.IndexAny(s, "*;, \t"); i > 0 && !strings.HasPrefix(s, "windows ") {
		s = s[:i]
	}
	s = strings.ReplaceAll(s, "_", "-")
	switch s {
	case "utf8", "utf", "utf-8-mac", "unicode-1-1-utf-8", "utf-8n", "x-utf-8", "utf8mb4", "utf-8-strict", "cp65001", "unicode-utf-8":
		return "utf-8"
	case "utf7":
		return "utf-7"
	case "utf16":
		return "utf-16"
	case "ks-c-5601-1987":
		return "ksc5601"
	}
	return s
}

func unicodeName(charset string) bool { return charset == "utf-8" || charset == "unicode" }

// wide tells the sets in which a byte below 128 may not be ASCII although no escape shows it.
func wide(charset string) bool { return !stateful(charset) && !strings.HasPrefix(charset, "ibm0") }

func stateful(charset string) bool {
	return strings.HasPrefix(charset, "iso-2022") || strings.HasPrefix(charset, "hz") || strings.Contains(charset, "utf-7")
}

// doubleByte tells the sets in which two bytes make a character: a few of those may look like UTF-8 by chance.
func doubleByte(charset string) bool {
	for _, p := range []string{"gb", "big5", "euc", "ks", "shift", "sjis", "cp93", "cp949", "x-sjis", "x-gbk", "chinese", "uhc"} {
		if strings.HasPrefix(charset, p) {
			return true
		}
	}
	return false
}

// longUTF8 says that there are characters of three bytes or more.
func longUTF8(b []byte) bool {
	for _, c := range b {
		if c >= 0xe0 {
			return true
		}
	}
	return false
}

func plainASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
