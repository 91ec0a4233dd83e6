package tickets

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// DueDeliveries returns the ids of letters that are to be tried now, oldest first.
func (m *Mailroom) DueDeliveries(ctx context.Context, as Actor, limit int) ([]string, error) {
	if err := as.need(RoleSystem); err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range []DeliveryState{Queued, Deferred} {
		q := store.Query{Coll: collDeliveries, Index: "state", Eq: []any{string(s)}, To: m.w.now().Add(time.Millisecond), Limit: limit}
		for d, err := range m.w.st.Find(ctx, q) {
			if err != nil {
				return nil, fmt.Errorf("find letters: %w", err)
			}
			ids = append(ids, d.ID)
		}
	}
	return ids, nil
}

// NextDelivery is when the next letter is to be tried; zero when none waits.
func (m *Mailroom) NextDelivery(ctx context.Context, as Actor) (time.Time, error) {
	if err := as.need(RoleSystem); err != nil {
		return time.Time{}, err
	}
	var next time.Time
	for _, s := range []DeliveryState{Queued, Deferred} {
		ds, err := find[deliveryRec](ctx, m.w, store.Query{Coll: collDeliveries, Index: "state", Eq: []any{string(s)}, Limit: 1})
		if err != nil {
			return next, err
		}
		if len(ds) == 1 && (next.IsZero() || ds[0].Next.Before(next)) {
			next = ds[0].Next
		}
	}
	return next, nil
}

