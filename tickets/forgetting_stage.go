package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

const stageReady = "ready"

// stageID is where a ticket's scrubbed form waits: an HMAC that this stage alone gives it, so that a second run finds its
// own work and no record pairs old and new.
func (w *work) stageID(m *metaRec, ticket string) string {
	return idCoding.EncodeToString(w.keys.MAC(macStage, []byte(m.StageKey), []byte(ticket)))
}

// Stage puts a ticket's scrubbed form on the stage. It must have been marked. Staging twice keeps the first. A stage opens
// with its first entry: however long it stood empty, nobody has waited on it.
func (f *Forgetting) Stage(ctx context.Context, as Actor, id string, s Scrubbed) error {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return err
	}
	return f.w.do(ctx, func(t *tx) error {
		h, err := get[ticketRec](t, f.w, id)
		if err != nil {
			return err
		}
		if !h.Forgetting {
			return fmt.Errorf("stage a ticket that was not marked: %w", ErrNotDue)
		}
		m, err := get[metaRec](t, f.w, metaID)
		if err != nil {
			return err
		}
		if m.Publishing {
			return fmt.Errorf("the stage is being published: %w", ErrConflict)
		}
		had, err := maybe[stageRec](t, f.w, f.w.stageID(m, id))
		if err != nil || had != nil {
			return err
		}
		rec, err := t.staged(h, m, s)
		if err != nil {
			return err
		}
		waiting, err := f.w.st.Count(ctx, store.Query{Coll: collStage, Index: "state", Eq: []any{stageReady}, Limit: 1})
		if err != nil {
			return fmt.Errorf("look at the stage: %w", err)
		}
		t.expect(h)
		if err := t.put(rec); err != nil || waiting > 0 {
			t.expect(m)
			return err
		}
		m.StageSince = t.at
		return t.put(m)
	})
}

// staged builds the record that waits on the stage.
func (t *tx) staged(h *ticketRec, m *metaRec, s Scrubbed) (*stageRec, error) {
	rec := &stageRec{base: base{ID: t.w.stageID(m, h.ID), Key: m.StageKey}, State: stageReady,
		Contact: monthOf(h.LastContact), Product: string(h.Product), Firmware: h.Firmware, Warranty: h.Warranty, Fault: h.Fault,
		Resolution: h.Resolution, Lang: h.Lang, Quarantined: s.Quarantined, Findings: s.Findings}
	who := string(h.Customer)
	u, err := maybe[unitRec](t, t.w, string(h.Unit))
	if err != nil && !shredded(err) {
		return nil, err
	}
	if u != nil && err == nil {
		rec.Batch, rec.Delivered, rec.Country = u.Batch, monthOf(u.Delivered), u.Country
		if u.Buyer != "" {
			who = u.Buyer
		}
	}
	if who == "" {
		who = h.ID
	}
	rec.Group = idCoding.EncodeToString(t.w.keys.MAC(macStage, []byte("group"), []byte(m.StageKey), []byte(who)))
	if s.Quarantined {
		return rec, nil
	}
	rec.Subject, rec.Tags = s.Subject, s.Tags
	for _, msg := range s.Messages {
		rec.Messages = append(rec.Messages, archMsgRec(msg))
	}
	return rec, nil
}

// monthOf cuts a moment to its month: the stage keeps nothing finer.
func monthOf(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, _ := t.UTC().Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// Staged says whether a ticket's scrubbed form is safe on the stage.
func (f *Forgetting) Staged(ctx context.Context, as Actor, id string) (bool, error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return false, err
	}
	m, err := get[metaRec](ctx, f.w, metaID)
	if err != nil {
		return false, err
	}
	docs, err := f.w.st.Get(ctx, store.Ref{Coll: collStage, ID: f.w.stageID(m, id)})
	if err != nil {
		return false, fmt.Errorf("look at the stage: %w", err)
	}
	return docs[0].Exists(), nil
}

