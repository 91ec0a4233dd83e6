package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
)

// axeVar names the file axe.min.js of axe-core, which looks for what keeps people from using a page.
const axeVar = "LETHE_TEST_AXE"

// axeSource reads axe-core. It is no part of this repository; a check of every change must bring it.
func axeSource(t *testing.T) string {
	t.Helper()
	path := os.Getenv(axeVar)
	if path == "" && os.Getenv("CI") == "true" {
		t.Fatal(axeVar + " does not say where axe.min.js of axe-core is; the test must run when CI=true")
	}
	if path == "" {
		t.Skip(axeVar + " does not say where axe.min.js of axe-core is: accessibility is not tried")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// violation is what axe found, with the elements that it found it in.
type violation struct {
	ID, Help string
	Nodes    []struct{ HTML, FailureSummary string }
}

// violations asks axe about the page as it stands.
func (p *tab) violations(axe string) []violation {
	p.t.Helper()
	if !js[bool](p, "typeof axe === 'object'") {
		js[int](p, axe+";0")
	}
	var found []violation
	if err := json.Unmarshal([]byte(js[string](p, "axe.run().then(r => JSON.stringify(r.violations))", chromedp.EvalAwaitPromise)), &found); err != nil {
		p.t.Fatal(err)
	}
	return found
}

// stop is a page and how to get there.
type stop struct {
	name string
	by   *tab
	walk func(p *tab)
}

// at is a page that an address leads to.
func at(base, path string) func(p *tab) {
	return func(p *tab) { p.do(chromedp.Navigate(base + path)) }
}

// refused is a page that shows what was wrong with a form that was sent as it stood.
func refused(base, path, form string) func(p *tab) {
	return func(p *tab) {
		at(base, path)(p)
		js[int](p, fmt.Sprintf("document.querySelector(%q).noValidate = true, 0", form))
		p.do(chromedp.Click(form+" button.first"), chromedp.WaitVisible(".errors"))
	}
}

// everyWay looks at places in both languages, light and dark, on a desk and on a phone.
func everyWay(t *testing.T, s *shop, axe string, accounts []tickets.Account, places []stop) {
	t.Helper()
	for _, l := range []string{"sv", "en"} {
		for _, a := range accounts {
			if err := s.h.desk.Accounts.SetPrefs(t.Context(), a.Actor(), tickets.Prefs{Lang: l}); err != nil {
				t.Fatal(err)
			}
		}
		for _, theme := range []string{"light", "dark"} {
			for _, pl := range places {
				pl.by.wish(l, theme)
				pl.walk(pl.by)
				if got := js[string](pl.by, "document.documentElement.lang"); got != l {
					t.Errorf("%s is in %q, not %s", pl.name, got, l)
				}
				pl.by.check(axe, pl.name, l, theme)
			}
		}
	}
}

// check reports what axe finds on a page as wide as a desk and, once of two, as narrow as a phone.
func (p *tab) check(axe, name, l, theme string) {
	p.t.Helper()
	widths := []int64{1440}
	if (l == "sv") == (theme == "light") {
		widths = []int64{1440, 390}
	}
	for _, width := range widths {
		p.do(chromedp.EmulateViewport(width, 900))
		for _, v := range p.violations(axe) {
			for _, n := range v.Nodes {
				p.t.Errorf("%s, %s, %s, %d wide: %s: %s\n%s\n%s", name, l, theme, width, v.ID, v.Help, n.HTML, n.FailureSummary)
			}
		}
		if over := js[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			p.t.Errorf("%s, %s, %s: %d pixels too wide at %d", name, l, theme, over, width)
		}
	}
}

func TestEveryPageIsForEverybody(t *testing.T) {
	axe := axeSource(t)
	clock := &demoClock{}
	s := openShop(t, t.TempDir(), clock)
	b := browse(t)
	nobody := b.open("nobody")

	everyWay(t, s, axe, nil, []stop{{"first run", nobody, at(s.base, "/first")}, {"first run, refused", nobody, refused(s.base, "/first", "form")}})

	s.stock()
	admin := s.staff()
	all, err := s.h.desk.Accounts.All(t.Context(), admin.Actor())
	if err != nil {
		t.Fatal(err)
	}
	chief, product := b.open("chief"), b.open("product")
	chief.signIn(s.base, "admin@axsensor.example")
	product.signIn(s.base, "pia@axsensor.example")
	everyWay(t, s, axe, all, withNothing(s, nobody, chief, product))

	id, other := tellStories(t, s)
	everyWay(t, s, axe, all, withTickets(s, chief, id, other))

	s.until("letters wait", func() bool {
		c, err := s.h.desk.Tickets.Counts(t.Context(), admin.Actor())
		return err == nil && c.Outbox == 0
	})
	clock.Set(time.Now().AddDate(7, 1, 0))
	chief.signIn(s.base, "admin@axsensor.example")
	product.signIn(s.base, "pia@axsensor.example")
	everyWay(t, s, axe, all, []stop{{"due", chief, at(s.base, "/forget")}, {"due, dry run", chief, at(s.base, "/forget?dry="+id)}})

	s.command("forget")
	s.command("publish")
	s.until("the archive is not searchable", func() bool {
		found, err := s.h.archive.Ask(t.Context(), atConsole(), search.Question{})
		return err == nil && found.Total == 13
	})
	everyWay(t, s, axe, all, withArchive(s, product))
}

// withNothing is every page that there is before the first ticket.
func withNothing(s *shop, nobody, chief, product *tab) []stop {
	return []stop{
		{"form", nobody, at(s.base, "/support")},
		{"form, refused", nobody, func(p *tab) {
			at(s.base, "/support")(p)
			p.do(chromedp.Click("button.first"), chromedp.WaitVisible(".errors"))
		}},
		{"form sent", nobody, at(s.base, "/support/sent?n=10001")},
		{"privacy", nobody, at(s.base, "/privacy")},
		{"sign in", nobody, at(s.base, "/sign-in")},
		{"sign in, refused", nobody, func(p *tab) {
			at(s.base, "/sign-in")(p)
			p.do(chromedp.SetValue("#email", "nobody@axsensor.example"), chromedp.SetValue("#password", "fel lösenord här"), chromedp.Click("button.first"), chromedp.WaitVisible(".bar.fault"))
		}},
		{"no such page", nobody, at(s.base, "/support/nowhere")},
		{"empty list", chief, at(s.base, "/tickets?list=open")},
		{"empty list of mine", chief, at(s.base, "/tickets?list=mine")},
		{"create", chief, at(s.base, "/tickets/new")},
		{"create, refused", chief, refused(s.base, "/tickets/new", "main form")},
		{"nothing due", chief, at(s.base, "/forget")},
		{"settings", chief, at(s.base, "/settings")},
		{"settings, refused", chief, refused(s.base, "/settings", `form[action="/settings/account"]`)},
		{"account", chief, at(s.base, "/me")},
		{"no such ticket", chief, at(s.base, "/ticket/nothere")},
		{"empty archive", product, at(s.base, "/archive")},
		{"forbidden", product, at(s.base, "/tickets")},
	}
}

// tellStories fills the desk with tickets of every look and returns the ids of the fullest one and of another.
func tellStories(t *testing.T, s *shop) (id, other string) {
	t.Helper()
	s.others()
	const html = `<p>Hej! Vår <b>AX-200</b>, A2-2317-0448, driver.</p><p style="color:#ccc">Blekt</p><img src="https://mailer.example/pixel.png" alt="">` +
		`<blockquote>Förra brevet</blockquote><p>-- <br>Planterad Kanariensson</p>`
	s.send("Planterad Kanariensson <planterad@kund.example>", "Subject: Nollpunkten driver\r\nMessage-ID: <a1@kund.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n",
		"--xx\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"+html+"\r\n--xx\r\nContent-Type: text/csv; name=log.csv\r\nContent-Disposition: attachment; filename=log.csv\r\n\r\n1;2\r\n--xx--\r\n")
	s.until("no acknowledgement", func() bool { return len(s.inbox("planterad@kund.example")) == 1 })
	s.signIn("elin@axsensor.example")
	_, list := s.get("/tickets?list=unassigned")
	link := regexp.MustCompile(`href="(/ticket/[a-z2-7]{26})"[^>]*>Nollpunkten driver`).FindStringSubmatch(list)
	plain := regexp.MustCompile(`href="/ticket/([a-z2-7]{26})"[^>]*>Givaren visar`).FindStringSubmatch(list)
	if link == nil || plain == nil {
		t.Fatalf("the list: %.3000s", list)
	}
	for _, form := range []map[string]string{
		{"kind": "note", "do": "note", "note": "Tredje fallet på samma serie i år.", "request": "n1"},
		{"kind": "reply", "do": "send-solve", "reply": "Hej, torka **kontakten**:\n\n1. lossa `M12`\n2. blås torrt\n\n> citat\n\n| fw | dag |\n|---|---|\n| 2.3.1 | ti |", "request": "r1"},
	} {
		if code, page := s.multi(link[1]+"/write", form); code != 200 {
			t.Fatalf("%d %.300s", code, page)
		}
	}
	if code, _ := s.post(link[1]+"/set", map[string][]string{"status": {"solved"}, "fault": {"moisture"}, "resolution": {"dried"}, "tags": {"fukt mast"}, "priority": {"high"}}); code != 200 {
		t.Fatal(code)
	}
	return strings.TrimPrefix(link[1], "/ticket/"), plain[1]
}

// withTickets is every page that shows tickets.
func withTickets(s *shop, p *tab, id, other string) []stop {
	return []stop{
		{"list", p, at(s.base, "/tickets?list=open")},
		{"list of solved", p, at(s.base, "/tickets?list=solved")},
		{"search", p, func(p *tab) {
			at(s.base, "/tickets?list=open")(p)
			p.do(chromedp.SetValue("#q", "givaren"))
			p.press(".find button")
		}},
		{"search without hits", p, func(p *tab) {
			at(s.base, "/tickets?list=open")(p)
			p.do(chromedp.SetValue("#q", "xylofon"))
			p.press(".find button")
		}},
		{"ticket", p, at(s.base, "/ticket/"+id)},
		{"ticket, unfolded", p, func(p *tab) {
			at(s.base, "/ticket/"+id)(p)
			p.unfold()
		}},
		{"ticket, preview", p, func(p *tab) {
			at(s.base, "/ticket/"+other)(p) // what is written here stays as a draft
			p.do(chromedp.SetValue("#reply", "Hej, torka **kontakten**."), chromedp.Click("[data-preview]"), chromedp.WaitVisible("#preview"))
		}},
		{"ticket, a note begun", p, func(p *tab) {
			at(s.base, "/ticket/"+id)(p)
			p.do(chromedp.Click("label:has(.as-note)"))
		}},
		{"ticket, answer refused", p, func(p *tab) {
			at(s.base, "/ticket/"+id)(p)
			p.do(chromedp.Click("#answer button[value=send]"), chromedp.WaitVisible(".errors"))
		}},
		{"ticket, unit refused", p, func(p *tab) {
			at(s.base, "/ticket/"+id)(p)
			p.unfold()
			p.do(chromedp.SetValue("#serial", "A2-9999-9999"), chromedp.Click(`form[action$="/unit"] button`), chromedp.WaitVisible(".errors"))
		}},
	}
}

// unfold opens everything on a page that is folded.
func (p *tab) unfold() {
	p.t.Helper()
	js[int](p, "[...document.querySelectorAll('main details')].forEach(d => d.open = true), 0")
}

// withArchive is the archive's pages once it holds something.
func withArchive(s *shop, p *tab) []stop {
	return []stop{
		{"archive", p, at(s.base, "/archive")},
		{"archive, hits", p, at(s.base, "/archive?q=nollpunkten&product=AX-200")},
		{"archive, no hits", p, at(s.base, "/archive?q=xylofon&year=1999")},
		{"archived ticket", p, func(p *tab) {
			at(s.base, "/archive?q=nollpunkten")(p)
			p.press(`main a[href^="/archive/ticket/"]`)
		}},
	}
}
