package desk

import (
	"net/http"
	"strconv"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

// createPage is where one of us opens a ticket for somebody who called or was visited.
type createPage struct {
	Form     page.Form
	Kinds    []page.Option
	Products []page.Option
	Langs    []page.Option
	Counts   tickets.Counts
	// FilesLost says that files were chosen in a form that came back.
	FilesLost bool
}

// Head implements page.Page.
func (p createPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/create.html", Title: r.Lang.T("page.newticket"), Layout: page.Desk, Live: true, Nav: nav(r, p.Counts, ""),
		Search: find(r, ""), Bad: p.Form.Bad(), Styles: []string{"desk/create.css"}}
}

func (d *Desk) newTicket(w http.ResponseWriter, r *http.Request) error {
	var form page.Form
	form.Set("kind", string(tickets.Call))
	form.Set("lang", d.e.Profile().Lang)
	return d.showCreate(w, r, form, false)
}

func (d *Desk) showCreate(w http.ResponseWriter, r *http.Request, form page.Form, filesLost bool) error {
	reader := page.Of(r.Context())
	p := createPage{Form: form, FilesLost: filesLost, Products: []page.Option{{Text: reader.Lang.T("create.noproduct")}}}
	for _, k := range []tickets.MessageKind{tickets.Call, tickets.Visit, tickets.Note} {
		p.Kinds = append(p.Kinds, page.Option{Value: string(k), Text: reader.Lang.T("create.kind." + string(k))})
	}
	for _, l := range []lang.Lang{lang.SV, lang.EN, lang.DE, lang.NO, lang.DA, lang.FI} {
		p.Langs = append(p.Langs, page.Option{Value: string(l), Text: l.Name(reader.Lang)})
	}
	ps, err := d.Records.Products(r.Context())
	if err != nil {
		return err
	}
	for _, pr := range ps {
		p.Products = append(p.Products, page.Option{Value: pr.ID, Text: pr.ID + " " + pr.Name})
	}
	if p.Counts, err = d.Tickets.Counts(r.Context(), reader.Actor()); err != nil {
		return err
	}
	return d.e.Show(w, r, p)
}

func (d *Desk) create(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if form.TooLarge(err) {
		return d.showCreate(w, r, form, true)
	}
	if err != nil {
		return err
	}
	files, err := page.Files(r, "files")
	if err != nil {
		return err
	}
	made, err := d.Tickets.Create(r.Context(), page.Of(r.Context()).Actor(), tickets.NewTicket{Kind: tickets.MessageKind(form.Get("kind")),
		Customer: tickets.Party{Name: tickets.P(form.Get("name")), Address: tickets.P(form.Get("email"))}, Phone: tickets.P(form.Get("phone")),
		Company: tickets.P(form.Get("company")), Subject: tickets.P(form.Get("subject")), Text: tickets.P(form.Values.Get("text")),
		Serial: tickets.P(form.Get("serial")), Product: form.Get("product"), Lang: form.Get("lang"), Files: files})
	ok, err := form.Took(err)
	if err != nil {
		return err
	}
	if !ok {
		return d.showCreate(w, r, form, len(files) > 0)
	}
	return d.e.Go(w, r, "/ticket/"+made.ID, &page.Said{Key: "create.done", Args: []string{strconv.FormatInt(made.Number, 10)}})
}
