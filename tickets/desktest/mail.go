package desktest

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
)

const products = `code,name,family,kind,warranty_months,firmware,parts
AX-200,Lutningsgivare två axlar,AX,tilt,36,1.6.1@2017-02-01 1.6.4@2018-05-01 2.3.1@2023-01-10 2.3.4@2025-03-01,7112-04 7112-05
VB-40,Vibrationsgivare,VB,vibration,24,1.8.2@2020-01-01 1.9.0@2022-06-01,7201-01
`

func units() string {
	var b strings.Builder
	b.WriteString("serial;product;batch;firmware;delivered;warranty_until;country;customer_no;customer_name;customer_address\n")
	for i := range 20 {
		fmt.Fprintf(&b, "A2-2317-%04d;AX-200;2317;1.6.1;2017-06-%02d;;SE;K%03d;Provbolag %d AB;Provgatan %d, 111 11 Provby\n", 440+i, i+1, i, i, i)
	}
	return b.String()
}

func open(_ testing.TB, s string) io.Reader { return strings.NewReader(s) }

// Arrive puts a mail through the mailroom as the fetcher does: spooled first, then received.
func (d *Desk) Arrive(t testing.TB, in tickets.Inbound) tickets.Received {
	t.Helper()
	d.uid++
	as := tickets.Runner("mail")
	raw := fmt.Sprintf("Message-ID: %s\r\nSubject: %s\r\n\r\n%s\r\n%d", in.MessageID.Reveal(), in.Subject.Reveal(), in.Text.Reveal(), d.uid)
	sp, err := d.Mailroom.Spool(t.Context(), as, tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: d.uid, Raw: []byte(raw)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Mailroom.Receive(t.Context(), as, sp[0].ID, in)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Letter is a plain mail from somebody.
func Letter(name, address, subject, text string) tickets.Inbound {
	return tickets.Inbound{From: []tickets.Party{{Name: tickets.P(name), Address: tickets.P(address)}},
		To:      []tickets.Party{{Address: tickets.P("support@axsensor.example")}},
		Subject: tickets.P(subject), Text: tickets.P(text), Kind: "human",
		Parts:     []tickets.Part{{Start: 0, End: len(text), Kind: "new"}},
		MessageID: tickets.P(fmt.Sprintf("<%x.%x@kund.example>", len(text), hash(name+subject+text)))}
}

func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Deliver sends every letter that waits, as the outbox does, and returns them.
func (d *Desk) Deliver(t testing.TB) []tickets.Letter {
	t.Helper()
	as := tickets.Runner("outbox")
	ids, err := d.Mailroom.DueDeliveries(t.Context(), as, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []tickets.Letter
	for _, id := range ids {
		l, err := d.Mailroom.Begin(t.Context(), as, id)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Mailroom.Done(t.Context(), as, id, tickets.Result{State: tickets.Sent, Code: 250}); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}
