package desk

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// duePage is what will be forgotten tonight, with a dry run of one ticket.
type duePage struct {
	Rows     []dueRow
	Count    string // how many are due in all, in the reader's words
	Before   int    // how many stand on the pages before
	More     string
	Start    string
	Sums     dueSums
	Stage    tickets.StageInfo
	Last     *tickets.Run
	Forecast []tickets.MonthCount
	Chart    template.HTML
	Next     time.Time
	Ending   []dueRow // holds that end before the night
	Dry      *dryRun
	HoldForm page.Form
	Lost     string         // a number that no ticket has
	Moved    *tickets.Moved // a move to here that is not finished
}

// dueSums is how the due tickets stand. More says that there are others beyond those that were counted.
type dueSums struct {
	All, Ready, Held, Waiting int
	More                      bool
}

// dueRow is a due ticket and what stops it, if anything does.
type dueRow struct {
	tickets.DueTicket
	Name   string // model and fault
	IsHeld bool
	Ends   bool // its hold ends before the night
}

// dryRun is a dry run on one ticket, and how its clock stands.
type dryRun struct {
	anonymizer.Preview
	Period string // "2019-Q4"
	Held   bool
}

// Head implements page.Page.
func (p duePage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/due.html", Title: r.Lang.T("due.title"), Layout: page.Desk, Bad: p.HoldForm.Bad(), Live: true, Styles: []string{"desk/due.css"},
		Search: page.Search{Action: "/forget/find", Label: r.Lang.T("due.find"), Value: p.Lost},
		Nav:    page.Nav{Label: r.Lang.T("room.privacy"), Groups: []page.NavGroup{{Title: r.Lang.T("due.nav"), Items: []page.NavItem{{Href: "/forget", Text: r.Lang.T("due.item"), Count: p.Count, Current: true}}}}}}
}

// From and To number the rows of the page, from 1.
func (p duePage) From() int { return p.Before + 1 }

// To is the number of the last row.
func (p duePage) To() int { return p.Before + len(p.Rows) }

// duePageSize is how many due tickets a page shows, dueCounted how many are counted.
const (
	duePageSize = 12
	dueCounted  = 200
)

func (d *Desk) due(w http.ResponseWriter, r *http.Request) error {
	return d.showDue(w, r, duePage{}, r.URL.Query().Get("dry"))
}

// showDue draws the page; dry is the id of a ticket to run dry.
func (d *Desk) showDue(w http.ResponseWriter, r *http.Request, p duePage, dry string) error {
	ctx, reader := r.Context(), page.Of(r.Context())
	as, tonight := reader.Actor(), d.e.Now().AddDate(0, 0, 1)
	lists, err := d.Settings.Lists(ctx)
	if err != nil {
		return err
	}
	all, more, err := d.Forgetting.Due(ctx, as, tonight, "", dueCounted)
	if err != nil {
		return err
	}
	p.sum(reader, all, more != "", tonight, lists)
	q := r.URL.Query()
	rows, next, err := d.Forgetting.Due(ctx, as, tonight, q.Get("after"), duePageSize)
	if err != nil {
		return err
	}
	for _, row := range rows {
		p.Rows = append(p.Rows, rowOf(reader, row, tonight, lists))
	}
	if q.Get("after") != "" {
		p.Start = "/forget"
		p.Before, _ = strconv.Atoi(q.Get("at"))
	}
	if next != "" {
		p.More = "/forget?after=" + queryEscape(next) + "&at=" + strconv.Itoa(p.Before+len(rows))
	}
	if err := d.aroundDue(r, as, &p); err != nil {
		return err
	}
	if dry != "" {
		run, err := d.Anonymizer.Preview(ctx, as, dry)
		if err != nil {
			return err
		}
		p.Dry = &dryRun{run, quarter(run.Ticket.LastContact), run.Ticket.Hold.Holds(tonight)}
		if p.HoldForm.Get("until") == "" && !p.HoldForm.Bad() {
			p.HoldForm.Set("until", d.e.Now().AddDate(0, 6, 0).Format(time.DateOnly))
		}
	}
	return d.e.Show(w, r, p)
}

// sum counts how the due tickets stand.
func (p *duePage) sum(r page.Reader, all []tickets.DueTicket, more bool, tonight time.Time, lists tickets.Lists) {
	p.Sums = dueSums{All: len(all), More: more}
	for _, t := range all {
		row := rowOf(r, t, tonight, lists)
		switch {
		case row.IsHeld:
			p.Sums.Held++
		case row.OpenLetters > 0:
			p.Sums.Waiting++
		default:
			p.Sums.Ready++
		}
		if row.Ends {
			p.Ending = append(p.Ending, row)
		}
	}
	p.Count = r.Lang.Int(int64(len(all)))
	if more {
		p.Count += "+"
	}
}

