package outbox_test

import (
	"errors"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// TestALetterThatIsTooLargeFailsAtOnce: it is shown as failed, and the letters behind it are sent.
func TestALetterThatIsTooLargeFailsAtOnce(t *testing.T) {
	d, large := answered(t, tickets.Answer{Files: []tickets.NewFile{{Name: tickets.P("bild.bin"), Type: "application/octet-stream", Data: make([]byte, 1<<20)}}})
	other := reply(t, d, d.Arrive(t, desktest.Letter("Lo Prov", "lo@kund.example", "En annan sak", "Hej! Givaren svarar inte alls.")).Ticket, tickets.Answer{})
	d.LimitBlobs(t, 512<<10)
	s := serve(t)
	run(t, d, s.relay(), "both letters", func() bool { return settled(t, d, large)() && settled(t, d, other)() })
	if got := fate(t, d, large); got.State != tickets.Failed || got.Code != 552 || got.Attempts != 1 {
		t.Errorf("the large letter: %s, %d, after %d attempts; want that it failed", got.State, got.Code, got.Attempts)
	}
	if got := fate(t, d, other); got.State != tickets.Sent {
		t.Errorf("the other letter: %s", got.State)
	}
}

// TestAnAnswerWhoseLetterWouldBeTooLargeIsRefused before anything is stored.
func TestAnAnswerWhoseLetterWouldBeTooLargeIsRefused(t *testing.T) {
	d := desktest.Open(t)
	d.LimitBlobs(t, 512<<10)
	got := d.Arrive(t, desktest.Letter("Lo Prov", "lo@kund.example", "En sak", "Hej! Givaren svarar inte alls."))
	for size, fits := range map[int]bool{300 << 10: true, 400 << 10: false} { // of base64: a third more
		err := d.Tickets.Reply(t.Context(), d.Engineer.Actor(), got.Ticket, tickets.Answer{Markdown: tickets.P("Se bilden."),
			Files: []tickets.NewFile{{Name: tickets.P("bild.bin"), Data: make([]byte, size)}}})
		if fits && err != nil || !fits && !errors.Is(err, tickets.ErrTooLarge) {
			t.Errorf("a file of %d bytes: %v", size, err)
		}
	}
}
