package mailin_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/mailin"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/desktest"
)

// smallBlobs is a limit that the large mails of these tests are over.
const smallBlobs = 512 << 10

// heavy is a mail with an attachment of 1.5 MB.
func heavy(id string) []byte {
	line := strings.Repeat("QUJD", 19) + "\r\n"
	return []byte("From: Kim Prov <kim@kund.example>\r\nTo: support@axsensor.example\r\nSubject: Tung " + id + "\r\nMessage-ID: <" + id +
		"@kund.example>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLoggen ligger i filen.\r\n" +
		"--b\r\nContent-Type: application/octet-stream; name=logg.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		strings.Repeat(line, 2_000_000/len(line)) + "--b--\r\n")
}

// receiveAll receives what is spooled until nothing waits.
func receiveAll(t *testing.T, d *desktest.Desk) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- (&mailin.Receiver{Desk: d.Mailroom, Log: slog.New(slog.DiscardHandler)}).Run(ctx) }()
	await(t, "that no mail waits", func() bool {
		ids, err := d.Mailroom.Pending(t.Context(), tickets.Runner("mail"), 10)
		return err == nil && len(ids) == 0
	})
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestMailThatNoBlobCanHold becomes a ticket that says so, with the beginning of the original, and holds up no other.
func TestMailThatNoBlobCanHold(t *testing.T) {
	for name, limits := range map[string][2]int64{
		"from the start":                {smallBlobs, smallBlobs},
		"because the limit was lowered": {blob.DefaultLimit, smallBlobs},
	} {
		t.Run(name, func(t *testing.T) {
			d := desktest.Open(t)
			d.LimitBlobs(t, limits[0])
			light := []byte("From: Lo Prov <lo@kund.example>\r\nTo: support@axsensor.example\r\nSubject: Latt\r\nMessage-ID: <latt@kund.example>\r\n\r\nKort.\r\n")
			for i, raw := range [][]byte{heavy("a"), light} {
				if _, err := d.Mailroom.Spool(t.Context(), tickets.Runner("mail"), tickets.Arrived{Mailbox: "support", UIDValidity: 1,
					UID: uint32(i + 1), Internal: time.Now(), Raw: raw}); err != nil {
					t.Fatal(err)
				}
				d.Clock.Add(time.Second)
			}
			d.LimitBlobs(t, limits[1])
			receiveAll(t, d)

			page, err := d.Tickets.List(t.Context(), d.Engineer.Actor(), tickets.ListQuery{List: tickets.ListUnassigned})
			if err != nil || len(page.Rows) != 2 {
				t.Fatalf("%d tickets, %v; want 2", len(page.Rows), err)
			}
			for _, row := range page.Rows {
				story, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), row.Ticket.ID)
				if err != nil {
					t.Fatal(err)
				}
				m, large := story.Messages[0], strings.HasPrefix(row.Ticket.Subject.Reveal(), "Tung")
				if m.Partial() != large {
					t.Errorf("%s: partial is %v", row.Ticket.Subject.Reveal(), m.Partial())
				}
				raw, err := d.Tickets.Original(t.Context(), d.Engineer.Actor(), m.ID)
				if err != nil {
					t.Fatal(err)
				}
				if large && (len(raw) < smallBlobs*9/10 || !bytes.HasPrefix(heavy("a"), raw)) {
					t.Errorf("of the original %d bytes are kept, want nearly %d from its beginning", len(raw), smallBlobs)
				}
				if large && !strings.Contains(m.Text.Reveal(), "Loggen ligger i filen") {
					t.Errorf("the text is %q", m.Text.Reveal())
				}
			}
		})
	}
}

// TestAnAnswerThatNoBlobCanHoldSaysSoOnItsTicket, beside the letters that are whole.
func TestAnAnswerThatNoBlobCanHoldSaysSoOnItsTicket(t *testing.T) {
	d := desktest.Open(t)
	question := desktest.Letter("Kim Prov", "kim@kund.example", "Givaren visar fel", "Hej! Den visar E-47.")
	first := d.Arrive(t, question)
	d.Clock.Add(time.Minute)
	d.LimitBlobs(t, smallBlobs)
	raw := bytes.Replace(heavy("b"), []byte("MIME-Version"), []byte("In-Reply-To: "+question.MessageID.Reveal()+"\r\nMIME-Version"), 1)
	if _, err := d.Mailroom.Spool(t.Context(), tickets.Runner("mail"), tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: 99, Raw: raw}); err != nil {
		t.Fatal(err)
	}
	receiveAll(t, d)
	story, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), first.Ticket)
	if err != nil || len(story.Messages) != 2 {
		t.Fatalf("%d messages, %v; want 2", len(story.Messages), err)
	}
	if story.Messages[0].Partial() || !story.Messages[1].Partial() {
		t.Errorf("partial: %v and %v, want the second alone", story.Messages[0].Partial(), story.Messages[1].Partial())
	}
}
