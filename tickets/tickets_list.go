package tickets

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// query is the declared index behind a list.
func (w *work) query(l List, account string) (store.Query, error) {
	q := store.Query{Coll: collTickets}
	switch l {
	case ListMine:
		q.Index, q.Eq = "mine", []any{account, true}
	case ListUnassigned:
		q.Index, q.Eq = "mine", []any{"", true}
	case ListOpen:
		q.Index, q.Eq = "open", []any{true}
	case ListOverdue:
		q.Index, q.Eq, q.To = "open", []any{true}, w.now()
	case ListWaiting:
		q.Index, q.Eq = "waiting", []any{string(StatusWaiting)}
	case ListSolved, ListHeld, ListSpam:
		q.Index, q.Eq, q.Desc = "status", []any{string(l)}, true
	default:
		return q, fmt.Errorf("list %q: %w", l, ErrNotFound)
	}
	return q, nil
}

// List returns a page of a fixed list. Open lists are ordered by when an answer is owed, the others newest first. A place
// After that is none is ErrNotFound.
func (r *Tickets) List(ctx context.Context, as Actor, lq ListQuery) (ListPage, error) {
	if err := as.need(RoleEngineer); err != nil {
		return ListPage{}, err
	}
	q, err := r.w.query(lq.List, as.Account)
	if err != nil {
		return ListPage{}, err
	}
	limit := lq.Limit
	if limit < 1 || limit > 200 {
		limit = 50
	}
	q.Limit, q.After = limit+1, store.Pos(lq.After)
	p, err := r.page(ctx, q, limit)
	return p, noPlace(err)
}

// noPlace says of a position that belongs to no index that there is nothing there.
func noPlace(err error) error {
	if errors.Is(err, store.ErrQuery) {
		return fmt.Errorf("place in a list: %w", ErrNotFound)
	}
	return err
}

// page reads one page and looks one row beyond it, to know whether there is a next.
func (r *Tickets) page(ctx context.Context, q store.Query, limit int) (ListPage, error) {
	var heads []*ticketRec
	var page ListPage
	var last store.Pos
	for d, err := range r.w.st.Find(ctx, q) {
		if err != nil {
			return page, fmt.Errorf("list tickets: %w", err)
		}
		if len(heads) == limit {
			page.Next = string(last)
			break
		}
		last = d.At
		h := &ticketRec{}
		if err := r.w.codec.decode(ctx, d, h); err != nil {
			if shredded(err) {
				continue
			}
			return page, err
		}
		if !h.Forgetting {
			heads = append(heads, h)
		}
	}
	var err error
	page.Rows, err = r.w.rows(ctx, heads)
	return page, err
}

// Rows returns the rows of tickets by id, in that order; what is gone is left out.
func (r *Tickets) Rows(ctx context.Context, as Actor, ids ...string) ([]Row, error) {
	if err := as.need(RoleEngineer); err != nil {
		return nil, err
	}
	var heads []*ticketRec
	for _, id := range ids {
		h, err := maybe[ticketRec](ctx, r.w, id)
		if err != nil && !shredded(err) {
			return nil, err
		}
		if err == nil && h != nil && !h.Forgetting {
			heads = append(heads, h)
		}
	}
	return r.w.rows(ctx, heads)
}

// OfCustomer returns a customer's tickets, the last touched first.
func (r *Tickets) OfCustomer(ctx context.Context, as Actor, id string, limit int) ([]Row, error) {
	return r.of(ctx, as, "customer", id, limit)
}

// OfUnit returns a unit's tickets, the last touched first.
func (r *Tickets) OfUnit(ctx context.Context, as Actor, id string, limit int) ([]Row, error) {
	return r.of(ctx, as, "unit", id, limit)
}

func (r *Tickets) of(ctx context.Context, as Actor, index, id string, limit int) ([]Row, error) {
	if err := as.need(RoleEngineer); err != nil {
		return nil, err
	}
	if id == "" {
		return nil, nil
	}
	p, err := r.page(ctx, store.Query{Coll: collTickets, Index: index, Eq: []any{id}, Desc: true, Limit: limit + 1}, limit)
	return p.Rows, err
}

