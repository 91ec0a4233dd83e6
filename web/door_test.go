package web_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/web"
	"github.com/axsensor/lethe/web/page/pagetest"
)

func TestOwnPagesAreSound(t *testing.T) { pagetest.Check(t, web.Set()) }

func TestSigningInAndOut(t *testing.T) {
	s := open(t)
	w := s.do(t, request{method: "POST", path: "/sign-in", form: url.Values{"email": {" ENGINEER@axsensor.example"}, "password": {desktest.Password}, "to": {"/tickets/abc"}}})
	c := w.Result().Cookies()
	if w.Code != 303 || w.Header().Get("Location") != "/tickets/abc" || len(c) != 1 {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode || c[0].Path != "/" || c[0].MaxAge != 0 || !c[0].Expires.IsZero() || c[0].Secure {
		t.Errorf("the cookie is %+v", c[0])
	}
	if w := s.do(t, request{path: "/tickets/abc", cookie: c[0]}); w.Code != 200 {
		t.Errorf("with the cookie: %d", w.Code)
	}
	if w := s.do(t, request{path: "/", cookie: c[0]}); w.Header().Get("Location") != "/tickets" {
		t.Errorf("home is %q", w.Header().Get("Location"))
	}
	if w := s.do(t, request{path: "/sign-in", cookie: c[0]}); w.Code != 303 {
		t.Errorf("the door, from inside: %d", w.Code)
	}
	w = s.do(t, request{method: "POST", path: "/sign-out", cookie: c[0]})
	if w.Code != 303 || len(w.Result().Cookies()) != 1 || w.Result().Cookies()[0].MaxAge >= 0 {
		t.Errorf("out: %d %v", w.Code, w.Header())
	}
	if w := s.do(t, request{path: "/tickets/abc", cookie: c[0]}); w.Code != 303 {
		t.Errorf("with the cookie of a session that has ended: %d", w.Code)
	}
}

func TestAnUnknownLoginAndAWrongPasswordAreAnsweredAlike(t *testing.T) {
	s := open(t)
	try := func(email, password string) (int, string) {
		w := s.do(t, request{method: "POST", path: "/sign-in", form: url.Values{"email": {email}, "password": {password}}})
		if len(w.Result().Cookies()) > 0 {
			t.Error("a cookie was set")
		}
		return w.Code, strings.ReplaceAll(w.Body.String(), email, "")
	}
	code, unknown := try("nobody@axsensor.example", "fel fel fel fel")
	code2, wrong := try("engineer@axsensor.example", "fel fel fel fel")
	if code != 422 || code2 != 422 || unknown != wrong || !strings.Contains(wrong, "hör inte ihop") {
		t.Errorf("%d and %d; alike: %v", code, code2, unknown == wrong)
	}
	if strings.Contains(wrong, "fel fel") {
		t.Error("the password is written back")
	}
	if code, body := try("", ""); code != 422 || !strings.Contains(body, "Skriv ditt lösenord") || !strings.Contains(body, "2 saker") {
		t.Errorf("nothing: %d", code)
	}
}

func TestGuessingPasswordsEnds(t *testing.T) {
	s := open(t)
	wrong := request{method: "POST", path: "/sign-in", form: url.Values{"email": {"engineer@axsensor.example"}, "password": {"fel fel fel fel"}}}
	right := request{method: "POST", path: "/sign-in", form: url.Values{"email": {"engineer@axsensor.example"}, "password": {desktest.Password}}}
	for range 8 {
		s.do(t, wrong)
	}
	w := s.do(t, right)
	if w.Code != 429 || len(w.Result().Cookies()) > 0 || !strings.Contains(w.Body.String(), "För många försök. Vänta 10 min") {
		t.Errorf("the right password after eight wrong ones: %d", w.Code)
	}
	elsewhere := right
	elsewhere.from = "198.51.100.7:999"
	if w := s.do(t, elsewhere); w.Code != 303 {
		t.Errorf("the right password from elsewhere: %d", w.Code)
	}
	s.desk.Clock.Add(11 * time.Minute)
	if w := s.do(t, right); w.Code != 303 {
		t.Errorf("later: %d", w.Code)
	}
}

func TestNobodyIsSentAwayAfterSigningIn(t *testing.T) {
	s := open(t)
	for _, to := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/sign-in", "evil", ""} {
		w := s.do(t, request{method: "POST", path: "/sign-in", form: url.Values{"email": {"engineer@axsensor.example"}, "password": {desktest.Password}, "to": {to}}})
		if got := w.Header().Get("Location"); got != "/" {
			t.Errorf("to %q leads to %q", to, got)
		}
	}
}