// StageInfo tells what waits to be published.
func (f *Forgetting) StageInfo(ctx context.Context, as Actor) (StageInfo, error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return StageInfo{}, err
	}
	m, err := get[metaRec](ctx, f.w, metaID)
	if err != nil {
		return StageInfo{}, err
	}
	recs, err := f.w.stage(ctx)
	if err != nil {
		return StageInfo{}, err
	}
	info := StageInfo{Tickets: len(recs), Opened: m.StageSince}
	groups := map[string]bool{}
	for _, r := range recs {
		groups[r.Group] = true
		if r.Quarantined {
			info.Quarantined++
		}
	}
	info.Customers = len(groups)
	info.Enough = info.Customers >= minCustomers
	return info, nil
}

func (w *work) stage(ctx context.Context) ([]*stageRec, error) {
	return find[stageRec](ctx, w, store.Query{Coll: collStage, Index: "state", Eq: []any{stageReady}})
}

// stageOf are the entries of the stage that was open when m was read, and none of one that somebody opened since.
func (w *work) stageOf(ctx context.Context, m *metaRec) ([]*stageRec, error) {
	recs, err := w.stage(ctx)
	return slices.DeleteFunc(recs, func(r *stageRec) bool { return r.Key != m.StageKey }), err
}

// Destroy ends a marked ticket whose scrubbed form is on the stage: blobs, children, claims, the key, and last the head,
// so that a run that is cut short finds what it has to go on with. A ticket that is gone is no error.
func (f *Forgetting) Destroy(ctx context.Context, as Actor, id string) error {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return err
	}
	docs, err := f.w.st.Get(ctx, store.Ref{Coll: collTickets, ID: id})
	if err != nil {
		return fmt.Errorf("read a ticket: %w", err)
	}
	if !docs[0].Exists() {
		return nil
	}
	if err := f.w.alone(ctx); err != nil {
		return err
	}
	h := &ticketRec{}
	err = f.w.codec.decode(ctx, docs[0], h)
	if err != nil && !shredded(err) {
		return err
	}
	if err == nil {
		if err := f.empty(ctx, as, h); err != nil {
			return err
		}
	}
	return f.w.dropHead(ctx, docs[0])
}

// empty destroys everything under a ticket, and its key.
func (f *Forgetting) empty(ctx context.Context, as Actor, h *ticketRec) error {
	if !h.Forgetting {
		return fmt.Errorf("destroy a ticket that was not marked: %w", ErrNotDue)
	}
	safe, err := f.Staged(ctx, as, h.ID)
	if err != nil {
		return err
	}
	if !safe {
		return fmt.Errorf("destroy a ticket that is not on the stage: %w", ErrNotDue)
	}
	if err := f.w.unlinkRelated(ctx, h); err != nil {
		return err
	}
	if err := f.w.dropChildren(ctx, h); err != nil {
		return err
	}
	if err := f.w.shred(ctx, h.Key); err != nil {
		return fmt.Errorf("destroy a key: %w", err)
	}
	return nil
}

// dropHead deletes the head itself, which may be unreadable by now, and notes that its key is shredded. One that is gone is no error.
func (w *work) dropHead(ctx context.Context, d store.Doc) error {
	err := w.do(ctx, func(t *tx) error {
		now, err := w.st.Get(t, d.Ref)
		if err != nil || !now[0].Exists() {
			return err
		}
		if now[0].Rev != d.Rev {
			return ErrConflict
		}
		t.add(store.Write{Op: store.OpDelete, Ref: d.Ref, Rev: d.Rev})
		return t.noteShredded()
	})
	if err != nil {
		return fmt.Errorf("delete a head: %w", err)
	}
	return nil
}

// unlinkRelated cuts the links that the customer's other tickets have to this one.
func (w *work) unlinkRelated(ctx context.Context, h *ticketRec) error {
	if h.Customer == "" {
		return nil
	}
	others, err := find[ticketRec](ctx, w, store.Query{Coll: collTickets, Index: "customer", Eq: []any{string(h.Customer)}})
	if err != nil && !shredded(err) {
		return err
	}
	for _, o := range others {
		if o.Related != h.ID {
			continue
		}
		err := w.do(ctx, func(t *tx) error {
			r, err := get[ticketRec](t, w, o.ID)
			if err != nil {
				return err
			}
			r.Related = ""
			return t.put(r)
		})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}
