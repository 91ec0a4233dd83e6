package tickets_test

import (
	"bytes"
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

var forgetter = tickets.Runner("anonymizer")

// forget destroys a ticket that is due, as a night does.
func forget(t *testing.T, d *desktest.Desk, ticket string) {
	t.Helper()
	words := tickets.Scrubbed{Subject: "Drift", Messages: []tickets.ArchivedMessage{{Role: "customer", Lang: "sv", Text: "Givaren driver."}}}
	err := d.Forgetting.Mark(t.Context(), forgetter, ticket)
	if err == nil {
		err = d.Forgetting.Stage(t.Context(), forgetter, ticket, words)
	}
	if err == nil {
		err = d.Forgetting.Destroy(t.Context(), forgetter, ticket)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// aged is a desk with a ticket that is due, and one that is not.
type aged struct {
	*desktest.Desk
	due, living string
	docs        []store.Doc // everything about the person on the ticket that is due
	uid         uint32
}

func newAged(t *testing.T) *aged {
	t.Helper()
	d := desktest.Open(t)
	a := &aged{Desk: d}
	a.due = d.Arrive(t, desktest.Letter("Planterad Kund", "planterad@kund.example", "Drift", "Vår givare driver.")).Ticket
	d.Deliver(t)
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	for _, doc := range everything(t, d.Store) {
		if _, _, ok := doc.Body.Lookup("sealed").BinaryOK(); ok && (strings.HasPrefix(doc.ID, a.due) || doc.Coll == "customers") {
			a.docs = append(a.docs, doc)
		}
	}
	if len(a.docs) < 5 {
		t.Fatalf("%d documents are of the person", len(a.docs))
	}
	a.living = d.Arrive(t, desktest.Letter("Levande Kund", "levande@kund.example", "Fel", "Givaren visar fel.")).Ticket
	d.Deliver(t)
	return a
}

func everything(t *testing.T, st store.Store) (all []store.Doc) {
	t.Helper()
	for _, c := range tickets.Collections() {
		for doc, err := range st.Find(t.Context(), store.Query{Coll: c.Name, Index: store.ByID}) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, doc)
		}
	}
	return all
}

// keyOf is the key that a document is sealed under.
func keyOf(d store.Doc) seal.KeyID {
	key, _ := d.Body.Lookup("key").StringValueOK()
	return seal.KeyID(key)
}

// unseal opens what is sealed of a document.
func unseal(ctx context.Context, keys *seal.Ring, d store.Doc) error {
	_, sealed, _ := d.Body.Lookup("sealed").BinaryOK()
	_, err := keys.Open(ctx, keyOf(d), fmt.Sprintf("%s/%s/%d", d.Coll, d.ID, 1), sealed)
	return err
}

// place names a folder of the desk's.
func (a *aged) place(name string) string { return filepath.Join(a.Dir, name) }

// copied closes the desk, copies a folder of it, and opens the desk again.
func (a *aged) copied(t *testing.T, name string) string {
	t.Helper()
	a.Close(t)
	to := filepath.Join(t.TempDir(), name)
	a.swap(t, to, a.place(name))
	a.reopen(t)
	return to
}

// swap puts a copy of a folder in the place of another.
func (a *aged) swap(t *testing.T, to, from string) {
	t.Helper()
	if err := errors.Join(os.RemoveAll(to), os.CopyFS(to, os.DirFS(from))); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(to, "master"), 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}

func (a *aged) reopen(t *testing.T) {
	t.Helper()
	was := a.Desk
	a.Desk = desktest.At(t, was.Dir, was.Clock)
	a.Admin, a.Engineer, a.Officer, a.Product = was.Admin, was.Engineer, was.Officer, was.Product
}

// arrives takes in a mail, which the desk may have been closed before.
func (a *aged) arrives(t *testing.T, in tickets.Inbound) string {
	t.Helper()
	a.uid++
	sp, err := a.Mailroom.Spool(t.Context(), mailer, tickets.Arrived{Mailbox: "another", UIDValidity: 1, UID: a.uid, Raw: []byte(in.Subject.Reveal())})
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Mailroom.Receive(t.Context(), mailer, sp[0].ID, in)
	if err != nil {
		t.Fatal(err)
	}
	return got.Ticket
}

// opened is what the desk's data shows when one process alone opens it.
type opened struct {
	err    error
	log    string
	report tickets.KeysReport
}

// alone opens the desk's data as the only process, looks, and closes it again. wrap may stand before the store.
func (a *aged) alone(t *testing.T, ctx context.Context, only bool, wrap func(store.Store) store.Store, look func(*tickets.Desk, *seal.Ring, *sqlite.Store)) opened {
	t.Helper()
	return a.opened(t, ctx, only, func(s store.Store, _ *seal.Ring) store.Store {
		if wrap == nil {
			return s
		}
		return wrap(s)
	}, look)
}

// nodeOf opens it as one of several nodes. wrap stands before the store, and is told the keys.
func (a *aged) nodeOf(t *testing.T, wrap func(store.Store, *seal.Ring) store.Store) opened {
	t.Helper()
	return a.opened(t, t.Context(), false, wrap, nil)
}

func (a *aged) opened(t *testing.T, ctx context.Context, only bool, wrap func(store.Store, *seal.Ring) store.Store, look func(*tickets.Desk, *seal.Ring, *sqlite.Store)) opened {
	t.Helper()
	st, err := sqlite.Open(t.Context(), sqlite.Options{Dir: a.place("data"), Colls: tickets.Collections(), Now: a.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	master, err := seal.LoadOrCreateMaster(filepath.Join(a.place("keys"), "master"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Open(t.Context(), seal.Options{Dir: a.place("keys"), Master: master, Now: a.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ring.Close() }()
	var log strings.Builder
	o := tickets.Options{Store: wrap(st, ring), Keys: ring, Blobs: a.Blobs, Now: a.Clock.Now, Alone: only, Log: slog.New(slog.NewTextHandler(&log, nil))}
	desk, err := tickets.Open(ctx, o)
	out := opened{err: err, log: log.String()}
	if err != nil {
		return out
	}
	if out.report, err = desk.Settings.CheckKeys(t.Context(), tickets.Runner("test")); err != nil {
		t.Error(err)
	}
	if look != nil {
		look(desk, ring, st)
	}
	return out
}

// forgotten says whether nothing about the person can be read, from whatever copy of the documents, and no byte of the
// keys is left; all that lives can be read.
func (a *aged) forgotten(t *testing.T, what string, wrapped map[seal.KeyID][]byte) {
	t.Helper()
	got := a.alone(t, t.Context(), true, nil, func(d *tickets.Desk, ring *seal.Ring, st *sqlite.Store) {
		for _, doc := range a.docs {
			if err := unseal(t.Context(), ring, doc); !errors.Is(err, seal.ErrShredded) {
				t.Errorf("%s: %s of the person: %v", what, doc.Coll, err)
			}
		}
		a.readable(t, what, d, ring, st)
	})
	if got.err != nil || got.report.Forgotten != 0 || got.report.Missing != 0 {
		t.Errorf("%s: %+v", what, got)
	}
	file, err := os.ReadFile(filepath.Join(a.place("keys"), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	for key, b := range wrapped {
		if bytes.Contains(file, b) {
			t.Errorf("%s: the key %s is left in the file", what, key)
		}
	}
}

// readable reads every document that there is, and the living ticket as an engineer does.
func (a *aged) readable(t *testing.T, what string, d *tickets.Desk, ring *seal.Ring, st *sqlite.Store) {
	t.Helper()
	n := 0
	for _, doc := range everything(t, st) {
		if keyOf(doc) == "" {
			continue
		}
		n++
		if err := unseal(t.Context(), ring, doc); err != nil {
			t.Errorf("%s: %s/%s: %v", what, doc.Coll, doc.ID, err)
		}
	}
	if s, err := d.Tickets.Story(t.Context(), a.Engineer.Actor(), a.living); err != nil || len(s.Messages) == 0 || n < 15 {
		t.Errorf("%s: %d documents, and the living ticket: %v", what, n, err)
	}
}

// wrapped are the bytes of the person's keys in a copy of the key folder.
func (a *aged) wrapped(t *testing.T, keys string) map[seal.KeyID][]byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(keys, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[seal.KeyID][]byte{}
	for _, doc := range a.docs {
		raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(string(keyOf(doc))))
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(file, raw)
		if at < 0 {
			t.Fatalf("%s: its key is not in the copy", doc.Coll)
		}
		out[keyOf(doc)] = bytes.Clone(file[at+len(raw) : at+60])
	}
	if len(out) < 2 {
		t.Fatalf("%d keys are the person's", len(out))
	}
	return out
}

// night forgets the person: the ticket, then the record of the customer.
func (a *aged) night(t *testing.T) {
	t.Helper()
	forget(t, a.Desk, a.due)
	if n, err := a.Forgetting.Customers(t.Context(), forgetter); err != nil || n != 1 {
		t.Fatalf("%d customers, %v", n, err)
	}
	if err := a.Forgetting.Finish(t.Context(), forgetter); err != nil {
		t.Fatal(err)
	}
}

// reading looks at all documents of the closed desk.
func (a *aged) reading(t *testing.T, look func(store.Doc)) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), sqlite.Options{Dir: a.place("data"), Colls: tickets.Collections(), Now: a.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	for _, doc := range everything(t, st) {
		look(doc)
	}
}

// stringsIn gives every text in a body, however deep.
func stringsIn(body bson.Raw) (all []string) {
	elems, err := body.Elements()
	if err != nil {
		return nil
	}
	for _, e := range elems {
		v := e.Value()
		if s, ok := v.StringValueOK(); ok {
			all = append(all, s)
		}
		if d, ok := v.DocumentOK(); ok {
			all = append(all, stringsIn(d)...)
		}
		if arr, ok := v.ArrayOK(); ok {
			all = append(all, stringsIn(bson.Raw(arr))...)
		}
	}
	return all
}
