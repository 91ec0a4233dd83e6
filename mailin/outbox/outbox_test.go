package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/axsensor/lethe/mailin/outbox"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// answered opens a desk with a ticket and one answer of ours in the outbox; the acknowledgement is out already.
func answered(t *testing.T, a tickets.Answer) (*desktest.Desk, string) {
	t.Helper()
	d := desktest.Open(t)
	return d, answer(t, d, "Karin Provare", "karin@kund.example", a)
}

// letters counts mails, so that no two are the same.
var letters atomic.Int64

// answer brings in a ticket, sends its acknowledgement and whatever else is due, and answers it.

func answer(t *testing.T, d *desktest.Desk, name, address string, a tickets.Answer) string {
	t.Helper()
	got := d.Arrive(t, desktest.Letter(name, address, "Givaren på plan två visar fel", fmt.Sprintf("Hej! Givaren visar E-47 efter %d minuter, och omstart hjälper inte.", letters.Add(1))))
	d.Deliver(t)
	return reply(t, d, got.Ticket, a)
}

func reply(t *testing.T, d *desktest.Desk, ticket string, a tickets.Answer) string {
	t.Helper()
	if a.Markdown.IsZero() {
		a.Markdown = tickets.P("Hej, kontrollera att kontakten är torr.")
	}
	if err := d.Tickets.Reply(t.Context(), d.Engineer.Actor(), ticket, a); err != nil {
		t.Fatal(err)
	}
	return ticket
}

// run lets an outbox work until something is so. It stops it in the orderly way.
func run(t *testing.T, d *desktest.Desk, r outbox.Relay, what string, so func() bool) {
	t.Helper()
	runUntil(t, d, r, what, func(outbox.State) bool { return so() })
}

// runUntil is run for what the outbox says of itself.
func runUntil(t *testing.T, d *desktest.Desk, r outbox.Relay, what string, so func(outbox.State) bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	o := &outbox.Outbox{Desk: d.Mailroom, Relay: r, Now: d.Clock.Now, Log: slog.New(slog.DiscardHandler)}
	done := make(chan error, 1)
	go func() { done <- o.Run(ctx) }()
	for deadline := time.Now().Add(30 * time.Second); !so(o.State()); time.Sleep(25 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("waited in vain: %s", what)
			break
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// fate is the delivery of the ticket's one answer as the ticket page shows it.
func fate(t *testing.T, d *desktest.Desk, ticket string) tickets.Delivery {
	t.Helper()
	story, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), ticket)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range story.Messages {
		if len(m.Deliveries) == 1 {
			return m.Deliveries[0]
		}
	}
	t.Fatalf("no delivery among %d messages", len(story.Messages))
	return tickets.Delivery{}
}

// settled says that an answer is neither waiting for its first attempt nor in the middle of one.
func settled(t *testing.T, d *desktest.Desk, ticket string) func() bool {
	return func() bool {
		switch fate(t, d, ticket).State {
		case tickets.Queued, tickets.Sending, tickets.AtDot:
			return false
		}
		return true
	}
}

