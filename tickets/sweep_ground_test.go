package tickets_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// ground is a store and blobs on which several desks stand, as processes do.
type ground struct {
	keys  *seal.Ring
	clock *desktest.Clock
	// process opens what a process has: on SQLite all share the one that may have the folder open.
	process func(t *testing.T) (store.Store, blob.Store)
	admin   tickets.Actor
	uid     atomic.Uint32
}

// onGrounds runs a test on SQLite and, where there is one, on a MongoDB server.
func onGrounds(t *testing.T, f func(t *testing.T, g *ground)) {
	t.Run("sqlite", func(t *testing.T) {
		g, dir := newGround(t), t.TempDir()
		st, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Colls: tickets.Collections(), Now: g.clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		blobs, err := blob.OpenFolder(filepath.Join(dir, "blobs"), blob.Limit(2<<20))
		if err != nil {
			t.Fatal(err)
		}
		g.process = func(*testing.T) (store.Store, blob.Store) { return st, blobs }
		f(t, g)
	})
	t.Run("mongodb", func(t *testing.T) {
		uri := mongotest.Server(t)
		g, name := newGround(t), mongotest.Name(t, uri)
		g.process = func(t *testing.T) (store.Store, blob.Store) {
			st, err := mongo.Open(t.Context(), mongo.Options{Address: mongo.Address{URI: uri, Database: name}, Colls: tickets.Collections(), Now: g.clock.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = st.Close() })
			c := mongotest.Client(t, uri)
			t.Cleanup(func() { _ = c.Disconnect(context.Background()) })
			blobs, err := blob.OpenGridFS(t.Context(), c.Database(name), blob.Limit(2<<20))
			if err != nil {
				t.Fatal(err)
			}
			return st, blobs
		}
		f(t, g)
	})
}

func newGround(t *testing.T) *ground {
	g := &ground{clock: &desktest.Clock{}}
	g.clock.Set(desktest.Start)
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var err error
	if g.keys, err = seal.Open(t.Context(), seal.Options{Dir: dir, Master: bytes.Repeat([]byte{7}, 32), Now: g.clock.Now, Create: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.keys.Close() })
	return g
}

// desk is one process's desk.
type desk struct {
	*tickets.Desk
	g     *ground
	store store.Store
	blobs *hooked
}

// open opens a process's desk. Its blobs call a hook before each is written.
func (g *ground) open(t *testing.T) *desk {
	t.Helper()
	d := &desk{g: g, blobs: &hooked{}}
	d.store, d.blobs.Store = g.process(t)
	var err error
	d.Desk, err = tickets.Open(t.Context(), tickets.Options{Store: d.store, Keys: g.keys, Blobs: d.blobs, Now: g.clock.Now,
		Log: slog.New(slog.DiscardHandler), Profile: tickets.Profile{Company: "Axsensor AB", Support: "support@axsensor.example"}})
	if err != nil {
		t.Fatal(err)
	}
	if g.admin.Account == "" {
		a, err := d.Accounts.CreateFirst(t.Context(), tickets.NewAccount{Name: tickets.P("Astrid Provare"),
			Login: tickets.P("admin@axsensor.example"), Password: tickets.P(desktest.Password), Lang: "sv"})
		if err != nil {
			t.Fatal(err)
		}
		roles, err := tickets.ParseRoles([]string{"admin", "engineer"})
		if err == nil {
			err = d.Accounts.SetRoles(t.Context(), a.Actor(), a.ID, roles)
		}
		if err != nil {
			t.Fatal(err)
		}
		g.admin = tickets.Actor{Account: a.ID, Roles: roles}
	}
	return d
}

// hooked is blobs that call a hook on the way.
type hooked struct {
	blob.Store
	before func() // before a blob's bytes are written
	after  func() // after a blob was written, before its writer is told
}

func (h *hooked) Put(ctx context.Context, name string, r io.Reader) (int64, error) {
	if h.before != nil {
		h.before()
	}
	n, err := h.Store.Put(ctx, name, r)
	if h.after != nil {
		h.after()
	}
	return n, err
}

var (
	mailer  = tickets.Runner("mail")
	sweeper = tickets.Runner("housekeeping")
)

// kept is a message whose blobs must stay: its text, its file, its original, and the letter that answers it.
type kept struct {
	message    string
	text, data string
}

