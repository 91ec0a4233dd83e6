package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// bulkMost is how many tickets one press may change, undoMost how many one undo may change back.
const (
	bulkMost = 200
	undoMost = 20
)

// bulk changes every ticket that is ticked, each by a verb of its own: what somebody else took away meanwhile is passed
// over, and the sentence tells how many were changed.
func (d *Desk) bulk(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	ctx, as, back := r.Context(), page.Of(r.Context()).Actor(), localList(form.Get("back"))
	verb, field, value := d.bulkVerb(form)
	ids := form.Values["t"]
	switch {
	case len(ids) == 0:
		return d.e.Go(w, r, back, &page.Said{Key: "list.bulk.none", Bad: true})
	case verb == nil:
		return d.e.Go(w, r, back, &page.Said{Key: "list.bulk.what", Bad: true})
	case len(ids) > bulkMost:
		return tickets.ErrTooLarge
	}
	before, err := d.Tickets.Rows(ctx, as, ids...)
	if err != nil {
		return err
	}
	done, undo := 0, url.Values{}
	for _, row := range before {
		err := verb(ctx, as, row.Ticket, value)
		switch {
		case errors.Is(err, tickets.ErrNotFound), errors.Is(err, tickets.ErrForgetting):
			continue
		case errors.Is(err, tickets.ErrInvalid):
			return d.e.Go(w, r, back, &page.Said{Key: "list.bulk.bad", Bad: true})
		case err != nil:
			return err
		}
		done++
		if was, ok := map[string]string{"status": string(row.Status), "assignee": row.Assignee}[field]; ok {
			undo.Add(field, row.ID+":"+was)
		}
	}
	said := &page.Said{Key: "list.bulk.done", Many: true, Count: done}
	if len(undo) > 0 && done <= undoMost {
		undo.Set("back", back)
		said.Undo = "/tickets/undo?" + undo.Encode()
	}
	return d.e.Go(w, r, back, said)
}

type bulkVerb func(ctx context.Context, as tickets.Actor, t tickets.Ticket, value string) error

// bulkVerb is what the pressed button does, the field that it sets, and to what.
func (d *Desk) bulkVerb(form page.Form) (verb bulkVerb, field, value string) {
	set := func(f func(context.Context, tickets.Actor, string, string) error) bulkVerb {
		return func(ctx context.Context, as tickets.Actor, t tickets.Ticket, v string) error {
			return f(ctx, as, t.ID, v)
		}
	}
	status := set(func(ctx context.Context, as tickets.Actor, id, v string) error {
		return d.Tickets.SetStatus(ctx, as, id, tickets.Status(v))
	})
	switch do := form.Get("do"); do {
	case "solved", "spam":
		return status, "status", do
	case "status":
		verb, field, value = status, "status", form.Get("status")
	case "assign":
		verb, field, value = set(d.Tickets.Assign), "assignee", form.Get("assignee")
		if value == search.None {
			return verb, field, ""
		}
	case "priority":
		verb = set(func(ctx context.Context, as tickets.Actor, id, v string) error {
			return d.Tickets.SetPriority(ctx, as, id, tickets.Priority(v))
		})
		field, value = "priority", form.Get("priority")
	case "tag":
		field, value = "tag", strings.ToLower(form.Get("tag"))
		verb = func(ctx context.Context, as tickets.Actor, t tickets.Ticket, v string) error {
			return d.Tickets.SetTags(ctx, as, t.ID, append(slices.Clone(t.Tags), v))
		}
	}
	if value == "" {
		return nil, "", ""
	}
	return verb, field, value
}

// undo puts tickets back to the status or the engineer that they had before.
func (d *Desk) undo(w http.ResponseWriter, r *http.Request) error {
	ctx, as, q := r.Context(), page.Of(r.Context()).Actor(), r.URL.Query()
	done := 0
	for field, set := range map[string]func(id, v string) error{
		"status":   func(id, v string) error { return d.Tickets.SetStatus(ctx, as, id, tickets.Status(v)) },
		"assignee": func(id, v string) error { return d.Tickets.Assign(ctx, as, id, v) },
	} {
		for i, pair := range q[field] {
			id, was, ok := strings.Cut(pair, ":")
			if !ok || i >= undoMost {
				return tickets.ErrInvalid
			}
			err := set(id, was)
			if err != nil && !errors.Is(err, tickets.ErrNotFound) {
				return err
			}
			done++
		}
	}
	return d.e.Go(w, r, localBack(q.Get("back")), &page.Said{Key: "list.undone", Many: true, Count: done})
}

// localList is an address of a list to lead back to, else the open list.
func localList(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.Path != "/tickets" {
		return listHref(tickets.ListOpen)
	}
	q := u.Query()
	q.Del("said")
	return "/tickets?" + q.Encode()
}

// localBack is localList that may be a ticket too.
func localBack(to string) string {
	if id, ok := strings.CutPrefix(to, "/ticket/"); ok && id != "" && !strings.ContainsAny(id, "/?#\\") {
		return to
	}
	return localList(to)
}
