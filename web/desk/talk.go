package desk

import (
	"crypto/rand"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/prose"
	"github.com/axsensor/lethe/web/page"
)

// entry is one line of the conversation: a message, or what the system did between two messages.
type entry struct {
	Msg *page.Msg
	Sys *page.Sys
}

// eventsShown is how many characters of folded events stand open.
const eventsShown = 90

// talk lays out a conversation, oldest first, with the decisions between the messages folded together.
func talk(r page.Reader, s tickets.Story, lists tickets.Lists) []entry {
	var out []entry
	at := 0
	flush := func(until time.Time, all bool) {
		var sys *page.Sys
		var plain []string
		for ; at < len(s.Events) && (all || s.Events[at].At.Before(until)); at++ {
			words, by := happened(r, s, lists, s.Events[at])
			if words == "" {
				continue
			}
			if sys == nil {
				sys = &page.Sys{At: s.Events[at].At}
			}
			plain = append(plain, words)
			if by != "" {
				words = r.Lang.T("event.by", words, by)
			}
			sys.Lines = append(sys.Lines, words)
		}
		if sys != nil {
			sys.Sum = page.Cut(eventsShown, r.Lang.N("ticket.events", len(sys.Lines))+": "+strings.Join(plain, ", "))
			out = append(out, entry{Sys: sys})
		}
	}
	for _, m := range s.Messages {
		flush(m.At, false)
		msg := message(r, s, m)
		out = append(out, entry{Msg: &msg})
	}
	flush(time.Time{}, true)
	return out
}

// happened says one decision and who took it; "" when it is of no interest in a conversation.
func happened(r page.Reader, s tickets.Story, lists tickets.Lists, e tickets.Event) (words, by string) {
	arg := first(e.Args)
	by = s.Staff[e.Actor].Name.Reveal()
	switch e.Verb {
	case "ticket.status":
		arg = r.Lang.T("status." + arg)
	case "ticket.priority":
		arg = r.Lang.T("priority." + arg)
	case "ticket.assign":
		if arg == e.Actor {
			return r.Lang.T("event.ticket.take", by), ""
		}
		if arg = s.Staff[arg].Name.Reveal(); arg == "" {
			arg = r.Lang.T("common.nobody")
		}
	case "ticket.fault":
		arg = named(lists.Faults, arg, r)
	case "ticket.resolution":
		arg = named(lists.Resolutions, arg, r)
	case "delivery.bounced", "delivery.failed", "delivery.uncertain", "delivery.retry", "ack.queued", "ack.withheld", "ticket.unit.none", "ticket.release":
		return r.Lang.T("event." + e.Verb), by
	case "ticket.firmware", "ticket.unit", "ticket.product", "ticket.hold":
	default:
		return "", ""
	}
	if arg == "" {
		arg = r.Lang.T("ticket.none")
	}
	return r.Lang.T("event."+e.Verb, arg), by
}

func first(ss []string) string {
	if len(ss) == 0 {
		return ""
	}
	return ss[0]
}

// message draws one message: what is new stands open, quotes and signature are folded.
func message(r page.Reader, s tickets.Story, m tickets.Message) page.Msg {
	p := page.Msg{ID: m.ID, At: m.At, Lang: lang.Lang(m.Lang).Tag(), Kind: "mail", By: m.From.Name, Word: r.Lang.T("by." + string(m.Author) + "." + string(m.Kind))}
	if m.From.Name.IsZero() {
		p.By = m.From.Address
	}
	text := m.Text.Reveal()
	switch {
	case m.Author == tickets.ByEngineer:
		p.Kind, p.By, p.Word = "reply", s.Staff[m.Staff].Name, r.Lang.T("by.engineer."+string(m.Kind))
		if m.Kind == tickets.Note {
			p.Kind = "note"
		}
		p.Body = template.HTML(prose.FromMarkdown(text)) //nolint:gosec // prose gives safe HTML
	default:
		p.Body, p.Folds = body(r, m)
	}
	for _, f := range m.Files {
		p.Files = append(p.Files, page.Attached{Href: "/ticket/" + m.Ticket + "/file/" + m.ID + "/" + f.ID, Name: f.Name, Type: f.Type, Size: f.Size})
	}
	p.Acts = acts(r, m)
	if !m.HTML.IsZero() {
		p.AsSent = "/ticket/" + m.Ticket + "/html/" + m.ID
	}
	p.State, p.StateBad = state(r, m)
	if m.Partial() && m.HasRaw {
		p.Bar = template.HTML(`<div class="bar warn"><p>` + template.HTMLEscapeString(r.Lang.T("ticket.problem")) + `</p></div>`) //nolint:gosec // escaped
	}
	if m.Author == tickets.ByStranger {
		p.Bar = template.HTML(`<div class="bar warn"><p>` + template.HTMLEscapeString(r.Lang.T("ticket.stranger", m.From.Address.Reveal())) + `</p></div>`) //nolint:gosec // escaped
	}
	return p
}

