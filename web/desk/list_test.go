package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAListIsNarrowedByEachFilter(t *testing.T) {
	s := open(t)
	ids, as, ctx := s.arrive(t, 4), s.desk.Engineer.Actor(), t.Context()
	must(t, s.desk.Tickets.Assign(ctx, as, ids[0], s.desk.Engineer.ID))
	must(t, s.desk.Tickets.SetFault(ctx, as, ids[1], "moisture"))
	must(t, s.desk.Tickets.SetTags(ctx, as, ids[2], []string{"retur"}))
	must(t, s.desk.Tickets.SetStatus(ctx, as, ids[3], tickets.StatusSolved))
	s.indexed(t, search.Wanted{Status: []string{"solved"}}, 1)
	for form, want := range map[string][]string{
		"list=open&assignee=" + s.desk.Engineer.ID: {ids[0]},
		"list=open&assignee=-":                     {ids[1], ids[2]},
		"list=open&fault=moisture":                 {ids[1]},
		"list=open&tag=Retur":                      {ids[2]},
		"list=open&status=solved":                  {ids[3]},
		"list=open&product=AX-200&lang=sv":         {ids[0], ids[1], ids[2]},
		"list=open&has=prov+2":                     {ids[2]},
		"q=E-47+prov+3":                            {ids[3]},
		"q=kund1%40kund.example":                   {ids[1]},
		"list=open&product=VB-40":                  nil,
	} {
		v, err := url.ParseQuery(form)
		must(t, err)
		to := s.post(t, "/tickets/search", v)
		body := s.get(t, to)
		if got := listed(body); !slices.Equal(got, want) {
			t.Errorf("%s leads to %s with %v, want %v", form, to, got, want)
		}
		if form != "list=open&product=VB-40" && !strings.HasPrefix(form, "q=") {
			holds(t, form, body, "Ta bort filtret")
		}
		if want == nil {
			holds(t, form, body, "Inget ärende stämmer med filtren.", `href="/tickets?list=open"`)
		}
	}
	if to := s.post(t, "/tickets/search", url.Values{"q": {"10001"}}); to != "/ticket/"+ids[0] {
		t.Errorf("a ticket's number leads to %s", to)
	}
}

func TestSearchWordsStandInNoAddress(t *testing.T) {
	s := open(t)
	ids := s.arrive(t, 2)
	s.indexed(t, search.Wanted{}, 2)
	to := s.post(t, "/tickets/search", url.Values{"q": {"prov 1"}})
	if strings.Contains(to, "prov") {
		t.Errorf("the words stand in %s", to)
	}
	for range 2 { // reload
		if got := listed(s.get(t, to)); !slices.Equal(got, []string{ids[1]}) {
			t.Errorf("found %v", got)
		}
	}
	s.desk.Clock.Add(25 * time.Hour)
	holds(t, "a day later", s.get(t, to), "Sökningen har gått ut.")
	holds(t, "a forged search", s.get(t, "/tickets?list=all&find=AAAA"), "Sökningen har gått ut.")
}

