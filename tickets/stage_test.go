package tickets_test

import (
	"errors"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// stageOne forgets one customer's ticket of seven years ago as far as the stage.
func stageOne(t *testing.T, d *desktest.Desk, who string) {
	t.Helper()
	night := tickets.Runner("anonymizer")
	got := d.Arrive(t, desktest.Letter("Planterad Kund", who, "Drift", "Vår givare driver."))
	d.Deliver(t)
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	if err := d.Forgetting.Mark(t.Context(), night, got.Ticket); err != nil {
		t.Fatal(err)
	}
	words := tickets.Scrubbed{Subject: "Drift", Messages: []tickets.ArchivedMessage{{Role: "customer", Lang: "sv", Text: "Vår givare driver."}}}
	if err := d.Forgetting.Stage(t.Context(), night, got.Ticket, words); err != nil {
		t.Fatal(err)
	}
	if err := d.Forgetting.Destroy(t.Context(), night, got.Ticket); err != nil {
		t.Fatal(err)
	}
}

func TestAStageWaitsFromItsFirstEntryOn(t *testing.T) {
	d := desktest.Open(t)
	night := tickets.Runner("anonymizer")
	stageOne(t, d, "planterad@kund.example") // the stage stood empty for seven years
	opened := d.Clock.Now()
	if n, err := d.Forgetting.Publish(t.Context(), night); !errors.Is(err, tickets.ErrFew) {
		t.Fatalf("one customer's words after a day on the stage: %d published, %v", n, err)
	}
	info, err := d.Forgetting.StageInfo(t.Context(), night)
	if err != nil || info.Tickets != 1 || !info.Opened.Equal(opened) {
		t.Errorf("%d wait since %v and not %v, %v", info.Tickets, info.Opened, opened, err)
	}
	d.Clock.Set(opened.AddDate(1, 0, 0))
	if n, err := d.Forgetting.Publish(t.Context(), night); err != nil || n != 1 {
		t.Fatalf("after four quarters: %d, %v", n, err)
	}
	stageOne(t, d, "planterad2@kund.example")
	if _, err := d.Forgetting.Publish(t.Context(), night); !errors.Is(err, tickets.ErrFew) {
		t.Errorf("the next stage: %v", err)
	}
}
