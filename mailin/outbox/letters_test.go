package outbox_test

import (
	"bytes"
	"fmt"
	"net/mail"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/axsensor/lethe/mailin/letter"
	"github.com/axsensor/lethe/mailin/outbox"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// sent delivers the answer to a mail and gives it as the server got it.
func sent(t *testing.T, in tickets.Inbound, a tickets.Answer) taken {
	t.Helper()
	s := serve(t)
	d := desktest.Open(t)
	got := d.Arrive(t, in)
	d.Deliver(t)
	reply(t, d, got.Ticket, a)
	run(t, d, s.relay(), "the letter is sent", settled(t, d, got.Ticket))
	all := s.accepted()
	if len(all) != 1 {
		t.Fatalf("%d letters, the delivery is %+v", len(all), fate(t, d, got.Ticket))
	}
	return all[0]
}

// wellFormed holds any letter of ours to RFC 5322 and 2045: line ends, length and content of lines.
func wellFormed(t *testing.T, raw string) *mail.Message {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ReplaceAll(raw, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(raw, "\r\n", ""), "\r") {
		t.Error("bare line ends")
	}
	for line := range strings.SplitSeq(raw, "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes: %.80s", len(line), line)
		}
	}
	for i := range len(raw) {
		if raw[i] >= utf8.RuneSelf || raw[i] == 0 {
			t.Fatalf("byte %#x at %d", raw[i], i)
		}
	}
	for _, name := range []string{"From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type"} {
		if n := len(m.Header[name]); n != 1 {
			t.Errorf("%d fields %s", n, name)
		}
	}
	for _, name := range []string{"Bcc", "Cc", "X-Bcc"} {
		if len(m.Header[name]) > 0 {
			t.Errorf("a field %s: %q", name, m.Header[name])
		}
	}
	return m
}

func TestHeadersOfAnAnswer(t *testing.T) {
	t.Parallel()
	in := desktest.Letter("Kåre Prövare", "kare@kund.example", "SV: Fel på givaren – 5 € för mycket och en mycket lång rubrik som inte ryms på en rad", "Hej! Givaren visar fel.")
	in.MessageID, in.References = tickets.P("<b.2@kund.example>"), []tickets.Personal{tickets.P("<a.1@kund.example>")}
	in.Cc = []tickets.Party{{Name: tickets.P("Dold Provare"), Address: tickets.P("dold@kund.example")}}
	in.Lang = "sv"
	got := sent(t, in, tickets.Answer{Markdown: tickets.P("Hej Kåre,\n\nvi **hör av oss** i morgon.\n\n- ett\n- två")})
	m := wellFormed(t, got.raw)
	l := letter.Parse([]byte(got.raw))
	if l.Subject != "Re: Fel på givaren – 5 € för mycket och en mycket lång rubrik som inte ryms på en rad" {
		t.Errorf("subject %q", l.Subject)
	}
	if len(l.From) != 1 || l.From[0] != (letter.Address{Name: "Axsensor AB", Address: "support@axsensor.example"}) {
		t.Errorf("from %v", l.From)
	}
	if len(l.To) != 1 || l.To[0] != (letter.Address{Name: "Kåre Prövare", Address: "kare@kund.example"}) {
		t.Errorf("to %v", l.To)
	}
	if len(l.ReplyTo) != 1 || !strings.HasPrefix(l.ReplyTo[0].Address, "support+") || !strings.HasPrefix(got.from, "support+b.") || got.to != "kare@kund.example" {
		t.Errorf("reply to %v, envelope from %s to %s", l.ReplyTo, got.from, got.to)
	}
	if len(l.InReplyTo) != 1 || l.InReplyTo[0] != "b.2@kund.example" || l.References[len(l.References)-1] != "b.2@kund.example" || !strings.HasSuffix(l.MessageID, "@axsensor.example") {
		t.Errorf("in reply to %v, references %v, id %s", l.InReplyTo, l.References, l.MessageID)
	}
	if !l.Date.Equal(desktest.Start) {
		t.Errorf("date %v", l.Date)
	}
	for _, name := range []string{"Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"} {
		if m.Header.Get(name) != "" {
			t.Errorf("an answer of a person says %s: %s", name, m.Header.Get(name))
		}
	}
	if strings.Contains(got.raw, "dold@") || l.Kind != letter.Human {
		t.Errorf("kind %s, or somebody else is named", l.Kind)
	}
	if !strings.Contains(l.Text, "vi hör av oss i morgon.") && !strings.Contains(l.Text, "vi **hör av oss** i morgon.") {
		t.Errorf("text %q", l.Text)
	}
	if !strings.Contains(l.HTML, "<strong>hör av oss</strong>") || !strings.Contains(l.HTML, "<li>") || strings.Contains(l.HTML, "<script") {
		t.Errorf("html %q", l.HTML)
	}
	if !strings.Contains(l.Text, "> Hej! Givaren visar fel.") || !strings.Contains(l.Text, letter.CutLine) {
		t.Errorf("the question is not quoted: %q", l.Text)
	}
}

