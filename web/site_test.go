package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/web"
	"github.com/axsensor/lethe/web/page"
	"github.com/axsensor/lethe/web/page/pagetest"
)

// site is a web on a real desk, with a few routes that stand for those of the packages of pages.
type site struct {
	*web.Site
	desk *desktest.Desk
	log  *bytes.Buffer
}

func open(t *testing.T, change ...func(*web.Options)) *site {
	t.Helper()
	return on(t, desktest.Open(t), change...)
}

func on(t *testing.T, d *desktest.Desk, change ...func(*web.Options)) *site {
	t.Helper()
	s := &site{desk: d, log: &bytes.Buffer{}}
	e, err := page.New(page.Options{Profile: tickets.Profile{Company: "Axsensor AB", Zone: time.UTC, Lang: "sv"}, Now: d.Clock.Now,
		Rooms: []page.Room{{Href: "/tickets", Key: "room.desk", Roles: tickets.RoleEngineer}, {Href: "/archive", Key: "room.archive", Roles: tickets.RoleProduct}}}, web.Set())
	if err != nil {
		t.Fatal(err)
	}
	o := web.Options{Engine: e, Accounts: d.Accounts, Log: slog.New(slog.NewJSONHandler(s.log, nil)), Now: d.Clock.Now, Routes: routes(e)}
	for _, f := range change {
		f(&o)
	}
	if s.Site, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	return s
}

