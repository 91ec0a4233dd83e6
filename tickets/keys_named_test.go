package tickets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
)

// TestEveryKeyIsFoundWhereItIsStored: in a desk that has something of everything, no living key stands in any document, in
// the clear or sealed, deep or not, that a start does not find there; and no key is in use that it does not find.
func TestEveryKeyIsFoundWhereItIsStored(t *testing.T) {
	d := busyDesk(t)
	living, err := d.Keys.Living(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	in, seen := map[string]bool{}, 0
	for _, doc := range everything(t, d.Store) {
		in[doc.Coll] = true
		named := tickets.KeysNamed(doc)
		words := stringsIn(doc.Body)
		if _, sealed, ok := doc.Body.Lookup("sealed").BinaryOK(); ok {
			plain, err := d.Keys.Open(t.Context(), keyOf(doc), fmt.Sprintf("%s/%s/%d", doc.Coll, doc.ID, 1), sealed)
			if err != nil {
				t.Errorf("%s: %v", doc.Coll, err)
			}
			words = append(words, stringsIn(bson.Raw(plain))...)
		}
		for _, word := range words {
			if _, is := living[seal.KeyID(word)]; !is {
				continue
			}
			if seen++; !slices.Contains(named, seal.KeyID(word)) {
				t.Errorf("%s/%s stores the key %s, which a start does not find there", doc.Coll, doc.ID, word)
			}
		}
	}
	for _, c := range tickets.Collections() {
		if !in[c.Name] && c.Name != "uploads" { // which live for seconds
			t.Errorf("nothing is in %s", c.Name)
		}
	}
	if seen < 50 {
		t.Errorf("%d keys were seen in documents", seen)
	}
}

// TestEveryKeyInUseIsNamed: shredding what no document names leaves a busy desk whole, its search words and blobs included.
func TestEveryKeyInUseIsNamed(t *testing.T) {
	d := busyDesk(t)
	living, err := d.Keys.Living(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := d.Tickets.Hide(t.Context(), d.Engineer.Actor(), tickets.P("vad som söktes"))
	if err != nil {
		t.Fatal(err)
	}
	all := everything(t, d.Store)
	for _, doc := range all {
		for _, key := range tickets.KeysNamed(doc) {
			delete(living, key)
		}
	}
	if len(living) == 0 {
		t.Fatal("no key is spare")
	}
	for key := range living {
		if err := d.Keys.Shred(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	for _, doc := range all {
		if keyOf(doc) != "" {
			if err := unseal(t.Context(), d.Keys, doc); err != nil {
				t.Errorf("%s/%s: %v", doc.Coll, doc.ID, err)
			}
		}
	}
	if got, err := d.Tickets.Show(t.Context(), d.Engineer.Actor(), hidden); err != nil || got.Reveal() != "vad som söktes" {
		t.Errorf("search words: %q, %v", got.Reveal(), err)
	}
	d.Clock.Set(d.Clock.Now().AddDate(1, 0, 1))
	if n, err := d.Forgetting.Publish(t.Context(), forgetter); err != nil || n != 1 {
		t.Errorf("the stage: %d published, %v", n, err)
	}
}

// busyDesk has something in every collection.
func busyDesk(t *testing.T) *desktest.Desk {
	t.Helper()
	d := desktest.Open(t)
	engineer := d.Engineer.Actor()
	d.Stock(t)
	old := d.Arrive(t, desktest.Letter("Planterad Kund", "planterad@kund.example", "Drift", "AX-200 A2-2317-0440 driver.")).Ticket
	older := d.Arrive(t, desktest.Letter("Planterad Kund", "planterad2@kund.example", "Drift", "AX-200 A2-2317-0441 driver.")).Ticket
	d.Deliver(t)
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	forget(t, d, older)
	d.Clock.Set(d.Clock.Now().AddDate(1, 0, 1))
	if n, err := d.Forgetting.Publish(t.Context(), forgetter); err != nil || n != 1 {
		t.Fatalf("%d published, %v", n, err)
	}
	forget(t, d, old)
	d.Clock.Add(time.Hour)
	long := strings.Repeat("Givaren driver efter regn. ", 5000)
	in := desktest.Letter("Levande Kund", "levande@kund.example", "Fel", long)
	in.Files = []tickets.NewFile{{Name: tickets.P("logg.txt"), Type: "text/plain", Data: []byte(long)}}
	living := d.Arrive(t, in).Ticket
	d.Deliver(t)
	if _, err := d.Tickets.Hide(t.Context(), engineer, tickets.P("vad som söktes")); err != nil {
		t.Fatal(err)
	}
	_, err := d.Tickets.SaveDraft(t.Context(), engineer, living, tickets.Reply, tickets.P("Hej"))
	if err == nil {
		err = d.Tickets.Reply(t.Context(), engineer, living, tickets.Answer{Markdown: tickets.P("Hej Levande."), Then: tickets.StatusWaiting})
	}
	if err == nil {
		err = d.Tickets.Note(t.Context(), engineer, living, tickets.P("Ring kunden."), nil, "r1")
	}
	if err == nil {
		_, err = d.Tickets.SaveDraft(t.Context(), engineer, living, tickets.Reply, tickets.P("Och sedan"))
	}
	if err == nil {
		_, _, err = d.Accounts.SignIn(t.Context(), "engineer@axsensor.example", desktest.Password)
	}
	if err == nil {
		err = d.Forgetting.KeepRun(t.Context(), forgetter, tickets.Run{At: d.Clock.Now(), Due: 2, Forgotten: 2})
	}
	if err == nil {
		err = d.Settings.SetLists(t.Context(), d.Admin.Actor(), tickets.Lists{Faults: []tickets.Choice{{Code: "drift", SV: "Drift", EN: "Drift"}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Mailroom.Spool(t.Context(), mailer, tickets.Arrived{Mailbox: "another", UIDValidity: 1, UID: 1, Raw: []byte(strings.Repeat("x", 400_000))}); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestWhereKeysAreRises: a program that does not know where a newer one names keys would destroy them as named by nobody. So
// whoever adds a collection or a field that names keys raises storedVersion, and notes here what belongs to it; the older
// program is refused then, see TestAnOlderLetheIsRefused.
func TestWhereKeysAreRises(t *testing.T) {
	if got, want := tickets.WhereKeysAre(), "1 map[accounts:[key] archive:[key] claims:[key hides] customers:[key] deliveries:[key] drafts:[key] keystore:[key] leases:[key] "+
		"messages:[key] meta:[key home stageKey archiveKey stageEnds own] originals:[key] people:[key] products:[key] runs:[key] "+
		"sessions:[key] settings:[key] spool:[key] stage:[key] tickets:[key] trail:[key] units:[key] uploads:[key]]"; got != want {
		t.Errorf("keys are named in\n%s, noted is\n%s: raise storedVersion when a place was added", got, want)
	}
}