func TestPagesStandStillWhileTicketsArrive(t *testing.T) {
	s := open(t)
	ids := s.arrive(t, 60)
	s.indexed(t, search.Wanted{}, 60)
	for name, path := range map[string]string{"the list's own order": "/tickets?list=open", "the newest first": "/tickets?list=open&sort=-last", "by number": "/tickets?list=all&sort=number"} {
		first := s.get(t, path)
		to := next(t, first)
		second := s.get(t, to)
		all := append(listed(first), listed(second)...)
		if len(all) != len(ids) || len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(ids) {
			t.Errorf("%s: %d rows in all", name, len(all))
		}
		holds(t, name, second, "51–60 av 60 visas", "Till början")
		if !slices.Equal(listed(s.get(t, path)), listed(first)) || !slices.Equal(listed(s.get(t, to)), listed(second)) {
			t.Errorf("%s: a step back shows something else", name)
		}
	}
	to := next(t, s.get(t, "/tickets?list=open&sort=-last"))
	before := listed(s.get(t, to))
	s.desk.Arrive(t, letter("Ny Kund", "ny@kund.example"))
	s.indexed(t, search.Wanted{}, 61)
	if after := listed(s.get(t, to)); !slices.Equal(before, after) {
		t.Error("a ticket that arrives shifts the second page")
	}
	holds(t, "the order", s.get(t, "/tickets?list=open&sort=-last"), `aria-sort="descending"`)
	for _, bad := range []string{"/tickets?list=open&after=x", "/tickets?list=open&sort=last&after=x", "/tickets?list=nothing&tag=x", "/tickets?list=nothing"} {
		if w := s.ask(t, "engineer", bad, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
}

func TestTheChosenAreChangedTogether(t *testing.T) {
	s := open(t)
	ids, ctx, as := s.arrive(t, 3), t.Context(), s.desk.Engineer.Actor()
	statuses := func() string {
		rows, err := s.desk.Tickets.Rows(ctx, as, ids...)
		must(t, err)
		var out []string
		for _, r := range rows {
			out = append(out, string(r.Status)+"/"+r.AssigneeName.Reveal()+"/"+strings.Join(r.Tags, ","))
		}
		return strings.Join(out, " ")
	}
	press := func(v url.Values) string {
		t.Helper()
		v.Set("back", "/tickets?list=open&tag=retur")
		to := s.post(t, "/tickets/bulk", v)
		if !strings.HasPrefix(to, "/tickets?list=open&said=") && !strings.Contains(to, "tag=retur") {
			t.Errorf("it leads to %s", to)
		}
		return s.get(t, to)
	}
	body := press(url.Values{"t": {ids[0], ids[1], "none"}, "do": {"solved"}})
	holds(t, "solving two", body, "2 ärenden är ändrade.", "Ångra")
	if got := statuses(); got != "solved// solved// new//" {
		t.Errorf("solved: %s", got)
	}
	undo := formAction(t, body, "/tickets/undo")
	holds(t, "undoing", s.get(t, s.post(t, undo, url.Values{})), "2 ärenden är som förut.")
	if got := statuses(); got != "new// new// new//" {
		t.Errorf("undone: %s", got)
	}
	press(url.Values{"t": {ids[2]}, "do": {"assign"}, "assignee": {s.desk.Engineer.ID}})
	press(url.Values{"t": {ids[1], ids[2]}, "do": {"tag"}, "tag": {"Retur"}})
	press(url.Values{"t": {ids[0]}, "do": {"status"}, "status": {"waiting"}})
	if got := statuses(); got != "waiting// new//retur open/Provare engineer/retur" {
		t.Errorf("at last: %s", got)
	}
	holds(t, "nothing chosen", press(url.Values{"do": {"solved"}}), "Inget ärende är valt.")
	holds(t, "nothing to do", press(url.Values{"t": {ids[0]}, "do": {"assign"}, "assignee": {""}}), "Välj först vad")
	holds(t, "a status that is none", press(url.Values{"t": {ids[0]}, "do": {"status"}, "status": {"gone"}}), "Det värdet tas inte emot.")
	if to := s.post(t, "/tickets/bulk", url.Values{"t": {ids[0]}, "do": {"solved"}, "back": {"https://evil.example/tickets"}}); !strings.HasPrefix(to, "/tickets?list=open") {
		t.Errorf("it leads to %s", to)
	}
}

func TestPastedWordsMakeNoEndlessAddress(t *testing.T) {
	s := open(t)
	s.arrive(t, 1)
	to := s.post(t, "/tickets/search", url.Values{"q": {"prov 0 " + strings.Repeat("läckage ", 5000)}})
	if len(to) > 2000 {
		t.Errorf("the address is %d bytes long", len(to))
	}
	holds(t, "a pasted search", s.get(t, to), "prov 0 läckage")
}
