package tickets_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

func TestSweepTakesOnlyWhatNoDocumentNames(t *testing.T) {
	ctx := t.Context()
	d := desktest.Open(t)
	mail := tickets.Runner("mail")
	in := desktest.Letter("Kim Prov", "kim@kund.example", "Lång logg", strings.Repeat("Y-axeln driver efter regn. ", 20_000))
	in.Files = []tickets.NewFile{{Name: tickets.P("logg.txt"), Type: "text/plain", Data: []byte("1;2;3")}}
	got := d.Arrive(t, in)
	waiting, err := d.Mailroom.Spool(ctx, mail, tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: 99,
		Raw: bytes.Repeat([]byte("Subject: stort\r\n"), 40_000)})
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string) {
		t.Helper()
		if _, err := d.Blobs.Put(ctx, name, strings.NewReader("sealed bytes that a killed process left")); err != nil {
			t.Fatal(err)
		}
	}
	put("orphanoftheprocessbefore")
	engineer, dir, clock := d.Engineer.Actor(), d.Dir, d.Clock
	d.Close(t)

	d = desktest.At(t, dir, clock)
	n, err := d.Mailroom.SweepBlobs(ctx, tickets.Runner("housekeeping"))
	if err != nil || n != 1 {
		t.Fatalf("swept %d, %v; want the one orphan", n, err)
	}
	if _, err := d.Blobs.Open(ctx, "orphanoftheprocessbefore"); err == nil {
		t.Error("the orphan is still there")
	}
	story, err := d.Tickets.Story(ctx, engineer, got.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	m := story.Messages[0]
	if !strings.HasPrefix(m.Text.Reveal(), "Y-axeln driver") {
		t.Error("the text is gone")
	}
	_, rc, err := d.Tickets.File(ctx, engineer, m.ID, m.Files[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rc.Close() }()
	if b, err := io.ReadAll(rc); err != nil || string(b) != "1;2;3" {
		t.Errorf("the attachment reads %q, %v", b, err)
	}
	if raw, err := d.Tickets.Original(ctx, engineer, m.ID); err != nil || len(raw) < 500_000 {
		t.Errorf("the original has %d bytes, %v", len(raw), err)
	}
	if s, _, err := d.Mailroom.Raw(ctx, mail, waiting[0].ID); err != nil || len(s) < 600_000 {
		t.Errorf("the waiting mail has %d bytes, %v", len(s), err)
	}
}
