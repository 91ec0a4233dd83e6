package letter

import (
	"slices"
	"testing"
)

func TestCharsets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ charset, body, want, defect string }{
		{"utf-8", "sm\xc3\xb6rg\xc3\xa5s", "smörgås", ""},
		{"UTF8", "sm\xc3\xb6rg\xc3\xa5s", "smörgås", ""},
		{"iso-8859-1", "sm\xf6rg\xe5s", "smörgås", ""},
		{"latin1", "sm\xf6rg\xe5s", "smörgås", ""},
		{"iso-8859-1", "5 \x80 \x96 \x93x\x94", "5 € – “x”", ""},
		{"windows-1252", "5 \x80 \x96 \x93x\x94", "5 € – “x”", ""},
		{"cp1252", "\xc5\xc4\xd6", "ÅÄÖ", ""},
		{"iso-8859-15", "5 \xa4 \xe5", "5 € å", ""},
		{"koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", ""},
		{"koi8-u", "\xf0\xd2\xc9\xd7\xa6\xd4", "Привіт", ""},
		{"windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет", ""},
		{"iso-8859-2", "za\xbf\xf3\xb3\xe6", "zażółć", ""},
		{"windows-1257", "\xe0\xe8", "ąč", ""},
		{"macintosh", "sm\x9arg\x8cs", "smörgås", ""},
		{"cp850", "sm\x94rg\x86s", "smörgås", ""},
		{"iso-2022-jp", "\x1b$B$3$s$K$A$O\x1b(B", "こんにちは", ""},
		{"shift_jis", "\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd", "こんにちは", ""},
		{"euc-jp", "\xa4\xb3\xa4\xf3\xa4\xcb\xa4\xc1\xa4\xcf", "こんにちは", ""},
		{"gb2312", "\xc4\xe3\xba\xc3", "你好", ""},
		{"big5", "\xa7A\xa6n", "你好", ""},
		{"euc-kr", "\xbe\xc8\xb3\xe7", "안녕", ""},
		{"utf-7", "sm+APY-rg+AOU-s 1 +- 1", "smörgås 1 + 1", ""},
		{"utf-16be", "\x00s\x00\xe5", "så", ""},
		{"utf-16", "\xff\xfes\x00\xe5\x00", "så", ""},
		{"us-ascii", "sm\xf6rg\xe5s", "smörgås", ""},
		{"us-ascii", "sm\xc3\xb6rg\xc3\xa5s", "smörgås", "charset-wrong"},
		{"iso-8859-1", "sm\xc3\xb6rg\xc3\xa5s", "smörgås", "charset-wrong"},
		{"utf-8", "sm\xf6rg\xe5s", "smörgås", "charset-wrong"},
		{"utf-8", "sm\xc3\xb6rg\xc3\xa5s \xc3", "smörgås Ã", "charset-wrong"},
		{"", "sm\xf6rg\xe5s", "smörgås", "charset-missing"},
		{"", "sm\xc3\xb6rg\xc3\xa5s", "smörgås", "charset-missing"},
		{"x-unknown", "sm\xf6rg\xe5s", "smörgås", ""},
		{"klingon", "sm\xf6rg\xe5s", "smörgås", "charset-unknown"},
		{"iso-8859-8-i", "\xf9\xec\xe5\xed", "שלום", ""},
		{"iso-8859-10", "\xe5\xe4\xf6", "åäö", ""},
		{"ibm437", "sm\x94rg\x86s", "smörgås", ""},
		{`"utf-8"; x=y`, "sm\xc3\xb6rg\xc3\xa5s", "smörgås", ""},
		{"utf-8\xef\xbf\xbd", "sm\xc3\xb6rg\xc3\xa5s", "smörgås", "charset-wrong"},
		{"iso-8859-1", "\xc3\xa4r 24 \xc3\x85", "är 24 Å", "charset-wrong"},
		{"utf-32", "\x00\x00\xfe\xff\x00\x00\x00s\x00\x00\x00\xe5", "så", ""},
		{"iso-2022-kr", "\x1b$)C\x0e>H3g\x0f", "안녕", ""},
		{"hz-gb-2312", "~{Dc:C~}", "你好", ""},
		{"ebcdic-cp-us", "ren ASCII", "ren ASCII", ""},
	} {
		field := ""
		if c.charset != "" {
			field = "Content-Type: text/plain; charset=" + c.charset + "\r\n"
		}
		l := sound(t, []byte("From: a@b.example\r\n"+field+"\r\n"+c.body))
		if l.Text != c.want {
			t.Errorf("%s: got %q, want %q", c.charset, l.Text, c.want)
		}
		if c.defect != "" && !slices.Contains(l.Defects, c.defect) {
			t.Errorf("%s %q: defects %v, want %s", c.charset, c.body, l.Defects, c.defect)
		}
	}
}

