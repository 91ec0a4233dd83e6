package mailin

import (
	"bytes"
	"mime"
	"net/mail"
	"strings"
	"unicode/utf8"

	"github.com/axsensor/lethe/tickets"
)

// placeholder is a mail that could not be read: who it seems to come from and what it says it is about, found without
// the parser that failed. The original is kept with it. No automatic letter answers.
func placeholder(raw []byte, problem string) tickets.Inbound {
	in := tickets.Inbound{Subject: tickets.P(headerLine(raw, "Subject")), Problem: problem, NoReply: true,
		Auth: tickets.AuthUnknown, Kind: "human"}
	from := headerLine(raw, "From")
	if a, err := mail.ParseAddress(from); err == nil {
		in.From = []tickets.Party{{Name: tickets.P(a.Name), Address: tickets.P(a.Address)}}
	} else if from != "" {
		in.From = []tickets.Party{{Name: tickets.P(from)}}
	}
	return in
}

// bare is the same mail without what may be too much for a ticket; the original is kept.
func bare(in tickets.Inbound) tickets.Inbound {
	in.Files, in.HTML, in.Parts, in.References = nil, tickets.Personal{}, nil, nil
	in.To, in.Cc, in.Envelope = first(in.To), nil, first(in.Envelope)
	in.Text = tickets.P(shorten(in.Text.Reveal(), 64<<10))
	in.Subject = tickets.P(shorten(in.Subject.Reveal(), maxLine))
	in.Problem = ProblemUnreadable
	return in
}

func first[T any](s []T) []T { return s[:min(len(s), 1)] }

const maxLine = 500

// headerLine is the value of a header field near the beginning, "" if there is none.
func headerLine(raw []byte, name string) string {
	raw = raw[:min(len(raw), 64<<10)]
	for line := range bytes.Lines(raw) {
		key, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || !strings.EqualFold(strings.TrimSpace(string(key)), name) {
			continue
		}
		s := strings.ToValidUTF8(strings.TrimSpace(string(value)), "\uFFFD")
		if decoded, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
			s = decoded
		}
		return shorten(s, maxLine)
	}
	return ""
}

func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
