// Package desktest opens a real desk in a temporary folder, with a clock that is moved by hand. It is for test files.
package desktest

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// Desk is a desk for tests. Everything is closed when the test ends.
type Desk struct {
	*tickets.Desk
	Dir   string // holds the folders data, keys and cache
	Clock *Clock
	Store *sqlite.Store
	Keys  *seal.Ring
	Blobs blob.Store

	Engineer, Officer, Product, Admin tickets.Account

	uid uint32 // of the last mail that arrived
}

// Clock is a clock that stands still until it is moved. It is safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the clock's moment.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to a moment.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// Add moves the clock by d.
func (c *Clock) Add(d time.Duration) { c.Set(c.Now().Add(d)) }

// Start is where the clock of a new desk stands: a Wednesday at noon in Stockholm.
var Start = time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)

// Password is every account's.
const Password = "korrekt häst batteri"

// Open opens a new desk with one account of each role. All desks of a process begin as copies of one: hashing the
// passwords of four accounts takes longer than most tests.
func Open(t testing.TB) *Desk {
	t.Helper()
	first.Do(func() { first.make(t) })
	dir := t.TempDir()
	if err := os.CopyFS(dir, first.files); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "keys", "master"), 0o600); err != nil { // a copy lets everybody read it
		t.Fatal(err)
	}
	d := At(t, dir, &Clock{at: Start})
	d.Admin, d.Engineer, d.Officer, d.Product = first.admin, first.engineer, first.officer, first.product
	return d
}

// first is the desk that the others are copies of.
var first template

type template struct {
	sync.Once
	files                             fs.FS
	admin, engineer, officer, product tickets.Account
}

func (o *template) make(t testing.TB) {
	t.Helper()
	d := At(t, t.TempDir(), &Clock{at: Start})
	ctx := t.Context()
	var err error
	if o.admin, err = d.Accounts.CreateFirst(ctx, tickets.NewAccount{Name: tickets.P("Astrid Provare"),
		Login: tickets.P("admin@axsensor.example"), Password: tickets.P(Password), Lang: "sv"}); err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]*tickets.Account{"engineer": &o.engineer, "officer": &o.officer, "product": &o.product} {
		roles, err := tickets.ParseRoles([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		*a, err = d.Accounts.Create(ctx, o.admin.Actor(), tickets.NewAccount{Name: tickets.P("Provare " + name),
			Login: tickets.P(name + "@axsensor.example"), Password: tickets.P(Password), Roles: roles, Lang: "sv"})
		if err != nil {
			t.Fatal(err)
		}
	}
	d.Close(t)
	files := fstest.MapFS{}
	err = fs.WalkDir(os.DirFS(d.Dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(d.Dir, path))
		files[path] = &fstest.MapFile{Data: b, Mode: 0o600}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.files = files
}

// At opens a desk, new or not, on a folder, without making accounts.
func At(t testing.TB, dir string, clock *Clock) *Desk {
	t.Helper()
	d := &Desk{Dir: dir, Clock: clock}
	for _, sub := range []string{"data", "keys", "cache"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.WithoutCancel(t.Context())
	master, err := seal.LoadOrCreateMaster(filepath.Join(dir, "keys", "master"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Keys, err = seal.Open(ctx, seal.Options{Dir: filepath.Join(dir, "keys"), Master: master, Now: clock.Now, Create: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Keys.Close() })
	if d.Store, err = sqlite.Open(ctx, sqlite.Options{Dir: filepath.Join(dir, "data"), Colls: tickets.Collections(), Now: clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Store.Close() })
	d.LimitBlobs(t, blob.DefaultLimit)
	return d
}

// LimitBlobs opens the desk again, with another limit of how large a blob may be.
func (d *Desk) LimitBlobs(t testing.TB, limit int64) {
	t.Helper()
	var err error
	if d.Blobs, err = blob.OpenFolder(filepath.Join(d.Dir, "data", "blobs"), blob.Limit(limit)); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	d.Desk, err = tickets.Open(ctx, tickets.Options{Store: d.Store, Keys: d.Keys, Blobs: d.Blobs, Now: d.Clock.Now,
		Log: slog.New(slog.DiscardHandler), Profile: tickets.Profile{Company: "Axsensor AB", Support: "support@axsensor.example",
			BaseURL: "https://desk.axsensor.example", Zone: zone, Lang: "sv"}})
	if err != nil {
		t.Fatal(err)
	}
}

// Close closes what the desk stands on before the test ends, so that it can be opened again.
func (d *Desk) Close(t testing.TB) {
	t.Helper()
	if err := d.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Keys.Close(); err != nil {
		t.Fatal(err)
	}
}

// Stock fills in a model and units: serial numbers A2-2317-0440 to -0459 of AX-200, delivered to twenty customers.
func (d *Desk) Stock(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	if _, err := d.Records.ImportProducts(ctx, d.Admin.Actor(), open(t, products)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Records.ImportUnits(ctx, d.Admin.Actor(), open(t, units())); err != nil {
		t.Fatal(err)
	}
}