func TestWhatTheServerSaysDecidesTheFateOfALetter(t *testing.T) {
	t.Parallel()
	d := desktest.Open(t)
	for name, c := range map[string]struct {
		script script
		state  tickets.DeliveryState
		code   int
		whole  int // letters that reached the server to the last dot
	}{
		"all is well":                      {script{}, tickets.Sent, 250, 1},
		"busy at the greeting":             {script{greet: "421 4.3.2 busy"}, tickets.Deferred, 421, 0},
		"refused at the greeting":          {script{greet: "554 5.7.1 go away"}, tickets.Deferred, 554, 0},
		"cut at the greeting":              {script{greet: cut}, tickets.Deferred, 0, 0},
		"no greeting":                      {script{greet: silent}, tickets.Deferred, 0, 0},
		"cut at EHLO":                      {script{hello: cut}, tickets.Deferred, 0, 0},
		"temporary at MAIL":                {script{mail: "451 4.3.0 later"}, tickets.Deferred, 451, 0},
		"refused at MAIL":                  {script{mail: "550 5.7.1 no"}, tickets.Failed, 550, 0},
		"sign-in demanded at MAIL":         {script{mail: "530 5.7.0 sign in first"}, tickets.Deferred, 530, 0},
		"too big at MAIL":                  {script{mail: "552 5.3.4 too big"}, tickets.Failed, 552, 0},
		"cut at MAIL":                      {script{mail: cut}, tickets.Deferred, 0, 0},
		"temporary at RCPT":                {script{rcpt: "450 4.2.0 greylisted"}, tickets.Deferred, 450, 0},
		"full mailbox at RCPT":             {script{rcpt: "452 4.2.2 full"}, tickets.Deferred, 452, 0},
		"no such user at RCPT":             {script{rcpt: "550 5.1.1 nobody here"}, tickets.Failed, 550, 0},
		"cut at RCPT":                      {script{rcpt: cut}, tickets.Deferred, 0, 0},
		"temporary at DATA":                {script{data: "451 4.3.0 later"}, tickets.Deferred, 451, 0},
		"refused at DATA":                  {script{data: "554 5.5.1 no"}, tickets.Failed, 554, 0},
		"cut at DATA":                      {script{data: cut}, tickets.Deferred, 0, 0},
		"temporary after the dot":          {script{dot: "452 4.3.1 disk full"}, tickets.Deferred, 452, 1},
		"refused after the dot":            {script{dot: "550 5.7.1 spam"}, tickets.Failed, 550, 1},
		"too big after the dot":            {script{dot: "552 5.3.4 too big"}, tickets.Failed, 552, 1},
		"cut after the dot":                {script{dot: cut}, tickets.Uncertain, 0, 1},
		"no answer after the dot":          {script{dot: silent}, tickets.Uncertain, 0, 1},
		"closing after the dot":            {script{dot: "421 4.3.2 closing"}, tickets.Deferred, 421, 1},
		"out of step at MAIL":              {script{mail: "503 5.5.1 one letter at a time"}, tickets.Deferred, 503, 0},
		"an old server without extensions": {script{lacks: []string{"8BITMIME", "SMTPUTF8", "DSN", "SIZE", "ENHANCEDSTATUSCODES"}}, tickets.Sent, 250, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.script)
			ticket := answer(t, d, "Karin Provare", "karin@kund.example", tickets.Answer{})
			r := s.relay()
			if c.script.greet == silent || c.script.dot == silent {
				r.Patience = 300 * time.Millisecond
			}
			runUntil(t, d, r, "the letter settles", func(st outbox.State) bool {
				return settled(t, d, ticket)() && (c.state == tickets.Sent) == !st.Sent.IsZero()
			})
			got := fate(t, d, ticket)
			if got.State != c.state || got.Code != c.code || got.Attempts != 1 {
				t.Errorf("state %s code %d after %d attempts, want %s %d", got.State, got.Code, got.Attempts, c.state, c.code)
			}
			if n := len(s.whole()); n != c.whole {
				t.Errorf("%d letters reached the dot, want %d", n, c.whole)
			}
			if wait := got.Next.Sub(d.Clock.Now()); c.state == tickets.Deferred && (wait < time.Minute || wait > 2*time.Minute) {
				t.Errorf("the next attempt is in %v", wait)
			}
			// Whatever it was: a new process on the same desk does not send it again, unless it is due and was not sent.
			calm(t, d, s, ticket)
		})
	}
}

// calm runs another outbox on the desk and checks that it sends what waits, and nothing else.
func calm(t *testing.T, d *desktest.Desk, s *scripted, ticket string) {
	t.Helper()
	before, had := fate(t, d, ticket), len(s.whole())
	other := answer(t, d, "Bo Provare", "bo@kund.example", tickets.Answer{})
	run(t, d, s.relay(), "another letter is sent", settled(t, d, other))
	if after := fate(t, d, ticket); after.State != before.State || after.Attempts != before.Attempts {
		t.Errorf("a new process made %s of %s", after.State, before.State)
	}
	if n := len(s.whole()) - had; n != 1 {
		t.Errorf("a new process sent %d letters instead of one", n)
	}
	if before.State != tickets.Deferred {
		return
	}
	d.Clock.Add(2 * time.Minute)
	run(t, d, s.relay(), "the letter that waited is sent", func() bool { return fate(t, d, ticket).State == tickets.Sent })
	if got := len(s.whole()) - had; got != 2 {
		t.Errorf("%d letters went out, want 2", got)
	}
}

func TestRetriesWaitLongerAndEndInAFailureOnTheTicket(t *testing.T) {
	t.Parallel()
	var all []script
	for range 100 {
		all = append(all, script{rcpt: "450 4.2.0 greylisted"})
	}
	s := serve(t, all...)
	d, ticket := answered(t, tickets.Answer{})
	begun, last := d.Clock.Now(), time.Duration(0)
	for n := 1; n < 100; n++ {
		run(t, d, s.relay(), "an attempt", func() bool { f := fate(t, d, ticket); return f.Attempts >= n && f.State != tickets.Sending })
		f := fate(t, d, ticket)
		if f.State == tickets.Failed {
			if spent := d.Clock.Now().Sub(begun); spent < 48*time.Hour || spent > 54*time.Hour || f.Code != 450 || n < 10 {
				t.Errorf("given up after %v and %d attempts with code %d", spent, n, f.Code)
			}
			story, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), ticket)
			if err != nil {
				t.Fatal(err)
			}
			told := false
			for _, e := range story.Events {
				told = told || e.Verb == "delivery.failed"
			}
			if !told {
				t.Errorf("the ticket does not tell of the failure: %+v", story.Events)
			}
			return
		}
		wait := f.Next.Sub(d.Clock.Now())
		if f.State != tickets.Deferred || wait < last*10/11 || wait <= 0 || wait > 5*time.Hour {
			t.Fatalf("attempt %d: %s, next in %v after %v", n, f.State, wait, last)
		}
		last = wait
		d.Clock.Set(f.Next)
	}
	t.Error("it never ends")
}

