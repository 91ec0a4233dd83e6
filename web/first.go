package web

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// first is the page of a new installation, which creates its administrator.
type first struct {
	Form    page.Form
	AskCode bool
}

// Head implements page.Page.
func (p first) Head(r page.Reader) page.Head {
	return page.Head{Template: "web/first.html", Title: r.Lang.T("door.first.title"), Layout: page.Door, Bad: p.Form.Bad()}
}

// begin shows the page while nobody has an account.
func (s *Site) begin(w http.ResponseWriter, r *http.Request) error {
	empty, err := s.accounts.Empty(r.Context())
	if err != nil {
		return err
	}
	if !empty {
		return s.pages.Go(w, r, "/sign-in", nil)
	}
	return s.pages.Show(w, r, first{AskCode: s.asksCode(r)})
}

// asksCode says whether the first account needs the code that was printed at the start: not from this machine itself.
func (s *Site) asksCode(r *http.Request) bool { return s.opts.FirstCode != "" && !s.here(r) }

// createFirst makes the administrator and signs them in. Of two who try at once, one is sent to the door.
func (s *Site) createFirst(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	p := first{Form: form, AskCode: s.asksCode(r)}
	password := form.Values.Get("password")
	if password != form.Values.Get("again") {
		p.Form.Refuse("again", "door.pass.differ")
	}
	if p.AskCode && !s.codeIsRight(r, form.Get("code")) {
		p.Form.Refuse("code", "door.code.bad")
	}
	if p.Form.Bad() {
		return s.pages.Show(w, r, p)
	}
	_, err = s.accounts.CreateFirst(r.Context(), tickets.NewAccount{Name: tickets.P(form.Get("name")), Login: tickets.P(form.Get("email")),
		Password: tickets.P(password), Lang: string(page.Of(r.Context()).Lang)})
	if errors.Is(err, tickets.ErrForbidden) {
		return s.pages.Go(w, r, "/sign-in", nil)
	}
	ok, err := p.Form.Took(err)
	if err != nil {
		return err
	}
	if !ok {
		return s.pages.Show(w, r, p)
	}
	token, err := s.compare(r.Context(), form.Get("email"), password)
	if err != nil {
		return err
	}
	return s.open(w, r, token, "/")
}

// codeIsRight compares a typed code, whatever the case and however often it is tried in vain.
func (s *Site) codeIsRight(r *http.Request, code string) bool {
	if !s.tries.take("code "+network(s.client(r)), loginTries, tryWindow) {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(strings.ToLower(code)), []byte(strings.ToLower(s.opts.FirstCode))) == 1
}
