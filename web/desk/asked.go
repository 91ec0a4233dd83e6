package desk

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// asked is what a list is asked to show. It stands in the address; search words stand there sealed.
type asked struct {
	List     tickets.List // "" is every ticket
	Status   string
	Assignee string // an account id, or search.None
	Product  string
	Fault    string
	Tag      string
	Lang     string
	Words    string
	Sealed   string
	Expired  bool // the words were sealed too long ago
	Sort     search.Order
	After    string
	At       int // how many rows stand on the pages before
}

// narrowing are the fields of an address that narrow a list.
func (a *asked) narrowing() map[string]*string {
	return map[string]*string{"status": &a.Status, "assignee": &a.Assignee, "product": &a.Product, "fault": &a.Fault, "tag": &a.Tag, "lang": &a.Lang}
}

// ask reads an address, or a form that narrows a list.
func (d *Desk) ask(ctx context.Context, as tickets.Actor, v url.Values) (asked, error) {
	a := asked{List: tickets.List(v.Get("list")), Sort: search.Order(v.Get("sort")), Sealed: v.Get("find"), After: v.Get("after")}
	for name, field := range a.narrowing() {
		*field = strings.TrimSpace(v.Get(name))
	}
	if !a.Sort.Known() {
		a.Sort = ""
	}
	a.Tag = strings.ToLower(a.Tag)
	a.At, _ = strconv.Atoi(v.Get("at"))
	a.At = max(0, min(a.At, tickets.MaxCount))
	if a.Sealed != "" {
		words, err := d.Tickets.Show(ctx, as, a.Sealed)
		if a.Expired = errors.Is(err, tickets.ErrNotFound); err != nil && !a.Expired {
			return a, err
		}
		a.Words = words.Reveal()
	}
	if a.List == "all" {
		a.List = ""
	} else if a.List == "" && !a.narrowed() {
		a.List = tickets.ListOpen
	}
	return a, nil
}

// narrowed says whether anything but the list was asked for.
func (a asked) narrowed() bool {
	return a.Status+a.Assignee+a.Product+a.Fault+a.Tag+a.Lang+a.Sealed != ""
}

// fixed says whether the store's own order of a list answers the question.
func (a asked) fixed() bool { return a.List != "" && !a.narrowed() && a.Sort == "" }

// href is the address of the first page of a question.
func (a asked) href() string { return "/tickets?" + a.values().Encode() }

func (a asked) values() url.Values {
	v := url.Values{}
	for name, field := range a.narrowing() {
		if *field != "" {
			v.Set(name, *field)
		}
	}
	for name, s := range map[string]string{"list": string(a.List), "find": a.Sealed, "sort": string(a.Sort)} {
		if s != "" {
			v.Set(name, s)
		}
	}
	if a.List == "" {
		v.Set("list", "all")
	}
	return v
}

// next is the address of the page after rows more.
func (a asked) next(after string, rows int) string {
	v := a.values()
	v.Set("after", after)
	v.Set("at", strconv.Itoa(a.At+rows))
	return "/tickets?" + v.Encode()
}

// without is the address without one of the filters.
func (a asked) without(name string) string {
	if f := a.narrowing()[name]; f != nil {
		*f = ""
	}
	if name == "find" {
		a.Sealed, a.Words = "", ""
	}
	return a.href()
}

// sorted is the address in another order; asked for again it turns round.
func (a asked) sorted(by search.Order) string {
	if a.order() == by {
		by = "-" + by
	}
	a.Sort = by
	return a.href()
}

// order is the order that the rows stand in; "" is the best hits first.
func (a asked) order() search.Order {
	switch {
	case a.Sort != "":
		return a.Sort
	case a.Words != "":
		return ""
	case a.List == "" || a.List == tickets.ListSolved || a.List == tickets.ListHeld || a.List == tickets.ListSpam:
		return "-" + search.ByLast
	}
	return search.ByDue
}

func openStatuses() []string {
	return []string{string(tickets.StatusNew), string(tickets.StatusOpen), string(tickets.StatusWaiting)}
}

// wanted is the question as the index understands it.
func (a asked) wanted(me string, now time.Time) search.Wanted {
	q := search.Wanted{Words: a.Words, Sort: a.order(), After: a.After, Limit: listPageSize}
	switch a.List {
	case tickets.ListMine:
		q.Status, q.Assignee = openStatuses(), []string{me}
	case tickets.ListUnassigned:
		q.Status, q.Assignee = openStatuses(), []string{search.None}
	case tickets.ListOpen:
		q.Status = openStatuses()
	case tickets.ListOverdue:
		q.Status, q.Late = openStatuses(), now
	case tickets.ListWaiting, tickets.ListSolved, tickets.ListHeld, tickets.ListSpam:
		q.Status = []string{string(a.List)}
	}
	for name, into := range map[string]*[]string{"status": &q.Status, "assignee": &q.Assignee, "product": &q.Product, "fault": &q.Fault, "tag": &q.Tag, "lang": &q.Lang} {
		if v := *a.narrowing()[name]; v != "" {
			*into = []string{v}
		}
	}
	return q
}

// holds says whether a ticket, as it is now, is what was asked for: the index may be a moment behind.
func holds(q search.Wanted, t tickets.Ticket) bool {
	is := func(want []string, have string) bool {
		if have == "" {
			have = search.None
		}
		return len(want) == 0 || slices.Contains(want, have)
	}
	return is(q.Status, string(t.Status)) && is(q.Assignee, t.Assignee) && is(q.Product, t.Product) && is(q.Fault, t.Fault) && is(q.Lang, t.Lang) &&
		(len(q.Tag) == 0 || slices.Contains(t.Tags, q.Tag[0])) && (q.Late.IsZero() || t.Late(q.Late))
}

// form is the filter form with what is asked for now.
func (a asked) form() page.Form {
	var f page.Form
	for name, field := range a.narrowing() {
		f.Set(name, *field)
	}
	f.Set("has", a.Words)
	f.Set("sort", string(a.Sort))
	return f
}
