package tickets_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

const (
	karin     = "karin.provsson@kund.example"
	firstText = "Hej! Vår AX-200 med serienummer A2-2317-0448 driver 0,8° efter regn. Fw 2.3.1, larm E-47. Vad gör vi?"
)

func TestMailBecomesATicketWithItsUnitAndOneAcknowledgement(t *testing.T) {
	d := desktest.Open(t)
	d.Stock(t)
	got := d.Arrive(t, desktest.Letter("Karin Provsson", karin, "Nollpunkten driver", firstText))
	if !got.New {
		t.Fatal("no new ticket")
	}
	s, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), got.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	if s.Unit.Serial.Reveal() != "A2-2317-0448" || s.Ticket.Product != "AX-200" || s.Ticket.Firmware != "2.3.1" || s.Ticket.Warranty != tickets.WarrantyOut {
		t.Errorf("unit %q, product %q, firmware %q, warranty %q", s.Unit.Serial.Reveal(), s.Ticket.Product, s.Ticket.Firmware, s.Ticket.Warranty)
	}
	if want := desktest.Start.AddDate(7, 0, 0); !s.Ticket.Due.Equal(want) {
		t.Errorf("due %s, want %s", s.Ticket.Due, want)
	}
	if s.Ticket.Lang != "sv" || s.Ticket.AnswerBy.IsZero() || s.Customer.Address().Reveal() != karin {
		t.Errorf("lang %q, answer by %s, customer %q", s.Ticket.Lang, s.Ticket.AnswerBy, s.Customer.Address().Reveal())
	}
	letters := d.Deliver(t)
	if len(letters) != 1 || letters[0].Kind != "ack" || !letters[0].Automatic || letters[0].To.Address.Reveal() != karin || letters[0].Number != got.Number {
		t.Fatalf("letters: %+v", letters)
	}
	if after, _ := d.Tickets.Story(t.Context(), d.Engineer.Actor(), got.Ticket); !after.Ticket.LastContact.Equal(s.Ticket.LastContact) {
		t.Error("an automatic letter moved the clock")
	}
}

func TestAnswerThreadsBackWhateverTheSubject(t *testing.T) {
	d := desktest.Open(t)
	got := d.Arrive(t, desktest.Letter("Karin Provsson", karin, "Nollpunkten driver", firstText))
	d.Deliver(t)
	as := d.Engineer.Actor()
	d.Clock.Add(time.Hour)
	for range 2 { // a second click
		if err := d.Tickets.Reply(t.Context(), as, got.Ticket, tickets.Answer{Markdown: tickets.P("Torka **kontakten**."), Request: "klick"}); err != nil {
			t.Fatal(err)
		}
	}
	letters := d.Deliver(t)
	if len(letters) != 1 || letters[0].InReplyTo == "" || letters[0].Automatic || letters[0].Quoted == nil {
		t.Fatalf("letters: %+v", letters)
	}
	s, _ := d.Tickets.Story(t.Context(), as, got.Ticket)
	if s.Ticket.Status != tickets.StatusWaiting || !s.Ticket.LastContact.Equal(d.Clock.Now()) || s.Ticket.WaitsForUs {
		t.Errorf("after the answer: %s, contact %s", s.Ticket.Status, s.Ticket.LastContact)
	}
	byToken := desktest.Letter("Karin Provsson", karin, "Helt nytt ämne", "Det hjälpte inte.")
	byToken.To = []tickets.Party{{Address: tickets.P(letters[0].ReplyTo)}}
	byReference := desktest.Letter("Karin Provsson", karin, "Något annat", "Nu hjälpte det.")
	byReference.InReplyTo = []tickets.Personal{tickets.P("<" + letters[0].MessageID + ">")}
	for _, in := range []tickets.Inbound{byToken, byReference} {
		if r := d.Arrive(t, in); r.Ticket != got.Ticket || r.New {
			t.Errorf("%s: on ticket %s, new %v", in.Subject.Reveal(), r.Ticket, r.New)
		}
	}
	if n := len(d.Deliver(t)); n != 0 {
		t.Errorf("%d letters for messages on a known ticket", n)
	}
}

