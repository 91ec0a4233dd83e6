package page_test

import (
	"embed"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
	"github.com/axsensor/lethe/web/page/pagetest"
)

//go:embed testdata/set/*
var sampleFiles embed.FS

// sample is a page that calls everything a template may call.
type sample struct {
	Total                int
	Form                 page.Form
	Statuses, Priorities []page.Option
	Ticket               tickets.Ticket
	At                   time.Time
	Person, Phone        tickets.Personal
	Msgs                 []page.Msg
	Syss                 []page.Sys
	Write                page.Composer
	Layout               page.Layout
}

func (p sample) Head(r page.Reader) page.Head {
	return page.Head{Template: "sample/sample.html", Title: "Prov", Layout: p.Layout, Live: true, New: "/new", Bad: p.Form.Bad(),
		Search: page.Search{Action: "/search", Label: r.Lang.T("page.search.desk")},
		Nav:    page.Nav{Groups: []page.NavGroup{{Title: "T", Items: []page.NavItem{{Href: "/a", Text: "Mina", Count: "18", Current: true, Key: "g m"}, {Href: "/l", Text: "Sena", Count: "2", Late: true}}}}},
		Styles: []string{"sample/sample.css"}, Scripts: []string{"sample/sample.js"}}
}

func sampleSet(t testing.TB) page.Set {
	t.Helper()
	files, err := fs.Sub(sampleFiles, "testdata/set")
	if err != nil {
		t.Fatal(err)
	}
	return page.Set{Name: "sample", Files: files, Pages: []page.Page{sample{}}}
}

func filled() sample {
	at := pagetest.Now.Add(-18 * time.Hour)
	form := page.Form{Values: url.Values{"mail": {`a"b<c>`}, "secret": {"hemligt ord"}, "what": {"\nrad"}, "status": {"waiting"}, "copy": {"yes"}}}
	form.Refuse("mail", "field.email.at")
	form.Refuse("what", "write.note.label")
	r := pagetest.Reader(lang.SV)
	return sample{
		Total: 1000, Form: form, Statuses: page.StatusChoices(r), Priorities: page.PriorityChoices(r), At: at,
		Person: tickets.P("Karin <Wallentin>"), Phone: tickets.P("070-174 06 12"),
		Ticket: tickets.Ticket{LastContact: at.AddDate(-2, -5, 0), Due: at.AddDate(4, 7, 0), AnswerBy: pagetest.Now.Add(-80 * time.Minute), Status: tickets.StatusHeld,
			Hold: &tickets.Hold{Until: at.AddDate(1, 0, 0), At: at}},
		Msgs: []page.Msg{{ID: "m1", Kind: "mail", By: tickets.P("Karin"), Word: "Kund, e-post", At: at, Lang: "no", Body: "<p>Hej</p>",
			Folds: []page.Fold{{Summary: "Signatur", Body: "<p>x</p>", Sig: true}},
			Files: []page.Attached{{Href: "/f", Name: tickets.P("a.csv"), Type: "text/csv", Size: 48200}, {Name: "b.exe", Stopped: true, Why: "Stoppad"}}, State: "Levererat"}},
		Syss:  []page.Sys{{At: at, Lines: []string{"En sak"}}, {At: at, Lines: []string{"A", "B"}, Sum: "2 händelser"}},
		Write: page.Composer{Action: "/a", DraftURL: "/d", To: []any{tickets.P("Karin")}, Saved: at, Watching: []string{"Jonas"}},
	}
}

func TestEveryPartIsSoundHTML(t *testing.T) {
	open, door := filled(), filled()
	open.Layout, door.Layout = page.Open, page.Door
	pagetest.Check(t, sampleSet(t), filled(), open, door, page.Problem{Status: 404}, page.Problem{Status: 429, Wait: "en minut"}, page.Problem{Status: 500, Note: "abc"})
}

