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
	"sync/atomic"
	"testing"
	"time"

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
	o := tickets.Options{Store: st, Keys: ring, Blobs: a.Blobs, Now: a.Clock.Now, Alone: only, Log: slog.New(slog.NewTextHandler(&log, nil))}
	if wrap != nil {
		o.Store = wrap(st)
	}
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

// TestAnOlderKeyFolderBringsNobodyBack: whoever was forgotten since the copy was taken is forgotten again before anything
// is served, and all else is as it was. It is told, and the same copy does it again.
func TestAnOlderKeyFolderBringsNobodyBack(t *testing.T) {
	a := newAged(t)
	older := a.copied(t, "keys")
	wrapped := a.wrapped(t, older)
	mails, err := a.Keys.NewKeys(t.Context(), 3000) // made and shredded since: the copy knows nothing of them
	if err == nil {
		err = a.Keys.Shred(t.Context(), mails...)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.night(t)
	a.Close(t)
	a.forgotten(t, "before", nil)
	for n := range 2 {
		what := fmt.Sprint("copy ", n)
		a.Clock.Add(time.Hour)
		a.swap(t, a.place("keys"), older)
		got := a.alone(t, t.Context(), true, nil, nil)
		if got.err != nil || !strings.Contains(got.log, "destroyed again") || got.report.Again < len(wrapped) || !got.report.AgainAt.Equal(a.Clock.Now()) {
			t.Errorf("%s: %+v", what, got)
		}
		a.forgotten(t, what, wrapped)
	}
	if again := a.alone(t, t.Context(), true, nil, nil); again.log != "" {
		t.Errorf("it is told twice: %s", again.log)
	}
	// The desk goes on: what is new is there after another start.
	a.reopen(t)
	a.living = a.arrives(t, desktest.Letter("Ny Kund", "ny@kund.example", "Nytt", "Givaren är ny."))
	a.Close(t)
	a.forgotten(t, "later", wrapped)
}

// TestWhatIsDestroyedIsNotedAtOnce: a copy of the keys from just before is known as an older one, however the process ended
// just after.
func TestWhatIsDestroyedIsNotedAtOnce(t *testing.T) {
	for name, destroy := range map[string]func(a *aged) (older string){
		"a ticket": func(a *aged) string {
			older := a.copied(t, "keys")
			forget(t, a.Desk, a.due)
			return older
		},
		"a customer": func(a *aged) string {
			forget(t, a.Desk, a.due)
			older := a.copied(t, "keys")
			if n, err := a.Forgetting.Customers(t.Context(), forgetter); err != nil || n != 1 {
				t.Fatal(n, err)
			}
			return older
		},
		"a stage": func(a *aged) string {
			forget(t, a.Desk, a.due)
			a.Clock.Set(a.Clock.Now().AddDate(1, 0, 1))
			older := a.copied(t, "keys")
			if n, err := a.Forgetting.Publish(t.Context(), forgetter); err != nil || n != 1 {
				t.Fatal(n, err)
			}
			return older
		},
		"a mail's first copy, by the hour": func(a *aged) string {
			in := desktest.Letter("Ny Kund", "ny@kund.example", "Nytt", "Givaren är ny.")
			older := a.copied(t, "keys")
			a.arrives(t, in)
			if err := a.Mailroom.ForgetSeen(t.Context(), tickets.Runner("housekeeping")); err != nil {
				t.Fatal(err)
			}
			return older
		},
	} {
		a := newAged(t)
		older := destroy(a)
		a.Close(t)
		a.swap(t, a.place("keys"), older)
		a.shorter(t, name)
	}
}

// shorter asks whether the list of shredded keys is shorter than was noted.
func (a *aged) shorter(t *testing.T, what string) {
	t.Helper()
	var noted int64
	a.reading(t, func(doc store.Doc) {
		if doc.Coll == "keystore" {
			noted = doc.Body.Lookup("shredded").AsInt64()
		}
	})
	list, err := os.ReadFile(filepath.Join(a.place("keys"), "erased"))
	if err != nil {
		t.Fatal(err)
	}
	if there := int64(len(list)/20 - 1); there >= noted {
		t.Errorf("%s: %d keys are noted as shredded, and an older copy lists %d", what, noted, there)
	}
}

// TestOldKeysAndOldDocuments: with documents of before the night and the newest keys, the person cannot be read. With both of
// before the night nothing says that anybody was forgotten: they are back, still due, and the next night forgets them.
func TestOldKeysAndOldDocuments(t *testing.T) {
	a := newAged(t)
	olderKeys, olderData := a.copied(t, "keys"), a.copied(t, "data")
	a.night(t)
	a.Close(t)
	newest := filepath.Join(t.TempDir(), "newest")
	a.swap(t, newest, a.place("keys"))
	a.swap(t, a.place("data"), olderData)
	got := a.alone(t, t.Context(), true, nil, func(d *tickets.Desk, ring *seal.Ring, _ *sqlite.Store) {
		for _, doc := range a.docs {
			if err := unseal(t.Context(), ring, doc); !errors.Is(err, seal.ErrShredded) {
				t.Errorf("old documents, newest keys: %s: %v", doc.Coll, err)
			}
		}
		if _, err := d.Tickets.Story(t.Context(), a.Engineer.Actor(), a.due); err == nil {
			t.Error("old documents, newest keys: the ticket is shown")
		}
	})
	if got.err != nil || got.log != "" {
		t.Errorf("old documents, newest keys: %+v", got)
	}
	a.swap(t, a.place("keys"), olderKeys)
	a.swap(t, a.place("data"), olderData)
	a.reopen(t)
	if s, err := a.Tickets.Story(t.Context(), a.Engineer.Actor(), a.due); err != nil || len(s.Messages) == 0 {
		t.Fatalf("both old: %v", err)
	}
	due, _, err := a.Forgetting.Due(t.Context(), a.Officer.Actor(), a.Clock.Now(), "", 10)
	if err != nil || len(due) != 1 || due[0].ID != a.due {
		t.Fatalf("both old: due are %v, %v", due, err)
	}
	a.night(t)
	a.Close(t)
	a.forgotten(t, "after another night", a.wrapped(t, olderKeys))
}

// cutting is a context that ends when it was asked n times.
type cutting struct {
	context.Context
	left atomic.Int64
}

func (c *cutting) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestAStartWithOlderKeysIsCutShort at any moment: nothing that lives is lost, and the next start ends it.
func TestAStartWithOlderKeysIsCutShort(t *testing.T) {
	a := newAged(t)
	older := a.copied(t, "keys")
	wrapped := a.wrapped(t, older)
	a.night(t)
	a.Close(t)
	data := filepath.Join(t.TempDir(), "data")
	a.swap(t, data, a.place("data"))
	cut := 0
	for n := int64(0); ; n += 1 + n/5 {
		a.swap(t, a.place("keys"), older)
		a.swap(t, a.place("data"), data)
		ctx := &cutting{Context: t.Context()}
		ctx.left.Store(n)
		first := a.alone(t, ctx, true, nil, nil)
		a.forgotten(t, fmt.Sprint("cut at ", n), wrapped)
		if first.err == nil {
			break
		}
		cut++
	}
	if cut < 10 {
		t.Errorf("it was cut at %d moments only", cut)
	}
}

// noting is a store whose process is killed as soon as it has noted something of the key store.
type noting struct {
	store.Store
	kill func()
}

func (n noting) Apply(ctx context.Context, ws ...store.Write) error {
	err := n.Store.Apply(ctx, ws...)
	if err == nil && ws[0].Coll == "keystore" {
		n.kill()
	}
	return err
}

// TestOlderKeysPartlyPutRight: a start that is killed when some of the keys are shredded has noted how many there will be,
// so that the next start goes on.
func TestOlderKeysPartlyPutRight(t *testing.T) {
	a := newAged(t)
	if _, err := a.Keys.NewKeys(t.Context(), 500); err != nil { // spare ones
		t.Fatal(err)
	}
	older := a.copied(t, "keys")
	wrapped := a.wrapped(t, older)
	a.night(t)
	a.Close(t)
	a.swap(t, a.place("keys"), older)
	ctx, kill := context.WithCancel(t.Context())
	if got := a.alone(t, ctx, true, func(s store.Store) store.Store { return noting{s, kill} }, nil); !errors.Is(got.err, context.Canceled) {
		t.Fatalf("it was not killed: %+v", got)
	}
	a.swap(t, a.place("keys"), older) // and all but the person's keys go, as far as it came
	master, err := seal.LoadOrCreateMaster(filepath.Join(a.place("keys"), "master"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Open(t.Context(), seal.Options{Dir: a.place("keys"), Master: master, Now: a.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	living, err := ring.Living(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	named := map[seal.KeyID]bool{}
	a.reading(t, func(doc store.Doc) {
		for _, v := range stringsIn(doc.Body) {
			named[seal.KeyID(v)] = true
		}
	})
	for key := range living {
		if _, person := wrapped[key]; !person && !named[key] {
			if err := ring.Shred(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := ring.Close(); err != nil {
		t.Fatal(err)
	}
	a.forgotten(t, "half put right", wrapped)
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

// damaged is a store that finds damage when it is looked through.
type damaged struct{ store.Store }

func (damaged) Verify(context.Context) error { return sqlite.ErrDamaged }

// TestNothingIsShreddedWithoutCertainty: a process that is not alone and cannot keep others out tells it and serves; a damaged
// store is not opened. Nothing is shredded by either.
func TestNothingIsShreddedWithoutCertainty(t *testing.T) {
	a := newAged(t)
	older := a.copied(t, "keys")
	wrapped := a.wrapped(t, older)
	a.night(t)
	a.Close(t)
	a.swap(t, a.place("keys"), older)
	got := a.alone(t, t.Context(), false, nil, func(d *tickets.Desk, ring *seal.Ring, st *sqlite.Store) { a.readable(t, "not alone", d, ring, st) })
	if got.err != nil || !strings.Contains(got.log, "level=ERROR") || got.report.Forgotten == 0 || got.report.Again != 0 {
		t.Errorf("not alone: %+v", got)
	}
	if got := a.alone(t, t.Context(), true, func(s store.Store) store.Store { return damaged{s} }, nil); !errors.Is(got.err, sqlite.ErrDamaged) {
		t.Errorf("a damaged store: %+v", got)
	}
	file, err := os.ReadFile(filepath.Join(a.place("keys"), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	for key, b := range wrapped {
		if !bytes.Contains(file, b) {
			t.Errorf("the key %s was shredded", key)
		}
	}
	a.forgotten(t, "alone", wrapped)
}
