package tickets

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Due returns tickets whose clock has run out by a moment, the longest overdue first. Held ones are among them, with
// their hold. After is the id of nothing but a position: pass the last page's next.
func (f *Forgetting) Due(ctx context.Context, as Actor, until time.Time, after string, limit int) (due []DueTicket, next string, err error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return nil, "", err
	}
	q := store.Query{Coll: collTickets, Index: "due", Eq: []any{false}, To: until.Add(time.Millisecond), After: store.Pos(after), Limit: limit + 1}
	var last store.Pos
	for d, err := range f.w.st.Find(ctx, q) {
		if err != nil {
			return nil, "", fmt.Errorf("find due tickets: %w", noPlace(err))
		}
		if len(due) == limit {
			return due, string(last), nil
		}
		last = d.At
		h := &ticketRec{}
		if err := f.w.codec.decode(ctx, d, h); err != nil {
			return nil, "", err
		}
		open, err := f.w.openLetters(ctx, h.ID)
		if err != nil {
			return nil, "", err
		}
		due = append(due, h.due(open))
	}
	return due, "", nil
}

func (r *ticketRec) due(open int) DueTicket {
	t := r.ticket()
	return DueTicket{ID: t.ID, Rev: t.Rev, Number: t.Number, Product: t.Product, Fault: t.Fault, LastContact: t.LastContact,
		Due: t.Due, Basis: t.Basis, Hold: t.Hold, Forgetting: t.Forgetting, OpenLetters: open}
}

// openLetters counts a ticket's letters that are still on their way.
func (w *work) openLetters(ctx context.Context, ticket string) (int, error) {
	ds, err := children[deliveryRec](ctx, w, ticket)
	n := 0
	for _, d := range ds {
		switch DeliveryState(d.State) {
		case Queued, Sending, AtDot, Deferred:
			n++
		}
	}
	return n, err
}

// MonthCount is how many tickets fall due in a month.
type MonthCount struct {
	Month time.Time // its first day
	Due   int       // stops at MaxCount
}

// Forecast counts what falls due in each of the coming months. What is overdue counts in the first.
func (f *Forgetting) Forecast(ctx context.Context, as Actor, months int) ([]MonthCount, error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return nil, err
	}
	y, m, _ := f.w.now().In(f.w.prof.Zone).Date()
	out := make([]MonthCount, months)
	for i := range out {
		from := time.Date(y, m+time.Month(i), 1, 0, 0, 0, 0, f.w.prof.Zone)
		q := store.Query{Coll: collTickets, Index: "due", Eq: []any{false}, From: from, To: from.AddDate(0, 1, 0)}
		if i == 0 {
			q.From = nil
		}
		n, err := f.w.count(ctx, q)
		if err != nil {
			return nil, err
		}
		out[i] = MonthCount{Month: from, Due: n}
	}
	return out, nil
}

// NextDue is when the next ticket falls due; zero when there is none.
func (f *Forgetting) NextDue(ctx context.Context, as Actor) (time.Time, error) {
	due, _, err := f.Due(ctx, as, f.w.now().AddDate(100, 0, 0), "", 1)
	if err != nil || len(due) == 0 {
		return time.Time{}, err
	}
	return due[0].Due, nil
}

// Hold stops a ticket's clock until a moment, for a reason. A later hold replaces an earlier one.
func (f *Forgetting) Hold(ctx context.Context, as Actor, id string, until time.Time, reason Personal) error {
	if err := as.need(RoleOfficer | RoleEngineer); err != nil {
		return err
	}
	if strings.TrimSpace(reason.Reveal()) == "" {
		return &Invalid{Field: "reason", Key: "hold.reason"}
	}
	if !until.After(f.w.now()) || until.After(f.w.now().AddDate(10, 0, 0)) {
		return &Invalid{Field: "until", Key: "hold.until"}
	}
	return f.w.do(ctx, func(t *tx) error {
		head, err := t.head(id)
		if err != nil {
			return err
		}
		head.Hold = &holdRec{Until: until.UTC(), Reason: reason, By: as.Account, At: t.at}
		if err := t.trail(id, head.Key, as, "ticket.hold", until.In(f.w.prof.Zone).Format(time.DateOnly)); err != nil {
			return err
		}
		return t.put(head)
	})
}

// Release ends a hold; a ticket without one is left alone.
func (f *Forgetting) Release(ctx context.Context, as Actor, id string) error {
	if err := as.need(RoleOfficer | RoleEngineer); err != nil {
		return err
	}
	return f.w.do(ctx, func(t *tx) error {
		head, err := t.head(id)
		if err != nil || head.Hold == nil {
			return err
		}
		head.Hold = nil
		if err := t.trail(id, head.Key, as, "ticket.release"); err != nil {
			return err
		}
		return t.put(head)
	})
}

// Mark is the point of no return: in one Apply on the head's revision it reads the clock, the hold and open letters again and
// marks the ticket as being forgotten. From then on nothing is added to it and nobody sees it. A ticket that is not
// due, is held, or has letters on their way is ErrNotDue. Marking twice is no error. While a move to here is not finished
// and cannot be it is ErrUnfinished.
func (f *Forgetting) Mark(ctx context.Context, as Actor, id string) error {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return err
	}
	if err := f.w.alone(ctx); err != nil {
		return err
	}
	return f.w.do(ctx, func(t *tx) error {
		head, err := get[ticketRec](t, f.w, id)
		if err != nil || head.Forgetting {
			return err
		}
		open, err := f.w.openLetters(t, id)
		if err != nil {
			return err
		}
		if head.Due.IsZero() || head.Due.After(t.at) || open > 0 || head.ticket().Hold.Holds(t.at) {
			return ErrNotDue
		}
		head.Forgetting, head.Open = true, false
		head.Status, head.Assignee = statusForgetting, ""
		return t.put(head)
	})
}

// statusForgetting takes a ticket out of every list.
const statusForgetting = "forgetting"

// Unfinished returns tickets that were marked and are not gone yet: work that a crash left.
func (f *Forgetting) Unfinished(ctx context.Context, as Actor) ([]string, error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return nil, err
	}
	var ids []string
	for d, err := range f.w.st.Find(ctx, store.Query{Coll: collTickets, Index: "due", Eq: []any{true}}) {
		if err != nil {
			return nil, fmt.Errorf("find unfinished forgetting: %w", err)
		}
		ids = append(ids, d.ID)
	}
	return ids, nil
}
