package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// ticketPage is a ticket with its conversation and everything around it.
type ticketPage struct {
	tickets.Story
	Title    string
	Talk     []entry
	Write    page.Composer
	Side     page.Form     // the quiet selects
	Was      []page.Option // what the selects showed: the field and its value
	Take     string        // the reader's own id, when the ticket is not theirs
	UnitForm page.Form
	CustForm page.Form
	Statuses []page.Option
	Levels   []page.Option
	People   []page.Option
	Faults   []page.Option
	Fixes    []page.Option
	Models   []page.Option
	Judged   string // whether the warranty stood when the customer wrote
	Service  string // how long the unit had been in use then
	Similar  []similar
	Counts   tickets.Counts
}

// Head implements page.Page.
func (p ticketPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/ticket.html", Title: p.Title, Layout: page.Desk, Skip: r.Lang.T("ticket.skip"), Live: true, Nav: nav(r, p.Counts, ""),
		Search: find(r, ""), New: "/tickets/new", Styles: []string{"desk/ticket.css"}, Scripts: []string{"desk/ticket.js"},
		Bad: p.UnitForm.Bad() || p.Write.Form.Bad() || p.CustForm.Bad() || p.Side.Bad() || p.Write.Raced != ""}
}

func (d *Desk) ticket(w http.ResponseWriter, r *http.Request) error {
	return d.showTicket(w, r, func(*ticketPage) {})
}

// showTicket draws the ticket; change fills in what a refused form must show again.
func (d *Desk) showTicket(w http.ResponseWriter, r *http.Request, change func(*ticketPage)) error {
	ctx, reader := r.Context(), page.Of(r.Context())
	s, err := d.Tickets.Story(ctx, reader.Actor(), r.PathValue("id"))
	if err != nil {
		return err
	}
	lists, err := d.Settings.Lists(ctx)
	if err != nil {
		return err
	}
	products, err := d.Records.Products(ctx)
	if err != nil {
		return err
	}
	p := ticketPage{Story: s, Title: reader.Lang.T("ticket.title", s.Ticket.Number), Talk: talk(reader, s, lists)}
	if p.Counts, err = d.Tickets.Counts(ctx, reader.Actor()); err != nil {
		return err
	}
	if p.Similar, err = d.similar(ctx, reader, s, lists); err != nil {
		return err
	}
	p.fill(reader, lists, products)
	p.Write = composer(s)
	change(&p)
	return d.e.Show(w, r, p)
}

// fill prepares the side panel.
func (p *ticketPage) fill(r page.Reader, lists tickets.Lists, products []tickets.Product) {
	p.choices(r, lists, products)
	for _, f := range caseFields() {
		v := f.of(p.Ticket)
		p.Side.Set(f.name, v)
		p.Was = append(p.Was, page.Option{Value: f.name, Text: v})
	}
	p.CustForm.Set("name", p.Customer.Name.Reveal())
	p.CustForm.Set("company", p.Customer.Company.Reveal())
	if len(p.Customer.Phones) > 0 {
		p.CustForm.Set("phone", p.Customer.Phones[0].Reveal())
	}
	p.UnitForm.Set("serial", p.Unit.Serial.Reveal())
	if p.Ticket.Assignee != r.Account && r.Has(tickets.RoleEngineer) {
		p.Take = r.Account
	}
	if p.Ticket.Warranty == tickets.WarrantyIn || p.Ticket.Warranty == tickets.WarrantyOut {
		p.Judged = r.Lang.T("unit.judged." + string(p.Ticket.Warranty))
	}
	if n := months(p.Unit.Delivered, p.Ticket.Created); n > 0 {
		p.Service = r.Lang.N("unit.service", n)
	}
}

// months is how many whole months lie between two moments; 0 when the first is not known.
func months(from, to time.Time) int {
	if from.IsZero() || to.Before(from) {
		return 0
	}
	n := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if to.Day() < from.Day() {
		n--
	}
	return n
}

// choices fills the selects.
func (p *ticketPage) choices(r page.Reader, lists tickets.Lists, products []tickets.Product) {
	p.Statuses = page.StatusChoices(r)
	if p.Ticket.Status == tickets.StatusHeld {
		p.Statuses = append(p.Statuses, page.Option{Value: "held", Text: r.Lang.T("status.held")})
	}
	p.Levels = page.PriorityChoices(r)
	p.People = []page.Option{{Value: "", Text: r.Lang.T("common.nobody")}}
	for _, a := range sorted(p.Staff) {
		if a.Active && a.Roles&tickets.RoleEngineer != 0 || a.ID == p.Ticket.Assignee {
			p.People = append(p.People, page.Option{Value: a.ID, Text: a.Name.Reveal()})
		}
	}
	p.Faults = choices(r, lists.Faults)
	p.Fixes = choices(r, lists.Resolutions)
	p.Models = []page.Option{{Value: "", Text: r.Lang.T("common.unknown")}}
	for _, pr := range products {
		p.Models = append(p.Models, page.Option{Value: pr.ID, Text: pr.ID})
	}
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

// similar is an archived ticket that is about the same.
type similar struct {
	ID, Lang, Title, Facts, Fix string
}

// similarMost is how many archived tickets stand beside a living one, similarWords how much of its text is asked for.
const (
	similarMost  = 3
	similarWords = 300
)

// similar asks the archive for what is about the same as the subject and the customer's first words.
func (d *Desk) similar(ctx context.Context, r page.Reader, s tickets.Story, lists tickets.Lists) ([]similar, error) {
	if d.Archive == nil {
		return nil, nil
	}
	text := s.Ticket.Subject.Reveal()
	for _, m := range s.Messages {
		if m.Author == tickets.ByCustomer {
			text += "\n" + page.Cut(similarWords, m.Text)
			break
		}
	}
	hits, err := d.Archive.Similar(ctx, r.Actor(), text, s.Ticket.Product, similarMost)
	if err != nil {
		return nil, err
	}
	var out []similar
	for _, h := range hits {
		x := similar{ID: h.ID, Lang: h.Lang}
		for _, piece := range h.Title {
			x.Title += piece.Text
		}
		facts := []string{h.Product}
		if h.Firmware != "" {
			facts = append(facts, "fw "+h.Firmware)
		}
		facts = append(facts, r.Lang.T("like.archive", h.Year()))
		if f := named(lists.Faults, h.Fault, r); f != "" {
			facts = append(facts, f)
		}
		x.Facts, x.Fix = strings.Join(facts, ", "), named(lists.Resolutions, h.Resolution, r)
		out = append(out, x)
	}
	return out, nil
}

// named is what a code of a list is called; "" for none, the code itself when it has left the list.
func named(cs []tickets.Choice, code string, r page.Reader) string {
	for _, c := range cs {
		if c.Code == code {
			return c.In(string(r.Lang.Voice()))
		}
	}
	return code
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
	said := "ticket.unit.linked"
	if form.Get("serial") == "" {
		said = "ticket.unit.unlinked"
	}
	return d.e.Go(w, r, back(r), &page.Said{Key: said})
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