// arrive takes in a mail whose text, file and original are blobs.
func (d *desk) arrive(ctx context.Context, word string) (kept, error) {
	uid := d.g.uid.Add(1)
	k := kept{text: strings.Repeat(word+" driver efter regn. ", 5000), data: strings.Repeat(word, 20_000)}
	raw := "Subject: " + word + "\r\n\r\n" + strings.Repeat(word, 300_000/len(word))
	sp, err := d.Mailroom.Spool(ctx, mailer, tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: uid, Raw: []byte(raw)})
	if err != nil {
		return k, err
	}
	in := desktest.Letter("Kim Prov", word+"@kund.example", "Givaren "+word, k.text)
	in.Files = []tickets.NewFile{{Name: tickets.P("logg.txt"), Type: "text/plain", Data: []byte(k.data)}}
	got, err := d.Mailroom.Receive(ctx, mailer, sp[0].ID, in)
	if err != nil {
		return k, err
	}
	k.message = got.Message
	return k, d.render(ctx, word)
}

// render sends every letter that waits, each larger than a document takes.
func (d *desk) render(ctx context.Context, word string) error {
	outbox := tickets.Runner("outbox")
	ids, err := d.Mailroom.DueDeliveries(ctx, outbox, 100)
	if err != nil {
		return err
	}
	for _, id := range ids {
		_, err := d.Mailroom.Begin(ctx, outbox, id)
		if errors.Is(err, tickets.ErrConflict) {
			continue // the other process sends it
		}
		if err == nil {
			err = d.Mailroom.Rendered(ctx, outbox, id, []byte(strings.Repeat(word, 300_000/len(word))))
		}
		if err == nil {
			err = d.Mailroom.Done(ctx, outbox, id, tickets.Result{State: tickets.Sent, Code: 250})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stays reads everything of a message again.
func (d *desk) stays(t *testing.T, k kept) {
	t.Helper()
	ticket, _, _ := strings.Cut(k.message, ".")
	story, err := d.Tickets.Story(t.Context(), d.g.admin, ticket)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range story.Messages {
		if m.ID != k.message {
			continue
		}
		if m.Text.Reveal() != k.text {
			t.Errorf("%s: the text is gone", k.message)
		}
		_, rc, err := d.Tickets.File(t.Context(), d.g.admin, m.ID, m.Files[0].ID)
		if err != nil {
			t.Errorf("%s: the file: %v", k.message, err)
			continue
		}
		if b, err := io.ReadAll(rc); err != nil || string(b) != k.data {
			t.Errorf("%s: the file reads %d bytes, %v", k.message, len(b), err)
		}
		_ = rc.Close()
		if b, err := d.Tickets.Original(t.Context(), d.g.admin, m.ID); err != nil || len(b) < 300_000 {
			t.Errorf("%s: the original reads %d bytes, %v", k.message, len(b), err)
		}
		return
	}
	t.Errorf("%s is not on its ticket", k.message)
}

func (d *desk) sweep(t *testing.T) int {
	t.Helper()
	n, err := d.Mailroom.SweepBlobs(t.Context(), sweeper)
	if err != nil {
		t.Error(err)
	}
	return n
}

// names lists all blobs.
func (d *desk) names(t *testing.T) []string {
	t.Helper()
	var out []string
	for name, err := range d.blobs.Names(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// day is longer than an upload is waited for.
const day = 25 * time.Hour

var errDied = errors.New("the process has died")

// dyingStore is a store that its process cannot reach any more once it is dead.
type dyingStore struct {
	store.Store
	dead atomic.Bool
}

func (s *dyingStore) Apply(ctx context.Context, w ...store.Write) error {
	if s.dead.Load() {
		return errDied
	}
	return s.Store.Apply(ctx, w...)
}

func (s *dyingStore) Get(ctx context.Context, refs ...store.Ref) ([]store.Doc, error) {
	if s.dead.Load() {
		return nil, errDied
	}
	return s.Store.Get(ctx, refs...)
}

// ticking calls tick before each question and write of its process.
type ticking struct {
	store.Store
	tick func()
}

func (s *ticking) Apply(ctx context.Context, w ...store.Write) error {
	s.tick()
	return s.Store.Apply(ctx, w...)
}

func (s *ticking) Get(ctx context.Context, refs ...store.Ref) ([]store.Doc, error) {
	s.tick()
	return s.Store.Get(ctx, refs...)
}

func (s *ticking) Find(ctx context.Context, q store.Query) iter.Seq2[store.Doc, error] {
	s.tick()
	return s.Store.Find(ctx, q)
}

// tickingBlobs is the same for blobs.
type tickingBlobs struct {
	blob.Store
	tick func()
}

func (s *tickingBlobs) Names(ctx context.Context) iter.Seq2[string, error] {
	s.tick()
	return s.Store.Names(ctx)
}

func (s *tickingBlobs) Delete(ctx context.Context, names ...string) error {
	s.tick()
	return s.Store.Delete(ctx, names...)
}

// quiet is the same store, not ticking until it is told to.
func (s *ticking) quiet() *ticking {
	s.tick = func() {}
	return s
}
