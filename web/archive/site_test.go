package archive_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/web"
	"github.com/axsensor/lethe/web/archive"
	"github.com/axsensor/lethe/web/page"
	"github.com/axsensor/lethe/web/page/pagetest"
)

// site is the web with the archive's pages, over a real desk.
type site struct {
	*web.Site
	desk *desktest.Desk
}

// open starts a site; published are the tickets that its archive holds.
func open(t *testing.T, published ...tickets.Scrubbed) *site {
	t.Helper()
	d := desktest.Open(t)
	d.Stock(t)
	forget(t, d, published)
	x := index(t, d)
	e, err := page.New(page.Options{Profile: tickets.Profile{Company: "Axsensor AB", Zone: time.UTC, Lang: "sv"}, Now: d.Clock.Now,
		Rooms: []page.Room{{Href: "/tickets", Key: "room.desk", Roles: tickets.RoleEngineer}, {Href: "/archive", Key: "room.archive", Roles: tickets.RoleProduct | tickets.RoleEngineer}}},
		web.Set(), archive.Set())
	if err != nil {
		t.Fatal(err)
	}
	pages := archive.New(archive.Options{Engine: e, Search: x, Archive: d.Archive, Settings: d.Settings})
	s, err := web.New(web.Options{Engine: e, Accounts: d.Accounts, Log: slog.New(slog.DiscardHandler), Now: d.Clock.Now, Routes: pages.Routes()})
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, d, x, len(published))
	return &site{s, d}
}

// forget makes a ticket of a customer of its own for each content, forgets them all and publishes them.
func forget(t *testing.T, d *desktest.Desk, all []tickets.Scrubbed) {
	t.Helper()
	if len(all) == 0 {
		return
	}
	faults := []string{"moisture", "zero-drift"}
	var ids []string
	for i := range all {
		got := d.Arrive(t, desktest.Letter("Planterad Kund", fmt.Sprintf("planterad%d@kund.example", i), "Drift", fmt.Sprintf("Vår AX-200 (A2-2317-%04d) driver.", 440+i)))
		if err := d.Tickets.SetFault(t.Context(), d.Engineer.Actor(), got.Ticket, faults[i%2]); err != nil {
			t.Fatal(err)
		}
		if err := d.Tickets.SetResolution(t.Context(), d.Engineer.Actor(), got.Ticket, "dried"); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, got.Ticket)
	}
	d.Deliver(t)
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	night := tickets.Runner("anonymizer")
	for i, id := range ids {
		if err := d.Forgetting.Mark(t.Context(), night, id); err != nil {
			t.Fatal(err)
		}
		if err := d.Forgetting.Stage(t.Context(), night, id, all[i]); err != nil {
			t.Fatal(err)
		}
		if err := d.Forgetting.Destroy(t.Context(), night, id); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := d.Forgetting.Publish(t.Context(), night); err != nil || n != len(all) {
		t.Fatalf("published %d, %v", n, err)
	}
}

func index(t *testing.T, d *desktest.Desk) *search.Archive {
	t.Helper()
	x, err := search.OpenArchive(t.Context(), search.ArchiveOptions{Dir: filepath.Join(d.Dir, "cache", "archive"), Desk: d.Archive, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = x.Close()
	})
	return x
}

