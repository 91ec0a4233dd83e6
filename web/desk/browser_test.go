package desk_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/web/page/pagetest"
)

// browse opens a browser on a site, signed in as an engineer, while open pages are told what changes.
func browse(t *testing.T, s *site) (ctx context.Context, home string) {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(s.Hub().Close) // streams end before the server waits for them
	run(t, func(ctx context.Context) error { return s.Hub().Follow(ctx, s.desk.Tickets) }, func() error { return nil })
	ctx, late := context.WithTimeout(pagetest.Chromium(t), 3*time.Minute)
	t.Cleanup(late)
	do(t, ctx, chromedp.Navigate(server.URL+"/sign-in"))
	enter(t, ctx, ".list, #rows")
	return ctx, server.URL
}

// enter fills in the door and waits for what is behind it.
func enter(t *testing.T, ctx context.Context, behind string) {
	t.Helper()
	do(t, ctx, chromedp.WaitVisible("#email"), chromedp.SetValue("#email", "engineer@axsensor.example"), chromedp.SetValue("#password", desktest.Password),
		chromedp.Click("button.first"), chromedp.WaitVisible("html.scripted"), chromedp.WaitReady(behind))
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// press presses keys one after the other, as a person does: never before the page has its scripts.
func press(t *testing.T, ctx context.Context, keys ...string) {
	t.Helper()
	do(t, ctx, chromedp.WaitVisible("html.scripted"))
	for _, k := range keys {
		do(t, ctx, chromedp.KeyEvent(k))
	}
}

func js[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// soon waits until an expression on the page holds.
func soon(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	for range 400 {
		if v, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression)); err == nil && v {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("never: %s\n%s", expression, js[string](t, ctx, "document.body.innerText.slice(0, 1500)"))
}

func TestTheListAnswersToKeys(t *testing.T) {
	s := open(t)
	ids := s.arrive(t, 3)
	ctx, home := browse(t, s)
	do(t, ctx, chromedp.Navigate(home+"/tickets?list=open"), chromedp.WaitVisible("tr.t"))
	if !js[bool](t, ctx, "document.querySelector('.bulk').hidden") {
		t.Error("the bar shows while nothing is ticked")
	}
	press(t, ctx, "j", "j", "x")
	if at := js[string](t, ctx, "document.querySelector('tr.at').dataset.id + document.querySelector('tbody input:checked').value"); at != ids[1]+ids[1] {
		t.Errorf("the cursor and the tick are at %s, not twice %s", at, ids[1])
	}
	press(t, ctx, "e")
	soon(t, ctx, "document.querySelector('[data-toast]')?.textContent.includes('1 ärende är ändrat.')")
	if n := js[int](t, ctx, "document.querySelectorAll('tr.t').length"); n != 2 {
		t.Errorf("%d rows are left", n)
	}
	press(t, ctx, "z")
	soon(t, ctx, "document.querySelector('[data-toast]')?.textContent.includes('1 ärende är som förut.')")
	press(t, ctx, "j", "j", "o") // the one that was opened again owes its answer last
	soon(t, ctx, "location.pathname === '/ticket/"+ids[2]+"' && document.querySelector('[data-place]')?.textContent === '2 av 3 i Alla öppna'")
	press(t, ctx, "j")
	soon(t, ctx, "location.pathname === '/ticket/"+ids[1]+"' && document.querySelector('[data-place]')?.textContent === '3 av 3 i Alla öppna'")
	press(t, ctx, "u")
	soon(t, ctx, "location.pathname === '/tickets' && document.querySelectorAll('tr.t').length === 3")
	s.desk.Arrive(t, letter("Ny Kund", "ny@kund.example"))
	soon(t, ctx, "document.querySelectorAll('tr.t').length === 4 && document.querySelector('h1 .count').textContent === '4'")
}

func TestNoWordOfAnAnswerIsLost(t *testing.T) {
	s := open(t)
	id := s.arrive(t, 1)[0]
	ctx, home := browse(t, s)
	do(t, ctx, chromedp.Navigate(home+"/ticket/"+id), chromedp.WaitVisible("html.scripted"), chromedp.SendKeys("#reply", "Torka **kontakten**"), chromedp.Click("[data-preview]"))
	soon(t, ctx, "document.querySelector('#preview:not([hidden]) strong')?.textContent === 'kontakten' && location.pathname === '/ticket/"+id+"'")
	do(t, ctx, chromedp.Reload(), chromedp.WaitVisible("html.scripted"))
	soon(t, ctx, "document.querySelector('#reply').value === 'Torka **kontakten**'")
	must(t, s.desk.Accounts.SetActive(t.Context(), s.desk.Admin.Actor(), s.desk.Engineer.ID, false)) // the session ends
	must(t, s.desk.Accounts.SetActive(t.Context(), s.desk.Admin.Actor(), s.desk.Engineer.ID, true))
	do(t, ctx, chromedp.SendKeys("#reply", " två gånger"), chromedp.Click("button[value=send-wait]"), chromedp.WaitVisible("textarea[readonly]"))
	if words := js[string](t, ctx, "document.querySelector('textarea[readonly]').value"); words != "Torka **kontakten** två gånger" {
		t.Errorf("the page of the signed out gives back %q", words)
	}
	do(t, ctx, chromedp.Click(`a[href^="/sign-in"]`))
	enter(t, ctx, "#log")
	soon(t, ctx, "location.pathname === '/ticket/"+id+"' && document.querySelector('#reply').value === 'Torka **kontakten** två gånger'")
	do(t, ctx, chromedp.Click("button[value=send-wait]"))
	soon(t, ctx, "document.querySelector('[data-toast]')?.textContent.includes('utkorgen') && document.querySelector('#reply').value === ''")
	st, err := s.desk.Tickets.Story(t.Context(), s.desk.Engineer.Actor(), id)
	if err != nil || len(st.Messages) != 2 || st.Messages[1].Text.Reveal() != "Torka **kontakten** två gånger" {
		t.Errorf("what was sent: %d messages, %v", len(st.Messages), err)
	}
}

func TestAnOpenTicketTellsWhatAColleagueChanged(t *testing.T) {
	s := open(t)
	id := s.arrive(t, 1)[0]
	ctx, home := browse(t, s)
	do(t, ctx, chromedp.Navigate(home+"/ticket/"+id), chromedp.WaitVisible("html.scripted"))
	soon(t, ctx, "document.querySelector('.menu') !== null")
	do(t, ctx, chromedp.Click("details.acts > summary"))
	must(t, s.desk.Tickets.SetTags(t.Context(), s.desk.Admin.Actor(), id, []string{"retur"}))
	soon(t, ctx, "document.querySelector('#tags').value === 'retur'") // the side is new; the conversation is as it was
	if js[bool](t, ctx, "document.querySelector('#toasts').textContent !== '' || !document.querySelector('details.acts').open") {
		t.Error("a conversation that did not change is told of, or closed what its reader had opened")
	}
	must(t, s.desk.Tickets.SetPriority(t.Context(), s.desk.Admin.Actor(), id, tickets.High))
	soon(t, ctx, "document.querySelector('#toasts').textContent.includes('Ärendet ändrades just nu.') && document.querySelector('#case-head').textContent.includes('Hög') && document.querySelector('#priority').value === 'high'")
	if !js[bool](t, ctx, "document.querySelector('details.acts').open") {
		t.Error("news closed what the reader had opened")
	}
	do(t, ctx, chromedp.SetValue("#fault", "moisture"))
	must(t, s.desk.Tickets.SetPriority(t.Context(), s.desk.Admin.Actor(), id, tickets.Low))
	soon(t, ctx, "document.querySelector('[data-offer]')?.textContent === 'Någon annan ändrade ärendet. Visa' && document.querySelector('#case-head').textContent.includes('Låg')")
	if v := js[string](t, ctx, "document.querySelector('#fault').value"); v != "moisture" {
		t.Errorf("the fault that was being chosen is %q", v)
	}
	do(t, ctx, chromedp.Click("[data-offer]"), chromedp.WaitVisible("html.scripted"))
	soon(t, ctx, "document.querySelector('#priority')?.value === 'low' && document.querySelector('#fault').value === ''")
}

func TestTheDesksPagesFitAPhone(t *testing.T) {
	s := open(t)
	id := s.arrive(t, 2)[0]
	s.post(t, "/ticket/"+id+"/unit", url.Values{"serial": {"A2-2317-0448"}})
	ctx, home := browse(t, s)
	for _, path := range []string{"/tickets", "/tickets?list=solved&tag=zzz", "/ticket/" + id, "/tickets/new", "/me", "/nothing"} {
		do(t, ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(home+path), chromedp.WaitReady("main"))
		if over := js[int](t, ctx, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s is %d pixels too wide at 320", path, over)
		}
	}
}
