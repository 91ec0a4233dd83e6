package mailin

import (
	"github.com/axsensor/lethe/mailin/letter"
	"github.com/axsensor/lethe/tickets"
)

// inbound is what the desk needs of a letter.
func inbound(l *letter.Letter, authServer string) tickets.Inbound {
	in := tickets.Inbound{
		From: parties(l.From), ReplyTo: parties(l.ReplyTo), To: parties(l.To), Cc: parties(l.Cc),
		Envelope: personal(l.Envelope), Subject: tickets.P(l.Subject), Text: tickets.P(l.Text), HTML: tickets.P(l.HTML),
		MessageID: tickets.P(l.MessageID), InReplyTo: personal(l.InReplyTo), References: personal(l.References),
		Kind: string(l.Kind), NoReply: l.NoReply, Auth: verdict(l, authServer), Written: l.Date, Defects: l.Defects,
	}
	if len(in.From) == 0 {
		in.From = parties(l.Sender)
	}
	for _, p := range l.Parts {
		in.Parts = append(in.Parts, tickets.Part{Start: p.Start, End: p.End, Kind: p.Kind})
	}
	for _, f := range l.Files {
		in.Files = append(in.Files, tickets.NewFile{Name: tickets.P(f.Name), Type: f.Type, Data: f.Data, Inline: f.Inline,
			ContentID: f.ContentID})
	}
	if r := l.Report; r != nil && l.Kind == letter.Bounce {
		in.Bounce = &tickets.Bounce{Action: r.Action, Status: r.Status, Recipient: tickets.P(r.Recipient),
			MessageIDs: personal(r.MessageIDs)}
	}
	return in
}

func parties(as []letter.Address) []tickets.Party {
	var out []tickets.Party
	for _, a := range as {
		out = append(out, tickets.Party{Name: tickets.P(a.Name), Address: tickets.P(a.Address)})
	}
	return out
}

func personal(ss []string) []tickets.Personal {
	var out []tickets.Personal
	for _, s := range ss {
		out = append(out, tickets.P(s))
	}
	return out
}