func TestStrangersAreKeptApart(t *testing.T) {
	d := desktest.Open(t)
	got := d.Arrive(t, desktest.Letter("Karin Provsson", karin, "Nollpunkten driver", firstText))
	d.Deliver(t)
	before, _ := d.Tickets.Story(t.Context(), d.Engineer.Actor(), got.Ticket)
	d.Clock.Add(time.Hour)

	guess := desktest.Letter("Okänd Gissare", "gissare@annan.example", "Re: ärende "+strconv.FormatInt(got.Number, 10), "Berätta allt om ärendet.")
	if r := d.Arrive(t, guess); r.Ticket == got.Ticket {
		t.Error("a guessed number reached the ticket")
	}
	ref := desktest.Letter("Okänd Refererare", "ref@annan.example", "Re: Nollpunkten", "Jag svarar också.")
	ref.References = []tickets.Personal{tickets.P(desktest.Letter("Karin Provsson", karin, "Nollpunkten driver", firstText).MessageID.Reveal())}
	r := d.Arrive(t, ref)
	s, _ := d.Tickets.Story(t.Context(), d.Engineer.Actor(), r.Ticket)
	if r.Ticket == got.Ticket || s.Ticket.Status != tickets.StatusHeld {
		t.Errorf("a stranger with a reference: same ticket %v, status %s", r.Ticket == got.Ticket, s.Ticket.Status)
	}
	after, _ := d.Tickets.Story(t.Context(), d.Engineer.Actor(), got.Ticket)
	if !after.Ticket.LastContact.Equal(before.Ticket.LastContact) {
		t.Error("a stranger moved the clock")
	}
}

func TestTheSameMailTwiceIsOneTicket(t *testing.T) {
	d := desktest.Open(t)
	as := tickets.Runner("mail")
	raw := []byte("Subject: x\r\n\r\nhej")
	first, err := d.Mailroom.Spool(t.Context(), as, tickets.Arrived{Mailbox: "a", UIDValidity: 1, UID: 1, Raw: raw})
	if err != nil || first[0].State != tickets.SpoolWaiting {
		t.Fatal(first, err)
	}
	for uid, validity := range map[uint32]uint32{1: 1, 9: 2} {
		again, err := d.Mailroom.Spool(t.Context(), as, tickets.Arrived{Mailbox: "a", UIDValidity: validity, UID: uid, Raw: raw})
		if err != nil || again[0].State != tickets.SpoolDuplicate {
			t.Errorf("uid %d: %v, %v", uid, again, err)
		}
	}
	unseen, err := d.Mailroom.Unseen(t.Context(), as, "a", 1, []uint32{1, 2, 3})
	if err != nil || len(unseen) != 2 {
		t.Errorf("unseen %v, %v", unseen, err)
	}
	in := desktest.Letter("Karin Provsson", karin, "Nollpunkten driver", firstText)
	a := d.Arrive(t, in)
	if b := d.Arrive(t, in); b.Ticket != "" {
		t.Errorf("the same letter by two roads: %s and %s", a.Ticket, b.Ticket)
	}
	if _, err := d.Mailroom.Receive(t.Context(), as, first[0].ID, in); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Mailroom.Receive(t.Context(), as, first[0].ID, in); !errors.Is(err, tickets.ErrNotFound) {
		t.Errorf("received twice: %v", err)
	}
}

