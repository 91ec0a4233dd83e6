package tickets_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	mongodriver "go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// node is one of several processes on a server, with documents and keys there.
type node struct {
	*tickets.Desk
	store *mongo.Store
	keys  *seal.Ring
	log   strings.Builder
}

// nodes are what the processes stand on.
type nodes struct {
	uri, docs string
	keys      *mongodriver.Database
	blobs     string
	clock     *desktest.Clock
}

// open starts a process: the store first, then the keys.
func (ns *nodes) open(t *testing.T, wrap func(store.Store) store.Store) *node {
	t.Helper()
	n := &node{}
	var err error
	if n.store, err = mongo.Open(t.Context(), mongo.Options{Address: mongo.Address{URI: ns.uri, Database: ns.docs}, Colls: tickets.Collections(), Now: ns.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.store.Close() })
	if n.keys, err = seal.Open(t.Context(), seal.Options{DB: ns.keys, Master: bytes.Repeat([]byte{7}, 32), Now: ns.clock.Now, Create: true}); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.OpenFolder(ns.blobs, blob.Limit(2<<20))
	if err != nil {
		t.Fatal(err)
	}
	o := tickets.Options{Store: n.store, Keys: n.keys, Blobs: blobs, Now: ns.clock.Now, Log: slog.New(slog.NewTextHandler(&n.log, nil)),
		Profile: tickets.Profile{Company: "Axsensor AB", Support: "support@axsensor.example"}}
	if wrap != nil {
		o.Store = wrap(n.store)
	}
	if n.Desk, err = tickets.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return n
}

// arrive takes in a mail and says which ticket it is on.
func (n *node) arrive(ctx context.Context, uid uint32, who string) (string, error) {
	in := desktest.Letter("Planterad Kund", who, "Drift", "Vår givare driver.")
	sp, err := n.Mailroom.Spool(ctx, mailer, tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: uid, Raw: []byte("Subject: Drift\r\n\r\n" + who)})
	if err != nil {
		return "", err
	}
	got, err := n.Mailroom.Receive(ctx, mailer, sp[0].ID, in)
	return got.Ticket, err
}

// dump reads a database of keys, restore puts what was read in the place of what is there.
func dump(t *testing.T, db *mongodriver.Database) map[string][]bson.Raw {
	t.Helper()
	out := map[string][]bson.Raw{}
	for _, name := range []string{"epochs", "keys", "erased", "state"} {
		c, err := db.Collection(name).Find(t.Context(), bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		var docs []bson.Raw
		if err := c.All(t.Context(), &docs); err != nil {
			t.Fatal(err)
		}
		out[name] = docs
	}
	return out
}

func restore(t *testing.T, db *mongodriver.Database, from map[string][]bson.Raw) {
	t.Helper()
	for name, docs := range from {
		_, err := db.Collection(name).DeleteMany(t.Context(), bson.D{})
		if err == nil && len(docs) > 0 {
			_, err = db.Collection(name).InsertMany(t.Context(), docs)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// pausing is a store whose process is stopped before it stores something.
type pausing struct {
	store.Store
	next          atomic.Bool // it is stopped the next time
	stopped, goOn chan struct{}
}

func (p *pausing) Apply(ctx context.Context, w ...store.Write) error {
	if p.next.CompareAndSwap(true, false) {
		close(p.stopped)
		<-p.goOn
	}
	return p.Store.Apply(ctx, w...)
}

// TestOlderKeysUnderSeveralNodes: a node that starts after an older copy of the keys was given back shreds again what came
// back. Another, that was stopped for hours with a key in hand, can store nothing under it when it goes on; nothing that was
// ever acknowledged is lost, and it works again when it is started anew.
func TestOlderKeysUnderSeveralNodes(t *testing.T) {
	uri := mongotest.Server(t)
	ns := &nodes{uri: uri, docs: mongotest.Name(t, uri), keys: mongotest.Database(t, uri), blobs: filepath.Join(t.TempDir(), "blobs"), clock: &desktest.Clock{}}
	ns.clock.Set(desktest.Start)
	pause := &pausing{stopped: make(chan struct{}), goOn: make(chan struct{})}
	slow := ns.open(t, func(s store.Store) store.Store {
		pause.Store = s
		return pause
	})
	first := ns.open(t, nil)
	due, err := first.arrive(t.Context(), 1, "planterad@kund.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.arrive(t.Context(), 2, "planterad2@kund.example"); err != nil { // it has a stock now
		t.Fatal(err)
	}
	desk := &desktest.Desk{Desk: first.Desk}
	desk.Deliver(t)
	ns.clock.Set(ns.clock.Now().AddDate(7, 0, 1))
	var person []store.Doc
	for _, doc := range everything(t, first.store) {
		if strings.HasPrefix(doc.ID, due) && keyOf(doc) != "" {
			person = append(person, doc)
		}
	}
	if len(person) < 3 {
		t.Fatalf("%d documents are of the person", len(person))
	}
	older := dump(t, ns.keys)
	forget(t, desk, due)
	if err := first.Forgetting.Finish(t.Context(), forgetter); err != nil {
		t.Fatal(err)
	}

	pause.next.Store(true)
	late := make(chan error)
	go func() {
		_, err := slow.arrive(t.Context(), 3, "planterad3@kund.example")
		late <- err
	}()
	<-pause.stopped
	restore(t, ns.keys, older)
	ring, err := seal.Open(t.Context(), seal.Options{DB: ns.keys, Master: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ring.Close() }()
	if err := unseal(t.Context(), ring, person[0]); err != nil {
		t.Fatalf("the older copy holds no key of the person: %v", err)
	}
	fresh := ns.open(t, nil)
	if !strings.Contains(fresh.log.String(), "destroyed again") {
		t.Errorf("it says %q", fresh.log.String())
	}
	before := len(everything(t, fresh.store))
	close(pause.goOn)
	if err := <-late; err == nil {
		t.Error("a node that was stopped goes on")
	}
	whole(t, "after the stopped node went on", fresh, person)
	if n := len(everything(t, fresh.store)); n != before {
		t.Errorf("%d documents, there were %d", n, before)
	}
	for uid, n := range []*node{fresh, ns.open(t, nil)} {
		if n.log.Len() > 0 && n != fresh {
			t.Errorf("the next start says %q", n.log.String())
		}
		if _, err := n.arrive(t.Context(), 10+uint32(uid), fmt.Sprint("ny", uid, "@kund.example")); err != nil {
			t.Error(err)
		}
		whole(t, "after another mail", n, person)
	}
}

// whole says whether every document can be read, and nothing about the person.
func whole(t *testing.T, what string, n *node, person []store.Doc) {
	t.Helper()
	for _, doc := range everything(t, n.store) {
		if keyOf(doc) != "" {
			if err := unseal(t.Context(), n.keys, doc); err != nil {
				t.Errorf("%s: %s/%s: %v", what, doc.Coll, doc.ID, err)
			}
		}
	}
	for _, doc := range person {
		if err := unseal(t.Context(), n.keys, doc); err == nil {
			t.Errorf("%s: %s of the person can be read", what, doc.Coll)
		}
	}
	r, err := n.Settings.CheckKeys(t.Context(), tickets.Runner("test"))
	if err != nil || r.Missing != 0 || r.Forgotten != 0 {
		t.Errorf("%s: %+v, %v", what, r, err)
	}
}