func routes(e *page.Engine) []page.Route {
	say := func(w http.ResponseWriter, r *http.Request) error {
		_, err := w.Write([]byte("here " + r.PathValue("id")))
		return err
	}
	fails := func(err error) func(http.ResponseWriter, *http.Request) error {
		return func(http.ResponseWriter, *http.Request) error { return err }
	}
	read := func(_ http.ResponseWriter, r *http.Request) error {
		_, err := page.ReadForm(r)
		return err
	}
	return []page.Route{
		{Method: "GET", Path: "/tickets", Verb: "Tickets.List", Roles: tickets.RoleEngineer, Handle: say},
		{Method: "GET", Path: "/tickets/:id", Verb: "Tickets.Story", Roles: tickets.RoleEngineer, Handle: say},
		{Method: "POST", Path: "/tickets/:id/answer", Verb: "Tickets.Answer", Roles: tickets.RoleEngineer, Handle: say},
		{Method: "GET", Path: "/archive", Verb: "Archive.Search", Roles: tickets.RoleProduct, Handle: say},
		{Method: "GET", Path: "/support", Verb: "Tickets.Submit", Public: true, Rate: 3, Handle: say},
		{Method: "POST", Path: "/support", Verb: "Tickets.Submit", Public: true, Body: 1000, Handle: read},
		{Method: "GET", Path: "/fail/conflict", Verb: "x", Public: true, Handle: fails(tickets.ErrConflict)},
		{Method: "GET", Path: "/fail/forgetting", Verb: "x", Public: true, Handle: fails(tickets.ErrForgetting)},
		{Method: "GET", Path: "/fail/away", Verb: "x", Public: true, Handle: fails(fmt.Errorf("read: %w", tickets.ErrAway))},
		{Method: "GET", Path: "/fail/keys", Verb: "x", Public: true, Handle: fails(fmt.Errorf("open: %w", tickets.ErrKeysAway))},
		{Method: "GET", Path: "/fail/full", Verb: "x", Public: true, Handle: fails(fmt.Errorf("apply: %w", tickets.ErrFull))},
		{Method: "GET", Path: "/fail/full/keys", Verb: "x", Public: true, Handle: fails(fmt.Errorf("make a key: %w", tickets.ErrKeysFull))},
		{Method: "GET", Path: "/fail/full/folder", Verb: "x", Public: true, Handle: fails(fmt.Errorf("keep a blob: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}))},
		{Method: "GET", Path: "/fail/full/quota", Verb: "x", Public: true, Handle: fails(fmt.Errorf("keep a blob: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.EDQUOT}))},
		{Method: "POST", Path: "/fail/full", Verb: "x", Public: true, Handle: func(w http.ResponseWriter, r *http.Request) error {
			return errors.Join(read(w, r), tickets.ErrFull)
		}},
		{Method: "GET", Path: "/fail/ours", Verb: "x", Public: true, Handle: fails(errors.New("the disk is broken"))},
		{Method: "GET", Path: "/fail/panic", Verb: "x", Public: true, Handle: func(http.ResponseWriter, *http.Request) error { panic("Karin Wallentin") }},
	}
}

// request is one request as a browser on the same machine sends it.
type request struct {
	method, path string
	form         url.Values
	cookie       *http.Cookie
	header       map[string]string
	from         string
}

func (s *site) do(t *testing.T, q request) *httptest.ResponseRecorder {
	t.Helper()
	if q.method == "" {
		q.method = "GET"
	}
	r := httptest.NewRequest(q.method, q.path, strings.NewReader(q.form.Encode()))
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if q.form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if q.from != "" {
		r.RemoteAddr = q.from
	}
	if q.cookie != nil {
		r.AddCookie(q.cookie)
	}
	for k, v := range q.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// enter signs somebody in and returns their cookie.
func (s *site) enter(t *testing.T, who string) *http.Cookie {
	t.Helper()
	w := s.do(t, request{method: "POST", path: "/sign-in", form: url.Values{"email": {who + "@axsensor.example"}, "password": {desktest.Password}}})
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) != 1 {
		t.Fatalf("sign-in of %s: %d %s", who, w.Code, w.Body)
	}
	return w.Result().Cookies()[0]
}

func TestTheProductTeamReachesNothingThatIsAlive(t *testing.T) {
	s := open(t)
	cookie := s.enter(t, "product")
	allowed := map[string]bool{"GET /archive": true, "GET /me": true, "POST /me": true, "POST /me/password": true}
	tried := 0
	for _, rt := range s.Routes() {
		name := rt.Method + " " + rt.Path
		if rt.Public || allowed[name] {
			continue
		}
		tried++
		if w := s.do(t, request{method: rt.Method, path: strings.ReplaceAll(rt.Path, ":id", "abc"), cookie: cookie}); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if tried < 4 {
		t.Fatalf("only %d routes were tried", tried)
	}
	if w := s.do(t, request{path: "/archive", cookie: cookie}); w.Code != 200 {
		t.Errorf("the archive: %d", w.Code)
	}
}

func TestNobodyReachesWhatIsForStaffWithoutSigningIn(t *testing.T) {
	s := open(t)
	for _, rt := range s.Routes() {
		if rt.Public {
			continue
		}
		want := http.StatusUnauthorized
		if rt.Method == "GET" {
			want = http.StatusSeeOther
		}
		w := s.do(t, request{method: rt.Method, path: strings.ReplaceAll(rt.Path, ":id", "abc"), cookie: &http.Cookie{Name: "lethe", Value: "forged"}})
		if w.Code != want {
			t.Errorf("%s %s: %d, want %d", rt.Method, rt.Path, w.Code, want)
		}
	}
	w := s.do(t, request{path: "/tickets/abc?x=1"})
	if got := w.Header().Get("Location"); got != "/sign-in?to=%2Ftickets%2Fabc%3Fx%3D1" {
		t.Errorf("the way to the door is %q", got)
	}
}

func TestRoutesThatMustNotBeAreRefusedAtTheStart(t *testing.T) {
	d := desktest.Open(t)
	e, err := page.New(page.Options{}, web.Set())
	if err != nil {
		t.Fatal(err)
	}
	ok := func(http.ResponseWriter, *http.Request) error { return nil }
	for want, rs := range map[string][]page.Route{
		"what is alive":   {{Method: "GET", Path: "/customers", Verb: "v", Roles: page.Staff, Handle: ok}},
		"stands twice":    {{Method: "GET", Path: "/me", Verb: "v", Roles: tickets.RoleAdmin, Handle: ok}},
		"public or for":   {{Method: "GET", Path: "/x", Verb: "v", Handle: ok}},
		"names no verb":   {{Method: "GET", Path: "/x", Public: true, Handle: ok}},
		"nobody to":       {{Method: "GET", Path: "/x", Verb: "v", Public: true}},
		"routes:":         {{Method: "GET", Path: "/x/:a", Verb: "v", Public: true, Handle: ok}, {Method: "GET", Path: "/x/:b", Verb: "v", Public: true, Handle: ok}},
		"for some roles ": nil,
	} {
		_, err := web.New(web.Options{Engine: e, Accounts: d.Accounts, Routes: rs})
		if rs == nil {
			if err != nil {
				t.Errorf("no routes: %v", err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestErrorsBecomePages(t *testing.T) {
	s := open(t)
	for path, want := range map[string]struct {
		status int
		words  string
	}{
		"/nowhere":          {404, "Sidan finns inte"},
		"/fail/conflict":    {409, "Någon annan hann före"},
		"/fail/forgetting":  {410, "glöms just nu"},
		"/fail/ours":        {500, "Något gick fel hos oss"},
		"/fail/panic":       {500, "Något gick fel hos oss"},
		"/fail/away":        {503, "Databasen svarar inte"},
		"/fail/keys":        {503, "Databasen svarar inte"},
		"/fail/full":        {507, "Disken är full"},
		"/fail/full/keys":   {507, "Disken är full"},
		"/fail/full/folder": {507, "Disken är full"},
		"/fail/full/quota":  {507, "Disken är full"},
	} {
		w := s.do(t, request{path: path})
		if w.Code != want.status || !strings.Contains(w.Body.String(), want.words) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "disk is") || strings.Contains(w.Body.String(), "Karin") {
			t.Errorf("%s tells what the error says", path)
		}
		for _, p := range pagetest.Problems(w.Body.String()) {
			t.Errorf("%s: %s", path, p)
		}
	}
	if w := s.do(t, request{path: "/nowhere", header: map[string]string{"Accept": "application/json"}}); w.Code != 404 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("without a page: %d %v", w.Code, w.Header())
	}
	if w := s.do(t, request{method: "POST", path: "/fail/full", form: url.Values{"text": {"Givaren driver efter regn."}}}); w.Code != 507 || !strings.Contains(w.Body.String(), "Givaren driver efter regn.") {
		t.Errorf("what was written is not given back: %d %s", w.Code, w.Body)
	}
	if w := s.do(t, request{method: "DELETE", path: "/support"}); w.Code != 405 {
		t.Errorf("DELETE: %d", w.Code)
	}
	if w := s.do(t, request{path: "/fail/conflict", header: map[string]string{"Accept-Language": "en"}}); !strings.Contains(w.Body.String(), "Somebody else was first") {
		t.Errorf("in English: %s", w.Body)
	}
}

func TestTheLogHoldsPatternsAndNothingPersonal(t *testing.T) {
	s := open(t)
	cookie := s.enter(t, "engineer")
	s.do(t, request{path: "/tickets/hemligtid?who=Karin", cookie: cookie})
	s.do(t, request{path: "/fail/panic?name=Wallentin"})
	s.do(t, request{path: "/no/such/Karin"})
	log := s.log.String()
	for _, want := range []string{`"route":"/tickets/:id"`, `"route":"/fail/panic"`, `"type":"string"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	for _, never := range []string{"Karin", "Wallentin", "hemligtid", "axsensor.example", cookie.Value, "192.0.2"} {
		if strings.Contains(log, never) {
			t.Errorf("the log holds %q", never)
		}
	}
}

func TestWhatAnotherSiteSendsIsRefused(t *testing.T) {
	s := open(t)
	cookie := s.enter(t, "engineer")
	for _, h := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}} {
		w := s.do(t, request{method: "POST", path: "/tickets/abc/answer", form: url.Values{"a": {"b"}}, cookie: cookie, header: h})
		if w.Code != 403 || !strings.Contains(w.Body.String(), "annan webbplats") {
			t.Errorf("%v: %d", h, w.Code)
		}
	}
	if w := s.do(t, request{method: "POST", path: "/tickets/abc/answer", form: url.Values{"a": {"b"}}, cookie: cookie}); w.Code != 200 || w.Body.String() != "here abc" {
		t.Errorf("our own form: %d %s", w.Code, w.Body)
	}
}

func TestTooMuchAndTooOften(t *testing.T) {
	s := open(t)
	if w := s.do(t, request{method: "POST", path: "/support", form: url.Values{"what": {strings.Repeat("a", 2000)}}}); w.Code != 413 || !strings.Contains(w.Body.String(), "för mycket") {
		t.Errorf("a large form: %d", w.Code)
	}
	for i := range 3 {
		if w := s.do(t, request{path: "/support"}); w.Code != 200 {
			t.Fatalf("%d: %d", i, w.Code)
		}
	}
	w := s.do(t, request{path: "/support"})
	if w.Code != 429 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "Vänta 1 min") {
		t.Errorf("the fourth: %d %v", w.Code, w.Header())
	}
	if w := s.do(t, request{path: "/support", from: "198.51.100.7:1234"}); w.Code != 200 {
		t.Errorf("somebody else: %d", w.Code)
	}
	s.desk.Clock.Add(time.Minute)
	if w := s.do(t, request{path: "/support"}); w.Code != 200 {
		t.Errorf("a minute later: %d", w.Code)
	}
}

func TestEveryAnswerHasTheHeadersThatProtectIt(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/sign-in", "/nowhere", "/healthz", "/fail/panic"} {
		h := s.do(t, request{path: path}).Header()
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestHealth(t *testing.T) {
	var broken error
	s := open(t, func(o *web.Options) { o.Check = func(context.Context) error { return broken } })
	if w := s.do(t, request{path: "/healthz"}); w.Code != 200 || !strings.Contains(w.Body.String(), `"ok"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	broken = errors.New("the disk is full")
	if w := s.do(t, request{path: "/healthz"}); w.Code != 503 || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestManyWhoAskForHealthAreOneQuestion(t *testing.T) {
	const many = 20
	asked, answer := make(chan struct{}, many), make(chan struct{})
	s := open(t, func(o *web.Options) {
		o.Check = func(context.Context) error {
			asked <- struct{}{}
			<-answer
			return errors.New("away")
		}
	})
	var here, done sync.WaitGroup
	for range many {
		here.Add(1)
		done.Go(func() {
			here.Done()
			if w := s.do(t, request{path: "/healthz"}); w.Code != 503 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	here.Wait()
	<-asked
	time.Sleep(100 * time.Millisecond) // for those who have not asked yet; one that comes later asks anew, which is no fault
	close(answer)
	done.Wait()
	if n := 1 + len(asked); n > many/2 {
		t.Errorf("%d who asked were %d questions", many, n)
	}
}
