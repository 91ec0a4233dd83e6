package tickets

import (
	"context"
	"fmt"

	"github.com/axsensor/lethe/tickets/store"
)

// How many other tickets of a customer or unit a story names.
const storyOthers = 20

// Story reads everything that a ticket page shows, at one moment.
func (r *Tickets) Story(ctx context.Context, as Actor, id string) (Story, error) {
	var s Story
	if err := as.need(RoleEngineer); err != nil {
		return s, err
	}
	h, err := get[ticketRec](ctx, r.w, id)
	if shredded(err) || err == nil && h.Forgetting {
		return s, fmt.Errorf("ticket: %w", ErrNotFound)
	}
	if err != nil {
		return s, err
	}
	s.Ticket = h.ticket()
	if s.Messages, err = r.w.messages(ctx, id); err != nil {
		return s, err
	}
	if err := r.w.letters(ctx, &s); err != nil {
		return s, err
	}
	if s.Events, err = r.w.events(ctx, id); err != nil {
		return s, err
	}
	if err := r.around(ctx, as, &s); err != nil {
		return s, err
	}
	if s.Drafts, err = r.drafts(ctx, as, h); err != nil {
		return s, err
	}
	s.Staff, err = r.w.staff(ctx)
	return s, err
}

// letters adds to each message how its letters fare.
func (w *work) letters(ctx context.Context, s *Story) error {
	ds, err := children[deliveryRec](ctx, w, s.Ticket.ID)
	if err != nil {
		return err
	}
	for _, d := range ds {
		for i := range s.Messages {
			if s.Messages[i].ID == d.Message {
				s.Messages[i].Deliveries = append(s.Messages[i].Deliveries, d.delivery())
			}
		}
	}
	return nil
}

// events reads the trail of one owner, oldest first.
func (w *work) events(ctx context.Context, owner string) ([]Event, error) {
	recs, err := find[trailRec](ctx, w, store.Query{Coll: collTrail, Index: "of", Eq: []any{owner}})
	if err != nil {
		return nil, err
	}
	out := make([]Event, len(recs))
	for i, e := range recs {
		out[i] = Event{At: e.At, Actor: e.Actor, Verb: e.Verb, Args: e.Args}
	}
	return out, nil
}

// around adds the customer, the unit, the model and their other tickets.
func (r *Tickets) around(ctx context.Context, as Actor, s *Story) error {
	c, err := maybe[customerRec](ctx, r.w, s.Ticket.Customer)
	if err != nil {
		return err
	}
	if c != nil {
		s.Customer = c.customer()
		if s.Others, err = r.others(ctx, as, "customer", c.ID, s.Ticket.ID); err != nil {
			return err
		}
	}
	u, err := maybe[unitRec](ctx, r.w, s.Ticket.Unit)
	if err != nil {
		return err
	}
	if u != nil {
		s.Unit = u.unit()
		if s.OnUnit, err = r.others(ctx, as, "unit", u.ID, s.Ticket.ID); err != nil {
			return err
		}
	}
	p, err := maybe[productRec](ctx, r.w, s.Ticket.Product)
	if p != nil {
		s.Model = p.product()
	}
	return err
}

func (r *Tickets) others(ctx context.Context, as Actor, index, id, except string) ([]Row, error) {
	rows, err := r.of(ctx, as, index, id, storyOthers+1)
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, row := range rows {
		if row.ID != except && len(out) < storyOthers {
			out = append(out, row)
		}
	}
	return out, nil
}

// staff reads all accounts, by id.
func (w *work) staff(ctx context.Context) (map[string]Account, error) {
	recs, err := find[accountRec](ctx, w, store.Query{Coll: collAccounts, Index: "all"})
	if err != nil {
		return nil, err
	}
	out := make(map[string]Account, len(recs))
	for _, a := range recs {
		out[a.ID] = a.account()
	}
	return out, nil
}

func draftID(ticket, account string, kind MessageKind) string {
	return ticket + "." + account + "." + string(kind)
}

// drafts reads what the reader has begun to write on a ticket.
func (r *Tickets) drafts(ctx context.Context, as Actor, h *ticketRec) ([]Draft, error) {
	recs, err := many[draftRec](ctx, r.w, draftID(h.ID, as.Account, Reply), draftID(h.ID, as.Account, Note))
	if err != nil {
		return nil, err
	}
	var out []Draft
	for _, d := range recs {
		if d != nil {
			out = append(out, Draft{Kind: MessageKind(d.Kind), Text: d.Text, At: d.At})
		}
	}
	return out, nil
}

// SaveDraft keeps what an engineer has begun to write; an empty text ends the draft. Drafts leave no trail.
func (r *Tickets) SaveDraft(ctx context.Context, as Actor, id string, kind MessageKind, words Personal) (Draft, error) {
	if err := as.need(RoleEngineer); err != nil {
		return Draft{}, err
	}
	if kind != Reply && kind != Note {
		return Draft{}, &Invalid{Field: "kind", Key: "draft.kind"}
	}
	if words.Len() > MaxWords {
		return Draft{}, ErrTooLarge
	}
	d := Draft{Kind: kind, Text: words}
	err := r.w.do(ctx, func(t *tx) error {
		head, err := t.head(id)
		if err != nil {
			return err
		}
		rec, err := maybe[draftRec](t, r.w, draftID(id, as.Account, kind))
		if err != nil {
			return err
		}
		t.expect(head)
		d.At = t.at
		if words.IsZero() {
			return t.endDraft(rec)
		}
		if rec == nil {
			rec = &draftRec{base: base{ID: draftID(id, as.Account, kind)}, Ticket: id, Account: as.Account, Kind: string(kind)}
		}
		rec.Key, rec.Text, rec.At = head.Key, words, t.at
		return t.put(rec)
	})
	return d, err
}

func (t *tx) endDraft(rec *draftRec) error {
	if rec != nil {
		t.drop(rec)
	}
	return nil
}
