package desk

import (
	"html/template"
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

// talk lays out a conversation, oldest first, with the decisions between the messages folded together.
func talk(r page.Reader, s tickets.Story) []entry {
	var out []entry
	at := 0
	flush := func(until time.Time, all bool) {
		var sys *page.Sys
		for ; at < len(s.Events) && (all || s.Events[at].At.Before(until)); at++ {
			words := happened(r, s, s.Events[at])
			if words == "" {
				continue
			}
			if sys == nil {
				sys = &page.Sys{At: s.Events[at].At}
			}
			sys.Lines = append(sys.Lines, words)
		}
		if sys != nil {
			sys.Sum = r.Lang.N("ticket.events", len(sys.Lines))
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

// happened says one decision; "" when it is of no interest in a conversation.
func happened(r page.Reader, s tickets.Story, e tickets.Event) string {
	arg := ""
	if len(e.Args) > 0 {
		arg = e.Args[0]
	}
	switch e.Verb {
	case "ticket.status":
		arg = r.Lang.T("status." + arg)
	case "ticket.priority":
		arg = r.Lang.T("priority." + arg)
	case "ticket.assign":
		arg = r.Lang.T("common.nobody")
		if a, ok := s.Staff[first(e.Args)]; ok {
			arg = a.Name.Reveal()
		}
	case "delivery.bounced", "delivery.failed", "delivery.uncertain", "delivery.retry", "ack.queued", "ack.withheld", "ticket.unit.none", "ticket.release":
		return r.Lang.T("event." + e.Verb)
	case "ticket.fault", "ticket.resolution", "ticket.firmware", "ticket.unit", "ticket.product", "ticket.hold":
	default:
		return ""
	}
	if arg == "" {
		arg = r.Lang.T("ticket.none")
	}
	return r.Lang.T("event."+e.Verb, arg)
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
	p.State, p.StateBad = state(r, m)
	if s.Ticket.Problem != "" && m.HasRaw && m.ID == s.Messages[0].ID {
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

// acts are the links beside a message's author.
func acts(r page.Reader, m tickets.Message) template.HTML {
	var b strings.Builder
	link := func(href, key string) {
		b.WriteString(`<a class="btn quiet small" href="` + template.HTMLEscapeString(href) + `">` + template.HTMLEscapeString(r.Lang.T(key)) + `</a>`)
	}
	if !m.HTML.IsZero() {
		link("/ticket/"+m.Ticket+"/html/"+m.ID, "ticket.assent")
	}
	if m.HasRaw {
		link("/ticket/"+m.Ticket+"/sent/"+m.ID, "ticket.original")
	}
	return template.HTML(b.String()) //nolint:gosec // escaped
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
	out := `<span class="sign">` + words + `</span> <span class="dim">` + template.HTMLEscapeString(r.Lang.T("letter.to", d.To.Address.Reveal())) + `</span>`
	if bad || d.State == tickets.Deferred {
		out += `<form method="post" action="/ticket/` + m.Ticket + `/retry"><input type="hidden" name="letter" value="` + d.ID + `"><button class="btn small" type="submit">` +
			template.HTMLEscapeString(r.Lang.T("letter.retry")) + `</button></form>`
	}
	return template.HTML(out), bad //nolint:gosec // escaped
}

// composer is where an answer is written, with what was begun before.
func composer(s tickets.Story) page.Composer {
	c := page.Composer{Action: "/ticket/" + s.Ticket.ID + "/write", DraftURL: "/ticket/" + s.Ticket.ID + "/draft"}
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
	if a := s.Customer.Address(); !a.IsZero() {
		who := s.Customer.Name
		if who.IsZero() {
			who = a
		}
		c.To = []any{who}
	}
	return c
}
