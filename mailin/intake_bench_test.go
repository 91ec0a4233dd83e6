package mailin_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/axsensor/lethe/mailin"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// BenchmarkIntake takes mails of 4 kB from a Dovecot's inbox to committed tickets with their acknowledgements queued,
// every mail from somebody else. Run it with a number of mails, as in -benchtime 1000x.
func BenchmarkIntake(b *testing.B) {
	p := theirs(startDovecot(b))
	d := desktest.Open(b)
	raws := make([][]byte, b.N)
	for i := range raws {
		raws[i] = letterTo(i, 4<<10)
	}
	p.deliver(b, raws...)
	quiet := slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	stopped := make(chan error, 2)
	runner := &mailin.Runner{Mailbox: p.mailbox(), Desk: d.Mailroom, Log: quiet}
	receiver := &mailin.Receiver{Desk: d.Mailroom, Log: quiet}
	b.ResetTimer()
	go func() { stopped <- d.Leases.Hold(ctx, "mailbox-support", runner.Run) }()
	go func() { stopped <- d.Leases.Hold(ctx, "receiver", receiver.Run) }()
	seen := map[string]bool{}
	for c, err := range d.Tickets.Watch(ctx, d.Engineer.Actor(), "") {
		if err != nil {
			b.Fatal(err)
		}
		if c.ID != "" && !c.Gone {
			seen[c.ID] = true
		}
		if len(seen) == b.N {
			break
		}
	}
	b.StopTimer()
	cancel()
	for range 2 {
		if err := <-stopped; err != nil {
			b.Error(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	if page, err := d.Tickets.List(b.Context(), d.Engineer.Actor(), tickets.ListQuery{List: tickets.ListUnassigned}); err != nil || len(page.Rows) == 0 {
		b.Errorf("the list has %d rows, %v", len(page.Rows), err)
	}
}
