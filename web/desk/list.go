package desk

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// listPageSize is how many tickets a page shows.
const listPageSize = 50

// listPage is one list of tickets, whole or narrowed.
type listPage struct {
	Asked   asked
	Title   string
	Total   int // -1: not known
	Groups  []group
	Shown   int
	Next    string
	Start   string // the first page, when this is another
	Here    string // where a change made here leads back to
	Counts  tickets.Counts
	Empty   emptyWords
	Filters filters
	Columns []column
}

type emptyWords struct{ Title, Text, Href, Link string }

// group is the rows between two headings; a Title of "" draws none, a Count of -1 says nothing.
type group struct {
	Title string
	Count int
	Rows  []tickets.Row
}

// Head implements page.Page.
func (p listPage) Head(r page.Reader) page.Head {
	current := p.Asked.List
	if p.Asked.Sealed != "" {
		current = ""
	}
	return page.Head{Template: "desk/list.html", Title: p.Title, Layout: page.Desk, Live: true, Nav: nav(r, p.Counts, current),
		Search: find(r, p.Asked.Words), New: "/tickets/new", Styles: []string{"desk/list.css"}}
}

// From and To number the rows of the page, from 1.
func (p listPage) From() int { return p.Asked.At + 1 }

// To is the number of the last row.
func (p listPage) To() int { return p.Asked.At + p.Shown }

// list shows a list, narrowed and sorted as its address says.
func (d *Desk) list(w http.ResponseWriter, r *http.Request) error {
	ctx, reader := r.Context(), page.Of(r.Context())
	a, err := d.ask(ctx, reader.Actor(), r.URL.Query())
	if err != nil {
		return err
	}
	p := listPage{Asked: a, Here: localList(r.URL.RequestURI())}
	if p.Counts, err = d.Tickets.Counts(ctx, reader.Actor()); err != nil {
		return err
	}
	rows, err := d.rows(ctx, reader, &p)
	if err != nil {
		return err
	}
	p.Shown = len(rows)
	p.Groups = d.grouped(reader, p, rows)
	if a.After != "" {
		p.Start = a.href()
	}
	p.Title = title(reader, a)
	p.Empty = nothing(reader, a, p.Counts)
	p.Columns = columns(reader, a)
	if p.Filters, err = d.filters(ctx, reader, a); err != nil {
		return err
	}
	return d.e.Show(w, r, p)
}

func title(r page.Reader, a asked) string {
	switch {
	case a.Sealed != "":
		return r.Lang.T("list.found")
	case a.List == "":
		return r.Lang.T("list.all")
	}
	return r.Lang.T("list." + string(a.List))
}

// rows reads the page that was asked for: a fixed list from the store, everything else from the index.
func (d *Desk) rows(ctx context.Context, r page.Reader, p *listPage) ([]tickets.Row, error) {
	a, as := p.Asked, r.Actor()
	switch {
	case a.Expired:
		return nil, nil
	case a.fixed():
		got, err := d.Tickets.List(ctx, as, tickets.ListQuery{List: a.List, After: a.After, Limit: listPageSize})
		p.Total = total(p.Counts, a.List)
		if got.Next != "" {
			p.Next = a.next(got.Next, len(got.Rows))
		}
		return got.Rows, err
	case a.Words != "" && a.After == "" && a.Sort == "":
		known, err := d.named(ctx, as, a.Words)
		if len(known) > 0 || err != nil {
			q := a.wanted(as.Account, d.e.Now())
			known = kept(q, known)
			p.Total = len(known)
			return known, err
		}
	}
	return d.searched(ctx, as, p)
}