func TestHeadersOfAnAcknowledgement(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := desktest.Open(t)
	in := desktest.Letter("Kåre Prövare", "kare@kund.example", "Fel på givaren", "Hej! Givaren visar fel.")
	in.Lang = "sv"
	d.Arrive(t, in)
	run(t, d, s.relay(), "the acknowledgement is sent", func() bool { return len(s.accepted()) == 1 })
	raw := s.accepted()[0].raw
	m := wellFormed(t, raw)
	if m.Header.Get("Auto-Submitted") != "auto-replied" || m.Header.Get("X-Auto-Response-Suppress") != "All" || m.Header.Get("In-Reply-To") == "" {
		t.Errorf("header %v", m.Header)
	}
	l := letter.Parse([]byte(raw))
	if l.Kind != letter.AutoReply || !l.NoReply || !strings.Contains(l.Subject, "Fel på givaren") || strings.Contains(l.Text, "visar fel") {
		t.Errorf("kind %s, no reply %v, subject %q, text %q", l.Kind, l.NoReply, l.Subject, l.Text)
	}
}

func TestNobodyWritesOurHeader(t *testing.T) {
	t.Parallel()
	evils := []string{"x\nBcc: ond@x.example", "x\rBcc: ond@x.example", "x\r\nBcc: ond@x.example\r\n\r\ntext", "x\u2028Bcc: ond@x.example",
		"x\u0085Bcc: ond@x.example", "x\x00\nBcc: ond@x.example", "=?utf-8?Q?x=0D=0ABcc:_ond@x.example?=", "x\xff\nBcc: ond@x.example",
		`x" <ond@x.example>, "y`, strings.Repeat("å", 2000) + "\nBcc: ond@x.example", strings.Repeat("x", 3000)}
	s := serve(t)
	d := desktest.Open(t)
	var all []string
	for i, evil := range evils {
		in := desktest.Letter(evil, fmt.Sprintf("kund%d@kund.example", i), evil, "Hej! Givaren visar fel.")
		in.MessageID = tickets.P(fmt.Sprintf("<a.%d@kund.example>%s", i, evil))
		all = append(all, d.Arrive(t, in).Ticket)
	}
	d.Deliver(t)
	for i, ticket := range all {
		reply(t, d, ticket, tickets.Answer{Files: []tickets.NewFile{{Name: tickets.P(evils[i]), Type: "text/plain\r\nBcc: ond@x.example", Data: []byte("x")}}})
	}
	run(t, d, s.relay(), "all letters are sent", func() bool { return len(s.accepted()) == len(evils) })
	for _, got := range s.accepted() {
		m := wellFormed(t, got.raw)
		if to, err := m.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != got.to || !strings.HasPrefix(got.to, "kund") {
			t.Errorf("to %v and %s, %v", to, got.to, err)
		}
		for _, n := range []string{"References", "In-Reply-To"} {
			if strings.Contains(m.Header.Get(n), "ond@") {
				t.Errorf("%s: %s", n, m.Header.Get(n))
			}
		}
		if l := letter.Parse([]byte(got.raw)); len(l.Files) != 1 || len(l.Files[0].Data) != 1 || l.Subject == "" {
			t.Errorf("subject %q, %d files", l.Subject, len(l.Files))
		}
	}
}

