package desk_test

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/web"
	"github.com/axsensor/lethe/web/desk"
	"github.com/axsensor/lethe/web/page"
	"github.com/axsensor/lethe/web/page/pagetest"
)

// site is the web with the desk's pages, over a real desk and its live index.
type site struct {
	*web.Site
	desk    *desktest.Desk
	live    *search.Live
	cookies map[string]*http.Cookie
}

func open(t *testing.T) *site {
	t.Helper()
	d := desktest.Open(t)
	d.Stock(t)
	anon, err := anonymizer.New(anonymizer.Options{Desk: d.Forgetting, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	live, err := search.OpenLive(t.Context(), search.LiveOptions{Dir: filepath.Join(d.Dir, "cache", "live"), Desk: d.Tickets})
	if err != nil {
		t.Fatal(err)
	}
	run(t, live.Run, live.Close)
	e, err := page.New(page.Options{Profile: d.Profile(), Now: d.Clock.Now,
		Rooms: []page.Room{{Href: "/tickets", Key: "room.desk", Roles: tickets.RoleEngineer}, {Href: "/forget", Key: "room.privacy", Roles: tickets.RoleOfficer}}},
		web.Set(), desk.Set())
	if err != nil {
		t.Fatal(err)
	}
	pages := desk.New(desk.Options{Engine: e, Tickets: d.Tickets, Mailroom: d.Mailroom, Records: d.Records, Accounts: d.Accounts, Forgetting: d.Forgetting,
		Settings: d.Settings, Anonymizer: anon, Live: live})
	s, err := web.New(web.Options{Engine: e, Accounts: d.Accounts, Log: slog.New(slog.DiscardHandler), Now: d.Clock.Now, Routes: pages.Routes()})
	if err != nil {
		t.Fatal(err)
	}
	return &site{s, d, live, map[string]*http.Cookie{}}
}

// run lets a follower work until the test ends.
func run(t *testing.T, follow func(context.Context) error, shut func() error) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- follow(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = shut()
	})
}

// ask sends a request of somebody signed in; form makes it a POST.
func (s *site) ask(t *testing.T, who, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	if s.cookies[who] == nil && who != "" {
		s.cookies[who] = &http.Cookie{}
		w := s.ask(t, "", "/sign-in", url.Values{"email": {who + "@axsensor.example"}, "password": {desktest.Password}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("sign-in of %s: %d", who, w.Code)
		}
		s.cookies[who] = w.Result().Cookies()[0]
	}
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(s.cookies[who])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if body := w.Body.String(); strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && body != "" && strings.Contains(body, "<main") {
		for _, p := range pagetest.Problems(body) {
			t.Errorf("%s: %s", path, p)
		}
	}
	return w
}

// get is a page that must be there.
func (s *site) get(t *testing.T, path string) string {
	t.Helper()
	w := s.ask(t, "engineer", path, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	return html.UnescapeString(w.Body.String())
}

// post sends a form that must be taken, and returns where it leads.
func (s *site) post(t *testing.T, path string, form url.Values) string {
	t.Helper()
	w := s.ask(t, "engineer", path, form)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", path, w.Code, mainOf(w.Body.String()))
	}
	return w.Header().Get("Location")
}

var mainPart = regexp.MustCompile(`(?s)<main.*?>(.*)</main>`)

// mainOf is the page without its frame.
func mainOf(body string) string {
	if m := mainPart.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return body
}

// holds checks that a page says each of the words.
func holds(t *testing.T, what, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("%s does not say %q", what, w)
		}
	}
}

// lacks checks that it says none of them.
func lacks(t *testing.T, what, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(body, w) {
			t.Errorf("%s says %q", what, w)
		}
	}
}

// arrive puts n mails through the mailroom, an hour apart, and returns their tickets.
func (s *site) arrive(t *testing.T, n int) []string {
	t.Helper()
	var ids []string
	for i := range n {
		got := s.desk.Arrive(t, desktest.Letter("Provare Kund", fmt.Sprintf("kund%d@kund.example", i), fmt.Sprintf("Ärendet %03d", i),
			fmt.Sprintf("Hej! Givaren AX-200 visar fel värde sedan i går, larm E-47. Prov %d.", i)))
		ids = append(ids, got.Ticket)
		s.desk.Clock.Add(time.Minute)
	}
	return ids
}

// indexed waits until the live index answers a question with n tickets.
func (s *site) indexed(t *testing.T, q search.Wanted, n int) {
	t.Helper()
	q.Limit = 1
	for range 400 {
		if f, err := s.live.Ask(t.Context(), q); err == nil && f.Total == n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the index did not follow")
}

var rowID = regexp.MustCompile(`data-id="([a-z0-9]+)"`)

// listed are the tickets on a page, in order.
func listed(body string) []string {
	var out []string
	for _, m := range rowID.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}

var nextPage = regexp.MustCompile(`href="([^"]+)" rel="next"`)

func next(t *testing.T, body string) string {
	t.Helper()
	m := nextPage.FindStringSubmatch(body)
	if m == nil {
		t.Fatal("there is no next page")
	}
	return html.UnescapeString(m[1])
}

var actions = regexp.MustCompile(`action="([^"]+)"`)

// formAction is where the form on a page leads that begins so.
func formAction(t *testing.T, body, prefix string) string {
	t.Helper()
	for _, m := range actions.FindAllStringSubmatch(body, -1) {
		if strings.HasPrefix(m[1], prefix) {
			return html.UnescapeString(m[1])
		}
	}
	t.Fatalf("no form leads to %s", prefix)
	return ""
}

func letter(name, address string) tickets.Inbound {
	return desktest.Letter(name, address, "Ett nytt ärende", "Hej! Givaren AX-200 visar fel värde.")
}
