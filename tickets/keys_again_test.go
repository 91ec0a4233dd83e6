package tickets_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

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

// taking is a store that others have open. Before it is asked what is in a collection another node does something.
type taking struct {
	store.Store
	before func()
	taken  int
}

func (s *taking) Take(context.Context) error { s.taken++; return nil }

func (s *taking) Find(ctx context.Context, q store.Query) iter.Seq2[store.Doc, error] {
	s.before()
	return s.Store.Find(ctx, q)
}

// TestANodeThatComesLateTakesNothing: another has put the key store right while this one looked at its documents. It destroys
// nothing, and does not throw the other out; one that comes first does both.
func TestANodeThatComesLateTakesNothing(t *testing.T) {
	a := newAged(t)
	older := a.copied(t, "keys")
	wrapped := a.wrapped(t, older)
	a.night(t)
	a.Close(t)
	var noted int64
	a.reading(t, func(doc store.Doc) {
		if doc.Coll == "keystore" {
			noted = doc.Body.Lookup("shredded").AsInt64()
		}
	})
	for want, late := range []bool{true, false} { // the first takes nothing, the second does once
		a.swap(t, a.place("keys"), older)
		var ring *seal.Ring
		st := &taking{before: func() {
			if !late {
				return
			}
			if err := ring.Raise(t.Context(), seal.Mark{Shredded: noted}); err != nil {
				t.Error(err)
			}
		}}
		got := a.nodeOf(t, func(s store.Store, keys *seal.Ring) store.Store {
			st.Store, ring = s, keys
			return st
		})
		if got.err != nil || st.taken != want || strings.Contains(got.log, "destroyed again") == late {
			t.Errorf("late %v: taken %d times, %+v", late, st.taken, got)
		}
	}
	a.forgotten(t, "after the first", wrapped)
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