func TestTheFirstPageCreatesTheAdministratorOnce(t *testing.T) {
	clock := &desktest.Clock{}
	clock.Set(desktest.Start)
	s := on(t, desktest.At(t, t.TempDir(), clock), func(o *web.Options) { o.FirstCode = "abcd-1234" })
	if w := s.do(t, request{path: "/", from: "127.0.0.1:5"}); w.Header().Get("Location") != "/first" {
		t.Fatalf("a new installation begins at %q", w.Header().Get("Location"))
	}
	if w := s.do(t, request{path: "/first", from: "127.0.0.1:5"}); w.Code != 200 || strings.Contains(w.Body.String(), `name="code"`) {
		t.Errorf("from this machine: %d", w.Code)
	}
	form := func() url.Values {
		return url.Values{"name": {"Astrid Prov"}, "email": {"astrid@axsensor.example"}, "password": {"ett långt lösenord"}, "again": {"ett långt lösenord"}}
	}
	for _, from := range []string{"198.51.100.7:9", "127.0.0.1:9"} {
		q := request{method: "POST", path: "/first", form: form(), from: from}
		if from[0] == '1' && from[1] == '2' {
			q.header = map[string]string{"X-Forwarded-For": "198.51.100.7"}
		}
		if w := s.do(t, q); w.Code != 422 || !strings.Contains(w.Body.String(), "Koden stämmer inte") {
			t.Errorf("from %s without the code: %d", from, w.Code)
		}
	}
	short := form()
	short["password"], short["again"] = []string{"kort"}, []string{"annat"}
	if w := s.do(t, request{method: "POST", path: "/first", form: short, from: "127.0.0.1:5"}); w.Code != 422 || !strings.Contains(w.Body.String(), "olika") || !strings.Contains(w.Body.String(), `value="Astrid Prov"`) {
		t.Errorf("two passwords: %d", w.Code)
	}
	short["again"] = short["password"]
	if w := s.do(t, request{method: "POST", path: "/first", form: short, from: "127.0.0.1:5"}); w.Code != 422 || !strings.Contains(w.Body.String(), "minst 12 tecken") {
		t.Errorf("a short password: %d", w.Code)
	}
	right := form()
	right.Set("code", "ABCD-1234")
	w := s.do(t, request{method: "POST", path: "/first", form: right, from: "198.51.100.7:9"})
	if w.Code != 303 || len(w.Result().Cookies()) != 1 {
		t.Fatalf("with the code: %d %s", w.Code, w.Body)
	}
	if w := s.do(t, request{path: "/me", cookie: w.Result().Cookies()[0]}); w.Code != 200 || !strings.Contains(w.Body.String(), "administratör") {
		t.Errorf("their account: %d", w.Code)
	}
	if w := s.do(t, request{method: "POST", path: "/first", form: right, from: "127.0.0.1:5"}); w.Header().Get("Location") != "/sign-in" || len(w.Result().Cookies()) > 0 {
		t.Errorf("a second administrator: %d %v", w.Code, w.Header())
	}
	if w := s.do(t, request{path: "/first", from: "127.0.0.1:5"}); w.Header().Get("Location") != "/sign-in" {
		t.Errorf("the first page later: %v", w.Header())
	}
}

