package tickets_test

import (
	"slices"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// TestARefusedAcknowledgementIsTold: whoever answers must see that the address does not take letters, before they have
// written to it.
func TestARefusedAcknowledgementIsTold(t *testing.T) {
	for state, verb := range map[tickets.DeliveryState]string{tickets.Failed: "delivery.failed", tickets.Uncertain: "delivery.uncertain", tickets.Sent: ""} {
		d, as := desktest.Open(t), tickets.Runner("outbox")
		got := d.Arrive(t, desktest.Letter("Karin Provsson", karin, "Nollpunkten driver", firstText))
		ids, err := d.Mailroom.DueDeliveries(t.Context(), as, 10)
		if err != nil || len(ids) != 1 {
			t.Fatal(ids, err)
		}
		if _, err := d.Mailroom.Begin(t.Context(), as, ids[0]); err != nil {
			t.Fatal(err)
		}
		if err := d.Mailroom.Done(t.Context(), as, ids[0], tickets.Result{State: state, Code: 550}); err != nil {
			t.Fatal(err)
		}
		s, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), got.Ticket)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, e := range s.Events {
			told = append(told, e.Verb)
		}
		for _, v := range []string{"delivery.failed", "delivery.uncertain"} {
			if slices.Contains(told, v) != (v == verb) {
				t.Errorf("an acknowledgement that is %s: the ticket tells %v", state, told)
			}
		}
	}
}
