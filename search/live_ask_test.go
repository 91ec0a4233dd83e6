package search

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

func TestALiveQuestionNarrowsSortsAndPages(t *testing.T) {
	d := desktest.Open(t)
	d.Stock(t)
	l := openLive(t, d)
	as := d.Engineer.Actor()
	var ids []string
	for i := range 7 {
		got := d.Arrive(t, desktest.Letter("Provare Kund", fmt.Sprintf("p%d@kund.example", i), "Felet", fmt.Sprintf("Larm E-47 från AX-200, brev nummer %d på svenska till er.", i)))
		ids = append(ids, got.Ticket)
		d.Clock.Add(time.Hour)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Tickets.Assign(t.Context(), as, ids[1], d.Engineer.ID))
	must(d.Tickets.SetTags(t.Context(), as, ids[2], []string{"fukt i kontakt"}))
	must(d.Tickets.SetStatus(t.Context(), as, ids[3], tickets.StatusSolved))
	must(d.Tickets.SetPriority(t.Context(), as, ids[6], tickets.Urgent))
	ask := func(q Wanted) Found {
		t.Helper()
		if q.Limit == 0 {
			q.Limit = 50
		}
		f, err := l.Ask(t.Context(), q)
		must(err)
		return f
	}
	eventually(t, "the index did not follow", func() bool {
		return ask(Wanted{}).Total == 7 && ask(Wanted{Status: []string{"solved"}}).Total == 1 && ask(Wanted{Assignee: []string{d.Engineer.ID}}).Total == 1 &&
			ask(Wanted{Tag: []string{"fukt i kontakt"}}).Total == 1 && len(ask(Wanted{}).IDs) > 0 && ask(Wanted{}).IDs[0] == ids[6]
	})
	for name, q := range map[string]Wanted{"nobody's": {Assignee: []string{None}, Status: []string{"new"}}, "a model's": {Product: []string{"AX-200"}, Words: "larm -avslutat"},
		"a language's": {Lang: []string{"sv"}}, "late": {Late: d.Clock.Now().AddDate(0, 1, 0)}} {
		want := map[string]int{"nobody's": 5, "a model's": 7, "a language's": 7, "late": 6}[name]
		if got := ask(q).Total; got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	if got := ask(Wanted{Sort: ByLast}).IDs; !slices.Equal(got, ids) {
		t.Errorf("by the last message: %v", got)
	}
	for _, sort := range []Order{"-" + ByNumber, ""} {
		var all []string
		after := ""
		for range 5 {
			f := ask(Wanted{Sort: sort, After: after, Limit: 3})
			all = append(all, f.IDs...)
			if after = f.Next; after == "" {
				break
			}
		}
		if whole := ask(Wanted{Sort: sort}).IDs; !slices.Equal(all, whole) || len(all) != 7 {
			t.Errorf("pages by %q give %v, not %v", sort, all, whole)
		}
	}
	if f := ask(Wanted{Words: "larm", Limit: 4}); len(f.IDs) != 4 || len(ask(Wanted{Words: "larm", Limit: 4, After: f.Next}).IDs) != 3 {
		t.Errorf("a search's pages: %+v", f)
	}
	for _, q := range []Wanted{{After: "x", Limit: 1}, {Words: "larm", After: "-3", Limit: 1}} {
		if _, err := l.Ask(t.Context(), q); !errors.Is(err, tickets.ErrNotFound) {
			t.Errorf("after %q: %v", q.After, err)
		}
	}
	if Order("size").Known() || !Order("-due").Known() {
		t.Error("an order is known that is none, or the other way")
	}
}
