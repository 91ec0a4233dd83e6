package letter

import (
	"html"
	"slices"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/prose"
)

// form is the HTML that a program makes of an answer: {new}, {old}, {on} (the attribution), {head} (a quoted header with
// bold labels and breaks), {phone}, {original}, {forward}, and {sign}, which only some have.
type form struct {
	source string
	kind   string // of what is not new
	pass   bool   // the subject bears the mark of passing on
	signed bool   // {sign} or {phone} stands there as a signature
}

var forms = map[string]form{
	"Gmail": {`<div dir="ltr">{new}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{on}<br></div>` +
		`<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)"><div dir="ltr">{old}</div></blockquote></div>`, Quote, false, false},
	"Gmail, signed": {`<div dir="ltr">{new}<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">{sign}</div></div><br>` +
		`<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{on}<br></div><blockquote class="gmail_quote">{old}</blockquote></div>`, Quote, false, true},
	"Gmail, passed on":    {`<div dir="ltr">{new}<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{forward}<br>{head}</div><br><br>{old}</div></div>`, Forward, true, false},
	"Gmail, answer below": {`<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">{on}<br></div><blockquote class="gmail_quote">{old}</blockquote><div><br></div><div>{new}</div></div></div>`, Quote, false, false},
	"Outlook": {`<div class=WordSection1><p class=MsoNormal>{new}<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>` +
		`<p class=MsoNormal>{head}<o:p></o:p></p></div></div><p class=MsoNormal>{old}<o:p></o:p></p></div>`, Quote, false, false},
	"Outlook 2010": {`<div class=WordSection1><p class=MsoNormal><span style='color:#1F497D'>{new}</span></p><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'>` +
		`<p class=MsoNormal>{head}</p></div><p class=MsoNormal>{old}</p></div>`, Quote, false, false},
	"Outlook, passed on": {`<div class=WordSection1><p class=MsoNormal>{new}</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>{head}</p></div><p class=MsoNormal>{old}</p></div>`, Forward, true, false},
	"Outlook for the Mac": {`<div class="WordSection1"><p class="MsoNormal">{new}</p><div id="mail-editor-reference-message-container"><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm">` +
		`<p class="MsoNormal" style="margin-bottom:12.0pt">{head}</p></div><p>{old}</p></div></div></div>`, Quote, false, false},
	"Outlook on the web":         {`<div class="elementToProof">{new}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{head}</font><div>&nbsp;</div></div><div>{old}</div>`, Quote, false, false},
	"Outlook on the web, signed": {`<div>{new}</div><div id="Signature"><p>{sign}</p></div><div id="appendonsend"></div><hr tabindex="-1"><div id="divRplyFwdMsg"><font>{head}</font></div><div>{old}</div>`, Quote, false, true},
	"Outlook for phones":         {`<div dir="auto">{new}</div><div id="ms-outlook-mobile-signature" dir="auto">{sign}</div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><font>{head}</font></div><div>{old}</div>`, Quote, false, true},
	"Outlook through Exchange":   {`<div class="x_elementToProof">{new}</div><div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg"><font>{head}</font></div><div>{old}</div>`, Quote, false, false},
	"Apple Mail":                 {`<body style="overflow-wrap: break-word;">{new}<br><div><br><blockquote type="cite"><div>{on}</div><br class="Apple-interchange-newline"><div><div>{old}</div></div></blockquote></div><br></body>`, Quote, false, false},
	"Apple Mail, passed on":      {`<body>{new}<br><div><br><blockquote type="cite"><div>{forward}</div><br class="Apple-interchange-newline"><div style="margin: 0px;">{head}</div><br><div>{old}</div></blockquote></div></body>`, Forward, true, false},
	"iOS":                        {`<body dir="auto">{new}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{phone}</div><div dir="ltr"><br><blockquote type="cite">{on}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{old}</div></blockquote></body>`, Quote, false, true},
	"Thunderbird":                {`<body><p>{new}</p><div class="moz-cite-prefix">{on}<br></div><blockquote type="cite" cite="mid:1@a.example"><p>{old}</p></blockquote></body>`, Quote, false, false},
	"Thunderbird, answer below":  {`<body><div class="moz-cite-prefix">{on}<br></div><blockquote type="cite" cite="mid:1@a.example">{old}</blockquote><p>{new}</p><div class="moz-signature">-- <br>{sign}</div></body>`, Quote, false, true},
	"Thunderbird, passed on":     {`<body><p>{new}</p><div class="moz-forward-container"><br><br>{forward}<table class="moz-email-headers-table"><tbody><tr><th>{head}</th></tr></tbody></table><br>{old}</div></body>`, Forward, true, false},
	"Yahoo":                      {`<div class="ydp5a1b2c3dyahoo-style-wrap"><div dir="ltr">{new}</div><div><br></div></div><div id="ydp9f8e7d6cyahoo_quoted_123" class="ydp9f8e7d6cyahoo_quoted"><div style="font-family:Helvetica"><div>{on}</div><div><br></div><div>{old}</div></div></div>`, Quote, false, false},
	"Yahoo, older":               {`<div>{new}</div><div class="yahoo_quoted" id="yahoo_quoted_123"><div>{on}</div><div>{old}</div></div>`, Quote, false, false},
	"GMX and web.de":             {`<div style="font-family: Verdana;font-size: 12.0px;"><div>{new}</div><div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;">{head}</div><div name="quoted-content">{old}</div></div></div></div>`, Quote, false, false},
	"Proton":                     {`<div style="font-family: Arial">{new}</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-user">{sign}</div></div><div class="protonmail_quote">{on}<br><blockquote class="protonmail_quote" type="cite">{old}</blockquote></div>`, Quote, false, true},
	"K-9":                        {`<html><body>{new}<br><br><div class="gmail_quote"><div dir='auto'>{on}</div><blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex;">{old}</blockquote></div></body></html>`, Quote, false, false},
	"Roundcube":                  {`<p>{new}</p><div id="signature">-- <br>{sign}</div><p id="reply-intro">{on}</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid;"><div id="replybody1">{old}</div></blockquote>`, Quote, false, true},
	"Zimbra":                     {`<div style="font-family: arial"><div>{new}</div><div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{head}</div><div data-marker="__QUOTED_TEXT__">{old}</div></div>`, Quote, false, false},
	"Open-Xchange":               {`<div class="default-style">{new}</div><blockquote type="cite"><div>{on}</div><div><br></div><div>{old}</div></blockquote>`, Quote, false, false},
	"Samsung":                    {`<div dir="auto">{new}</div><div id="composer_signature" dir="auto">{phone}</div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>{original}</div><div>{head}</div></div><div>{old}</div>`, Quote, false, true},
	"Fastmail":                   {`<div>{new}</div><div><br></div><div>{on}</div><blockquote type="cite" id="qt" style=""><div>{old}</div></blockquote>`, Quote, false, false},
	"Spark":                      {`<div name="messageBodySection"><div dir="auto">{new}</div></div><div name="messageReplySection">{on}<br><blockquote type="cite" style="border-left:2px solid">{old}</blockquote></div>`, Quote, false, false},
	"Lotus Notes":                {`<font size=2 face="sans-serif">{new}</font><br><br><font size=1 color=#5f5f5f face="sans-serif">{head}</font><br><hr noshade><br><tt><font size=2>{old}</font></tt>`, Quote, false, false},
	"a blockquote and no more":   {`<p>{new}</p><p>{on}</p><blockquote style="border-left:1px solid"><p>{old}</p></blockquote>`, Quote, false, false},
	"answers between":            {`<div class="moz-cite-prefix">{on}</div><blockquote type="cite">{old}</blockquote><p>{new}</p><blockquote type="cite">{old}</blockquote>`, Quote, false, false},
}

