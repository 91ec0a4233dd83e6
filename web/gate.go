package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

// usualBody is the largest request body of a route that says nothing else.
const usualBody = 1 << 20

// How long a request may take to be read and answered.
const (
	readTime  = 30 * time.Second
	largeTime = 10 * time.Minute // for a route that takes large bodies
	writeTime = 2 * time.Minute
)

// route is the gate before one route: deadlines, the size of the body, who is there, whether they may, how often.
func (s *Site) route(rt page.Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		for _, p := range c.Params {
			c.Request.SetPathValue(p.Key, p.Value)
		}
		bound(c, rt)
		r, err := s.known(c.Request)
		c.Request = r
		if err == nil {
			err = s.admit(c, rt)
		}
		if errors.Is(err, errStranger) {
			s.toTheDoor(c)
			return
		}
		if err == nil {
			err = rt.Handle(c.Writer, c.Request)
		}
		if err != nil {
			s.fail(c, err)
		}
	}
}

// bound limits a request in size and time. The time to read ends with the body: a deadline that passes later would end
// the request's context in the middle of a verb. Test writers know no deadlines; that is no error.
func bound(c *gin.Context, rt page.Route) {
	limit := rt.Body
	if limit == 0 {
		limit = usualBody
	}
	control := http.NewResponseController(c.Writer)
	read := readTime
	if limit > usualBody {
		read = largeTime
	}
	if c.Request.ContentLength != 0 {
		_ = control.SetReadDeadline(time.Now().Add(read))
		page.Bound(c.Request, limit, func() { _ = control.SetReadDeadline(time.Time{}) })
	}
	if rt.Stream {
		_ = control.SetWriteDeadline(time.Time{})
		return
	}
	_ = control.SetWriteDeadline(time.Now().Add(read + writeTime))
}

// errStranger says that a page is for people with an account and nobody is signed in.
var errStranger = errors.New("nobody is signed in")

// known puts the reader into the request. A session that has ended is nobody; only a store that cannot be read is an
// error.
func (s *Site) known(r *http.Request) (*http.Request, error) {
	house := lang.Lang(s.pages.Profile().Lang)
	var account *tickets.Account
	var err error
	if token := s.token(r); token != "" {
		var a tickets.Account
		if a, err = s.accounts.Session(r.Context(), token); err == nil {
			account = &a
		} else if errors.Is(err, tickets.ErrNotFound) {
			err = nil
		}
	}
	return r.WithContext(page.With(r.Context(), page.ReaderOf(r, account, house))), err
}

// admit lets the reader through, or not.
func (s *Site) admit(c *gin.Context, rt page.Route) error {
	if rt.Public {
		key := rt.Method + rt.Path + network(s.client(c.Request))
		if rt.Rate > 0 && !s.visits.take(key, rt.Rate, time.Minute) {
			return &errBusy{s.visits.left(key)}
		}
		return nil
	}
	reader := page.Of(c.Request.Context())
	switch {
	case !reader.SignedIn():
		return errStranger
	case !reader.Has(rt.Roles):
		return tickets.ErrForbidden
	}
	return nil
}

// toTheDoor sends somebody who asked for a page to sign in, and then back; anything else is told that nobody is there.
func (s *Site) toTheDoor(c *gin.Context) {
	if c.Request.Method == http.MethodGet && strings.Contains(c.Request.Header.Get("Accept"), "text/html") {
		c.Redirect(http.StatusSeeOther, "/sign-in?to="+url.QueryEscape(c.Request.URL.RequestURI()))
		return
	}
	s.fail(c, errStranger)
}
