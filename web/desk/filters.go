package desk

import (
	"context"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

// filters is what a list can be narrowed by, and what is on.
type filters struct {
	Form     page.Form
	On       []filter
	Statuses []page.Option
	People   []page.Option
	Products []page.Option
	Faults   []page.Option
	Langs    []page.Option
	Sorts    []page.Option
	Staff    []page.Option // who may be given a ticket
	Levels   []page.Option // priorities
}

type filter struct{ Words, Remove string }

// column is a heading that sorts; Href of "" does not.
type column struct {
	Class, Text, Href, Sorted string // Sorted is "ascending", "descending" or ""
}

// columns are the headings of the table.
func columns(r page.Reader, a asked) []column {
	now := a.order()
	col := func(class, key string, by search.Order) column {
		c := column{Class: class, Text: r.Lang.T(key)}
		if by == "" {
			return c
		}
		c.Href = a.sorted(by)
		switch now {
		case by:
			c.Sorted = "ascending"
		case "-" + by:
			c.Sorted = "descending"
		}
		return c
	}
	return []column{col("c-what", "list.col.ticket", search.ByNumber), col("c-who", "list.col.customer", ""), col("c-unit", "list.col.unit", search.ByProduct),
		col("c-due", "list.col.due", search.ByDue), col("c-state", "list.col.state", ""), col("c-age", "list.col.last", search.ByLast)}
}

// filters prepares the filter form and the chips of what is on.
func (d *Desk) filters(ctx context.Context, r page.Reader, a asked) (filters, error) {
	f := filters{Form: a.form()}
	lists, err := d.Settings.Lists(ctx)
	if err != nil {
		return f, err
	}
	staff, err := d.Accounts.All(ctx, r.Actor())
	if err != nil {
		return f, err
	}
	products, err := d.Records.Products(ctx)
	if err != nil {
		return f, err
	}
	any := page.Option{Text: r.Lang.T("list.any")}
	f.Statuses = append([]page.Option{any}, append(page.StatusChoices(r), page.Option{Value: "held", Text: r.Lang.T("status.held")})...)
	f.People = []page.Option{any, {Value: search.None, Text: r.Lang.T("common.nobody")}}
	f.Staff = []page.Option{{Text: r.Lang.T("list.bulk.assign")}, {Value: search.None, Text: r.Lang.T("common.nobody")}}
	for _, acc := range staff {
		if acc.Roles&tickets.RoleEngineer != 0 {
			f.People = append(f.People, page.Option{Value: acc.ID, Text: acc.Name.Reveal()})
			if acc.Active {
				f.Staff = append(f.Staff, page.Option{Value: acc.ID, Text: acc.Name.Reveal()})
			}
		}
	}
	f.Products = []page.Option{any, {Value: search.None, Text: r.Lang.T("common.unknown")}}
	for _, p := range products {
		f.Products = append(f.Products, page.Option{Value: p.ID, Text: p.ID})
	}
	f.Faults = append([]page.Option{any, {Value: search.None, Text: r.Lang.T("ticket.none")}}, choices(r, lists.Faults)[1:]...)
	f.Langs = []page.Option{any}
	for _, l := range []lang.Lang{lang.SV, lang.EN, lang.DE, lang.NO, lang.DA, lang.FI} {
		f.Langs = append(f.Langs, page.Option{Value: string(l), Text: l.Name(r.Lang)})
	}
	f.Sorts = []page.Option{{Text: r.Lang.T("list.sort.own")}}
	for _, o := range []search.Order{search.ByDue, "-" + search.ByLast, search.ByLast, "-" + search.ByNumber, search.ByNumber, search.ByProduct} {
		f.Sorts = append(f.Sorts, page.Option{Value: string(o), Text: r.Lang.T("list.sort." + string(o))})
	}
	f.Levels = page.PriorityChoices(r)
	f.on(r, a)
	return f, nil
}

// on lists what is on, each with the way to remove it.
func (f *filters) on(r page.Reader, a asked) {
	word := func(options []page.Option, value string) string {
		for _, o := range options {
			if o.Value == value {
				return o.Text
			}
		}
		return value
	}
	for _, on := range []struct {
		name, key, value string
		options          []page.Option
	}{{"status", "ticket.status", a.Status, f.Statuses}, {"assignee", "ticket.assignee", a.Assignee, f.People}, {"product", "unit.model", a.Product, f.Products},
		{"fault", "ticket.fault", a.Fault, f.Faults}, {"tag", "list.tag", a.Tag, nil}, {"lang", "cust.lang", a.Lang, f.Langs}} {
		if on.value != "" {
			f.On = append(f.On, filter{r.Lang.T(on.key) + ": " + word(on.options, on.value), a.without(on.name)})
		}
	}
	if a.Words != "" {
		f.On = append(f.On, filter{r.Lang.T("list.words", a.Words), a.without("find")})
	}
}
