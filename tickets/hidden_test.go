package tickets_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
)

// TestHiddenWordsLastADay, and then nobody can read them, whatever is known of the installation.
func TestHiddenWordsLastADay(t *testing.T) {
	d := desktest.Open(t)
	as := d.Engineer.Actor()
	other, err := tickets.Open(t.Context(), tickets.Options{Store: d.Store, Keys: d.Keys, Blobs: d.Blobs, Now: d.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := d.Tickets.Hide(t.Context(), as, tickets.P("planterad kanariefågel"))
	if err != nil || strings.Contains(hidden, "planterad") {
		t.Fatalf("%q, %v", hidden, err)
	}
	again, err := other.Tickets.Hide(t.Context(), as, tickets.P("planterad kanariefågel"))
	if err != nil || again == hidden || again[:10] != hidden[:10] {
		t.Errorf("%q and %q, %v", hidden, again, err)
	}
	d.Clock.Add(24 * time.Hour)
	for _, desk := range []*tickets.Desk{d.Desk, other} {
		if got, err := desk.Tickets.Show(t.Context(), as, hidden); err != nil || got.Reveal() != "planterad kanariefågel" {
			t.Errorf("after a day: %q, %v", got.Reveal(), err)
		}
	}
	d.Clock.Add(time.Second)
	end := func(what, hidden string) {
		t.Helper()
		if got, err := d.Tickets.Show(t.Context(), as, hidden); !errors.Is(err, tickets.ErrNotFound) {
			t.Errorf("%s: %q, %v", what, got.Reveal(), err)
		}
	}
	end("after more than a day", hidden)
	for _, bad := range []string{"", ".", "AAAA", hidden[:11], hidden[:len(hidden)-1], "2026-11-24" + hidden[10:], "2026-11-99.AAAA"} {
		end(bad, bad)
	}
	d.Clock.Add(24 * time.Hour)
	key, err := d.HiddenKey(t.Context(), hidden[:10])
	if err != nil || key == "" {
		t.Fatalf("%q, %v", key, err)
	}
	if err := d.Mailroom.ForgetSeen(t.Context(), tickets.Runner("housekeeping")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Keys.Seal(t.Context(), key, "x", nil); !errors.Is(err, seal.ErrShredded) {
		t.Errorf("the day's key: %v", err)
	}
	d.Clock.Add(-48 * time.Hour)
	end("with the clock turned back after the key's end", hidden)
	if _, err := d.Tickets.Hide(t.Context(), d.Product.Actor(), tickets.P("x")); !errors.Is(err, tickets.ErrForbidden) {
		t.Errorf("the product team: %v", err)
	}
}
