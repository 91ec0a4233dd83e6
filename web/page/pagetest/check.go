// Package pagetest checks what a page of Lethe must be, whatever it shows: for tests of packages of pages.
package pagetest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

// Now is the moment at which pages are drawn: a Tuesday.
var Now = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

// Zone is where they are drawn.
func Zone(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// Engine reads the sets as a program would.
func Engine(t testing.TB, sets ...page.Set) *page.Engine {
	t.Helper()
	e, err := page.New(page.Options{
		Profile: tickets.Profile{Company: "Lodvik Mätteknik", Support: "support@lodvik.example", Zone: Zone(t), Years: 7, Lang: "sv"},
		Now:     func() time.Time { return Now },
		Rooms: []page.Room{{Href: "/tickets", Key: "room.desk", Roles: tickets.RoleEngineer},
			{Href: "/privacy", Key: "room.privacy", Roles: tickets.RoleOfficer}},
	}, sets...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Reader is an engineer who is an officer too.
func Reader(l lang.Lang) page.Reader {
	return page.Reader{Lang: l, Account: "acc", Name: tickets.P("Elin Sandberg"), Roles: tickets.RoleEngineer | tickets.RoleOfficer}
}

// HTML is a page as the browser gets it.
func HTML(t testing.TB, e *page.Engine, r page.Reader, p page.Page) string {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/here", nil)
	w := httptest.NewRecorder()
	if err := e.Show(w, req.WithContext(page.With(req.Context(), r)), p); err != nil {
		t.Fatalf("%T in %s: %v", p, r.Lang, err)
	}
	return w.Body.String()
}

// Check draws the zero value of each page of the set, and the filled ones, in both languages, for a reader with an account
// and for one without, and holds each to Problems.
func Check(t *testing.T, set page.Set, filled ...page.Page) {
	t.Helper()
	e := Engine(t, set)
	for _, p := range append(append([]page.Page{}, set.Pages...), filled...) {
		for _, l := range lang.Spoken() {
			for _, r := range []page.Reader{Reader(l), {Lang: l}} {
				for _, problem := range Problems(HTML(t, e, r, p)) {
					t.Errorf("%T in %s: %s", p, l, problem)
				}
			}
		}
	}
}

var unknownKey = regexp.MustCompile(`⟦[^⟧]*⟧|%!\w?\(`)

// Problems lists what is wrong with a page: HTML that is not well-formed, more or less than one h1, a skipped heading
// level in the content, a field without a label, a button without words, two elements with one id, a reference to an id that is not
// there, anything inline, a sentence that nobody wrote.
func Problems(doc string) []string {
	var c checker
	c.balance(doc)
	if m := unknownKey.FindString(doc); m != "" {
		c.say("unknown sentence or wrong arguments: %s", m)
	}
	root, err := html.Parse(strings.NewReader(doc))
	if err != nil {
		return append(c.found, err.Error())
	}
	c.ids = map[string]*html.Node{}
	c.labels = map[string]bool{}
	walk(root, c.collect)
	walk(root, c.element)
	if c.h1 != 1 {
		c.say("a page has one h1, this one has %d", c.h1)
	}
	return c.found
}

func walk(n *html.Node, f func(*html.Node)) {
	if n.Type == html.ElementNode {
		f(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		walk(k, f)
	}
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if label, ok := attr(n, "aria-label"); ok {
		return label
	}
	if alt, ok := attr(n, "alt"); ok {
		return alt
	}
	var b strings.Builder
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		b.WriteString(words(k))
	}
	return strings.TrimSpace(b.String())
}

func local(href string) bool {
	u, err := url.Parse(href)
	return err == nil && u.Scheme == "" && u.Host == ""
}
