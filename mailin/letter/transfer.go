package letter

import (
	"bytes"
	"strings"
)

// encodedTransfer says that a transfer encoding changes the bytes.
func encodedTransfer(encoding string) bool {
	switch transferName(encoding) {
	case "base64", "quoted-printable", "uuencode":
		return true
	}
	return false
}

// transferName is the encoding that a sender meant: "7-bit", "quoted printable" and "base-64" are met.
func transferName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '\t' || r == '"' {
			return -1
		}
		return r
	}, s)
	if i := strings.IndexAny(s, ";,"); i > 0 {
		s = s[:i]
	}
	switch s {
	case "base64", "b64", "b", "xbase64", "64", "base6":
		return "base64"
	case "quotedprintable", "quotedprintible", "quoteprintable", "quotedprint", "qp", "q", "xquotedprintable", "printable", "quoted":
		return "quoted-printable"
	case "uuencode", "xuuencode", "uue", "xuue", "uu":
		return "uuencode"
	case "", "7bit", "8bit", "binary", "7bits", "8bits", "7", "8", "plain", "none", "ascii", "utf8", "textplain", "plaintext", "text",
		"7it", "8it", "bit7", "bit8", "unknown", "identity", "16bit", "32bit":
		return ""
	}
	return "?"
}

// transfer undoes the transfer encoding of a leaf. What is not encoded as it says is taken as it stands.
func (r *reading) transfer(n *node) []byte {
	switch transferName(n.encoding) {
	case "base64":
		return r.base64(n)
	case "quoted-printable":
		out, flawed := fromQuotedPrintable(n.raw)
		if flawed {
			r.defect("quoted-printable-invalid")
		}
		return out
	case "uuencode":
		if data, _, ok := uudecode(n.raw); ok {
			return data
		}
		r.defect("uuencode-invalid")
	case "?":
		r.defect("transfer-encoding-unknown")
	}
	return n.raw
}

// base64 decodes a body, keeps plain lines that something on the way wrote after it, and takes text that was never
// encoded as it is.
func (r *reading) base64(n *node) []byte {
	body, tail := n.raw, []byte(nil)
	if textual(n.kind) {
		if neverEncoded(body) {
			r.defect("base64-invalid")
			return body
		}
		body, tail = plainTail(body)
	}
	out, flawed := fromBase64(body)
	if flawed {
		r.defect("base64-invalid")
	}
	if len(tail) > 0 {
		r.defect("text-after-base64")
		out = append(append(out, '\n'), tail...)
	}
	return out
}

func textual(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/")
}

// neverEncoded says that text called base64 is plain: most of its first lines hold blanks or other signs.
func neverEncoded(b []byte) bool {
	plain, lines := 0, 0
	for lines < 20 && len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		lines++
		if !encodedLine(line) {
			plain++
		}
	}
	return plain > 0 && plain*2 >= lines
}

func encodedLine(line []byte) bool {
	for _, c := range line {
		if base64Value(c) == 255 && c != '=' {
			return false
		}
	}
	return true
}

// plainTail splits base64 from the plain lines after its end, such as the footer of a mailing list.
func plainTail(b []byte) (body, tail []byte) {
	i := bytes.IndexByte(b, '=')
	if i < 0 {
		return b, nil
	}
	end := bytes.IndexByte(b[i:], '\n')
	if end < 0 {
		return b, nil
	}
	rest := bytes.TrimSpace(b[i+end:])
	if first, _ := cutLine(rest); len(rest) > 0 && !encodedLine(bytes.TrimSpace(first)) || neverEncoded(rest) {
		return b[:i+end], rest
	}
	return b, nil
}

// uudecode decodes the first "begin … end" in b and gives the file name that stands there.
func uudecode(b []byte) (data []byte, name string, ok bool) {
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		if name, ok = uuBegin(line); ok {
			break
		}
	}
	if !ok {
		return nil, "", false
	}
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		if bytes.HasPrefix(line, []byte("end")) {
			break
		}
		data = uuLine(data, line)
	}
	return data, name, true
}

// uuBegin reads "begin 644 name".
func uuBegin(line []byte) (name string, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte("begin "))
	if !ok || len(rest) < 5 {
		return "", false
	}
	mode, file, ok := bytes.Cut(rest, []byte(" "))
	if !ok || len(mode) < 3 || len(mode) > 5 || len(bytes.Trim(mode, "01234567")) > 0 || len(bytes.TrimSpace(file)) == 0 {
		return "", false
	}
	return decodeHeader(strings.TrimSpace(string(file)), ""), true
}

func uuLine(data, line []byte) []byte {
	if len(line) == 0 {
		return data
	}
	n := int(line[0]-' ') & 0x3f
	at := func(i int) byte {
		if i < len(line) {
			return (line[i] - ' ') & 0x3f
		}
		return 0
	}
	for i := 1; n > 0; i += 4 {
		three := [3]byte{at(i)<<2 | at(i+1)>>4, at(i+1)<<4 | at(i+2)>>2, at(i+2)<<6 | at(i+3)}
		data = append(data, three[:min(n, 3)]...)
		n -= 3
	}
	return data
}
