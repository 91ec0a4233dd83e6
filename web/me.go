package web

import (
	"errors"
	"net/http"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

// me is everybody's own account: how they want the desk, their password, the way out.
type me struct {
	Name     tickets.Personal
	Roles    []string // in the reader's words
	Wishes   page.Form
	Password page.Form
	Langs    []page.Option
	Themes   []page.Option
}

// Head implements page.Page.
func (p me) Head(r page.Reader) page.Head {
	return page.Head{Template: "web/me.html", Title: r.Lang.T("page.me"), Layout: page.Desk, Bad: p.Wishes.Bad() || p.Password.Bad()}
}

func (s *Site) me(w http.ResponseWriter, r *http.Request) error {
	return s.showMe(w, r, page.Form{})
}

func (s *Site) showMe(w http.ResponseWriter, r *http.Request, password page.Form) error {
	reader := page.Of(r.Context())
	p := me{Name: reader.Name, Password: password, Themes: []page.Option{{Value: "", Text: reader.Lang.T("me.theme.system")},
		{Value: "light", Text: reader.Lang.T("me.theme.light")}, {Value: "dark", Text: reader.Lang.T("me.theme.dark")}}}
	for _, name := range reader.Roles.Names() {
		p.Roles = append(p.Roles, reader.Lang.T("role."+name))
	}
	for _, l := range lang.Spoken() {
		p.Langs = append(p.Langs, page.Option{Value: string(l), Text: l.Name(l)})
	}
	p.Wishes.Set("lang", string(reader.Lang))
	p.Wishes.Set("theme", reader.Theme)
	if reader.Density == "compact" {
		p.Wishes.Set("density", "compact")
	}
	if !reader.NoKeys {
		p.Wishes.Set("keys", "on")
	}
	return s.pages.Show(w, r, p)
}

// wish keeps how the reader wants the desk.
func (s *Site) wish(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	prefs := tickets.Prefs{Theme: form.Get("theme"), Density: form.Get("density"), NoKeys: !form.Has("keys", "on")}
	if l, ok := lang.Parse(form.Get("lang")); ok {
		prefs.Lang = string(l.Voice())
	}
	if prefs.Theme != "light" && prefs.Theme != "dark" {
		prefs.Theme = ""
	}
	if prefs.Density != "compact" {
		prefs.Density = ""
	}
	if err := s.accounts.SetPrefs(r.Context(), page.Of(r.Context()).Actor(), prefs); err != nil {
		return err
	}
	return s.pages.Go(w, r, "/me", &page.Said{Key: "me.kept"})
}

// setPassword changes the reader's password. All their sessions end with the old one, and this browser gets a new one.
func (s *Site) setPassword(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reader := page.Of(r.Context())
	key := "password " + reader.Account
	if !s.tries.take(key, loginTries, tryWindow) {
		return &errBusy{s.tries.left(key)}
	}
	fresh := form.Values.Get("password")
	if fresh != form.Values.Get("again") {
		form.Refuse("again", "door.pass.differ")
	}
	if !form.Bad() {
		ok, err := form.Took(s.accounts.SetPassword(r.Context(), reader.Actor(), form.Values.Get("old"), fresh))
		if err != nil && !errors.Is(err, tickets.ErrBadSignIn) {
			return err
		}
		if ok {
			s.tries.clear(key)
			s.setToken(w, r, "")
			return s.pages.Go(w, r, "/sign-in", &page.Said{Key: "me.password.kept"})
		}
	}
	return s.showMe(w, r, form)
}