func TestPagesSayWhatTheirValuesHold(t *testing.T) {
	doc := pagetest.HTML(t, pagetest.Engine(t, sampleSet(t)), pagetest.Reader(lang.SV), filled())
	for _, want := range []string{
		`<html lang="sv">`, "<title>Fel: Prov – Lethe</title>", "999&#43;", "1 tim 20 min sen", "i går 16:30", "Spärr till 23 nov 2027",
		"2 saker behöver rättas", `href="#mail"`, `aria-describedby="mail-h mail-e"`, "2\u00a0år", "Följs upp 23 nov", "48\u00a0kB", `lang="nb"`,
		`<option value="waiting" selected>Väntar på kund`, `data-key="g m"`, "Karin &lt;Wallentin&gt;", "[•••]", "070-••• •• ••", "14 av 61 visas",
		`title="måndag 23 november 2026 kl. 16:30"`, "kv 3 2019", `<textarea class="input" id="what"`, "Andra delar",
	} {
		if !strings.Contains(strings.ReplaceAll(doc, "2 år", "2\u00a0år"), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, never := range []string{"hemligt ord", "174 06 12", `value="a"b`} {
		if strings.Contains(doc, never) {
			t.Errorf("the page holds %q", never)
		}
	}
}

// TestProblemsAreFound is the check of the checker: each of these pages must be refused.
func TestProblemsAreFound(t *testing.T) {
	frame := func(body string) string { return `<html lang="sv"><body>` + body + `</body></html>` }
	for body, want := range map[string]string{
		`<p>x`:                                   "does not close",
		`<h1>a</h1><h1>b</h1>`:                   "one h1",
		`<h1>a</h1><h3>b</h3>`:                   "h3 after h1",
		`<h1>a</h1><input id="x">`:               "without a label",
		`<h1>a</h1><p onclick="x()">b</p>`:       "inline onclick",
		`<h1>a</h1><p style="x">b</p>`:           "inline style",
		`<h1>a</h1><p id="b"></p><p id="b"></p>`: "two elements",
		`<h1>⟦no.key⟧</h1>`:                      "unknown sentence",
		`<h1>a</h1><a href="#x">b</a>`:           "leads nowhere",
		`<h1>a</h1><button><svg></svg></button>`: "says nothing",
		`<h1>%!d(string=x)</h1>`:                 "wrong arguments",
		`<h1>a</h1><script>x</script>`:           "inline <script>",
	} {
		if got := strings.Join(pagetest.Problems(frame(body)), "; "); !strings.Contains(got, want) {
			t.Errorf("%s: found %q, want %q", body, got, want)
		}
	}
	if got := pagetest.Problems(frame(`<h1>a</h1><h2>b</h2><label>c <input></label>`)); len(got) > 0 {
		t.Errorf("a sound page has %v", got)
	}
}

func TestAPageWithoutTemplateStopsTheStart(t *testing.T) {
	set := sampleSet(t)
	set.Name = "other"
	if _, err := page.New(page.Options{}, set); err == nil || !strings.Contains(err.Error(), "sample/sample.html") {
		t.Errorf("New: %v", err)
	}
}

func TestStaticFilesAreKeptForGoodUnderTheirHash(t *testing.T) {
	e := pagetest.Engine(t, sampleSet(t))
	doc := pagetest.HTML(t, e, pagetest.Reader(lang.SV), filled())
	_, rest, _ := strings.Cut(doc, `<link rel="stylesheet" href="`)
	sheet, _, _ := strings.Cut(rest, `"`)
	get := func(path, encoding string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", encoding)
		e.Assets().ServeHTTP(w, r)
		return w
	}
	w := get(sheet, "br, gzip;q=0.8")
	if w.Code != 200 || w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %v", sheet, w.Code, w.Header())
	}
	if w := get(sheet, "gzip;q=0"); w.Header().Get("Content-Encoding") != "" || !strings.Contains(w.Body.String(), "--waterline") {
		t.Errorf("plain: %v", w.Header())
	}
	old := "/static/000000000000/" + strings.SplitN(sheet, "/", 4)[3]
	if w := get(old, ""); w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an older build's address: %d %v", w.Code, w.Header())
	}
	font := sheet[:strings.LastIndex(sheet, "/")] + "/fonts/atkinson-next-latin-wght.woff2"
	if w := get(font, "gzip"); w.Code != 200 || w.Header().Get("Content-Type") != "font/woff2" {
		t.Errorf("font: %d", w.Code)
	}
	for _, path := range []string{"/static/", "/static/x", sheet + "x", "/static/x/../engine.go", "/static/x/page/sample.html"} {
		if w := get(path, ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestWhatWasDoneIsToldOnceAndOnlyByUs(t *testing.T) {
	e := pagetest.Engine(t, sampleSet(t))
	r := httptest.NewRequest(http.MethodPost, "/x", nil)
	w := httptest.NewRecorder()
	if err := e.Go(w, r, "/tickets?after=a", &page.Said{Key: "page.news", Undo: "/x/undo"}); err != nil {
		t.Fatal(err)
	}
	to := w.Header().Get("Location")
	if w.Code != 303 || !strings.HasPrefix(to, "/tickets?after=a&said=") {
		t.Fatalf("%d %s", w.Code, to)
	}
	draw := func(path string) string {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		w := httptest.NewRecorder()
		if err := e.Show(w, r.WithContext(page.With(r.Context(), pagetest.Reader(lang.SV))), sample{}); err != nil {
			t.Fatal(err)
		}
		return w.Body.String()
	}
	if !strings.Contains(draw(to), `action="/x/undo"`) {
		t.Error("the undo is not there")
	}
	forged := to[:len(to)-4] + "AAAA"
	if strings.Contains(draw(forged), "/x/undo") {
		t.Error("a changed address is believed")
	}
	for _, away := range []string{"https://evil.example/", "//evil.example", "evil", ""} {
		w := httptest.NewRecorder()
		if err := e.Go(w, r, away, nil); err != nil || w.Header().Get("Location") != "/" {
			t.Errorf("Go(%q) leads to %q", away, w.Header().Get("Location"))
		}
	}
}

// TestWhatWasDoneIsToldByEveryProcess of an installation, and by no other.
func TestWhatWasDoneIsToldByEveryProcess(t *testing.T) {
	tells := func(from, to string) bool {
		var engines []*page.Engine
		for _, secret := range []string{from, to} {
			e, err := page.New(page.Options{Profile: tickets.Profile{Company: "Axsensor AB", Zone: time.UTC}, Now: time.Now, Secret: []byte(secret)}, sampleSet(t))
			if err != nil {
				t.Fatal(err)
			}
			engines = append(engines, e)
		}
		w := httptest.NewRecorder()
		if err := engines[0].Go(w, httptest.NewRequest(http.MethodPost, "/x", nil), "/tickets", &page.Said{Key: "page.news", Undo: "/x/undo"}); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, w.Header().Get("Location"), nil)
		w = httptest.NewRecorder()
		if err := engines[1].Show(w, r.WithContext(page.With(r.Context(), pagetest.Reader(lang.SV))), sample{}); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(w.Body.String(), `action="/x/undo"`)
	}
	if !tells("one", "one") {
		t.Error("the other process of an installation tells nothing")
	}
	if tells("one", "two") || tells("", "") {
		t.Error("another installation's address is believed")
	}
}

func TestTheReadersLanguage(t *testing.T) {
	account := &tickets.Account{ID: "a", Prefs: tickets.Prefs{Lang: "en", Theme: "dark", Density: "wrong"}}
	for _, c := range []struct {
		path, accept string
		account      *tickets.Account
		want         lang.Lang
	}{
		{"/", "", nil, lang.SV},
		{"/", "en-GB,en;q=0.9,sv;q=0.8", nil, lang.EN},
		{"/", "fr, sv;q=0.5, en;q=0.4", nil, lang.SV},
		{"/", "da", nil, lang.SV},
		{"/", "de-DE", nil, lang.EN},
		{"/", "en;q=x, sv;q=0.1", nil, lang.SV},
		{"/?lang=en", "sv", nil, lang.EN},
		{"/?lang=xx", "sv", nil, lang.SV},
		{"/?lang=sv", "sv", account, lang.EN},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set("Accept-Language", c.accept)
		if got := page.ReaderOf(r, c.account, lang.SV); got.Lang != c.want {
			t.Errorf("%s %q: %s, want %s", c.path, c.accept, got.Lang, c.want)
		}
	}
	if r := page.ReaderOf(httptest.NewRequest(http.MethodGet, "/", nil), account, lang.SV); r.Theme != "dark" || r.Density != "" {
		t.Errorf("theme %q density %q", r.Theme, r.Density)
	}
}

func TestNoFileIsLongerThanItMayBe(t *testing.T) {
	for _, dir := range []string{"static/css", "static/js", "parts", "layout"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			b, err := os.ReadFile(dir + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(b), "\n"); n > 400 {
				t.Errorf("%s/%s has %d lines", dir, e.Name(), n)
			}
		}
	}
}

func BenchmarkShow(b *testing.B) {
	e := pagetest.Engine(b, sampleSet(b))
	p := filled()
	for b.Loop() {
		pagetest.HTML(b, e, pagetest.Reader(lang.SV), p)
	}
}