// Interrupted settles letters that an earlier process left in the middle: before the dot they are queued again, at the
// dot they are uncertain. It is called once, before the outbox begins.
func (m *Mailroom) Interrupted(ctx context.Context, as Actor) error {
	if err := as.need(RoleSystem); err != nil {
		return err
	}
	for from, to := range map[DeliveryState]DeliveryState{Sending: Deferred, AtDot: Uncertain} {
		ds, err := find[deliveryRec](ctx, m.w, store.Query{Coll: collDeliveries, Index: "state", Eq: []any{string(from)}})
		if err != nil {
			return err
		}
		for _, d := range ds {
			if err := m.Done(ctx, as, d.ID, Result{State: to, Next: m.w.now()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// change carries out one step of a delivery, in one Apply that expects its ticket.
func (m *Mailroom) change(ctx context.Context, id string, step func(*tx, *ticketRec, *deliveryRec) error) error {
	return m.w.do(ctx, func(t *tx) error {
		d, err := get[deliveryRec](t, m.w, id)
		if err != nil {
			return err
		}
		head, err := t.head(d.Ticket)
		if err != nil {
			return err
		}
		t.expect(head)
		d.At = t.at
		if err := step(t, head, d); err != nil {
			return err
		}
		return t.put(d)
	})
}

// Begin counts an attempt before any connection is made, and returns what the outbox needs to send the letter. A
// letter that is not to be sent any more is ErrConflict.
func (m *Mailroom) Begin(ctx context.Context, as Actor, id string) (Letter, error) {
	if err := as.need(RoleSystem); err != nil {
		return Letter{}, err
	}
	var d *deliveryRec
	var head *ticketRec
	err := m.change(ctx, id, func(_ *tx, h *ticketRec, r *deliveryRec) error {
		if s := DeliveryState(r.State); s != Queued && s != Deferred {
			return fmt.Errorf("begin a delivery that is %s: %w", s, ErrConflict)
		}
		r.State, r.Next = string(Sending), r.At
		r.Attempts++
		d, head = r, h
		return nil
	})
	if err != nil {
		return Letter{}, err
	}
	return m.letter(ctx, head, d)
}

// Rendered keeps the letter's bytes: every attempt sends exactly these.
func (m *Mailroom) Rendered(ctx context.Context, as Actor, id string, letter []byte) error {
	if err := as.need(RoleSystem); err != nil {
		return err
	}
	ups := uploads{w: m.w}
	defer ups.end(ctx)
	return m.change(ctx, id, func(t *tx, _ *ticketRec, r *deliveryRec) error {
		up := ups.plan(r.Key)
		r.Rendered, r.Blob = up.tuck(letter, inlineRaw)
		if err := ups.send(t, up); err != nil {
			return err
		}
		t.name(up)
		return nil
	})
}

// AtDot notes that the final dot is about to be sent. A process that dies after it leaves the letter uncertain.
func (m *Mailroom) AtDot(ctx context.Context, as Actor, id string) error {
	if err := as.need(RoleSystem); err != nil {
		return err
	}
	return m.change(ctx, id, func(_ *tx, _ *ticketRec, r *deliveryRec) error {
		r.State = string(AtDot)
		return nil
	})
}

// Done notes how an attempt ended. An answer that was sent to the customer is a contact and moves the ticket's clock; an
// acknowledgement is not.
func (m *Mailroom) Done(ctx context.Context, as Actor, id string, res Result) error {
	if err := as.need(RoleSystem); err != nil {
		return err
	}
	return m.w.do(ctx, func(t *tx) error {
		d, err := get[deliveryRec](t, m.w, id)
		if err != nil {
			return err
		}
		head, err := t.head(d.Ticket)
		if err != nil {
			return err
		}
		d.State, d.Code, d.Words, d.At, d.Next = string(res.State), res.Code, res.Text, t.at, t.at
		if res.State == Deferred {
			d.Next = res.Next
		}
		if d.Kind == kindAnswer && res.State == Sent {
			if err := t.contacted(head); err != nil {
				return err
			}
		}
		if res.State == Failed || res.State == Uncertain {
			if err := t.trail(head.ID, head.Key, as, "delivery."+string(res.State), d.ID); err != nil {
				return err
			}
		}
		head.settle(t.at)
		return t.put(head, d)
	})
}

// contacted moves the clock of a ticket and of its customer to now.
func (t *tx) contacted(head *ticketRec) error {
	head.contact(t.at, t.w.prof.Years)
	c, err := maybe[customerRec](t, t.w, string(head.Customer))
	if err != nil || c == nil {
		return err
	}
	c.Last = t.at
	return t.put(c)
}

// RetryDelivery queues a letter again that failed, waits or is uncertain: an engineer's decision.
func (m *Mailroom) RetryDelivery(ctx context.Context, as Actor, id string) error {
	if err := as.need(RoleEngineer | RoleSystem); err != nil {
		return err
	}
	return m.change(ctx, id, func(t *tx, head *ticketRec, d *deliveryRec) error {
		switch DeliveryState(d.State) {
		case Failed, Deferred, Uncertain:
			d.State, d.Next, d.Bounced = string(Queued), t.at, false
			return t.trail(head.ID, head.Key, as, "delivery.retry", d.ID)
		}
		return ErrConflict
	})
}

// letter gathers what a delivery carries.
func (m *Mailroom) letter(ctx context.Context, head *ticketRec, d *deliveryRec) (Letter, error) {
	w := m.w
	l := Letter{Delivery: d.delivery(), Number: head.Number, Lang: d.Lang, Company: w.prof.Company, Subject: head.Subject,
		From: Party{Name: P(w.prof.Company), Address: P(w.prof.Support)}, ReplyTo: w.ticketAddress(head.ID),
		EnvelopeID: w.returnPath(d), MessageID: d.MessageID, Automatic: d.Kind == kindAck, Years: w.prof.Years,
		PrivacyURL: w.privacyURL(), TicketURL: ""}
	var err error
	if l.Rendered, err = w.untuck(ctx, d.Key, d.Rendered, d.Blob); err != nil || len(l.Rendered) > 0 {
		return l, err
	}
	if err := m.words(ctx, &l, d); err != nil {
		return l, err
	}
	return l, m.thread(ctx, &l, d)
}

// words adds our own words, their author and the files that go with them.
func (m *Mailroom) words(ctx context.Context, l *Letter, d *deliveryRec) error {
	ours, err := maybe[messageRec](ctx, m.w, d.Message)
	if err != nil || ours == nil {
		return err
	}
	if l.Markdown, err = m.w.untuckText(ctx, ours.Key, ours.Text, ours.TextBlob); err != nil {
		return err
	}
	if !ours.Subject.IsZero() {
		l.Subject = ours.Subject
	}
	a, err := maybe[accountRec](ctx, m.w, ours.Staff)
	if err != nil {
		return err
	}
	if a != nil {
		l.Engineer = a.Name
	}
	for _, f := range ours.Files {
		rc, err := m.w.fetch(ctx, ours.Key, f.ID)
		if err != nil {
			return fmt.Errorf("attach a file: %w", err)
		}
		b, err := io.ReadAll(rc)
		_ = rc.Close()
		if err != nil {
			return fmt.Errorf("attach a file: %w", err)
		}
		l.Files = append(l.Files, NewFile{Name: f.Name, Type: f.Type, Data: b, Inline: f.Inline, ContentID: f.ContentID})
	}
	return nil
}

// thread adds the references that make the letter appear under the customer's own (RFC 5322 section 3.6.4).
func (m *Mailroom) thread(ctx context.Context, l *Letter, d *deliveryRec) error {
	msgs, err := children[messageRec](ctx, m.w, d.Ticket)
	if err != nil {
		return err
	}
	for _, r := range msgs {
		if mid := normalMessageID(r.MessageID.Reveal()); mid != "" && Author(r.Author) != ByMachine {
			l.References = append(l.References, mid)
		}
		if r.ID != d.Answers {
			continue
		}
		l.InReplyTo = normalMessageID(r.MessageID.Reveal())
		q := r.message()
		if q.Text, err = m.w.untuckText(ctx, r.Key, r.Text, r.TextBlob); err != nil {
			return err
		}
		l.Quoted = &q
		if !r.Subject.IsZero() {
			l.Subject = r.Subject
		}
	}
	if n := len(l.References); n > 10 {
		l.References = append(l.References[:1:1], l.References[n-9:]...)
	}
	return nil
}

// returnPath is where a bounce of this letter comes back to.
func (w *work) returnPath(d *deliveryRec) string {
	at := strings.LastIndexByte(w.prof.Support, '@')
	if at < 0 {
		return w.prof.Support
	}
	return w.prof.Support[:at] + "+b." + d.ID[len(d.Ticket)+1:] + w.prof.Support[at:]
}

func (w *work) privacyURL() string {
	if w.prof.Privacy != "" {
		return w.prof.Privacy
	}
	return w.prof.BaseURL + "/privacy"
}
