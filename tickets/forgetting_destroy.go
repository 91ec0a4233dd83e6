package tickets

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/axsensor/lethe/tickets/store"
)

// destroyChunk is how many documents of a ticket one Apply deletes; each may bring three claims.
const destroyChunk = 100

// dropChildren deletes everything under a ticket in Applies that each expect its head: first the blobs that a document
// names, then the document with the claims that lead to it.
func (w *work) dropChildren(ctx context.Context, h *ticketRec) error {
	msgs, err := children[messageRec](ctx, w, h.ID)
	if err != nil {
		return err
	}
	if err := each(msgs, func(part []*messageRec) error { return w.dropMessages(ctx, h, part) }); err != nil {
		return err
	}
	origs, err := children[originalRec](ctx, w, h.ID)
	if err != nil {
		return err
	}
	if err := each(origs, func(part []*originalRec) error { return w.dropOriginals(ctx, h, part) }); err != nil {
		return err
	}
	letters, err := children[deliveryRec](ctx, w, h.ID)
	if err != nil {
		return err
	}
	if err := each(letters, func(part []*deliveryRec) error { return w.dropLetters(ctx, h, part) }); err != nil {
		return err
	}
	return w.dropRest(ctx, h)
}

// each works through a list in chunks.
func each[T any](all []T, f func([]T) error) error {
	for start := 0; start < len(all); start += destroyChunk {
		if err := f(all[start:min(start+destroyChunk, len(all))]); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) dropMessages(ctx context.Context, h *ticketRec, part []*messageRec) error {
	var blobs, claims []string
	for _, m := range part {
		blobs = append(blobs, m.blobs()...)
		if mid := normalMessageID(m.MessageID.Reveal()); mid != "" {
			claims = append(claims, w.messageClaim(mid))
		}
	}
	return w.dropPart(ctx, h, asRecords(part), blobs, claims)
}

func (w *work) dropOriginals(ctx context.Context, h *ticketRec, part []*originalRec) error {
	var blobs []string
	for _, o := range part {
		blobs = append(blobs, o.blobs()...)
	}
	return w.dropPart(ctx, h, asRecords(part), blobs, nil)
}

func (w *work) dropLetters(ctx context.Context, h *ticketRec, part []*deliveryRec) error {
	var blobs, claims []string
	for _, d := range part {
		blobs = append(blobs, d.blobs()...)
		claims = append(claims, deliveryClaims(w, h.ID, d)...)
	}
	return w.dropPart(ctx, h, asRecords(part), blobs, claims)
}

// dropRest deletes what a ticket has few of, and the claim of its number.
func (w *work) dropRest(ctx context.Context, h *ticketRec) error {
	drafts, err := children[draftRec](ctx, w, h.ID)
	if err != nil {
		return err
	}
	people, err := children[peopleRec](ctx, w, h.ID)
	if err != nil {
		return err
	}
	trail, err := find[trailRec](ctx, w, store.Query{Coll: collTrail, Index: "of", Eq: []any{h.ID}})
	if err != nil {
		return err
	}
	rest := append(append(asRecords(drafts), asRecords(people)...), asRecords(trail)...)
	claims := []string{numberClaim(h.Number)}
	if len(rest) == 0 {
		return w.dropPart(ctx, h, nil, nil, claims)
	}
	return each(rest, func(part []record) error { return w.dropPart(ctx, h, part, nil, claims) })
}

// dropPart deletes blobs, then documents and claims. A claim that is gone, or leads elsewhere, is left alone.
func (w *work) dropPart(ctx context.Context, h *ticketRec, recs []record, blobs, claims []string) error {
	var names []string
	for _, b := range blobs {
		if b != "" {
			names = append(names, b)
		}
	}
	if len(names) > 0 {
		if err := w.blobs.Delete(ctx, names...); err != nil {
			return fmt.Errorf("delete blobs: %w", err)
		}
	}
	return w.do(ctx, func(t *tx) error {
		t.expect(h)
		had, err := many[claimRec](t, w, claims...)
		if err != nil {
			return err
		}
		for _, c := range had {
			if c != nil && parentID(c.To) == h.ID {
				t.drop(c)
			}
		}
		t.drop(recs...)
		return nil
	})
}

func asRecords[T any, R stored[T]](rs []R) []record {
	out := make([]record, len(rs))
	for i, r := range rs {
		out[i] = r
	}
	return out
}

// deliveryClaims lists the claims that queue made for a letter.
func deliveryClaims(w *work, ticket string, d *deliveryRec) []string {
	of := d.Message
	if of == "" {
		of = ticket
	}
	return []string{
		"delivery/" + fmt.Sprintf("%s.%s.%d", of, d.Kind, 1),
		"return/" + strings.TrimPrefix(d.ID, ticket+"."),
		w.messageClaim(d.MessageID),
	}
}

// Customers erases people who have had no contact for the years that tickets are kept and have no ticket left. Somebody
// with units to their name is kept to the end of the calendar year, as delivery records are. It says how many it erased.
func (f *Forgetting) Customers(ctx context.Context, as Actor) (int, error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return 0, err
	}
	now := f.w.now()
	n := 0
	q := store.Query{Coll: collCustomers, Index: "last", To: now.AddDate(-f.w.prof.Years, 0, 0).Add(1)}
	for d, err := range f.w.st.Find(ctx, q) {
		if err != nil {
			return n, fmt.Errorf("find customers: %w", err)
		}
		gone, err := f.w.eraseCustomer(ctx, d)
		if err != nil {
			return n, err
		}
		if gone {
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, f.w.noteShredded(ctx)
}

func (w *work) eraseCustomer(ctx context.Context, d store.Doc) (bool, error) {
	c := &customerRec{}
	err := w.codec.decode(ctx, d, c)
	if shredded(err) {
		return true, w.dropHead(ctx, d)
	}
	if err != nil {
		return false, err
	}
	tickets, err := w.count(ctx, store.Query{Coll: collTickets, Index: "customer", Eq: []any{c.ID}})
	if err != nil || tickets > 0 {
		return false, err
	}
	units, err := w.count(ctx, store.Query{Coll: collUnits, Index: "customer", Eq: []any{c.ID}})
	if err != nil || units > 0 && c.Last.Year()+w.prof.Years >= w.now().Year() {
		return false, err
	}
	if err := w.alone(ctx); err != nil {
		return false, err
	}
	err = w.do(ctx, func(t *tx) error {
		fresh, err := get[customerRec](t, w, c.ID)
		if err != nil {
			return err
		}
		for _, a := range fresh.Addresses {
			cl, err := maybe[claimRec](t, w, w.addressClaim(a.Reveal()))
			if err != nil {
				return err
			}
			if cl != nil && cl.To == c.ID {
				t.drop(cl)
			}
		}
		trail, err := find[trailRec](t, w, store.Query{Coll: collTrail, Index: "of", Eq: []any{c.ID}, Limit: 300})
		if err != nil {
			return err
		}
		t.drop(asRecords(trail)...)
		t.drop(fresh)
		if err := t.ends(fresh.Key); err != nil {
			return err
		}
		return t.noteShredded() // of those before
	})
	if err != nil {
		return false, err
	}
	return true, w.shred(ctx, c.Key)
}

// Finish makes the night's work complete: what it destroyed is noted beside the documents, so that an older copy of the
// key store is recognised, and no file of the store holds what was deleted.
func (f *Forgetting) Finish(ctx context.Context, as Actor) error {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return err
	}
	if err := errors.Join(f.w.endStage(ctx), f.w.endLeft(ctx)); err != nil {
		return err
	}
	if err := f.w.noteShredded(ctx); err != nil {
		return err
	}
	if tr, ok := f.w.st.(store.Truncater); ok {
		if err := tr.Truncate(ctx); err != nil {
			return fmt.Errorf("truncate the store: %w", err)
		}
	}
	return nil
}
