package tickets_test

import (
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

func TestAnAnswerIsInTheLanguageItIsWrittenIn(t *testing.T) {
	d := desktest.Open(t)
	in := desktest.Letter("Kari Prov", "kari@kunde.example", "Giveren viser feil", "Giveren viser for høyt etter regn.")
	in.Lang = "no"
	got := d.Arrive(t, in)
	// Each message has a moment of its own, by which they are ordered.
	for _, words := range []string{"Hej Kari,\n\nkontrollera att kontakten är torr och mät isolationen igen, den ska vara över 20.", "Ok."} {
		d.Clock.Add(time.Minute)
		if err := d.Tickets.Reply(t.Context(), d.Engineer.Actor(), got.Ticket, tickets.Answer{Markdown: tickets.P(words)}); err != nil {
			t.Fatal(err)
		}
	}
	story, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), got.Ticket)
	if err != nil || len(story.Messages) != 3 {
		t.Fatal(len(story.Messages), err)
	}
	var langs [3]string
	for i, m := range story.Messages {
		langs[i] = m.Lang
	}
	if langs[0] != "no" || langs[1] != "sv" || langs[2] != "no" {
		t.Errorf("the languages are %v: a short answer is in the customer's", langs)
	}
}

func TestSignsOfMarkdownStayOnTheDesk(t *testing.T) {
	d := desktest.Open(t)
	got := d.Arrive(t, desktest.Letter("Kim Prov", "kim@kund.example", "Driver", "Den driver *mycket* efter regn."))
	d.Clock.Add(time.Minute)
	words := "Hej,\n\n**Torka** kontakten och `mät` igen:\n\n- isolationen\n- nollan, se [anvisningen](https://axsensor.example/torka)"
	if err := d.Tickets.Reply(t.Context(), d.Engineer.Actor(), got.Ticket, tickets.Answer{Markdown: tickets.P(words)}); err != nil {
		t.Fatal(err)
	}
	rows, err := d.Tickets.Rows(t.Context(), d.Engineer.Actor(), got.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	if s := rows[0].LastWords.Reveal(); !strings.HasPrefix(s, "Hej, Torka kontakten och mät igen:") {
		t.Errorf("the list shows %q", s)
	}
	do, err := d.Forgetting.Dossier(t.Context(), d.Officer.Actor(), got.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range do.Messages {
		s := m.Text.Reveal()
		if m.Author == tickets.ByCustomer && s != "Den driver *mycket* efter regn." {
			t.Errorf("the customer's own words became %q", s)
		}
		if m.Author == tickets.ByEngineer && (strings.ContainsAny(s, "*`[") || !strings.Contains(s, "Torka kontakten")) {
			t.Errorf("our words are handed on as %q", s)
		}
	}
}
