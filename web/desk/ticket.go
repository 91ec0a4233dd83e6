package desk

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

func queryEscape(s string) string { return url.QueryEscape(s) }

// ticketPage is a ticket with its conversation and everything around it.
type ticketPage struct {
	tickets.Story
	Title    string
	Talk     []entry
	Write    page.Composer
	Side     page.Form // the quiet selects
	UnitForm page.Form
	CustForm page.Form
	Statuses []page.Option
	Levels   []page.Option
	People   []page.Option
	Faults   []page.Option
	Fixes    []page.Option
	Counts   tickets.Counts
	Related  string
}

// Head implements page.Page.
func (p ticketPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/ticket.html", Title: p.Title, Layout: page.Desk, Live: true, Nav: nav(r, p.Counts, ""),
		Search: find(r, ""), New: "/tickets/new", Bad: p.UnitForm.Bad() || p.Write.Form.Bad() || p.CustForm.Bad()}
}

func (d *Desk) ticket(w http.ResponseWriter, r *http.Request) error {
	return d.showTicket(w, r, func(*ticketPage) {})
}

// showTicket draws the ticket; change fills in what a refused form must show again.
func (d *Desk) showTicket(w http.ResponseWriter, r *http.Request, change func(*ticketPage)) error {
	reader := page.Of(r.Context())
	s, err := d.Tickets.Story(r.Context(), reader.Actor(), r.PathValue("id"))
	if err != nil {
		return err
	}
	lists, err := d.Settings.Lists(r.Context())
	if err != nil {
		return err
	}
	counts, err := d.Tickets.Counts(r.Context(), reader.Actor())
	if err != nil {
		return err
	}
	p := ticketPage{Story: s, Counts: counts, Title: reader.Lang.T("ticket.title", s.Ticket.Number), Talk: talk(reader, s)}
	p.fill(reader, lists)
	p.Write = composer(s)
	change(&p)
	return d.e.Show(w, r, p)
}

// fill prepares the side panel's selects.
func (p *ticketPage) fill(r page.Reader, lists tickets.Lists) {
	for _, s := range tickets.Statuses() {
		p.Statuses = append(p.Statuses, page.Option{Value: string(s), Text: r.Lang.T("status." + string(s))})
	}
	if p.Ticket.Status == tickets.StatusHeld {
		p.Statuses = append(p.Statuses, page.Option{Value: "held", Text: r.Lang.T("status.held")})
	}
	for _, l := range tickets.Priorities() {
		p.Levels = append(p.Levels, page.Option{Value: string(l), Text: r.Lang.T("priority." + string(l))})
	}
	p.People = []page.Option{{Value: "", Text: r.Lang.T("common.nobody")}}
	for _, a := range sorted(p.Staff) {
		if a.Active && a.Roles&tickets.RoleEngineer != 0 {
			p.People = append(p.People, page.Option{Value: a.ID, Text: a.Name.Reveal()})
		}
	}
	p.Faults = choices(r, lists.Faults)
	p.Fixes = choices(r, lists.Resolutions)
	for k, v := range map[string]string{"status": string(p.Ticket.Status), "priority": string(p.Ticket.Priority), "assignee": p.Ticket.Assignee,
		"fault": p.Ticket.Fault, "resolution": p.Ticket.Resolution, "firmware": p.Ticket.Firmware, "tags": strings.Join(p.Ticket.Tags, ", ")} {
		p.Side.Set(k, v)
	}
	p.CustForm.Set("name", p.Customer.Name.Reveal())
	p.CustForm.Set("company", p.Customer.Company.Reveal())
	if len(p.Customer.Phones) > 0 {
		p.CustForm.Set("phone", p.Customer.Phones[0].Reveal())
	}
	p.UnitForm.Set("serial", p.Unit.Serial.Reveal())
}

func sorted(staff map[string]tickets.Account) []tickets.Account {
	var out []tickets.Account
	for _, a := range staff {
		out = append(out, a)
	}
	tickets.SortByName(out)
	return out
}

func choices(r page.Reader, cs []tickets.Choice) []page.Option {
	out := []page.Option{{Value: "", Text: r.Lang.T("ticket.none")}}
	for _, c := range cs {
		out = append(out, page.Option{Value: c.Code, Text: c.In(string(r.Lang.Voice()))})
	}
	return out
}

// set carries out one quiet select of the side panel, or a button of the head. Each is a verb of its own.
func (d *Desk) set(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	as, id, ctx := page.Of(r.Context()).Actor(), r.PathValue("id"), r.Context()
	verbs := map[string]func(string) error{
		"status":     func(v string) error { return d.Tickets.SetStatus(ctx, as, id, tickets.Status(v)) },
		"priority":   func(v string) error { return d.Tickets.SetPriority(ctx, as, id, tickets.Priority(v)) },
		"assignee":   func(v string) error { return d.Tickets.Assign(ctx, as, id, v) },
		"fault":      func(v string) error { return d.Tickets.SetFault(ctx, as, id, v) },
		"resolution": func(v string) error { return d.Tickets.SetResolution(ctx, as, id, v) },
		"firmware":   func(v string) error { return d.Tickets.SetFirmware(ctx, as, id, v) },
		"tags":       func(v string) error { return d.Tickets.SetTags(ctx, as, id, strings.Split(v, ",")) },
	}
	for name, verb := range verbs {
		if _, sent := form.Values[name]; !sent {
			continue
		}
		if name == "status" && form.Get(name) == "held" {
			continue
		}
		if err := verb(form.Get(name)); err != nil {
			if ok, err := form.Took(err); !ok || err != nil {
				if err != nil {
					return err
				}
				return d.showTicket(w, r, func(p *ticketPage) { p.UnitForm.Problems = form.Problems })
			}
		}
	}
	return d.e.Go(w, r, back(r), &page.Said{Key: "ticket.changed"})
}

// unit links the unit with a serial number, or none.
func (d *Desk) unit(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	ok, err := form.Took(d.Tickets.LinkUnit(r.Context(), page.Of(r.Context()).Actor(), r.PathValue("id"), tickets.P(form.Get("serial"))))
	if err != nil {
		return err
	}
	if !ok {
		return d.showTicket(w, r, func(p *ticketPage) { p.UnitForm = form })
	}
	return d.e.Go(w, r, back(r), &page.Said{Key: "ticket.changed"})
}

// customer corrects who the customer is.
func (d *Desk) customer(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	as := page.Of(r.Context()).Actor()
	s, err := d.Tickets.Story(r.Context(), as, r.PathValue("id"))
	if err != nil {
		return err
	}
	if s.Customer.ID == "" {
		return tickets.ErrNotFound
	}
	c := s.Customer
	c.Name, c.Company, c.Phones = tickets.P(form.Get("name")), tickets.P(form.Get("company")), nil
	if p := form.Get("phone"); p != "" {
		c.Phones = []tickets.Personal{tickets.P(p)}
	}
	ok, err := form.Took(d.Records.SetCustomer(r.Context(), as, c))
	if err != nil {
		return err
	}
	if !ok {
		return d.showTicket(w, r, func(p *ticketPage) { p.CustForm = form })
	}
	return d.e.Go(w, r, back(r), &page.Said{Key: "ticket.changed"})
}

// retry queues a letter again that did not go out.
func (d *Desk) retry(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Mailroom.RetryDelivery(r.Context(), page.Of(r.Context()).Actor(), form.Get("letter")); err != nil {
		return err
	}
	return d.e.Go(w, r, back(r), &page.Said{Key: "ticket.retried"})
}