// body is a received text by its parts.
func body(r page.Reader, m tickets.Message) (template.HTML, []page.Fold) {
	text := m.Text.Reveal()
	if strings.TrimSpace(text) == "" {
		return template.HTML("<p>" + template.HTMLEscapeString(r.Lang.T("ticket.empty")) + "</p>"), nil //nolint:gosec // escaped
	}
	var open strings.Builder
	var folds []page.Fold
	for _, pt := range m.Parts {
		if pt.Start < 0 || pt.End > len(text) || pt.Start >= pt.End {
			continue
		}
		piece := text[pt.Start:pt.End]
		html := template.HTML(prose.FromText(piece)) //nolint:gosec // prose gives safe HTML
		switch {
		case strings.TrimSpace(piece) == "":
		case pt.Kind == "signature":
			folds = append(folds, page.Fold{Summary: r.Lang.T("page.signature"), Body: html, Sig: true})
		case pt.Kind == "quote":
			folds = append(folds, page.Fold{Summary: page.Quoted(r, piece), Body: html})
		default:
			open.WriteString(string(html))
		}
	}
	if open.Len() == 0 {
		return template.HTML(prose.FromText(text)), nil //nolint:gosec // prose gives safe HTML
	}
	return template.HTML(open.String()), folds //nolint:gosec // made of safe pieces
}

// acts are the links in a message's menu.
func acts(r page.Reader, m tickets.Message) template.HTML {
	if !m.HasRaw {
		return ""
	}
	return template.HTML(`<a href="/ticket/` + m.Ticket + `/sent/` + m.ID + `">` + template.HTMLEscapeString(r.Lang.T("ticket.original")) + `</a>`) //nolint:gosec // escaped
}

// state tells how our letter fares.
func state(r page.Reader, m tickets.Message) (template.HTML, bool) {
	if len(m.Deliveries) == 0 {
		return "", false
	}
	d := m.Deliveries[len(m.Deliveries)-1]
	key := "letter." + string(d.State)
	bad := d.State == tickets.Failed || d.State == tickets.Uncertain
	if d.Bounced {
		key, bad = "letter.bounced", true
	}
	words := template.HTMLEscapeString(r.Lang.T(key))
	shape := "s-later"
	switch {
	case bad:
		shape = "i-warn"
	case d.State == tickets.Sent:
		shape = "s-done"
	}
	out := `<span class="sign"><svg class="i" aria-hidden="true"><use href="#` + shape + `"/></svg>` + words + `</span> <span class="dim">` + template.HTMLEscapeString(r.Lang.T("letter.to", d.To.Address.Reveal())) + `</span>`
	if bad || d.State == tickets.Deferred {
		out += `<form method="post" action="/ticket/` + m.Ticket + `/retry"><input type="hidden" name="letter" value="` + d.ID + `"><button class="btn small" type="submit">` +
			template.HTMLEscapeString(r.Lang.T("letter.retry")) + `</button></form>`
	}
	return template.HTML(out), bad //nolint:gosec // escaped
}

// composer is where an answer is written, with what was begun before.
func composer(s tickets.Story) page.Composer {
	c := page.Composer{Action: "/ticket/" + s.Ticket.ID + "/write", DraftURL: "/ticket/" + s.Ticket.ID + "/draft", Request: rand.Text(), Seen: lastSeen(s)}
	for _, d := range s.Drafts {
		if d.Kind == tickets.Note {
			c.Note = d.Text.Reveal()
		} else {
			c.Reply = d.Text.Reveal()
		}
		if d.At.After(c.Saved) {
			c.Saved = d.At
		}
	}
	c.AsNote = c.Note != "" && c.Reply == ""
	if a := s.Customer.Address(); !a.IsZero() {
		c.To = []any{either(s.Customer.Name, a)}
	} else if from := lastFrom(s); !from.Address.IsZero() {
		c.To = []any{either(from.Name, from.Address)}
	}
	return c
}

func either(name, address tickets.Personal) tickets.Personal {
	if name.IsZero() {
		return address
	}
	return name
}

// lastFrom is who wrote last of those who can be answered.
func lastFrom(s tickets.Story) tickets.Party {
	for _, m := range slices.Backward(s.Messages) {
		if (m.Author == tickets.ByCustomer || m.Author == tickets.ByStranger) && m.Machine == "" && !m.From.Address.IsZero() {
			return m.From
		}
	}
	return tickets.Party{}
}

func lastSeen(s tickets.Story) string {
	if len(s.Messages) == 0 {
		return ""
	}
	return s.Messages[len(s.Messages)-1].ID
}

// raced says, in the reader's words, that a colleague answered or the customer wrote after what the writer had seen; ""
// when nobody did.
func raced(r page.Reader, zone *time.Location, s tickets.Story, seen string) string {
	at := slices.IndexFunc(s.Messages, func(m tickets.Message) bool { return m.ID == seen })
	if at < 0 {
		return ""
	}
	for _, m := range s.Messages[at+1:] {
		when := r.Lang.Clock(m.At.In(zone))
		switch {
		case m.Author == tickets.ByEngineer && m.Kind == tickets.Reply && m.Staff != r.Account:
			return r.Lang.T("write.raced.us", s.Staff[m.Staff].Name.Reveal(), when)
		case m.Author == tickets.ByCustomer || m.Author == tickets.ByStranger:
			return r.Lang.T("write.raced.them", when)
		}
	}
	return ""
}
