package desk

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// settingsPage is the accounts of the staff and the edited lists.
type settingsPage struct {
	Accounts []tickets.Account
	Form     page.Form
	ListForm page.Form
	Me       string
	Moved    *tickets.Moved // a move to here that is not finished
}

// Head implements page.Page.
func (p settingsPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/settings.html", Title: r.Lang.T("room.settings"), Layout: page.Desk, Bad: p.Form.Bad() || p.ListForm.Bad(), Styles: []string{"desk/settings.css"},
		Nav: page.Nav{Groups: []page.NavGroup{{Title: r.Lang.T("room.settings"), Items: []page.NavItem{{Href: "/settings", Text: r.Lang.T("settings.accounts"), Current: true}, {Href: "/settings#lists", Text: r.Lang.T("settings.lists")}}}}}}
}

func (d *Desk) settings(w http.ResponseWriter, r *http.Request) error {
	return d.showSettings(w, r, settingsPage{})
}

// showSettings draws the page; p holds a form that was refused.
func (d *Desk) showSettings(w http.ResponseWriter, r *http.Request, p settingsPage) error {
	reader := page.Of(r.Context())
	all, err := d.Accounts.All(r.Context(), reader.Actor())
	if err != nil {
		return err
	}
	lists, err := d.Settings.Lists(r.Context())
	if err != nil {
		return err
	}
	if p.Moved, err = d.moved(r, reader.Actor()); err != nil {
		return err
	}
	p.Accounts, p.Me = all, reader.Account
	if !p.ListForm.Bad() {
		p.ListForm.Set("faults", linesOf(lists.Faults))
		p.ListForm.Set("resolutions", linesOf(lists.Resolutions))
	}
	return d.e.Show(w, r, p)
}

// linesOf writes a list as it is edited: a choice a line, its code and its words in each language with semicolons between.
func linesOf(cs []tickets.Choice) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.Code + "; " + c.SV + "; " + c.EN + "\n")
	}
	return b.String()
}

// linesIn reads what linesOf writes. A line that is none is refused by its number.
func linesIn(form *page.Form, field string) []tickets.Choice {
	var out []tickets.Choice
	seen := map[string]bool{}
	for i, line := range strings.Split(form.Values.Get(field), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		parts := strings.Split(line, ";")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if len(parts) != 3 || parts[1] == "" || parts[2] == "" || !choiceCode.MatchString(parts[0]) || seen[parts[0]] {
			form.Refuse(field, "settings.line", i+1)
			return nil
		}
		seen[parts[0]] = true
		out = append(out, tickets.Choice{Code: parts[0], SV: parts[1], EN: parts[2]})
	}
	return out
}

// choiceCode is what a code may look like; the verb holds it to the same.
var choiceCode = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// lists replaces the lists of faults and fixes.
func (d *Desk) lists(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	l := tickets.Lists{Faults: linesIn(&form, "faults"), Resolutions: linesIn(&form, "resolutions")}
	if !form.Bad() {
		_, err = form.Took(d.Settings.SetLists(r.Context(), page.Of(r.Context()).Actor(), l))
	}
	switch {
	case err != nil:
		return err
	case form.Bad():
		return d.showSettings(w, r, settingsPage{ListForm: form})
	}
	return d.e.Go(w, r, "/settings", &page.Said{Key: "settings.lists.saved"})
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
		return d.showSettings(w, r, settingsPage{Form: form})
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
		return d.showSettings(w, r, settingsPage{Form: form})
	}
	return d.e.Go(w, r, "/settings", &page.Said{Key: "settings.changed"})
}