func TestAttachmentsAndPictures(t *testing.T) {
	t.Parallel()
	data := make([]byte, 100_000)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	got := sent(t, desktest.Letter("Karin", "karin@kund.example", "Fel", "Hej!"), tickets.Answer{Markdown: tickets.P("Se bilagan."), Files: []tickets.NewFile{
		{Name: tickets.P("mätning å.bin"), Type: "application/x-prov", Data: data},
		{Name: tickets.P("logg.txt"), Type: "text/plain", Data: []byte(".\r\n..\r\nsist")},
		{Name: tickets.P("brev.eml"), Type: "message/rfc822", Data: []byte("From: a@b.example\r\n\r\ninne")},
		{Name: tickets.P("tom.txt"), Type: "text/plain"},
	}})
	wellFormed(t, got.raw)
	l := letter.Parse([]byte(got.raw))
	if len(l.Files) != 4 {
		t.Fatalf("%d files", len(l.Files))
	}
	if f := l.Files[0]; f.Name != "mätning å.bin" || f.Type != "application/x-prov" || !bytes.Equal(f.Data, data) || f.Inline {
		t.Errorf("%s %s %d bytes, inline %v", f.Name, f.Type, len(f.Data), f.Inline)
	}
	if f := l.Files[1]; f.Name != "logg.txt" || string(f.Data) != ".\r\n..\r\nsist" {
		t.Errorf("%s %q", f.Name, f.Data)
	}
	if f := l.Files[2]; f.Type != "application/octet-stream" || len(l.Nested) != 0 {
		t.Errorf("%s %s: a letter within could be taken for ours", f.Name, f.Type)
	}
	if f := l.Files[3]; f.Name != "tom.txt" || len(f.Data) != 0 {
		t.Errorf("%s of %d bytes", f.Name, len(f.Data))
	}
}

func TestDotsAndLongLinesArriveAsWritten(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("åäö mätvärde ", 500)
	words := "```\n.\n..\n.punkt\nFrom start\n```\n\n" + long + "\n\nhttps://kund.example/" + strings.Repeat("x", 1500)
	got := sent(t, desktest.Letter("Karin", "karin@kund.example", "Fel", "Hej!"), tickets.Answer{Markdown: tickets.P(words)})
	wellFormed(t, got.raw)
	l := letter.Parse([]byte(got.raw))
	for _, want := range []string{".\n..\n.punkt\nFrom start\n", strings.Repeat("x", 1500)} {
		if !strings.Contains(l.Text, want) && !strings.Contains(strings.ReplaceAll(l.Text, "\n    ", "\n"), want) {
			t.Errorf("%.40q is missing in %.300q", want, l.Text)
		}
	}
	if !strings.Contains(strings.Join(strings.Fields(l.Text), " "), strings.TrimSpace(long)) {
		t.Errorf("the long line came broken: %.300q", l.Text)
	}
}

func TestAddressesBeyondASCII(t *testing.T) {
	t.Parallel()
	idn := sent(t, desktest.Letter("Karin", "karin@prövbolag.example", "Fel", "Hej!"), tickets.Answer{})
	if m := wellFormed(t, idn.raw); idn.to != "karin@xn--prvbolag-o4a.example" || !strings.Contains(m.Header.Get("To"), "karin@xn--prvbolag-o4a.example") {
		t.Errorf("%s, %s", idn.to, m.Header.Get("To"))
	}
	s := serve(t)
	d := desktest.Open(t)
	ticket := answer(t, d, "Kåre", "kåre@kund.example", tickets.Answer{})
	run(t, d, s.relay(), "it is sent", settled(t, d, ticket))
	if f := fate(t, d, ticket); f.State != tickets.Sent || !strings.Contains(s.heard(), "SMTPUTF8") || !strings.Contains(s.heard(), "RCPT TO:<kåre@kund.example>") {
		t.Errorf("%+v after\n%s", f, s.heard())
	}
	old := serve(t, script{lacks: []string{"SMTPUTF8"}})
	d = desktest.Open(t)
	ticket = answer(t, d, "Kåre", "kåre@kund.example", tickets.Answer{})
	run(t, d, old.relay(), "it fails", settled(t, d, ticket))
	if f := fate(t, d, ticket); f.State != tickets.Failed || f.Code != 553 || strings.Contains(old.heard(), "MAIL") {
		t.Errorf("%+v after\n%s", f, old.heard())
	}
	s = serve(t)
	d, ticket = answered(t, tickets.Answer{})
	run(t, d, s.relay(), "it is sent", settled(t, d, ticket))
	if strings.Contains(s.heard(), "SMTPUTF8") {
		t.Errorf("SMTPUTF8 is asked for without need:\n%s", s.heard())
	}
}

func TestRenderWithHardlyAnything(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)
	raw := outbox.Render(tickets.Letter{Lang: "fi", Company: "", From: tickets.Party{Address: tickets.P("support@axsensor.example")},
		Delivery: tickets.Delivery{To: tickets.Party{Address: tickets.P("a@b.example")}}, MessageID: "1@axsensor.example"}, at, nil)
	m := wellFormed(t, string(raw))
	if m.Header.Get("Subject") == "" || m.Header.Get("Reply-To") != "" || m.Header.Get("In-Reply-To") != "" || m.Header.Get("References") != "" {
		t.Errorf("header %v", m.Header)
	}
}
