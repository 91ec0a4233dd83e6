package web

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

//go:embed *.html
var files embed.FS

// Set is this package's own pages: the door, and everybody's own account. It must be among the engine's sets.
func Set() page.Set {
	return page.Set{Name: "web", Files: files, Pages: []page.Page{signIn{}, first{}, me{}}}
}

// signIn is the page that asks who somebody is.
type signIn struct {
	Form    page.Form
	To      string
	Refused string // why it did not work, in the reader's words
}

// Head implements page.Page.
func (p signIn) Head(r page.Reader) page.Head {
	return page.Head{Template: "web/signin.html", Title: r.Lang.T("door.title"), Layout: page.Door, Skip: r.Lang.T("door.skip"), Bad: p.Form.Bad() || p.Refused != ""}
}

// Sign-ins that fail: so many for one login, and so many from one network, in a window of time. Whoever has the right
// password is let in while others try wrong ones from elsewhere, as long as they come from a network of their own.
const (
	loginTries   = 8
	networkTries = 40
	tryWindow    = 10 * time.Minute
)

// enter shows the door. A new installation is shown how it gets its administrator.
func (s *Site) enter(w http.ResponseWriter, r *http.Request) error {
	if page.Of(r.Context()).SignedIn() {
		return s.pages.Go(w, r, localPath(r.URL.Query().Get("to")), nil)
	}
	empty, err := s.accounts.Empty(r.Context())
	if err != nil {
		return err
	}
	if empty {
		return s.pages.Go(w, r, "/first", nil)
	}
	return s.pages.Show(w, r, signIn{To: localPath(r.URL.Query().Get("to"))})
}

// signIn opens a session. An unknown login and a wrong password are answered alike, after the same time.
func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	p := signIn{Form: form, To: localPath(form.Get("to"))}
	login, password := form.Get("email"), form.Values.Get("password")
	if login == "" {
		p.Form.Refuse("email", "door.login.empty")
	}
	if password == "" {
		p.Form.Refuse("password", "door.pass.empty")
	}
	if p.Form.Bad() {
		return s.pages.Show(w, r, p)
	}
	from := network(s.client(r))
	one, all := "login "+from+" "+tickets.NormalAddress(login), "network "+from
	mayOne, mayAll := s.tries.take(one, loginTries, tryWindow), s.tries.take(all, networkTries, tryWindow)
	l := page.Of(r.Context()).Lang
	if !mayOne || !mayAll {
		p.Refused = l.T("door.wait", l.Span(max(s.tries.left(one), s.tries.left(all))))
		return s.pages.ShowAs(w, r, http.StatusTooManyRequests, p)
	}
	token, err := s.compare(r.Context(), login, password)
	if errors.Is(err, tickets.ErrBadSignIn) {
		p.Refused = l.T("door.refused")
		return s.pages.ShowAs(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	s.tries.clear(one)
	return s.open(w, r, token, p.To)
}

// compare signs in, few at a time: each takes the memory that makes guessing dear.
func (s *Site) compare(ctx context.Context, login, password string) (string, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	token, _, err := s.accounts.SignIn(ctx, login, password)
	return token, err
}

// open hands over the new session and ends the one that the browser came with.
func (s *Site) open(w http.ResponseWriter, r *http.Request, token, to string) error {
	if old := s.token(r); old != "" {
		if err := s.accounts.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	s.setToken(w, r, token)
	return s.pages.Go(w, r, to, nil)
}

// leave ends the session; leaving twice is no error.
func (s *Site) leave(w http.ResponseWriter, r *http.Request) error {
	if token := s.token(r); token != "" {
		if err := s.accounts.SignOut(r.Context(), token); err != nil {
			return err
		}
	}
	s.setToken(w, r, "")
	return s.pages.Go(w, r, "/sign-in", &page.Said{Key: "door.left"})
}

// home sends each reader to the first room that is theirs.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	reader := page.Of(r.Context())
	if !reader.SignedIn() {
		return s.enter(w, r)
	}
	for _, room := range s.pages.Rooms() {
		if reader.Has(room.Roles) {
			return s.pages.Go(w, r, room.Href, nil)
		}
	}
	return s.pages.Go(w, r, "/me", nil)
}

// localPath is an address on this site that somebody may be sent to after signing in, else the first page.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) ||
		u.Path == "/sign-in" || u.Path == "/first" {
		return "/"
	}
	return to
}