func TestAnEngineerSendsAFailedLetterAgain(t *testing.T) {
	t.Parallel()
	s := serve(t, script{rcpt: "550 5.1.1 nobody here"})
	d, ticket := answered(t, tickets.Answer{})
	run(t, d, s.relay(), "it fails", settled(t, d, ticket))
	if err := d.Mailroom.RetryDelivery(t.Context(), d.Engineer.Actor(), fate(t, d, ticket).ID); err != nil {
		t.Fatal(err)
	}
	run(t, d, s.relay(), "it is sent", func() bool { return fate(t, d, ticket).State == tickets.Sent })
	if n := len(s.accepted()); n != 1 {
		t.Errorf("%d letters", n)
	}
}

func TestEveryAttemptSendsTheSameBytes(t *testing.T) {
	t.Parallel()
	s := serve(t, script{dot: "451 4.3.0 later"})
	d, ticket := answered(t, tickets.Answer{})
	run(t, d, s.relay(), "it waits", settled(t, d, ticket))
	d.Clock.Add(time.Hour)
	run(t, d, s.relay(), "it is sent", func() bool { return fate(t, d, ticket).State == tickets.Sent })
	got := s.whole()
	if len(got) != 2 || got[0].raw != got[1].raw || got[0].from != got[1].from || !strings.Contains(got[0].raw, "Message-ID: <") {
		t.Errorf("%d letters differ:\n%v", len(got), got)
	}
}

// A process that is killed leaves the letter where it was; the desk is opened again from its folder.
func TestAKilledProcessSendsNothingTwice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reach func(m *tickets.Mailroom, id string) error
		state tickets.DeliveryState
		sent  int
	}{
		"before any connection": {func(*tickets.Mailroom, string) error { return nil }, tickets.Sent, 1},
		"after the rendering": {func(m *tickets.Mailroom, id string) error {
			return m.Rendered(context.Background(), tickets.Runner("outbox"), id, []byte("Subject: x\r\n\r\nden gamla\r\n"))
		}, tickets.Sent, 1},
		"at the dot": {func(m *tickets.Mailroom, id string) error {
			return m.AtDot(context.Background(), tickets.Runner("outbox"), id)
		}, tickets.Uncertain, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			d, ticket := answered(t, tickets.Answer{})
			id := fate(t, d, ticket).ID
			if _, err := d.Mailroom.Begin(t.Context(), tickets.Runner("outbox"), id); err != nil {
				t.Fatal(err)
			}
			if err := c.reach(d.Mailroom, id); err != nil {
				t.Fatal(err)
			}
			d.Close(t)
			again := desktest.At(t, d.Dir, d.Clock)
			again.Engineer = d.Engineer
			run(t, again, s.relay(), "it is "+string(c.state), func() bool { return fate(t, again, ticket).State == c.state })
			got := s.whole()
			if len(got) != c.sent || name == "after the rendering" && !strings.Contains(got[0].raw, "den gamla") {
				t.Errorf("%d letters: %v", len(got), got)
			}
		})
	}
}

func TestOneRefusedLetterDoesNotHoldTheOthers(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.set(func() {
		s.refuse["karin@kund.example"], s.refuse["kari@kund.example"] = "550 5.1.1 nobody here", "450 4.2.0 later"
	})
	d := desktest.Open(t)
	var all []string
	for _, address := range []string{"karin@kund.example", "kari@kund.example", "bo@kund.example"} {
		all = append(all, d.Arrive(t, desktest.Letter("Prov Provare", address, "Fel", "Hej, givaren visar fel.")).Ticket)
	}
	d.Deliver(t)
	first, second, third := reply(t, d, all[0], tickets.Answer{}), reply(t, d, all[1], tickets.Answer{}), reply(t, d, all[2], tickets.Answer{})
	run(t, d, s.relay(), "all settle", func() bool { return settled(t, d, first)() && settled(t, d, second)() && settled(t, d, third)() })
	for ticket, code := range map[string]int{first: 550, second: 450, third: 250} {
		if f := fate(t, d, ticket); f.Code != code || (f.State == tickets.Failed) != (code == 550) {
			t.Errorf("it is %s with %d, want %d", f.State, f.Code, code)
		}
	}
	conns := 0
	s.set(func() { conns = s.conns })
	if got := s.accepted(); len(got) != 1 || got[0].to != "bo@kund.example" || conns != 1 {
		t.Errorf("%d connections, letters %v", conns, got)
	}
}