func rowOf(r page.Reader, t tickets.DueTicket, tonight time.Time, lists tickets.Lists) dueRow {
	row := dueRow{DueTicket: t, Name: t.Product, IsHeld: t.Hold.Holds(tonight), Ends: t.Hold != nil && !t.Hold.Holds(tonight)}
	if f := named(lists.Faults, t.Fault, r); f != "" {
		row.Name = strings.TrimPrefix(row.Name+", "+f, ", ")
	}
	return row
}

// quarter is the period that a moment becomes in the archive.
func quarter(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3)
}

// aroundDue adds the stage, the last run and the forecast.
func (d *Desk) aroundDue(r *http.Request, as tickets.Actor, p *duePage) error {
	var err error
	if p.Stage, err = d.Forgetting.StageInfo(r.Context(), as); err != nil {
		return err
	}
	if p.Moved, err = d.moved(r, as); err != nil {
		return err
	}
	runs, err := d.Forgetting.Runs(r.Context(), as, 1)
	if err != nil {
		return err
	}
	if len(runs) > 0 {
		p.Last = &runs[0]
	}
	if p.Next, err = d.Forgetting.NextDue(r.Context(), as); err != nil {
		return err
	}
	p.Forecast, err = d.Forgetting.Forecast(r.Context(), as, 12)
	p.Chart = chart(page.Of(r.Context()), d.e.Now().Location(), p.Forecast)
	return err
}

// moved is a move to here that is not finished; nil when there is none.
func (d *Desk) moved(r *http.Request, as tickets.Actor) (*tickets.Moved, error) {
	m, ok, err := d.Forgetting.Moved(r.Context(), as)
	if err != nil || !ok {
		return nil, err
	}
	return &m, nil
}

// The chart of the forecast, in units of its view box.
const (
	chartHigh  = 120.0 // of the tallest bar
	chartFoot  = 150.0
	chartStep  = 38.0
	chartStart = 22.0
)

// chart draws the forecast as bars with their numbers. The table beside it says the same.
func chart(r page.Reader, zone *time.Location, months []tickets.MonthCount) template.HTML {
	top := 1
	for _, m := range months {
		top = max(top, m.Due)
	}
	var b strings.Builder
	for i, m := range months {
		x := chartStart + float64(i)*chartStep
		h := chartHigh * float64(m.Due) / float64(top)
		at := m.Month.In(zone)
		fmt.Fprintf(&b, `<rect class="b1" x="%.0f" y="%.1f" width="16" height="%.1f"/><text class="em" x="%.0f" y="%.1f" text-anchor="middle">%s</text><text x="%.0f" y="168" text-anchor="middle">%s</text>`,
			x-8, chartFoot-h, h, x, chartFoot-h-7, template.HTMLEscapeString(shown(r, m.Due)), x, template.HTMLEscapeString(r.Lang.ShortMonth(at.Month())))
		if i == 0 || at.Month() == time.January {
			fmt.Fprintf(&b, `<text x="%.0f" y="186" text-anchor="middle">%d</text>`, x, at.Year())
		}
	}
	return template.HTML(`<svg class="chart" viewBox="0 0 464 192" aria-hidden="true"><path class="axis" d="M4 150h456"/>` + b.String() + `</svg>`) //nolint:gosec // numbers and our own words
}

// findDue leads from a ticket's number to its dry run.
func (d *Desk) findDue(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if id := d.byNumber(r.Context(), page.Of(r.Context()).Actor(), form.Get("q")); id != "" {
		return d.e.Go(w, r, "/forget?dry="+id+"#dry", nil)
	}
	return d.showDue(w, r, duePage{Lost: form.Get("q")}, "")
}

// hold stops a ticket's clock.
func (d *Desk) hold(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	id := form.Get("ticket")
	until, err := time.ParseInLocation(time.DateOnly, form.Get("until"), d.e.Now().Location())
	if err != nil {
		form.Refuse("until", "hold.until")
		return d.showDue(w, r, duePage{HoldForm: form}, id)
	}
	ok, err := form.Took(d.Forgetting.Hold(r.Context(), page.Of(r.Context()).Actor(), id, until, tickets.P(form.Get("reason"))))
	if err != nil {
		return err
	}
	if !ok {
		return d.showDue(w, r, duePage{HoldForm: form}, id)
	}
	return d.e.Go(w, r, "/forget", &page.Said{Key: "due.heldnow"})
}

func (d *Desk) release(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Forgetting.Release(r.Context(), page.Of(r.Context()).Actor(), form.Get("ticket")); err != nil {
		return err
	}
	return d.e.Go(w, r, "/forget", &page.Said{Key: "due.released"})
}
