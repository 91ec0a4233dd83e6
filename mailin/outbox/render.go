package outbox

import (
	"html"
	"strconv"
	"strings"
	"time"

	"github.com/axsensor/lethe/mailin/letter"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/prose"
)

// Render writes a letter as it goes over the wire (RFC 5322), once and for all: the text first, and HTML that says the
// same. zone is where the desk is; nil is UTC. An acknowledgement says that nobody wrote it (RFC 3834).
func Render(d tickets.Letter, now time.Time, zone *time.Location) []byte {
	if zone == nil {
		zone = time.UTC
	}
	w := writing{d: d, l: lang.Lang(d.Lang).Voice(), zone: zone}
	text, page := w.answer()
	if d.Automatic {
		text, page = w.acknowledgement()
	}
	var h header
	h.add("Date", now.In(zone).Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	h.address("From", d.From)
	h.address("To", d.To)
	if d.ReplyTo != "" {
		h.address("Reply-To", tickets.Party{Name: d.From.Name, Address: tickets.P(d.ReplyTo)})
	}
	h.words("Subject", w.subject())
	h.ids("Message-ID", d.MessageID)
	h.ids("In-Reply-To", d.InReplyTo)
	h.ids("References", append(without(d.References, d.InReplyTo), d.InReplyTo)...)
	if d.Automatic {
		h.add("Auto-Submitted", "auto-replied")
		h.add("X-Auto-Response-Suppress", "All")
	}
	h.add("Content-Language", w.l.Tag())
	h.add("MIME-Version", "1.0")
	return h.message(text, page, d.Files)
}

// writing is one letter while its words are found.
type writing struct {
	d    tickets.Letter
	l    lang.Lang
	zone *time.Location
}

func (w *writing) subject() string {
	bare := strings.TrimSpace(letter.BareSubject(oneLine(w.d.Subject.Reveal())))
	switch {
	case w.d.Automatic && bare == "":
		return w.l.T("letter.ack.nosubject", w.d.Number)
	case w.d.Automatic:
		return w.l.T("letter.ack.subject", w.d.Number, bare)
	case bare == "":
		return w.l.T("letter.re", w.d.Number)
	}
	return "Re: " + bare
}

// hello greets by the first name, if the name looks like one.
func (w *writing) hello() string {
	name := oneLine(w.d.To.Name.Reveal())
	if _, given, ok := strings.Cut(name, ","); ok {
		name = given // "Ek, Karin"
	}
	words := strings.Fields(name)
	if len(words) == 0 || strings.ContainsAny(words[0], "@.:/<>0123456789") || len([]rune(words[0])) > 20 {
		return w.l.T("letter.hello.nobody")
	}
	return w.l.T("letter.hello", words[0])
}

func (w *writing) keep() string {
	if w.d.Years == 7 {
		return w.l.T("letter.keep.seven")
	}
	return w.l.N("letter.keep", w.d.Years)
}

func (w *writing) acknowledgement() (text, page string) {
	number := strconv.FormatInt(w.d.Number, 10)
	desk := w.l.T("letter.desk", w.d.Company)
	parts := []string{w.hello(), w.l.T("letter.ack.text", number), w.l.T("letter.ack.more")}
	shown := []string{esc(w.hello()), strings.Replace(esc(w.l.T("letter.ack.text", number)), number, "<b>"+number+"</b>", 1),
		esc(w.l.T("letter.ack.more"))}
	if w.d.TicketURL != "" {
		parts = append(parts, w.l.T("letter.ack.page", w.d.TicketURL))
		shown = append(shown, link(w.l.T("letter.ack.page", w.d.TicketURL), w.d.TicketURL))
	}
	parts = append(parts, desk)
	shown = append(shown, esc(desk))
	var b strings.Builder
	for _, p := range shown {
		b.WriteString(paragraph + p + "</p>\n")
	}
	return w.textFrame(prose.Wrap(strings.Join(parts, "\n\n"), column)), w.pageFrame(b.String())
}

func (w *writing) answer() (text, page string) {
	source := w.d.Markdown.Reveal()
	sign := nonEmpty(oneLine(w.d.Engineer.Reveal()), w.d.Company)
	quoteText, quotePage := w.quote()
	text = strings.TrimRight(prose.MarkdownText(source), "\n") + "\n\n" + strings.Join(sign, "\n") + quoteText
	page = prose.MailFromMarkdown(source) + paragraph + esc(strings.Join(sign, "\n")) + "</p>\n" + quotePage
	return w.textFrame(text), w.pageFrame(page)
}

const (
	column    = 76
	paragraph = `<p style="margin:0 0 14px">`
)

// textFrame adds the last lines: how long things are kept. They stand after the mark of a signature, so that mail
// programs do not quote them.
func (w *writing) textFrame(body string) string {
	foot := w.keep()
	if w.d.PrivacyURL != "" {
		foot += " " + w.d.PrivacyURL
	}
	return body + "\n\n-- \n" + prose.Wrap(foot, column) + "\n"
}

// pageFrame is one column in the reader's own font, without pictures and colours of the ground, so that dark mail
// programs choose.
func (w *writing) pageFrame(body string) string {
	foot := esc(w.keep())
	if w.d.PrivacyURL != "" {
		foot += " " + link(w.d.PrivacyURL, w.d.PrivacyURL)
	}
	return `<!DOCTYPE html>
<html lang="` + w.l.Tag() + `">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>` + html.EscapeString(w.subject()) + `</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/1.55 system-ui,'Segoe UI',sans-serif">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 20px;padding:0 0 10px;border-bottom:2px solid #4a949d;font-weight:600">` + esc(w.d.Company) + `</p>
` + body + `<p style="margin:20px 0 0;padding:10px 0 0;border-top:1px solid #8a9794;font-size:14px">` + foot + `</p>
</div>
</body>
</html>
`
}

// esc makes text safe for HTML and keeps its lines.
func esc(s string) string { return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>\n") }

// link writes a sentence whose address can be followed.
func link(sentence, url string) string {
	u := html.EscapeString(url)
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return esc(sentence)
	}
	return strings.Replace(esc(sentence), u, `<a href="`+u+`">`+u+`</a>`, 1)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func nonEmpty(ss ...string) []string {
	var out []string
	for _, s := range ss {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func without(ss []string, s string) []string {
	var out []string
	for _, x := range ss {
		if x != s {
			out = append(out, x)
		}
	}
	return out
}
