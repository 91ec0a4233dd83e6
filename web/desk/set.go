package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// caseField is one thing that the side panel, or a button of the head, sets: each is a verb of its own.
type caseField struct {
	name  string
	label string // a sentence
	of    func(tickets.Ticket) string
	set   func(context.Context, *tickets.Tickets, tickets.Actor, string, string) error
}

// caseFields are in the order in which they are set: what may be refused comes first.
func caseFields() []caseField {
	return []caseField{
		{"firmware", "ticket.firmware", func(t tickets.Ticket) string { return t.Firmware }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.SetFirmware(ctx, as, id, v)
		}},
		{"tags", "ticket.tags", func(t tickets.Ticket) string { return strings.Join(t.Tags, ", ") }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.SetTags(ctx, as, id, strings.Split(v, ","))
		}},
		{"fault", "ticket.fault", func(t tickets.Ticket) string { return t.Fault }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.SetFault(ctx, as, id, v)
		}},
		{"resolution", "ticket.resolution", func(t tickets.Ticket) string { return t.Resolution }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.SetResolution(ctx, as, id, v)
		}},
		{"product", "unit.model", func(t tickets.Ticket) string { return t.Product }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.SetProduct(ctx, as, id, v)
		}},
		{"assignee", "ticket.assignee", func(t tickets.Ticket) string { return t.Assignee }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.Assign(ctx, as, id, v)
		}},
		{"priority", "ticket.priority", func(t tickets.Ticket) string { return string(t.Priority) }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.SetPriority(ctx, as, id, tickets.Priority(v))
		}},
		{"status", "ticket.status", func(t tickets.Ticket) string { return string(t.Status) }, func(ctx context.Context, ts *tickets.Tickets, as tickets.Actor, id, v string) error {
			return ts.SetStatus(ctx, as, id, tickets.Status(v))
		}},
	}
}

// set carries out what was changed in the side panel, or a button of the head. A form tells what it showed (was-…): a
// field that its sender left alone is not set, so that nobody undoes a colleague's change without seeing it; one that
// both changed is refused, with what the colleague chose, and nothing is saved until it is sent again.
func (d *Desk) set(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reader, id, ctx := page.Of(r.Context()), r.PathValue("id"), r.Context()
	rows, err := d.Tickets.Rows(ctx, reader.Actor(), id)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return tickets.ErrNotFound
	}
	now := rows[0].Ticket
	changes := changesIn(form, now)
	for _, f := range changes {
		if was, told := form.Values["was-"+f.name]; told && was[0] != f.of(now) {
			form.Refuse(f.name, "ticket.raced", reader.Lang.T(f.label), d.said(ctx, reader, f, now))
		}
	}
	for _, f := range changes {
		if form.Bad() {
			break
		}
		if _, err := form.Took(f.set(ctx, d.Tickets, reader.Actor(), id, form.Get(f.name))); err != nil {
			return err
		}
		form.Rename("ticket."+f.name, f.name)
	}
	if form.Bad() {
		return d.showTicket(w, r, func(p *ticketPage) {
			for k, v := range p.Side.Values {
				if _, sent := form.Values[k]; !sent {
					form.Values[k] = v
				}
			}
			p.Side = form
		})
	}
	return d.e.Go(w, r, back(r), changed(id, now, changes))
}

// changesIn are the fields that a form changes.
func changesIn(form page.Form, now tickets.Ticket) []caseField {
	var out []caseField
	for _, f := range caseFields() {
		v, sent := form.Values[f.name]
		was, told := form.Values["was-"+f.name]
		if !sent || told && was[0] == v[0] || strings.TrimSpace(v[0]) == f.of(now) {
			continue
		}
		out = append(out, f)
	}
	return out
}

// changed tells what was saved; a status or an engineer can be undone.
func changed(id string, was tickets.Ticket, changes []caseField) *page.Said {
	if len(changes) == 0 {
		return &page.Said{Key: "ticket.unchanged"}
	}
	said := &page.Said{Key: "ticket.changed"}
	undo := url.Values{}
	for _, f := range changes {
		if f.name == "status" || f.name == "assignee" {
			undo.Set(f.name, id+":"+f.of(was))
		}
	}
	if len(undo) == len(changes) && was.Status != tickets.StatusHeld {
		undo.Set("back", "/ticket/"+id)
		said.Undo = "/tickets/undo?" + undo.Encode()
	}
	return said
}

// said is what a field holds now, in the reader's words.
func (d *Desk) said(ctx context.Context, r page.Reader, f caseField, now tickets.Ticket) string {
	v := f.of(now)
	switch {
	case f.name == "status" || f.name == "priority":
		return r.Lang.T(f.name + "." + v)
	case f.name == "assignee" && v == "":
		return r.Lang.T("common.nobody")
	case f.name == "assignee":
		all, err := d.Accounts.All(ctx, r.Actor())
		for _, a := range all {
			if err == nil && a.ID == v {
				return a.Name.Reveal()
			}
		}
	case f.name == "fault" || f.name == "resolution":
		if lists, err := d.Settings.Lists(ctx); err == nil {
			if v = named(append(lists.Faults, lists.Resolutions...), v, r); v != "" {
				return v
			}
		}
	}
	if v == "" {
		return r.Lang.T("ticket.none")
	}
	return v
}