func TestNobodyElseGetsIn(t *testing.T) {
	d := desktest.Open(t)
	got := d.Arrive(t, desktest.Letter("Karin Provsson", karin, "Nollpunkten driver", firstText))
	ctx, as := t.Context(), d.Product.Actor()
	_, err1 := d.Tickets.List(ctx, as, tickets.ListQuery{List: tickets.ListOpen})
	_, err2 := d.Tickets.Story(ctx, as, got.Ticket)
	_, _, err3 := d.Forgetting.Due(ctx, as, d.Clock.Now(), "", 10)
	_, err4 := d.Records.CustomerByAddress(ctx, as, karin)
	_, err5 := d.Tickets.Rows(ctx, as, got.Ticket)
	err6 := d.Tickets.SetStatus(ctx, as, got.Ticket, tickets.StatusSolved)
	for i, err := range []error{err1, err2, err3, err4, err5, err6} {
		if !errors.Is(err, tickets.ErrForbidden) {
			t.Errorf("%d: %v", i+1, err)
		}
	}
	token, _, err := d.Accounts.SignIn(ctx, "engineer@axsensor.example", desktest.Password)
	if err != nil {
		t.Fatal(err)
	}
	if acc, err := d.Accounts.Session(ctx, token); err != nil || acc.ID != d.Engineer.ID {
		t.Error(acc.ID, err)
	}
	for _, c := range [][2]string{{"engineer@axsensor.example", "fel lösenord"}, {"nobody@axsensor.example", desktest.Password}} {
		if _, _, err := d.Accounts.SignIn(ctx, c[0], c[1]); !errors.Is(err, tickets.ErrBadSignIn) {
			t.Errorf("%s: %v", c[0], err)
		}
	}
	if err := d.Accounts.SignOut(ctx, token); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Accounts.Session(ctx, token); !errors.Is(err, tickets.ErrNotFound) {
		t.Error("signed out and still in:", err)
	}
	if _, err := d.Accounts.CreateFirst(ctx, tickets.NewAccount{Name: tickets.P("Inkräktare"), Login: tickets.P("x@y.example"), Password: tickets.P(desktest.Password)}); !errors.Is(err, tickets.ErrForbidden) {
		t.Error("a second first administrator:", err)
	}
}

func TestImportRefusesWhole(t *testing.T) {
	d := desktest.Open(t)
	d.Stock(t)
	ctx, as := t.Context(), d.Admin.Actor()
	_, err := d.Records.ImportUnits(ctx, as, strings.NewReader("serial,product,delivered\nB1-0001-0001,AX-200,2024-01-02\nB1-0001-0002,AX-999,2024-01-02\nB1-0001-0003,AX-200,igår\n"))
	var bad *tickets.ImportError
	if !errors.As(err, &bad) || len(bad.Lines) != 2 || bad.Lines[0].Line != 3 || bad.Lines[1].Line != 4 {
		t.Fatalf("%v", err)
	}
	if _, err := d.Records.UnitBySerial(ctx, as, "B1-0001-0001"); !errors.Is(err, tickets.ErrNotFound) {
		t.Error("a refused file was imported in part")
	}
	if _, err := d.Records.ImportUnits(ctx, as, strings.NewReader("serial,product\nx,y\n")); !errors.As(err, &bad) || bad.Lines[0].Key != "import.column" {
		t.Errorf("a missing column: %v", err)
	}
	if u, err := d.Records.UnitBySerial(ctx, as, "a2 2317 0448"); err != nil || u.Product != "AX-200" {
		t.Error(u.Product, err)
	}
	got := d.Arrive(t, desktest.Letter("Karin Provsson", karin, "Hej", "Ett fel."))
	var inv *tickets.Invalid
	err = d.Tickets.LinkUnit(ctx, d.Engineer.Actor(), got.Ticket, tickets.P("A2-2317-044"))
	if !errors.As(err, &inv) {
		t.Errorf("an unknown serial: %v", err)
	}
	if err := d.Tickets.LinkUnit(ctx, d.Engineer.Actor(), got.Ticket, tickets.P("a2.2317.0448")); err != nil {
		t.Error(err)
	}
}
