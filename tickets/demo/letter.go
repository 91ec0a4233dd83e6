package demo

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// draft is a text in the making, with what each stretch of it is.
type draft struct {
	text  string
	parts []tickets.Part
}

// add puts paragraphs of one kind at the end: "new", "quote" or "signature".
func (d *draft) add(kind string, paragraphs ...string) {
	for _, p := range paragraphs {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		start := len(d.text)
		if d.text != "" {
			d.text += "\n\n"
		}
		d.text += p
		if n := len(d.parts); n > 0 && d.parts[n-1].Kind == kind {
			d.parts[n-1].End = len(d.text)
			continue
		}
		d.parts = append(d.parts, tickets.Part{Start: start, End: len(d.text), Kind: kind})
	}
}

// envelope is what a mail of a customer's has besides its text.
type envelope struct {
	from    tickets.Party
	subject string
	to      string   // "" is the desk
	refs    []string // ids of earlier mails, without brackets
	kind    string   // "" is human
	noReply bool
	file    *tickets.NewFile
	lang    string
}

// arrives lets a mail come in as the mailbox would bring it: its bytes first, then what they say.
func (f *filler) arrives(ctx context.Context, c *affair, e envelope, d draft) (tickets.Received, error) {
	f.uid++
	c.number++
	if e.to == "" {
		e.to = f.desk.Profile().Support
	}
	if e.kind == "" {
		e.kind = "human"
	}
	mid := fmt.Sprintf("%x.%d@%s", f.rng.Uint64(), c.number, c.who.of.domain)
	in := tickets.Inbound{From: []tickets.Party{e.from}, To: []tickets.Party{{Address: tickets.P(e.to)}}, Subject: tickets.P(e.subject),
		Text: tickets.P(d.text), Parts: d.parts, MessageID: tickets.P(mid), References: personal(e.refs), Kind: e.kind, NoReply: e.noReply,
		Auth: tickets.AuthUnknown, Written: f.at.Add(-8 * time.Second).Truncate(time.Second), Lang: e.lang}
	if n := len(e.refs); n > 0 {
		in.InReplyTo = personal(e.refs[n-1:])
	}
	if e.file != nil {
		in.Files = []tickets.NewFile{*e.file}
	}
	as := tickets.Runner("mailin")
	spooled, err := f.desk.Mailroom.Spool(ctx, as, tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: f.uid, Internal: f.at, Raw: raw(in, mid, e)})
	if err != nil {
		return tickets.Received{}, fmt.Errorf("spool a mail: %w", err)
	}
	got, err := f.desk.Mailroom.Receive(ctx, as, spooled[0].ID, in)
	if err != nil {
		return got, fmt.Errorf("receive a mail: %w", err)
	}
	c.mails = append(c.mails, mid)
	return got, nil
}

// raw writes a mail as it would have come over the wire.
func raw(in tickets.Inbound, mid string, e envelope) []byte {
	var b bytes.Buffer
	head := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	head("From", mime.QEncoding.Encode("utf-8", e.from.Name.Reveal())+" <"+e.from.Address.Reveal()+">")
	head("To", "<"+e.to+">")
	head("Subject", mime.QEncoding.Encode("utf-8", e.subject))
	head("Date", in.Written.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	head("Message-ID", "<"+mid+">")
	if n := len(e.refs); n > 0 {
		head("In-Reply-To", "<"+e.refs[n-1]+">")
		head("References", "<"+strings.Join(e.refs, "> <")+">")
	}
	if e.kind == "auto-reply" {
		head("Auto-Submitted", "auto-replied")
	}
	head("MIME-Version", "1.0")
	body := strings.ReplaceAll(in.Text.Reveal(), "\n", "\r\n") + "\r\n"
	const plainText = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
	if e.file == nil {
		b.WriteString(plainText + body)
		return b.Bytes()
	}
	const mark = "=_lethe_demo"
	head("Content-Type", `multipart/mixed; boundary="`+mark+`"`)
	fmt.Fprintf(&b, "\r\n--%s\r\n%s%s", mark, plainText, body)
	fmt.Fprintf(&b, "\r\n--%s\r\nContent-Type: %s\r\nContent-Disposition: attachment; filename=%q\r\nContent-Transfer-Encoding: base64\r\n\r\n", mark, e.file.Type, e.file.Name.Reveal())
	for text := base64.StdEncoding.EncodeToString(e.file.Data); text != ""; {
		n := min(76, len(text))
		b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	fmt.Fprintf(&b, "--%s--\r\n", mark)
	return b.Bytes()
}

func personal(ss []string) []tickets.Personal {
	var out []tickets.Personal
	for _, s := range ss {
		out = append(out, tickets.P(s))
	}
	return out
}

// quoted is how a mail program repeats the letter that it answers.
func (f *filler) quoted(c *affair) string {
	if c.last.Markdown.IsZero() {
		return ""
	}
	c.words["date"] = date(c.last.Queued, c.lang)
	lines := strings.Split(strings.NewReplacer("**", "", "*", "").Replace(c.last.Markdown.Reveal()), "\n")
	return f.phrase(c, quotePhrase) + "\n> " + strings.Join(lines, "\n> ")
}

// logFile is a short measuring log as an export would write it.
func (f *filler) logFile(c *affair) *tickets.NewFile {
	var b strings.Builder
	b.WriteString("time;unit;value;supply_v;code\n")
	at := f.at.Truncate(10 * time.Minute).Add(-4 * time.Hour)
	level := f.rng.Float64()
	for i := range 24 {
		code := ""
		if i > 14 && i%5 == 0 {
			code = c.words["e"]
		}
		level += (f.rng.Float64() - 0.4) * 0.08
		fmt.Fprintf(&b, "%s;%s;%.3f;%.1f;%s\n", at.Format(time.RFC3339), c.unit.serial, level, 23.4+f.rng.Float64(), code)
		at = at.Add(10 * time.Minute)
	}
	return &tickets.NewFile{Name: tickets.P("logg-" + strings.ToLower(c.unit.serial) + ".csv"), Type: "text/csv", Data: []byte(b.String())}
}
