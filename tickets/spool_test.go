package tickets_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// TestMailsSpooledTogetherWaitInTheirOrder: a customer's second letter, which answers the first, must find its ticket
// when both were fetched at once, as after an outage.
func TestMailsSpooledTogetherWaitInTheirOrder(t *testing.T) {
	d := desktest.Open(t)
	as := tickets.Runner("mailin")
	mails := make([]tickets.Arrived, 20)
	for i := range mails {
		mails[i] = tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: uint32(i + 1), Raw: fmt.Appendf(nil, "Subject: %d\r\n\r\nNo signal.\r\n", i)}
	}
	spooled, err := d.Mailroom.Spool(t.Context(), as, mails...)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, s := range spooled {
		want = append(want, s.ID)
	}
	got, err := d.Mailroom.Pending(t.Context(), as, len(mails))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(mails) || !slices.Equal(got, want) {
		t.Errorf("mails wait in the order\n%v, not in that of their arrival\n%v", got, want)
	}
}
