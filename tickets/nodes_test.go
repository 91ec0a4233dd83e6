package tickets

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// nodes opens desks on one store, as processes on one server are. Their leases keep time by a clock that is moved by
// hand, and by it a lease must stand still for a minute.
func nodes(t testing.TB, n int) ([]*Desk, *handClock) {
	t.Helper()
	st, err := sqlite.Open(context.WithoutCancel(t.Context()), sqlite.Options{Dir: t.TempDir(), Colls: Collections()})
	if err != nil {
		t.Fatal(err)
	}
	return nodesOn(t, slices.Repeat([]store.Store{st}, n)...)
}

// nodesOn opens a desk on each store.
func nodesOn(t testing.TB, stores ...store.Store) ([]*Desk, *handClock) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	keys, err := seal.Open(ctx, seal.Options{Dir: t.TempDir(), Master: fixtureMaster, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, st := range stores {
			_ = st.Close() // some are the same
		}
		if err := keys.Close(); err != nil {
			t.Error(err)
		}
	})
	blobs, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	clock := &handClock{at: time.Now()}
	var out []*Desk
	for _, st := range stores {
		d, err := Open(ctx, Options{Store: st, Keys: keys, Blobs: blobs, Log: slog.New(slog.DiscardHandler),
			Lease: LeasePace{Renew: 5 * time.Millisecond, Still: time.Minute}})
		if err != nil {
			t.Fatal(err)
		}
		d.Leases.mono = clock.now
		out = append(out, d)
	}
	return out, clock
}

// nodesOnServer opens desks that share a database and nothing else but the keys.
func nodesOnServer(t testing.TB, n int) ([]*Desk, *handClock) {
	t.Helper()
	uri := mongotest.Server(t)
	db := mongotest.Name(t, uri)
	var stores []store.Store
	for range n {
		st, err := mongo.Open(context.WithoutCancel(t.Context()), mongo.Options{Address: mongo.Address{URI: uri, Database: db}, Colls: Collections()})
		if err != nil {
			t.Fatal(err)
		}
		stores = append(stores, st)
	}
	return nodesOn(t, stores...)
}

// engines runs a test on the embedded engine and on a server.
func engines(t *testing.T, n int, f func(*testing.T, []*Desk, *handClock)) {
	for name, open := range map[string]func(testing.TB, int) ([]*Desk, *handClock){"sqlite": nodes, "server": nodesOnServer} {
		t.Run(name, func(t *testing.T) {
			ds, clock := open(t, n)
			f(t, ds, clock)
		})
	}
}

type handClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// TestImportsWaitForEachOther: neither takes back what the other has half done.
func TestImportsWaitForEachOther(t *testing.T) {
	ds, _ := nodes(t, 2)
	as := Runner("console")
	if _, err := ds[0].Records.ImportProducts(t.Context(), as, strings.NewReader("code,name,warranty_months\nAX-200,Lutningsgivare,36\n")); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i, d := range ds {
		wait.Go(func() {
			var file strings.Builder
			file.WriteString("serial,product,delivered\n")
			for n := range 700 {
				fmt.Fprintf(&file, "A%d-%04d,AX-200,2025-06-01\n", i, n)
			}
			if im, err := d.Records.ImportUnits(t.Context(), as, strings.NewReader(file.String())); err != nil || im.New != 700 {
				t.Errorf("%+v, %v", im, err)
			}
		})
	}
	wait.Wait()
	if n, err := ds[0].w.count(t.Context(), store.Query{Coll: collUnits, Index: "product", Eq: []any{"AX-200"}}); err != nil || n < MaxCount {
		t.Errorf("%d units, %v", n, err)
	}
}

// TestEveryProcessAsksForTheSameFirstCode, until there is an account.
func TestEveryProcessAsksForTheSameFirstCode(t *testing.T) {
	ds, _ := nodes(t, 2)
	one, err1 := ds[0].Accounts.FirstCode(t.Context())
	two, err2 := ds[1].Accounts.FirstCode(t.Context())
	if err1 != nil || err2 != nil || one != two || len(one) != 16 {
		t.Errorf("%q and %q, %v, %v", one, two, err1, err2)
	}
	if _, err := ds[0].Accounts.CreateFirst(t.Context(), NewAccount{Name: P("Astrid Provare"), Login: P("admin@axsensor.example"), Password: P("korrekt häst batteri")}); err != nil {
		t.Fatal(err)
	}
	if one, err := ds[1].Accounts.FirstCode(t.Context()); one != "" || err != nil {
		t.Errorf("%q, %v", one, err)
	}
}