func TestTransferEncodings(t *testing.T) {
	t.Parallel()
	const body = "sm=C3=B6rg=C3=A5s =\r\n=3D mer =XY"
	for encoding, c := range map[string][2]string{
		"quoted-printable":       {body, "smörgås = mer =XY"},
		"Quoted-Printable ":      {body, "smörgås = mer =XY"},
		"quoted printable":       {body, "smörgås = mer =XY"},
		"quoted-printable; x=y":  {body, "smörgås = mer =XY"},
		"\"quoted-printable\"":   {body, "smörgås = mer =XY"},
		"(x) quoted-printable":   {body, "smörgås = mer =XY"},
		"base64":                 {"c23DtnJn\r\nw6Vz", "smörgås"},
		"BASE64":                 {"c23DtnJnw6Vz====", "smörgås"},
		"base-64":                {"c23D\r\n tnJn \r\n!w6Vz", "smörgås"},
		"Base64\r\n (kommentar)": {"c23DtnJnw6Vz", "smörgås"},
		"base64\t":               {"inte kodad alls, bara text\r\noch mer: av den", "inte kodad alls, bara text\noch mer: av den"},
		"7bit":                   {"sm\xc3\xb6rg\xc3\xa5s =3D", "smörgås =3D"},
		"8bits":                  {"sm\xc3\xb6rg\xc3\xa5s", "smörgås"},
		"plain":                  {"sm\xc3\xb6rg\xc3\xa5s", "smörgås"},
		"x-okänd":                {"sm\xc3\xb6rg\xc3\xa5s", "smörgås"},
		"x-uuencode":             {"begin 644 a.txt\r\n#0V%T\r\n`\r\nend", "Cat"},
	} {
		l := sound(t, []byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "+encoding+"\r\n\r\n"+c[0]+"\r\n"))
		if l.Text != c[1] {
			t.Errorf("%q: got %q, want %q", encoding, l.Text, c[1])
		}
	}
	l := sound(t, []byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nc23DtnJnw6VzCg==\r\n\r\n____\r\nen lista\r\n"))
	if want := "smörgås\n\n____\nen lista"; l.Text != want || !slices.Contains(l.Defects, "text-after-base64") {
		t.Errorf("a list's footer after base64: %q %v", l.Text, l.Defects)
	}
}

func TestFlowedText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ params, body, want string }{
		{"format=flowed", "en lång \r\nrad\r\nny rad \r\n\r\nslut", "en lång rad\nny rad \n\nslut"},
		{"format=flowed; delsp=yes", "en lån \r\ng rad", "en lång rad"},
		{"format=flowed", "> citerad \r\n> rad\r\n>> djupare\r\nsvar", "> citerad rad\n>> djupare\nsvar"},
		{"format=flowed", " >inte citat\r\n From: stoppad", ">inte citat\nFrom: stoppad"},
		{"format=flowed", "text \r\n-- \r\nKarin", "text \n-- \nKarin"},
		{"format=fixed", "en lång \r\nrad", "en lång \nrad"},
	} {
		l := sound(t, []byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8; "+c.params+"\r\n\r\n"+c.body+"\r\n"))
		if l.Text != c.want {
			t.Errorf("%s %q\n got %q\nwant %q", c.params, c.body, l.Text, c.want)
		}
	}
}
