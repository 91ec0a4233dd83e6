package archive

import (
	"context"
	"net/http"
	"slices"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// ticketPage is one archived ticket whole.
type ticketPage struct {
	Asked     asked // the search that led here
	Back      string
	Lang      string // of the subject, "" for the reader's own
	Title     []piece
	Name      string // the title as words
	Meta      []string
	Facts     []fact
	Tags      []string
	FactsOnly bool
	Messages  []message
	Similar   []hit
}

// fact is one attribute with its value in the reader's words.
type fact struct{ Name, Value string }

type message struct {
	Role string // "customer", "engineer", "note", "file"
	Kind string // the class it is drawn with: "mail", "reply", "note"
	Lang string
	Text [][][]piece
}

// Head implements page.Page.
func (p ticketPage) Head(r page.Reader) page.Head {
	title := r.Lang.T("room.archive")
	if p.Name != "" {
		title = cut(p.Name, 60) + " – " + title
	}
	return page.Head{Template: "archive/ticket.html", Title: title, Layout: page.Desk, Skip: r.Lang.T("archive.skip.ticket"), Nav: nav(r, false),
		Search: find(r, p.Asked.Words), Styles: []string{"archive/archive.css"}}
}

// similarMost is how many similar tickets are shown.
const similarMost = 5

func (a *Archive) ticket(w http.ResponseWriter, r *http.Request) error {
	reader, ask := page.Of(r.Context()), readAsked(r.URL.Query())
	got, err := a.Archive.Get(r.Context(), reader.Actor(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if len(got) == 0 {
		return tickets.ErrNotFound
	}
	lists, err := a.Settings.Lists(r.Context())
	if err != nil {
		return err
	}
	like, err := a.similar(r.Context(), reader.Actor(), got[0])
	if err != nil {
		return err
	}
	return a.e.Show(w, r, newTicket(speech{reader, lists}, ask, got[0], like))
}

// similar finds other tickets that speak of the same, and after them the newest with the same fault on the same model.
func (a *Archive) similar(ctx context.Context, as tickets.Actor, t tickets.Archived) ([]search.Hit, error) {
	var out []search.Hit
	add := func(hits []search.Hit) {
		for _, h := range hits {
			known := func(o search.Hit) bool { return o.ID == h.ID }
			if h.ID != t.ID && len(out) < similarMost && !slices.ContainsFunc(out, known) {
				out = append(out, h)
			}
		}
	}
	if about := about(t); about != "" {
		hits, err := a.Search.Similar(ctx, as, about, t.Product, similarMost+1)
		if err != nil {
			return nil, err
		}
		add(hits)
	}
	if len(out) < similarMost && t.Product != "" && t.Fault != "" {
		ans, err := a.Search.Ask(ctx, as, search.Question{Filters: map[string][]string{"product": {t.Product}, "fault": {t.Fault}}, Newest: true, Limit: similarMost + 1})
		if err != nil {
			return nil, err
		}
		add(ans.Hits)
	}
	return out, nil
}

// about is what a ticket is compared by: its subject and the customer's first words.
func about(t tickets.Archived) string {
	for _, m := range t.Messages {
		if m.Role == "customer" {
			return t.Subject + "\n" + m.Text
		}
	}
	return t.Subject
}

func newTicket(s speech, ask asked, t tickets.Archived, like []search.Hit) ticketPage {
	p := ticketPage{Asked: ask, Back: ask.href(), Lang: t.Lang, Name: t.Subject, Title: plain(t.Subject), Meta: s.meta(t), Facts: s.facts(t), Tags: t.Tags, FactsOnly: t.FactsOnly}
	if t.Subject == "" {
		p.Name, p.Lang = s.title(t), ""
		p.Title = plain(p.Name)
	}
	for _, m := range t.Messages {
		p.Messages = append(p.Messages, newMessage(m))
	}
	for _, h := range like {
		p.Similar = append(p.Similar, s.hit(h, ask))
	}
	return p
}

func newMessage(m tickets.ArchivedMessage) message {
	out := message{Role: m.Role, Kind: "mail", Lang: m.Lang, Text: paragraphs(m.Text)}
	switch m.Role {
	case "engineer":
		out.Kind = "reply"
	case "note":
		out.Kind = "note"
	case "file":
	default:
		out.Role = "customer"
	}
	return out
}

// facts lists what is known of the unit and the fault; what is not known, or was widened away, is left out.
func (s speech) facts(t tickets.Archived) []fact {
	var out []fact
	add := func(name, value string) {
		if value != "" {
			out = append(out, fact{s.r.Lang.T("archive." + name), value})
		}
	}
	add("product", t.Product)
	add("family", t.Family)
	add("firmware", t.Firmware)
	add("batch", t.Batch)
	add("fault", s.fault(t.Fault))
	add("fix", s.fix(t.Resolution))
	add("warranty", s.warranty(string(t.Warranty)))
	add("age", s.band(t.Band))
	add("period", s.r.Lang.Period(t.Period))
	add("country", s.country(t.Country))
	return out
}