func (g tongue) fill(f form) string {
	var head []string
	for _, l := range g.outlook {
		label, value, _ := strings.Cut(l, ": ")
		head = append(head, "<b>"+label+":</b> "+html.EscapeString(value))
	}
	forward := g.forward
	return strings.NewReplacer("{new}", html.EscapeString(g.thanks), "{old}", html.EscapeString(g.hello), "{on}", html.EscapeString(g.gmail), "{head}", strings.Join(head, "<br>\n"),
		"{phone}", g.phone, "{original}", strings.Replace(g.original, "-----", "-------- ", 1), "{forward}", forward, "{sign}", "Provbolag AB, Provgatan 1").Replace(f.source)
}

// TestProgramsInSixLanguages reads what programs send: as HTML alone, and beside the plain text that goes with it.
func TestProgramsInSixLanguages(t *testing.T) {
	t.Parallel()
	for name, g := range tongues {
		for program, f := range forms {
			page := g.fill(f)
			subject := g.reply
			if f.pass {
				subject = g.pass
			}
			head := "From: karin@kund.example\r\nSubject: " + subject + "\r\nMIME-Version: 1.0\r\n"
			alone := head + "Content-Type: text/html; charset=utf-8\r\n\r\n" + page
			both := head + "Content-Type: multipart/alternative; boundary=x\r\n\r\n" + part("Content-Type: text/plain; charset=utf-8", prose.Text(page)) +
				part("Content-Type: text/html; charset=utf-8", page) + "--x--\r\n"
			for how, raw := range map[string]string{"alone": alone, "beside text": both} {
				l := sound(t, []byte(raw))
				said := map[string]string{}
				for _, p := range l.Parts {
					said[p.Kind] += l.Text[p.Start:p.End]
					if l.Text[p.Start] == '\n' {
						t.Errorf("%s, %s, %s: a part begins with a blank line: %s", name, program, how, shown(l))
					}
				}
				kinds := []string{New, f.kind}
				if f.signed {
					kinds = append(kinds, Signature)
				}
				wrong := strings.TrimSpace(said[New]) != g.thanks || !strings.Contains(said[f.kind], g.hello)
				for k := range said {
					wrong = wrong || !slices.Contains(kinds, k)
				}
				wrong = wrong || f.signed && said[Signature] == ""
				if wrong {
					t.Errorf("%s, %s, %s: %s", name, program, how, shown(l))
				}
			}
		}
	}
}

func shown(l *Letter) string {
	out := ""
	for _, p := range l.Parts {
		out += "\n  [" + p.Kind + "] " + strings.ReplaceAll(l.Text[p.Start:p.End], "\n", "⏎")
	}
	return out
}
