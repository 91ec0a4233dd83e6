package desk_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// officer is a page of the data protection officer's.
func (s *site) officer(t *testing.T, path string, form url.Values, want int) (body, to string) {
	t.Helper()
	w := s.ask(t, "officer", path, form)
	if w.Code != want {
		t.Fatalf("%s: %d, want %d", path, w.Code, want)
	}
	return html.UnescapeString(w.Body.String()), w.Header().Get("Location")
}

func TestWhatIsDueWhatWaitsAndWhy(t *testing.T) {
	s := open(t)
	body, _ := s.officer(t, "/forget", nil, http.StatusOK)
	holds(t, "an empty desk", body, "Inget att glömma i natt.", "Det finns inga ärenden.")
	ids, ctx := s.arrive(t, 15), t.Context()
	s.desk.Deliver(t)
	must(t, s.desk.Tickets.SetFault(ctx, s.desk.Engineer.Actor(), ids[0], "moisture"))
	body, _ = s.officer(t, "/forget", nil, http.StatusOK)
	holds(t, "nothing due", body, "Nästa ärende förfaller 25 november 2033.")
	s.desk.Clock.Set(s.desk.Clock.Now().AddDate(7, 0, 1))
	delete(s.cookies, "officer") // that session has ended
	must(t, s.desk.Tickets.Reply(ctx, s.desk.Engineer.Actor(), ids[1], tickets.Answer{Markdown: tickets.P("Hej"), Then: tickets.StatusOpen}))
	as := s.desk.Officer.Actor()
	must(t, s.desk.Forgetting.Hold(ctx, as, ids[2], s.desk.Clock.Now().AddDate(1, 0, 0), tickets.P("tvist")))
	must(t, s.desk.Forgetting.Hold(ctx, as, ids[3], s.desk.Clock.Now().Add(time.Hour), tickets.P("reklamation")))
	body, _ = s.officer(t, "/forget", nil, http.StatusOK)
	holds(t, "the list", body, "AX-200, Fukt i kontakt", "Väntar på ett brev i utkorgen", "Spärr till 26 nov 2034", "Klar", "12 av 15 visas",
		"1 till väntar på brev i utkorgen", "1 spärr går ut till natten", "Spärren på 10004 går ut före natten.")
	if got := regexp.MustCompile(`<dd>(\d+)</dd>`).FindAllStringSubmatch(body, 2); len(got) != 2 || got[0][1] != "13" || got[1][1] != "1" {
		t.Errorf("the sums are %v", got)
	}
	second, _ := s.officer(t, next(t, body), nil, http.StatusOK)
	holds(t, "the second page", second, "13–15 av 15 visas", "10015", "Till början")
	if w := s.ask(t, "officer", "/forget?after=x", nil); w.Code != http.StatusNotFound {
		t.Errorf("a place that is none: %d", w.Code)
	}
}

func TestADryRunShowsWhatGoesAndAHoldKeepsWhatWasTyped(t *testing.T) {
	s := open(t)
	id, path := s.arrive(t, 1)[0], ""
	_, path = s.officer(t, "/forget/find", url.Values{"q": {"10001"}}, http.StatusSeeOther)
	if path != "/forget?dry="+id+"#dry" {
		t.Errorf("a number leads to %s", path)
	}
	body, _ := s.officer(t, "/forget/find", url.Values{"q": {"99"}}, http.StatusOK)
	holds(t, "a number of none", body, "Inget ärende har numret ”99”.", `value="99"`)
	body, _ = s.officer(t, "/forget?dry="+id, nil, http.StatusOK)
	holds(t, "the dry run", body, "Provkörning av 10001", "E-47", "25 nov 2026 blir", "kv 4 2026", "Kontroll med egen kod")
	form := url.Values{"ticket": {id}, "until": {"2020-01-01"}, "reason": {"en tvist"}}
	body, _ = s.officer(t, "/forget/hold", form, http.StatusUnprocessableEntity)
	holds(t, "a day gone by", body, "Provkörning av 10001", `href="#until"`, `value="2020-01-01"`, `value="en tvist"`)
	form.Set("until", "")
	body, _ = s.officer(t, "/forget/hold", form, http.StatusUnprocessableEntity)
	holds(t, "no day", body, `href="#until"`, `value="en tvist"`)
	form.Set("until", s.desk.Clock.Now().AddDate(0, 6, 0).Format(time.DateOnly))
	form.Set("reason", " ")
	body, _ = s.officer(t, "/forget/hold", form, http.StatusUnprocessableEntity)
	holds(t, "no reason", body, `href="#reason"`, fmt.Sprintf("value=%q", form.Get("until")))
	form.Set("reason", "en tvist")
	_, to := s.officer(t, "/forget/hold", form, http.StatusSeeOther)
	body, _ = s.officer(t, to, nil, http.StatusOK)
	holds(t, "the hold", body, "Ärendet är spärrat.")
	body, _ = s.officer(t, "/forget?dry="+id, nil, http.StatusOK)
	holds(t, "the held one", body, "Förläng spärren", "Spärr till 25 maj 2027")
	_, to = s.officer(t, "/forget/release", url.Values{"ticket": {id}}, http.StatusSeeOther)
	if !strings.HasPrefix(to, "/forget?said=") {
		t.Errorf("released, it leads to %s", to)
	}
	for _, who := range []string{"engineer", "product"} {
		if w := s.ask(t, who, "/forget", nil); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", who, w.Code)
		}
	}
}
