package desk

import (
	"net/http"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// settingsPage is the accounts of the staff and the edited lists.
type settingsPage struct {
	Accounts []tickets.Account
	Lists    tickets.Lists
	Form     page.Form
	Me       string
}

// Head implements page.Page.
func (p settingsPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/settings.html", Title: r.Lang.T("room.settings"), Layout: page.Desk, Bad: p.Form.Bad(),
		Nav: page.Nav{Groups: []page.NavGroup{{Title: r.Lang.T("room.settings"), Items: []page.NavItem{{Href: "/settings", Text: r.Lang.T("settings.accounts"), Current: true}}}}}}
}

func (d *Desk) settings(w http.ResponseWriter, r *http.Request) error {
	return d.showSettings(w, r, page.Form{})
}

func (d *Desk) showSettings(w http.ResponseWriter, r *http.Request, form page.Form) error {
	reader := page.Of(r.Context())
	all, err := d.Accounts.All(r.Context(), reader.Actor())
	if err != nil {
		return err
	}
	lists, err := d.Settings.Lists(r.Context())
	if err != nil {
		return err
	}
	return d.e.Show(w, r, settingsPage{Accounts: all, Lists: lists, Form: form, Me: reader.Account})
}

func (d *Desk) account(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	roles, err := tickets.ParseRoles(form.Values["roles"])
	if err == nil {
		_, err = d.Accounts.Create(r.Context(), page.Of(r.Context()).Actor(), tickets.NewAccount{Name: tickets.P(form.Get("name")),
			Login: tickets.P(form.Get("email")), Password: tickets.P(form.Values.Get("password")), Roles: roles})
	}
	ok, err := form.Took(err)
	if err != nil {
		return err
	}
	if !ok {
		return d.showSettings(w, r, form)
	}
	return d.e.Go(w, r, "/settings", &page.Said{Key: "settings.added"})
}

func (d *Desk) active(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	ok, err := form.Took(d.Accounts.SetActive(r.Context(), page.Of(r.Context()).Actor(), form.Get("account"), form.Get("to") == "open"))
	if err != nil {
		return err
	}
	if !ok {
		return d.showSettings(w, r, form)
	}
	return d.e.Go(w, r, "/settings", &page.Said{Key: "settings.changed"})
}
