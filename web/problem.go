package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// errBusy says that somebody tried too often, and for how long they should wait.
type errBusy struct{ wait time.Duration }

func (e *errBusy) Error() string { return "too many attempts" }

// statuses is the one table of what errors mean to whoever asked.
var statuses = []struct {
	err    error
	status int
}{
	{tickets.ErrNotFound, http.StatusNotFound},
	{tickets.ErrForbidden, http.StatusForbidden},
	{tickets.ErrConflict, http.StatusConflict},
	{tickets.ErrForgetting, http.StatusGone},
	{tickets.ErrTooLarge, http.StatusRequestEntityTooLarge},
	{tickets.ErrBadSignIn, http.StatusUnauthorized},
	{tickets.ErrNotDue, http.StatusConflict},
	{tickets.ErrInvalid, http.StatusBadRequest},
	{errStranger, http.StatusUnauthorized},
	{errMethod, http.StatusMethodNotAllowed},
	{errCrossed, http.StatusForbidden},
	{errStopping, http.StatusServiceUnavailable},
	{tickets.ErrAway, http.StatusServiceUnavailable},
	{tickets.ErrKeysAway, http.StatusServiceUnavailable},
	{tickets.ErrFull, http.StatusInsufficientStorage},
	{tickets.ErrKeysFull, http.StatusInsufficientStorage},
	{syscall.ENOSPC, http.StatusInsufficientStorage}, // of the folder of blobs or keys
	{syscall.EDQUOT, http.StatusInsufficientStorage},
	{context.Canceled, 499}, // the client went away; nobody reads it
}

// StatusOf is the status code that an error of the domain is answered with.
func StatusOf(err error) int {
	var busy *errBusy
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &busy):
		return http.StatusTooManyRequests
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	}
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// fail answers a request that could not be met. What is our own fault is logged, under an id that the reader sees.
func (s *Site) fail(c *gin.Context, err error) {
	status := StatusOf(err)
	ours := status >= http.StatusInternalServerError && !errors.Is(err, errStopping)
	if ours {
		s.log.ErrorContext(c.Request.Context(), "request failed", "id", requestID(c), "route", c.FullPath(), "error", err)
	}
	if c.Writer.Written() {
		return
	}
	reader := page.Of(c.Request.Context())
	p := page.Problem{Status: status, Note: requestID(c), Public: !reader.SignedIn()}
	if p.Public && strings.HasPrefix(c.Request.URL.Path, "/support") {
		p.Home = "/support"
	}
	if status == http.StatusUnauthorized {
		p.Home, p.Kept = "/sign-in?to="+url.QueryEscape(from(c.Request)), words(c.Request)
	}
	if ours {
		p.Kept = words(c.Request)
	}
	if errors.Is(err, tickets.ErrAway) || errors.Is(err, tickets.ErrKeysAway) {
		p.Text = reader.Lang.T("page.503.away")
	}
	var busy *errBusy
	if errors.As(err, &busy) {
		p.Wait = reader.Lang.Span(busy.wait)
		c.Header("Retry-After", strconv.Itoa(int(busy.wait.Seconds())+1))
	}
	if errors.Is(err, errCrossed) {
		p.Text = reader.Lang.T("page.403.cross")
	}
	s.show(c, status, p)
}

// show draws an error page, or its words alone for whoever did not ask for a page.
func (s *Site) show(c *gin.Context, status int, p page.Problem) {
	reader := page.Of(c.Request.Context())
	if !strings.Contains(c.Request.Header.Get("Accept"), "text/html") {
		c.Header("Cache-Control", "no-store")
		c.JSON(status, gin.H{"error": p.Title(reader.Lang), "id": p.Note})
		return
	}
	if err := s.pages.ShowAs(c.Writer, c.Request, status, p); err != nil {
		s.log.ErrorContext(c.Request.Context(), "error page failed", "id", requestID(c), "error", err)
		c.String(status, http.StatusText(status))
	}
}

// lost answers an address that no route has.
func (s *Site) lost(c *gin.Context, err error) {
	r, known := s.known(c.Request)
	c.Request = r
	if known != nil {
		err = known
	}
	s.fail(c, err)
}

// from is the address of the page whose form was sent.
func from(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return localPath(u.Path)
}

// words are the longer texts of a form that could not be taken: they are shown to whoever sent them, and kept nowhere. A form with files is too large to be read for a stranger.
func words(r *http.Request) []string {
	if r.Method != http.MethodPost || r.ContentLength <= 0 || r.ContentLength > usualBody {
		return nil
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return nil
	}
	var out []string
	for _, name := range []string{"reply", "note", "text"} {
		if s := form.Get(name); s != "" {
			out = append(out, s)
		}
	}
	return out
}