// searched asks the index and reads the tickets again.
func (d *Desk) searched(ctx context.Context, as tickets.Actor, p *listPage) ([]tickets.Row, error) {
	if p.Asked.List != "" && total(p.Counts, p.Asked.List) < 0 {
		return nil, tickets.ErrNotFound
	}
	q := p.Asked.wanted(as.Account, d.e.Now())
	got, err := d.Live.Ask(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := d.Tickets.Rows(ctx, as, got.IDs...)
	p.Total = got.Total
	if got.Next != "" {
		p.Next = p.Asked.next(got.Next, len(got.IDs))
	}
	return kept(q, rows), err
}

func kept(q search.Wanted, rows []tickets.Row) []tickets.Row {
	var out []tickets.Row
	for _, row := range rows {
		if holds(q, row.Ticket) {
			out = append(out, row)
		}
	}
	return out
}

// named reads the tickets of a customer whose address, or of a unit whose serial number, was typed; none when it is neither.
func (d *Desk) named(ctx context.Context, as tickets.Actor, words string) ([]tickets.Row, error) {
	if strings.Contains(words, "@") {
		c, err := d.Records.CustomerByAddress(ctx, as, words)
		if err == nil {
			return d.Tickets.OfCustomer(ctx, as, c.ID, listPageSize)
		}
		return nil, unlessMissing(err)
	}
	u, err := d.Records.UnitBySerial(ctx, as, words)
	if err == nil {
		return d.Tickets.OfUnit(ctx, as, u.ID, listPageSize)
	}
	return nil, unlessMissing(err)
}

func unlessMissing(err error) error {
	if errors.Is(err, tickets.ErrNotFound) {
		return nil
	}
	return err
}

func total(c tickets.Counts, l tickets.List) int {
	n, ok := map[tickets.List]int{tickets.ListMine: c.Mine, tickets.ListUnassigned: c.Unassigned, tickets.ListOpen: c.Open, tickets.ListWaiting: c.Waiting,
		tickets.ListOverdue: c.Overdue, tickets.ListHeld: c.Held, tickets.ListSpam: c.Spam, tickets.ListSolved: c.Solved}[l]
	if !ok {
		return -1
	}
	return n
}

// nothing is what an empty list says, with one way on.
func nothing(r page.Reader, a asked, c tickets.Counts) emptyWords {
	switch {
	case a.Expired:
		return emptyWords{Title: r.Lang.T("list.expired"), Text: r.Lang.T("list.expired.text"), Href: listHref(tickets.ListOpen), Link: r.Lang.T("list.open")}
	case a.Words != "":
		return emptyWords{Title: r.Lang.T("list.found.none", a.Words), Text: r.Lang.T("list.found.hint"), Href: "/archive", Link: r.Lang.T("room.archive")}
	case a.narrowed():
		plain := asked{List: a.List}
		return emptyWords{Title: r.Lang.T("list.narrow.none"), Href: plain.href(), Link: r.Lang.T("list.narrow.clear")}
	}
	e := emptyWords{Title: r.Lang.T("list.empty." + string(a.List))}
	if a.List == tickets.ListUnassigned {
		e.Title = r.Lang.T("list.empty.nobody")
	} else if c.Unassigned > 0 {
		e.Text = r.Lang.N("list.empty.unassigned", c.Unassigned)
		e.Href, e.Link = listHref(tickets.ListUnassigned), r.Lang.T("list.unassigned.show")
	}
	return e
}

// grouped puts rows that are ordered by when an answer is owed under headings; the others stand in one piece.
func (d *Desk) grouped(r page.Reader, p listPage, rows []tickets.Row) []group {
	if p.Asked.order() != search.ByDue {
		return one("", rows)
	}
	now := d.e.Now()
	y, m, day := now.Date()
	tomorrow := time.Date(y, m, day+1, 0, 0, 0, 0, now.Location())
	titles := []string{"list.group.late", "list.group.today", "list.group.later", "list.group.none"}
	out := make([]group, len(titles))
	for _, row := range rows {
		at := 2
		switch {
		case row.AnswerBy.IsZero():
			at = 3
		case row.AnswerBy.Before(now):
			at = 0
		case row.AnswerBy.Before(tomorrow):
			at = 1
		}
		out[at].Rows = append(out[at].Rows, row)
	}
	whole := p.Next == "" && p.Asked.After == ""
	var some []group
	for i, g := range out {
		if len(g.Rows) == 0 {
			continue
		}
		g.Title, g.Count = r.Lang.T(titles[i]), -1
		if whole {
			g.Count = len(g.Rows)
		}
		some = append(some, g)
	}
	return some
}

func one(title string, rows []tickets.Row) []group {
	if len(rows) == 0 {
		return nil
	}
	return []group{{title, -1, rows}}
}

// search takes what was typed in the head's field, or the filter form, and leads to the address that shows it. A ticket's
// number leads to the ticket. The words are sealed into the address, so no log and no history holds them.
func (d *Desk) search(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	ctx, as := r.Context(), page.Of(r.Context()).Actor()
	words := firstWords(form.Get("q"))
	if id := d.byNumber(ctx, as, words); id != "" {
		return d.e.Go(w, r, "/ticket/"+id, nil)
	}
	form.Values.Del("find")
	a, err := d.ask(ctx, as, form.Values)
	if err != nil {
		return err
	}
	if words == "" {
		words = firstWords(form.Get("has"))
	} else {
		a = asked{}
	}
	if words != "" {
		a.Words = words
		if a.Sealed, err = d.Tickets.Hide(ctx, as, tickets.P(words)); err != nil {
			return err
		}
	}
	if a.Status != "" && a.List != tickets.ListMine && a.List != tickets.ListUnassigned {
		a.List = "" // a status of its own says more than the list's
	}
	return d.e.Go(w, r, a.href(), nil)
}

// wordsLimit keeps the address that holds the sealed words short enough for every proxy and browser, in bytes.
const wordsLimit = 1000

// firstWords is the beginning of what was typed; a pasted log is found by its first lines.
func firstWords(words string) string {
	if len(words) <= wordsLimit {
		return words
	}
	return strings.ToValidUTF8(words[:wordsLimit], "")
}
