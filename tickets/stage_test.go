package tickets_test

import (
	"errors"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
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

// TestAPublicationCutShortKeepsItsTerms: what began as facts only for want of customers does not end with sentences.
func TestAPublicationCutShortKeepsItsTerms(t *testing.T) {
	d := desktest.Open(t)
	night := tickets.Runner("anonymizer")
	stageOne(t, d, "planterad@kund.example")
	d.Clock.Set(d.Clock.Now().AddDate(1, 0, 0))
	if err := d.BeginPublishing(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.BeginPublishing(t.Context()); !errors.Is(err, tickets.ErrConflict) {
		t.Errorf("a second that publishes at once: %v", err)
	}
	if n, err := d.Forgetting.Publish(t.Context(), night); err != nil || n != 1 {
		t.Fatalf("%d published, %v", n, err)
	}
	for c, err := range d.Archive.Watch(t.Context(), d.Product.Actor(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if c.Mark {
			t.Fatal("nothing is in the archive")
		}
		got, err := d.Archive.Get(t.Context(), d.Product.Actor(), c.ID)
		if err != nil || len(got) != 1 || got[0].Subject != "" || len(got[0].Messages) > 0 {
			t.Errorf("one customer's words were published: %+v, %v", got, err)
		}
		break
	}
}

// TestALatePublicationLeavesTheNextStage: who looked at a stage that somebody else has published meanwhile does not publish
// the next one, which has too few customers yet.
func TestALatePublicationLeavesTheNextStage(t *testing.T) {
	d := desktest.Open(t)
	night := tickets.Runner("anonymizer")
	stageOne(t, d, "planterad@kund.example")
	d.Clock.Set(d.Clock.Now().AddDate(1, 0, 0))
	n, err := d.PublishLate(t.Context(), func() {
		if n, err := d.Forgetting.Publish(t.Context(), night); err != nil || n != 1 {
			t.Fatalf("%d published, %v", n, err)
		}
		stageOne(t, d, "planterad2@kund.example")
		d.Clock.Set(d.Clock.Now().AddDate(1, 0, 0))
	})
	if n != 0 || !errors.Is(err, tickets.ErrConflict) {
		t.Errorf("the next stage: %d to be published, %v", n, err)
	}
}

// TestAStageIsReplacedOnce, however many publish it, and its key is destroyed, whoever is killed before that.
func TestAStageIsReplacedOnce(t *testing.T) {
	d := desktest.Open(t)
	before, after, err := d.ReplaceStage(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Keys.Seal(t.Context(), after, "x", []byte("x")); err != nil {
		t.Errorf("the new stage's key: %v", err)
	}
	left, err := d.LeaveStageKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Forgetting.Finish(t.Context(), tickets.Runner("anonymizer")); err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]seal.KeyID{"published": before, "left by the dead": left} {
		if _, err := d.Keys.Seal(t.Context(), key, "x", []byte("x")); !errors.Is(err, seal.ErrShredded) {
			t.Errorf("the key of the stage that was %s: %v", name, err)
		}
	}
}
