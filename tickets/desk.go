// Package tickets is the domain: one type per noun, one verb per change. Its rooms (Tickets, Mailroom, Records,
// Accounts, Forgetting, Archive, Settings) are the only way to what is stored; every verb checks who acts, and
// is carried out whole or not at all.
package tickets

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// Options is what a desk stands on. All of it is opened, and closed, by the caller. No process takes new keys before it has the
// store open, see shredAgain.
type Options struct {
	Store   store.Store
	Keys    *seal.Ring
	Blobs   blob.Store
	Now     func() time.Time // nil: the system's clock
	Log     *slog.Logger     // nil: the default logger
	Profile Profile
	// Alone says that no other process can have this store open: a lease that a dead one left is taken over at once.
	Alone bool
	Lease LeasePace // zero: the usual
	// Finish destroys the keys that a move left at its source, and what of it may hold text in the clear; it may be called
	// again. Nothing is destroyed here while they live. nil: it cannot be done.
	Finish func(ctx context.Context, left move.Mark) error
}

// Profile is how the installation presents itself.
type Profile struct {
	Company string
	Support string // the desk's mail address
	BaseURL string // where customers and staff reach the web, without a slash at the end
	Privacy string // address of the privacy notice; "" is the desk's own page
	Zone    *time.Location
	Lang    string // "sv" or "en": for people whose language is not known
	Years   int    // how long tickets are kept after the last contact; 0 is seven
}

// Desk is the domain, opened. The rooms share one store; a package takes the room that it needs.
type Desk struct {
	Tickets    *Tickets
	Mailroom   *Mailroom
	Records    *Records
	Accounts   *Accounts
	Forgetting *Forgetting
	Archive    *Archive
	Settings   *Settings
	Leases     *Leases
	w          *work
}

// Profile tells how the installation presents itself.
func (d *Desk) Profile() Profile { return d.w.prof }

// Secret is a secret for a purpose, the same in every process of the installation. It is not for anything that must end.
func (d *Desk) Secret(purpose string) []byte { return d.w.keys.MAC(macSecret, []byte(purpose)) }

// Now is the desk's clock.
func (d *Desk) Now() time.Time { return d.w.now() }

// Check says whether the desk can serve: the store keeps its promises, and the keys can be read.
func (d *Desk) Check(ctx context.Context) error {
	if err := d.w.st.Check(ctx); err != nil {
		return fmt.Errorf("check the store: %w", err)
	}
	missing, err := d.w.keys.Missing(ctx, d.w.home)
	if err != nil {
		return fmt.Errorf("check the keys: %w", err)
	}
	if len(missing) > 0 {
		return ErrKeys
	}
	return nil
}

// The rooms.
type (
	// Tickets is the room of engineers: lists, conversations and every decision on a live ticket.
	Tickets struct{ w *work }
	// Mailroom is the room of mail: spooled raw mails, their reception, and our letters on their way out.
	Mailroom struct{ w *work }
	// Records is the room of customers, products and units.
	Records struct{ w *work }
	// Forgetting is the room of the clock: what is due, and the steps by which a ticket is forgotten.
	Forgetting struct{ w *work }
	// Archive is the room of the product team: archived tickets and nothing that is alive.
	Archive struct{ w *work }
	// Settings is the room of the installation's lists.
	Settings struct{ w *work }
)

// InUse says whether a store belongs to an installation already. One of a newer Lethe is store.ErrNewer.
func InUse(ctx context.Context, st store.Reader) (bool, error) {
	docs, err := st.Get(ctx, store.Ref{Coll: collMeta, ID: metaID})
	if err != nil {
		return false, fmt.Errorf("look at the store: %w", err)
	}
	if schema, ok := docs[0].Body.Lookup("schema").AsInt64OK(); ok && schema > storedVersion {
		return true, newerSchema(schema)
	}
	return docs[0].Exists(), nil
}

const metaID = "installation"

// Open opens the desk on a store, making what a new installation needs. Keys that are absent without having been
// destroyed stop it with ErrKeys: they are never a permission to delete. A store that is one side of a move is
// *move.Elsewhere, unless it has arrived whole.
func Open(ctx context.Context, o Options) (*Desk, error) {
	if err := move.Check(ctx, o.Store); err != nil {
		return nil, err
	}
	w := &work{st: o.Store, keys: o.Keys, blobs: o.Blobs, clock: o.Now, log: o.Log, prof: o.Profile, finish: o.Finish}
	if w.clock == nil {
		w.clock = time.Now
	}
	if w.log == nil {
		w.log = slog.Default()
	}
	w.prof = w.prof.withDefaults()
	var err error
	if w.codec, err = newCodec(o.Keys, storedTypes()); err != nil {
		return nil, fmt.Errorf("stored types: %w", err)
	}
	w.leases = newLeases(w, o.Alone, o.Lease)
	if err := w.install(ctx); err != nil {
		return nil, err
	}
	if err := w.checkKeys(ctx, o.Alone); err != nil {
		return nil, err
	}
	return &Desk{Tickets: &Tickets{w}, Mailroom: &Mailroom{w}, Records: &Records{w}, Accounts: newAccounts(w),
		Forgetting: &Forgetting{w}, Archive: &Archive{w}, Settings: &Settings{w}, Leases: w.leases, w: w}, nil
}

func (p Profile) withDefaults() Profile {
	if p.Zone == nil {
		p.Zone = time.UTC
	}
	if p.Lang == "" {
		p.Lang = "sv"
	}
	if p.Years == 0 {
		p.Years = 7
	}
	return p
}

// install makes the installation's own keys once, and knows them later. A key store that has served is another
// installation's, or that of this one's documents, which are gone: ErrKeysUsed, and nothing is changed. It is looked at before
// the documents: of two nodes that start at once the later finds what the earlier has installed.
func (w *work) install(ctx context.Context) error {
	used, err := InUse(ctx, w.st)
	if err == nil && !used {
		used, err = w.keysServed(ctx)
	}
	if err != nil {
		return err
	}
	return w.do(ctx, func(t *tx) error {
		m, err := maybe[metaRec](t, w, metaID)
		switch {
		case err != nil:
			return err
		case m != nil:
			return t.adopt(m)
		case used:
			return ErrKeysUsed
		}
		ks, err := w.keys.NewKeys(t, 3)
		if err != nil {
			return fmt.Errorf("make the installation's keys: %w", err)
		}
		w.home = ks[0]
		return t.put(&metaRec{base: base{ID: metaID}, Schema: storedVersion, Home: ks[0], StageKey: ks[1],
			StageSince: t.at, ArchiveKey: ks[2], NextNumber: firstNumber},
			&keysRec{base: base{ID: keysID}, Store: w.keys.Name(), Batch: w.keys.Batch()})
	})
}

func newerSchema(n int64) error {
	return fmt.Errorf("%w (schema %d, this one knows %d)", store.ErrNewer, n, storedVersion)
}

// adopt takes an installation over as it is, and notes that no older Lethe may open it from now on: what this one writes it
// could not read.
func (t *tx) adopt(m *metaRec) error {
	if m.Schema > storedVersion {
		return newerSchema(m.Schema)
	}
	t.w.home = m.Home
	if m.Schema == storedVersion {
		return nil
	}
	m.Schema = storedVersion
	return t.put(m)
}

// ErrShredded says that the key of what was asked for has been destroyed.
var ErrShredded = seal.ErrShredded

// shredded says whether an error means that the key was destroyed on purpose.
func shredded(err error) bool { return errors.Is(err, seal.ErrShredded) }
