package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// listPage is one list of tickets, or what a search found.
type listPage struct {
	List   tickets.List
	Title  string
	Total  int // -1: not known
	Groups []group
	Shown  int
	Next   string
	Words  string // what was searched for
	Counts tickets.Counts
	Empty  emptyWords
}

type emptyWords struct{ Title, Text, Href, Link string }

// group is the rows between two headings; a Title of "" draws none.
type group struct {
	Title string
	Rows  []tickets.Row
}

// Head implements page.Page.
func (p listPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/list.html", Title: p.Title, Layout: page.Desk, Live: true, Nav: nav(r, p.Counts, p.List),
		Search: find(r, p.Words), New: "/tickets/new"}
}

func (d *Desk) list(w http.ResponseWriter, r *http.Request) error {
	reader := page.Of(r.Context())
	l := tickets.List(r.URL.Query().Get("list"))
	if l == "" {
		l = tickets.ListOpen
	}
	got, err := d.Tickets.List(r.Context(), reader.Actor(), tickets.ListQuery{List: l, After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	counts, err := d.Tickets.Counts(r.Context(), reader.Actor())
	if err != nil {
		return err
	}
	p := listPage{List: l, Title: reader.Lang.T("list." + string(l)), Counts: counts, Total: total(counts, l), Shown: len(got.Rows)}
	if got.Next != "" {
		p.Next = listHref(l) + "&after=" + queryEscape(got.Next)
	}
	p.Groups = d.grouped(reader, l, got.Rows)
	p.Empty = nothing(reader, l, counts)
	return d.e.Show(w, r, p)
}

func total(c tickets.Counts, l tickets.List) int {
	switch l {
	case tickets.ListMine:
		return c.Mine
	case tickets.ListUnassigned:
		return c.Unassigned
	case tickets.ListOpen:
		return c.Open
	case tickets.ListWaiting:
		return c.Waiting
	case tickets.ListOverdue:
		return c.Overdue
	case tickets.ListHeld:
		return c.Held
	case tickets.ListSpam:
		return c.Spam
	case tickets.ListSolved:
		return c.Solved
	}
	return -1
}

// nothing is what an empty list says, with one way on.
func nothing(r page.Reader, l tickets.List, c tickets.Counts) emptyWords {
	e := emptyWords{Title: r.Lang.T("list.empty." + string(l))}
	if l != tickets.ListUnassigned && c.Unassigned > 0 {
		e.Text = r.Lang.N("list.empty.unassigned", c.Unassigned)
		e.Href, e.Link = listHref(tickets.ListUnassigned), r.Lang.T("list.unassigned")
	}
	return e
}

// grouped puts open lists under headings by when an answer is owed; the others stand in one piece.
func (d *Desk) grouped(r page.Reader, l tickets.List, rows []tickets.Row) []group {
	if l == tickets.ListSolved || l == tickets.ListHeld || l == tickets.ListSpam || l == "" {
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
	var some []group
	for i, g := range out {
		if len(g.Rows) > 0 {
			some = append(some, group{r.Lang.T(titles[i]), g.Rows})
		}
	}
	return some
}

func one(title string, rows []tickets.Row) []group {
	if len(rows) == 0 {
		return nil
	}
	return []group{{title, rows}}
}

// search looks up a ticket number, a serial number or a mail address straight away, and asks the live index for
// everything else. The words are posted, so they stand in no log and no address.
func (d *Desk) search(w http.ResponseWriter, r *http.Request) error {
	reader := page.Of(r.Context())
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	words := form.Get("q")
	if id := d.byNumber(r.Context(), reader.Actor(), words); id != "" {
		return d.e.Go(w, r, "/ticket/"+id, nil)
	}
	rows, err := d.found(r.Context(), reader.Actor(), words)
	if err != nil {
		return err
	}
	counts, err := d.Tickets.Counts(r.Context(), reader.Actor())
	if err != nil {
		return err
	}
	p := listPage{Title: reader.Lang.T("list.found"), Words: words, Counts: counts, Total: len(rows), Shown: len(rows), Groups: one("", rows),
		Empty: emptyWords{Title: reader.Lang.T("list.found.none", words), Href: listHref(tickets.ListOpen), Link: reader.Lang.T("list.open")}}
	return d.e.Show(w, r, p)
}

const foundMost = 50

func (d *Desk) found(ctx context.Context, as tickets.Actor, words string) ([]tickets.Row, error) {
	if words == "" {
		return nil, nil
	}
	if strings.Contains(words, "@") {
		if c, err := d.Records.CustomerByAddress(ctx, as, words); err == nil {
			return d.Tickets.OfCustomer(ctx, as, c.ID, foundMost)
		}
	}
	if u, err := d.Records.UnitBySerial(ctx, as, words); err == nil {
		return d.Tickets.OfUnit(ctx, as, u.ID, foundMost)
	}
	ids, err := d.Live.Find(ctx, words, foundMost)
	if err != nil {
		return nil, err
	}
	return d.Tickets.Rows(ctx, as, ids...)
}