// waitFor waits until the index holds n tickets.
func waitFor(t *testing.T, d *desktest.Desk, x *search.Archive, n int) {
	t.Helper()
	for range 400 {
		if ans, err := x.Ask(t.Context(), d.Product.Actor(), search.Question{}); err != nil || ans.Total == n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the index did not follow")
}

// shelf is n tickets with contents that can be told apart.
func shelf(n int) []tickets.Scrubbed {
	var out []tickets.Scrubbed
	for i := range n {
		out = append(out, tickets.Scrubbed{Subject: fmt.Sprintf("Nollpunkten driver, fall %d", i), Messages: []tickets.ArchivedMessage{
			{Role: "customer", Lang: "sv", Text: fmt.Sprintf("Hej,\n\n[person] såg larm E-47 och <fukt> i kontakten.\nAvläst +0,7° i provrigg%d.", i)},
			{Role: "engineer", Lang: "en", Text: "Dry the connector and recalibrate."}}})
	}
	return out
}

func (s *site) get(t *testing.T, path string, cookie *http.Cookie, language string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", language)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *site) enter(t *testing.T, who string) *http.Cookie {
	t.Helper()
	form := url.Values{"email": {who + "@axsensor.example"}, "password": {desktest.Password}}
	r := httptest.NewRequest("POST", "/sign-in", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) != 1 {
		t.Fatalf("sign-in of %s: %d %s", who, w.Code, w.Body)
	}
	return w.Result().Cookies()[0]
}

// holds fails unless a page is well made, answers 200, and holds each of the words.
func holds(t *testing.T, w *httptest.ResponseRecorder, words ...string) {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	for _, p := range pagetest.Problems(w.Body.String()) {
		t.Error(p)
	}
	for _, word := range words {
		if !strings.Contains(w.Body.String(), word) {
			t.Errorf("%q is missing", word)
		}
	}
	if t.Failed() {
		t.Fatal(w.Body.String())
	}
}

func TestTheArchiveIsForThoseWhoLearnFromIt(t *testing.T) {
	s := open(t)
	for who, want := range map[string]int{"product": 200, "engineer": 200, "officer": 200} {
		if w := s.get(t, "/archive", s.enter(t, who), "sv"); w.Code != want {
			t.Errorf("%s: %d, want %d", who, w.Code, want)
		}
	}
	if w := s.get(t, "/archive", nil, "sv"); w.Code == 200 {
		t.Error("the archive is open to those who have not signed in")
	}
	product := s.enter(t, "product")
	holds(t, s.get(t, "/archive", product, "sv"), "Arkivet är tomt.")
	if w := s.get(t, "/archive/ticket/nothere", product, "sv"); w.Code != http.StatusNotFound {
		t.Errorf("no such ticket: %d", w.Code)
	}
}

var ticketLink = regexp.MustCompile(`href="(/archive/ticket/[^"?]+)[^"]*"`)

func TestAProductPersonSearchesNarrowsAndReads(t *testing.T) {
	s := open(t, shelf(14)...)
	c := s.enter(t, "product")
	holds(t, s.get(t, "/archive", c, "sv"), `<span class="count">14</span>`, "1–14 av 14 visas", "Fukt i kontakt", "Nollpunktsdrift")
	w := s.get(t, "/archive?q=nollpunkt+fukt&fault=moisture", c, "sv")
	holds(t, w, "<h1>7 ärenden om ”nollpunkt fukt”", "<mark>Nollpunkten</mark>", "&lt;<mark>fukt</mark>&gt;", `<em class="ph" lang="sv">[person]</em>`,
		"Fel: Fukt i kontakt", `href="/archive?q=nollpunkt&#43;fukt"`, "<b class=\"mid\">Åtgärd:</b> Torkad och tätad",
		`value="moisture" checked`, `value="zero-drift"`, `<span class="count">7</span>`)
	link := ticketLink.FindStringSubmatch(w.Body.String())
	if link == nil {
		t.Fatal("no hit leads anywhere")
	}
	holds(t, s.get(t, link[1]+"?q=nollpunkt&fault=moisture", c, "sv"), "Nollpunkten driver, fall", "E-47", "Fukt i kontakt", "Torkad och tätad", "AX-200",
		`href="/archive?fault=moisture&amp;q=nollpunkt"`, "<h3>Kunden</h3>", "<h3>Vi</h3>", `lang="en"`, "Liknande ärenden", "/archive/ticket/")
}

func TestNothingFoundSaysSoAndLeadsOn(t *testing.T) {
	s := open(t, shelf(14)...)
	c := s.enter(t, "product")
	holds(t, s.get(t, "/archive?q=xylofon", c, "sv"), "Inga träffar på ”xylofon”.", `href="/archive"`)
	holds(t, s.get(t, "/archive?q=fukt&year=1999", c, "sv"), "Filtren kan dölja det du söker.", "Sök utan filter", "År: 1999", `value="1999" checked`)
	holds(t, s.get(t, "/archive?q=provrigg3+provrigg4", c, "sv"), "Inget ärende har alla orden.", "2 ärenden om")
	holds(t, s.get(t, "/archive?q=%3Cscript%3E&from=zz&sort=%00", c, "sv"), "&lt;script&gt;")
}

func TestNothingFoundClaimsNothing(t *testing.T) {
	s := open(t, shelf(14)...)
	page := s.get(t, "/archive?q=xylofon+balalajka", s.enter(t, "product"), "sv").Body.String()
	if !strings.Contains(page, "Inga träffar på") || strings.Contains(page, "De här har några av dem") || strings.Contains(page, `name="sort"`) {
		t.Errorf("hits are spoken of, or sorted, and there are none: %s", page)
	}
}

func TestHitsComeInPages(t *testing.T) {
	s := open(t, shelf(20)...)
	c := s.enter(t, "product")
	first := s.get(t, "/archive?q=fukt", c, "sv")
	holds(t, first, "1–20 av 20 visas")
	holds(t, s.get(t, "/archive?q=fukt&from=400", c, "sv"), "1–20 av 20 visas")
	if strings.Contains(first.Body.String(), `rel="next"`) {
		t.Error("a page after the last")
	}
}

func TestAnEnglishReaderGetsEnglish(t *testing.T) {
	s := open(t, shelf(14)...)
	c := s.enter(t, "engineer")
	if err := s.desk.Accounts.SetPrefs(t.Context(), s.desk.Engineer.Actor(), tickets.Prefs{Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	w := s.get(t, "/archive?q=recalibrating&warranty=out", c, "en")
	holds(t, w, "tickets about “recalibrating”", "Dried and sealed", "Warranty: Had expired")
	holds(t, s.get(t, "/archive?q=connector", c, "en"), "Moisture in connector", "14 tickets about", "<mark>connector</mark>")
}