// rows adds to heads what a list shows beside them, reading each kind of document once.
func (w *work) rows(ctx context.Context, heads []*ticketRec) ([]Row, error) {
	b := newBatch(w)
	for _, h := range heads {
		b.customers.want(string(h.Customer))
		b.units.want(string(h.Unit))
		b.staff.want(h.Assignee)
		b.messages.want(h.LastMessage)
	}
	if err := b.read(ctx); err != nil {
		return nil, err
	}
	for _, m := range b.messages.got {
		if m != nil {
			b.staff.want(m.Staff)
		}
	}
	if err := b.staff.read(ctx, w); err != nil {
		return nil, err
	}
	out := make([]Row, len(heads))
	for i, h := range heads {
		out[i] = b.row(h)
	}
	return out, nil
}

// batch collects the documents that many rows need.
type batch struct {
	w         *work
	customers lot[customerRec, *customerRec]
	units     lot[unitRec, *unitRec]
	staff     lot[accountRec, *accountRec]
	messages  lot[messageRec, *messageRec]
}

func newBatch(w *work) *batch { return &batch{w: w} }

func (b *batch) read(ctx context.Context) error {
	for _, read := range []func(context.Context, *work) error{b.customers.read, b.units.read, b.messages.read} {
		if err := read(ctx, b.w); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) row(h *ticketRec) Row {
	row := Row{Ticket: h.ticket(), LastAt: h.Touched}
	if c := b.customers.got[string(h.Customer)]; c != nil {
		row.CustomerName, row.Company = c.Name, c.Company
		if c.Name.IsZero() {
			row.CustomerName = c.customer().Address()
		}
	}
	if u := b.units.got[string(h.Unit)]; u != nil {
		row.WarrantyUntil = u.WarrantyUntil
	}
	if a := b.staff.got[h.Assignee]; a != nil {
		row.AssigneeName = a.Name
	}
	if m := b.messages.got[h.LastMessage]; m != nil {
		row.LastWords, row.LastAuthor, row.LastAt, row.LastName = m.Excerpt, Author(m.Author), m.At, m.From.Name
		if a := b.staff.got[m.Staff]; a != nil {
			row.LastName = a.Name
		}
	}
	return row
}

// lot reads documents of one type by id, each once.
type lot[T any, R stored[T]] struct {
	ids []string
	got map[string]R
}

func (l *lot[T, R]) want(id string) {
	if l.got == nil {
		l.got = map[string]R{}
	}
	if _, there := l.got[id]; id != "" && !there {
		l.ids = append(l.ids, id)
		l.got[id] = nil
	}
}

func (l *lot[T, R]) read(ctx context.Context, w *work) error {
	rs, err := many[T, R](ctx, w, l.ids...)
	if err != nil {
		return err
	}
	for i, r := range rs {
		l.got[l.ids[i]] = r
	}
	l.ids = nil
	return nil
}

// Counts tells how long the fixed lists are. Each stops at MaxCount.
func (r *Tickets) Counts(ctx context.Context, as Actor) (Counts, error) {
	var c Counts
	if err := as.need(RoleEngineer); err != nil {
		return c, err
	}
	into := map[List]*int{ListMine: &c.Mine, ListUnassigned: &c.Unassigned, ListOpen: &c.Open, ListWaiting: &c.Waiting,
		ListOverdue: &c.Overdue, ListSolved: &c.Solved, ListHeld: &c.Held, ListSpam: &c.Spam}
	for l, n := range into {
		q, err := r.w.query(l, as.Account)
		if err != nil {
			return c, err
		}
		if *n, err = r.w.count(ctx, q); err != nil {
			return c, err
		}
	}
	for _, s := range []DeliveryState{Deferred, Queued, Sending, AtDot, Failed, Uncertain} { // in a letter's own order: none is missed
		n, err := r.w.count(ctx, store.Query{Coll: collDeliveries, Index: "state", Eq: []any{string(s)}})
		if err != nil {
			return c, err
		}
		c.Outbox += n
	}
	return c, nil
}

func (w *work) count(ctx context.Context, q store.Query) (int, error) {
	q.Limit = MaxCount
	n, err := w.st.Count(ctx, q)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return int(n), nil
}

// Watch tells of every ticket that changes, by id and at least once, until ctx ends. From "" it first tells of all that
// exist, then of a mark. A message or letter that changes tells of its ticket.
func (r *Tickets) Watch(ctx context.Context, as Actor, from string) func(func(Changed, error) bool) {
	return func(yield func(Changed, error) bool) {
		if err := as.need(RoleEngineer | RoleSystem); err != nil {
			yield(Changed{}, err)
			return
		}
		for c, err := range r.w.st.Watch(ctx, store.Cursor(from), collTickets, collMessages, collDeliveries) {
			ch := Changed{ID: parentID(c.ID), Mark: c.Op == store.OpMark, Cursor: string(c.Cursor),
				Gone: c.Op == store.OpDelete && c.Coll == collTickets}
			if !yield(ch, err) || err != nil {
				return
			}
		}
	}
}

// TicketByNumber finds a ticket's id by its number.
func (r *Tickets) TicketByNumber(ctx context.Context, as Actor, n int64) (string, error) {
	if err := as.need(RoleEngineer | RoleOfficer | RoleSystem); err != nil {
		return "", err
	}
	id, err := r.w.claimed(ctx, numberClaim(n))
	if err == nil && id == "" {
		err = fmt.Errorf("ticket number: %w", ErrNotFound)
	}
	return id, err
}

// Texts is what the live index holds of a ticket. It stays in memory: the index stores no text.
type Texts struct {
	Ticket   Ticket
	Customer []Personal // name, company, addresses
	Serial   Personal
	Messages []Message // with their whole texts; notes too
}

// TextsOf reads what the live index needs of a ticket. A ticket that is gone or being forgotten is ErrNotFound.
func (r *Tickets) TextsOf(ctx context.Context, as Actor, id string) (Texts, error) {
	if err := as.need(RoleSystem); err != nil {
		return Texts{}, err
	}
	h, err := get[ticketRec](ctx, r.w, id)
	if shredded(err) || err == nil && h.Forgetting {
		return Texts{}, fmt.Errorf("ticket: %w", ErrNotFound)
	}
	if err != nil {
		return Texts{}, err
	}
	x := Texts{Ticket: h.ticket()}
	if c, err := maybe[customerRec](ctx, r.w, string(h.Customer)); err != nil {
		return x, err
	} else if c != nil {
		x.Customer = append([]Personal{c.Name, c.Company}, c.Addresses...)
	}
	if u, err := maybe[unitRec](ctx, r.w, string(h.Unit)); err != nil {
		return x, err
	} else if u != nil {
		x.Serial = u.Serial
	}
	x.Messages, err = r.w.messages(ctx, id)
	return x, err
}

// messages reads a ticket's messages, oldest first, with their whole texts.
func (w *work) messages(ctx context.Context, ticket string) ([]Message, error) {
	recs, err := children[messageRec](ctx, w, ticket)
	if err != nil {
		return nil, err
	}
	out := make([]Message, len(recs))
	for i, m := range recs {
		out[i] = m.message()
		if out[i].Text, err = w.untuckText(ctx, m.Key, m.Text, m.TextBlob); err != nil {
			return nil, err
		}
		if out[i].HTML, err = w.untuckText(ctx, m.Key, m.HTML, m.HTMLBlob); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Late says whether an answer is owed at that moment and overdue.
func (t Ticket) Late(at time.Time) bool { return !t.AnswerBy.IsZero() && t.AnswerBy.Before(at) }
