package letter

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// files shows the attachments of a letter: name, type, size, inline.
func files(l *Letter) string {
	var out []string
	for _, f := range l.Files {
		s := fmt.Sprintf("%s %s %d", f.Name, f.Type, len(f.Data))
		if f.Inline {
			s += " inline"
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

func TestAttachmentNames(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		`Content-Disposition: attachment; filename=logg.txt`:                                                "logg.txt",
		`Content-Disposition: attachment; filename="mät ning.txt"`:                                          "mät ning.txt",
		`Content-Disposition: attachment; filename*=utf-8''m%C3%A4tning.txt`:                                "mätning.txt",
		`Content-Disposition: attachment; filename*=iso-8859-1'sv'm%E4tning.txt`:                            "mätning.txt",
		`Content-Disposition: attachment; filename*0="m"; filename*1="ätning"; filename*2=".txt"`:           "mätning.txt",
		`Content-Disposition: attachment; filename*1*=tning; filename*0*=utf-8''m%C3%A4; filename*2=".txt"`: "mätning.txt",
		`Content-Disposition: attachment; filename="=?utf-8?Q?m=C3=A4tning.txt?="`:                          "mätning.txt",
		`Content-Disposition: attachment; filename="=?utf-8?B?bcOkdA==?= =?utf-8?B?bmluZy50eHQ=?="`:         "mätning.txt",
		`Content-Disposition: attachment; filename==?utf-8?Q?m=C3=A4tning.txt?=`:                            "mätning.txt",
		"Content-Disposition: attachment; filename=\"m\xe4tning.txt\"":                                      "mätning.txt",
		`Content-Disposition: attachment; filename="a.txt"; filename*=utf-8''%C3%A4.txt`:                    "ä.txt",
		`Content-Disposition: attachment; filename="öppen`:                                                  "öppen",
		`Content-Disposition: attachment; filename=mät ning.txt`:                                            "mät ning.txt",
		`Content-Disposition: attachment; filename="C:\\Users\\k\\logg.txt"`:                                "logg.txt",
		`Content-Disposition: attachment; filename="C:\Users\k\logg.txt"`:                                   "logg.txt",
		`Content-Disposition: attachment; filename="../../etc/passwd"`:                                      "passwd",
		`Content-Disposition: attachment; filename="..";`:                                                   "attachment-1.txt",
		`Content-Disposition: attachment; filename="a` + "\u202e" + `txt.exe"`:                              "atxt.exe",
		`Content-Disposition: attachment; filename="con.txt"`:                                               "_con.txt",
		`Content-Disposition: attachment; filename="a?b*c.txt"`:                                             "a_b_c.txt",
		`Content-Disposition: attachment`:                                                                   "attachment-1.txt",
		`Content-Disposition: attachment; filename="` + strings.Repeat("å", 300) + `.txt"`:                  strings.Repeat("å", 120) + ".txt",
		`Content-Type: text/plain; name*=utf-8''m%C3%A4t.txt` + "\r\nContent-Disposition: attachment":       "mät.txt",
		`Content-Type: text/plain; name=mät.txt` + "\r\nContent-Disposition: attachment":                    "mät.txt",
		`Content-Disposition: attachment; filename*=''m%C3%A4t.txt`:                                         "mät.txt",
		`Content-Disposition: attachment; filename*="utf-8''m%C3%A4t.txt"`:                                  "mät.txt",
		`Content-Disposition: attachment;filename="a;b.txt";size=3`:                                         "a;b.txt",
		`Content-Disposition: attachment; filename=a.txt; filename=b.txt`:                                   "a.txt",
		"Content-Disposition: attachment;\r\n\tfilename=\"lång\r\n namn.txt\"":                              "lång namn.txt",
		`Content-Disposition: filename=a.txt`:                                                               "a.txt",
	} {
		raw := "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n--x\r\n" + header + "\r\n\r\nabc\r\n--x--\r\n"
		l := sound(t, []byte(raw))
		if len(l.Files) != 1 || l.Files[0].Name != want {
			t.Errorf("%s\n got %q\nwant %q", header, files(l), want)
		}
	}
}

func part(header, body string) string { return "--x\r\n" + header + "\r\n\r\n" + body + "\r\n" }

func TestStructures(t *testing.T) {
	t.Parallel()
	const (
		plain = "Content-Type: text/plain; charset=utf-8"
		rich  = "Content-Type: text/html; charset=utf-8"
		png   = "Content-Type: image/png; name=b.png\r\nContent-Transfer-Encoding: base64"
	)
	for name, c := range map[string]struct{ top, body, text, html, files, defect string }{
		"plain and HTML": {"multipart/alternative; boundary=x", part(plain, "Hej å") + part(rich, "<p>Hej å</p>") + "--x--", "Hej å", "<p>Hej å</p>", "", ""},
		"HTML only":      {"text/html; charset=utf-8", "<p>Hej</p><p>du &amp; jag</p>", "Hej\n\ndu & jag", "<p>Hej</p><p>du &amp; jag</p>", "", ""},
		"plain says to look at the HTML": {"multipart/alternative; boundary=x", part(plain, "Your mail program does not show HTML.") +
			part(rich, "<p>Givaren visar E-47 sedan i fredags, och kabeln är kontrollerad två gånger. Det hjälper inte att starta om den heller.</p>") + "--x--",
			"Givaren visar E-47 sedan i fredags, och kabeln är kontrollerad två gånger. Det hjälper inte att starta om den heller.", "<p>Giv", "", ""},
		"empty plain":                     {"multipart/alternative; boundary=x", part(plain, " ") + part(rich, "<p>Hej</p>") + "--x--", "Hej", "<p>Hej</p>", "", ""},
		"two texts":                       {"multipart/mixed; boundary=x", part(plain, "ett") + part(plain, "två") + "--x--", "ett\n\ntvå", "", "", ""},
		"picture between texts":           {"multipart/mixed; boundary=x", part(plain, "ett") + part(png, "AAAA") + part(plain, "två") + "--x--", "ett\n\ntvå", "", "b.png image/png 3", ""},
		"picture of the HTML":             {"multipart/related; boundary=x", part(rich, `<p>Se <img src="cid:b@x" alt=""></p>`) + part(png+"\r\nContent-ID: <b@x>", "AAAA") + "--x--", "Se", "<p>Se", "b.png image/png 3 inline", ""},
		"no last boundary":                {"multipart/mixed; boundary=x", part(plain, "ett") + part(png, "AAAA"), "ett", "", "b.png image/png 3", "boundary-unclosed"},
		"wrong boundary":                  {"multipart/mixed; boundary=y", part(plain, "ett") + part(png, "AAAA") + "--x--", "ett", "", "b.png image/png 3", "boundary-wrong"},
		"no boundary named":               {"multipart/mixed", part(plain, "ett") + part(png, "AAAA") + "--x--", "ett", "", "b.png image/png 3", "boundary-wrong"},
		"boundary in quotes":              {`multipart/mixed; boundary="x"`, part(plain, "ett") + "--x--", "ett", "", "", ""},
		"boundary with white space":       {`multipart/mixed; boundary="x "`, part(plain, "ett") + "--x-- ", "ett", "", "", ""},
		"multipart without parts":         {"multipart/mixed; boundary=y", "bara text", "bara text", "", "", "multipart-without-parts"},
		"type lost":                       {"", part(plain, "ett") + part(png, "AAAA") + "--x--", "ett", "", "b.png image/png 3", "multipart-undeclared"},
		"unknown type":                    {"text", "ett", "ett", "", "", ""},
		"nonsense for a type":             {"???", "ett", "ett", "", "", "content-type-invalid"},
		"parts after the end":             {"multipart/mixed; boundary=x", part(plain, "ett") + "--x--\r\n" + part(png, "AAAA") + "--x--", "ett", "", "b.png image/png 3", ""},
		"part without a header":           {"multipart/mixed; boundary=x", "--x\r\n\r\nett\r\n--x\r\ntvå\r\n--x--", "ett\n\ntvå", "", "", ""},
		"multipart in base64":             {"multipart/mixed; boundary=x\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte(part(plain, "ett") + "--x--")), "ett", "", "", "multipart-encoded"},
		"text as an attachment":           {"multipart/mixed; boundary=x", part(plain, "ett") + part(plain+"; name=logg.txt\r\nContent-Disposition: attachment", "rad\r\nrad") + "--x--", "ett", "", "logg.txt text/plain 8", ""},
		"attachment alone":                {"application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64", "AAAA", "", "", "a.pdf application/pdf 3", "text-missing"},
		"text attachment alone":           {"text/plain; name=a.txt\r\nContent-Disposition: attachment", "hej", "hej", "", "a.txt text/plain 5", ""},
		"calendar":                        {"multipart/alternative; boundary=x", part(plain, "Kom!") + part("Content-Type: text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Möte\r\nEND:VEVENT\r\nEND:VCALENDAR") + "--x--", "Kom!", "", "invite.ics text/calendar 87", ""},
		"calendar alone":                  {"text/calendar; method=REQUEST; charset=utf-8", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Möte\r\nDTSTART:20261125T120000Z\r\nLOCATION:Provby\\, sal 2\r\nEND:VEVENT\r\nEND:VCALENDAR", "Möte\n2026-11-25 12:00 (UTC)\nProvby, sal 2", "", "invite.ics text/calendar 140", ""},
		"letter within":                   {"multipart/mixed; boundary=x", part(plain, "Se nedan") + part("Content-Type: message/rfc822", "From: Bo <bo@c.example>\r\nSubject: Inne\r\n\r\ninuti") + "--x--", "Se nedan\n\nFrom: Bo <bo@c.example>\nSubject: Inne\n\ninuti", "", "Inne.eml message/rfc822 47", ""},
		"letter within in base64":         {"multipart/mixed; boundary=x", part(plain, "Se nedan") + part("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte("From: Bo <bo@c.example>\r\nSubject: Inne\r\n\r\ninuti"))) + "--x--", "Se nedan\n\nFrom: Bo <bo@c.example>\nSubject: Inne\n\ninuti", "", "Inne.eml message/rfc822 47", ""},
		"uuencoded file":                  {"text/plain", "före\r\n\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nefter", "före\n\n\nefter", "", "cat.txt text/plain 3", ""},
		"equal names":                     {"multipart/mixed; boundary=x", part(plain, "ett") + part(png, "AAAA") + part(png, "BBBB") + "--x--", "ett", "", "b.png image/png 3 | b (2).png image/png 3", ""},
		"signed letter":                   {`multipart/signed; protocol="application/pgp-signature"; boundary=x`, part(plain, "ett") + part("Content-Type: application/pgp-signature; name=s.asc", "sig") + "--x--", "ett", "", "s.asc application/pgp-signature 3", ""},
		"alternative in mixed in related": {"multipart/related; boundary=y", "--y\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n" + part(plain, "ett") + part(rich, "<b>ett</b>") + "--x--\r\n--y--", "ett", "<b>ett</b>", "", ""},
		"HTML called plain text":          {"", "<html><body><p>Hej</p></body></html>", "Hej", "<html><body><p>Hej</p></body></html>", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			head := "From: a@b.example\r\nMIME-Version: 1.0\r\n"
			if c.top != "" {
				head += "Content-Type: " + c.top + "\r\n"
			}
			l := sound(t, []byte(head+"\r\n"+c.body+"\r\n"))
			if l.Text != c.text || files(l) != c.files || (c.html == "") != (l.HTML == "") || !strings.HasPrefix(strings.TrimSpace(l.HTML), c.html) {
				t.Errorf("text %q\nhtml %q\nfiles %q\ndefects %v", l.Text, l.HTML, files(l), l.Defects)
			}
			if c.defect != "" && !slices.Contains(l.Defects, c.defect) {
				t.Errorf("defects %v, want %s", l.Defects, c.defect)
			}
		})
	}
}

// nest puts a text n multiparts deep; an unclosed one has no last boundaries.
func nest(n int, closed bool) []byte {
	var b bytes.Buffer
	b.WriteString("From: a@b.example\r\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\ndjupt nere\r\n")
	for i := n - 1; closed && i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\r\n", i)
	}
	return b.Bytes()
}

func TestDeepNesting(t *testing.T) {
	t.Parallel()
	for _, closed := range []bool{true, false} {
		if l := sound(t, nest(29, closed)); l.Text != "djupt nere" {
			t.Errorf("29 deep, closed %v: %q %v", closed, l.Text, l.Defects)
		}
		for _, n := range []int{30, 31, 100, 10_000} {
			if l := sound(t, nest(n, closed)); !strings.Contains(l.Text, "djupt nere") || n > 30 && !slices.Contains(l.Defects, "too-deep") {
				t.Errorf("%d deep, closed %v: %.100q %v", n, closed, l.Text, l.Defects)
			}
		}
	}
	var b strings.Builder
	for range 200 {
		b.WriteString("From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n")
	}
	b.WriteString("From: a@b.example\r\n\r\ninnerst")
	if l := sound(t, []byte(b.String())); !slices.Contains(l.Nested[0].Nested[0].Nested[0].Nested[0].Nested[0].Defects, "nested-too-deep") {
		t.Error("letters within letters have no end")
	}
}

func TestManyParts(t *testing.T) {
	t.Parallel()
	raw := "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat(part("Content-Type: text/plain", "rad"), 100_000) + "--x--"
	l := sound(t, []byte(raw))
	if n := strings.Count(l.Text, "rad"); n < 1900 || n > 2000 || !slices.Contains(l.Defects, "too-many-parts") {
		t.Errorf("%d parts, defects %v", n, l.Defects)
	}
	l = sound(t, []byte("From: a@b.example\r\nTo: "+strings.Repeat("a@b.example, ", 50_000)+"\r\nX: "+strings.Repeat("y", 4<<20)+"\r\nSubject: sist\r\n"+
		strings.Repeat("X-Rad: x\r\n", 200_000)+"\r\ntext"))
	if l.Subject != "sist" || len(l.To) < 50_000 || l.Text != "text" || !slices.Contains(l.Defects, "header-cut") {
		t.Errorf("a huge header: subject %q, %d recipients, text %.50q, defects %v", l.Subject, len(l.To), l.Text, l.Defects)
	}
}

// attachment is a letter with one of about size bytes.
func attachment(size int) []byte {
	return []byte("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + part("Content-Type: text/plain", "se bilaga") +
		"--x\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", size/57) + "--x--")
}

func TestBigAttachmentKeepsMemoryInBounds(t *testing.T) {
	raw := attachment(30 << 20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l := Parse(raw)
	runtime.ReadMemStats(&after)
	if len(l.Files) != 1 || len(l.Files[0].Data) != 30<<20/57*57 || l.Text != "se bilaga" {
		t.Fatalf("%q %q", l.Text, files(l))
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 3*uint64(len(raw)) {
		t.Errorf("%d MB were allocated for a mail of %d MB", used>>20, len(raw)>>20)
	}
}

func TestRubbish(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 1<<16)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for _, raw := range [][]byte{nil, noise, noise[:1], bytes.Repeat([]byte{0}, 5000), []byte("\r\r\r"), []byte("\n"), []byte(":"), []byte("a:"), []byte("\xff\xfe"),
		[]byte("From "), []byte("--"), bytes.Repeat([]byte(">"), 100_000), bytes.Repeat([]byte("<"), 100_000), bytes.Repeat([]byte("=?"), 100_000),
		append([]byte("Content-Type: text/html\n\n"), bytes.Repeat([]byte("<div>"), 100_000)...),
		append([]byte("Content-Type: text/html\n\n"), bytes.Repeat([]byte("<blockquote type=cite>"), 50_000)...),
		append([]byte("To: "), bytes.Repeat([]byte("("), 200_000)...), append([]byte("To: "), bytes.Repeat([]byte("<a@b "), 50_000)...),
		append([]byte("To: "), bytes.Repeat([]byte("a@b "), 50_000)...), append([]byte("References: "), bytes.Repeat([]byte("<a@b"), 50_000)...),
		append([]byte("Subject: x\n\n"), bytes.Repeat([]byte("From: a@b.example\n"), 50_000)...),
		append([]byte("Subject: x\n\n"), bytes.Repeat([]byte("On Mon, 23 Nov 2026 at 08:10 a@b.example\n"), 50_000)...),
		append([]byte("Content-Type: multipart/mixed; boundary=\"\"\n\n"), noise...),
		append([]byte("Content-Type: application/pkcs7-mime\n\n"), bytes.Repeat([]byte{0x30, 0x80}, 50_000)...),
		append([]byte("Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22"), noise...),
	} {
		sound(t, raw)
	}
}
