package tickets

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// work is what the rooms share, and the only caller of Apply.
type work struct {
	st     store.Store
	keys   *seal.Ring
	blobs  blob.Store
	codec  *codec
	clock  func() time.Time
	log    *slog.Logger
	prof   Profile
	home   seal.KeyID // the installation's own key
	nums   numbers
	leases *Leases
	finish func(context.Context, move.Mark) error // see Options
	single atomic.Bool                            // no other copy of the keys lives at a move's source
	noted  atomic.Int64                           // the newest batch of keys that is noted beside the documents, see newKeys
}

// now is the moment in UTC, cut to the millisecond that the store keeps.
func (w *work) now() time.Time { return w.clock().UTC().Truncate(time.Millisecond) }

// How often a verb is run again when somebody else changed what it had read.
const attempts = 8

// maxWrites is how much one run may write: an Apply has room for the fence of a lease beside it.
const maxWrites = store.MaxWrites - 1

// tx is one run of a verb: what it read, and the writes it collected. All of them become one Apply.
type tx struct {
	context.Context
	w      *work
	at     time.Time
	writes []store.Write
	place  map[store.Ref]int // where a document's write stands in writes
}

// do runs a verb and applies what it wrote, all or nothing. When a revision moved meanwhile, or a claim was lost to
// somebody else, the verb runs again from the start. Under a lease that was lost it is ErrLeaseLost.
func (w *work) do(ctx context.Context, verb func(*tx) error) error {
	for n := 1; ; n++ {
		t := &tx{Context: ctx, w: w, at: w.now(), place: map[store.Ref]int{}}
		err := verb(t)
		if err == nil && len(t.writes) > 0 {
			err = w.apply(t)
		}
		if !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrDuplicate) {
			return err
		}
		if n == attempts {
			return fmt.Errorf("%w: %w", ErrConflict, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(rand.IntN(4<<n)) * time.Millisecond):
		}
	}
}

func (t *tx) add(wr store.Write) {
	if i, ok := t.place[wr.Ref]; ok {
		if wr.Op != store.OpExpect {
			t.writes[i] = wr
		}
		return
	}
	t.place[wr.Ref] = len(t.writes)
	t.writes = append(t.writes, wr)
}

// put stores a record: a new one must not exist, a read one must not have changed since.
func (t *tx) put(recs ...record) error {
	for _, r := range recs {
		body, err := t.w.codec.encode(t, r)
		if err != nil {
			return err
		}
		b := r.meta()
		t.add(store.Write{Op: store.OpPut, Ref: store.Ref{Coll: r.coll(), ID: b.ID}, Rev: b.Rev, Body: body})
	}
	return nil
}

// head reads a living ticket's head. One that is being forgotten is ErrForgetting: nothing is added to it any more.
func (t *tx) head(id string) (*ticketRec, error) {
	h, err := get[ticketRec](t, t.w, id)
	if err != nil {
		return nil, err
	}
	if h.Forgetting {
		return nil, ErrForgetting
	}
	return h, nil
}

// drop deletes a record that was read.
func (t *tx) drop(recs ...record) {
	for _, r := range recs {
		b := r.meta()
		t.add(store.Write{Op: store.OpDelete, Ref: store.Ref{Coll: r.coll(), ID: b.ID}, Rev: b.Rev})
	}
}

// expect makes the Apply fail if the record changes meanwhile.
func (t *tx) expect(r record) {
	b := r.meta()
	t.add(store.Write{Op: store.OpExpect, Ref: store.Ref{Coll: r.coll(), ID: b.ID}, Rev: b.Rev})
}

// trail notes a decision, sealed under the key of the ticket or person that it is about.
func (t *tx) trail(owner string, key seal.KeyID, as Actor, verb string, args ...string) error {
	return t.put(&trailRec{base: base{ID: childID(owner), Key: key},
		Owner: owner, At: t.at, Actor: as.Account, Verb: verb, Args: args})
}

// claim makes id unique and leads it to a document. If the claim exists, the Apply is run again: read it first.
func (t *tx) claim(id, to string) error {
	return t.put(&claimRec{base: base{ID: id}, To: to})
}

// newKey takes a key that is durable already.
func (w *work) newKey(ctx context.Context) (seal.KeyID, error) {
	ks, err := w.newKeys(ctx, 1)
	if err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	return ks[0], nil
}

// stored is a pointer to a stored type.
type stored[T any] interface {
	*T
	record
}

// get reads one record; ErrNotFound if it does not exist.
func get[T any, R stored[T]](ctx context.Context, w *work, id string) (R, error) {
	rs, err := many[T, R](ctx, w, id)
	if err != nil {
		return nil, err
	}
	if rs[0] == nil {
		return nil, fmt.Errorf("%s: %w", R(new(T)).coll(), ErrNotFound)
	}
	return rs[0], nil
}

// many reads records in the order of the ids; one that does not exist is nil.
func many[T any, R stored[T]](ctx context.Context, w *work, ids ...string) ([]R, error) {
	refs := make([]store.Ref, len(ids))
	for i, id := range ids {
		refs[i] = store.Ref{Coll: R(new(T)).coll(), ID: id}
	}
	if len(refs) == 0 {
		return nil, nil
	}
	docs, err := w.st.Get(ctx, refs...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", refs[0].Coll, err)
	}
	out := make([]R, len(docs))
	for i, d := range docs {
		if !d.Exists() {
			continue
		}
		r := R(new(T))
		if err := w.codec.decode(ctx, d, r); err != nil {
			return nil, err
		}
		out[i] = r
	}
	return out, nil
}

// maybe reads one record, nil if it does not exist.
func maybe[T any, R stored[T]](ctx context.Context, w *work, id string) (R, error) {
	if id == "" {
		return nil, nil
	}
	rs, err := many[T, R](ctx, w, id)
	if err != nil {
		return nil, err
	}
	return rs[0], nil
}

// find reads the records that a query names, up to its limit.
func find[T any, R stored[T]](ctx context.Context, w *work, q store.Query) ([]R, error) {
	var out []R
	for d, err := range w.st.Find(ctx, q) {
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", q.Coll, err)
		}
		r := R(new(T))
		if err := w.codec.decode(ctx, d, r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// children reads everything of one type that belongs to a ticket.
func children[T any, R stored[T]](ctx context.Context, w *work, ticket string) ([]R, error) {
	return find[T, R](ctx, w, store.Query{Coll: R(new(T)).coll(), Index: "ticket", Eq: []any{ticket}})
}

// claimed tells what a claim leads to, "" when nobody has made it.
func (w *work) claimed(ctx context.Context, id string) (string, error) {
	c, err := maybe[claimRec](ctx, w, id)
	if err != nil || c == nil {
		return "", err
	}
	return c.To, nil
}