func TestWishesAreKept(t *testing.T) {
	s := open(t)
	c := s.enter(t, "engineer")
	w := s.do(t, request{method: "POST", path: "/me", cookie: c, form: url.Values{"lang": {"en"}, "theme": {"dark"}, "density": {"compact"}}})
	if w.Code != 303 {
		t.Fatal(w.Code)
	}
	body := s.do(t, request{path: w.Header().Get("Location"), cookie: c}).Body.String()
	for _, want := range []string{`<html lang="en" data-theme="dark" data-density="compact">`, "Saved.", `data-keys="off"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestANewPasswordEndsTheSessions(t *testing.T) {
	s := open(t)
	c := s.enter(t, "engineer")
	other := s.enter(t, "engineer")
	form := url.Values{"old": {"fel fel fel fel"}, "password": {"ett helt nytt ord"}, "again": {"ett helt nytt ord"}}
	if w := s.do(t, request{method: "POST", path: "/me/password", cookie: c, form: form}); w.Code != 422 || !strings.Contains(w.Body.String(), "stämmer inte") {
		t.Errorf("the wrong old one: %d", w.Code)
	}
	form.Set("old", desktest.Password)
	if w := s.do(t, request{method: "POST", path: "/me/password", cookie: c, form: form}); w.Code != 303 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, old := range []*http.Cookie{c, other} {
		if w := s.do(t, request{path: "/me", cookie: old}); w.Code != 303 {
			t.Errorf("an old session: %d", w.Code)
		}
	}
}

func TestAProxyOfOursIsBelievedAndNobodyElse(t *testing.T) {
	s := open(t, func(o *web.Options) { o.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	sign := func(from string, h map[string]string) *http.Cookie {
		w := s.do(t, request{method: "POST", path: "/sign-in", from: from, header: h, form: url.Values{"email": {"engineer@axsensor.example"}, "password": {desktest.Password}}})
		if len(w.Result().Cookies()) != 1 {
			t.Fatalf("%d", w.Code)
		}
		return w.Result().Cookies()[0]
	}
	if c := sign("10.0.0.1:1", map[string]string{"X-Forwarded-Proto": "https"}); c.Name != "__Host-lethe" || !c.Secure {
		t.Errorf("behind our proxy: %+v", c)
	}
	if c := sign("203.0.113.1:1", map[string]string{"X-Forwarded-Proto": "https"}); c.Name != "lethe" || c.Secure {
		t.Errorf("somebody who says so: %+v", c)
	}
	forwarded := func(from, by string) int {
		return s.do(t, request{path: "/support", from: from, header: map[string]string{"X-Forwarded-For": by}}).Code
	}
	for range 3 {
		forwarded("10.0.0.1:1", "198.51.100.9, 10.0.0.2")
	}
	if code := forwarded("10.0.0.1:1", "198.51.100.9, 10.0.0.2"); code != 429 {
		t.Errorf("the same customer behind the proxy: %d", code)
	}
	if code := forwarded("10.0.0.1:1", "198.51.100.10"); code != 200 {
		t.Errorf("another customer: %d", code)
	}
	for i := range 4 {
		code := forwarded("203.0.113.5:1", "198.51.100."+string(rune('1'+i)))
		if (i == 3) != (code == 429) {
			t.Errorf("inventing addresses, %d: %d", i, code)
		}
	}
}

func TestWordsOfAFormOutliveASessionThatEnded(t *testing.T) {
	s := open(t)
	w := s.do(t, request{method: "POST", path: "/tickets/abc/answer", form: url.Values{"reply": {"Hej, torka <kontakten>"}, "note": {""}, "password": {"hemligt ord"}},
		header: map[string]string{"Referer": "http://example.com/tickets/abc?said=x"}})
	body := w.Body.String()
	if w.Code != http.StatusUnauthorized || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if !strings.Contains(body, "Hej, torka &lt;kontakten&gt;</textarea>") || strings.Contains(body, "hemligt") || strings.Count(body, "<textarea") != 1 {
		t.Error("the answer is not given back, or more than it")
	}
	if !strings.Contains(body, `href="/sign-in?to=%2Ftickets%2Fabc"`) {
		t.Error("it does not lead to the door and back")
	}
	large := request{method: "POST", path: "/tickets/abc/answer", form: url.Values{"reply": {strings.Repeat("a", 2<<20)}}, header: map[string]string{"Referer": "https://evil.example/x"}}
	if w := s.do(t, large); w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "<textarea") || !strings.Contains(w.Body.String(), `href="/sign-in?to=%2F"`) {
		t.Errorf("too much: %d", w.Code)
	}
}
