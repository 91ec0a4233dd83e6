package desk

import (
	"net/http"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// duePage is what will be forgotten tonight, with a dry run of one ticket.
type duePage struct {
	Rows     []dueRow
	More     string
	Ready    int
	Held     int
	Stage    tickets.StageInfo
	Last     *tickets.Run
	Forecast []month
	Next     time.Time
	Dry      *anonymizer.Preview
	HoldForm page.Form
}

type dueRow struct {
	tickets.DueTicket
	IsHeld bool
}

type month struct{ tickets.MonthCount }

// Head implements page.Page.
func (p duePage) Head(r page.Reader) page.Head {
	return page.Head{Template: "desk/due.html", Title: r.Lang.T("due.title"), Layout: page.Desk, Bad: p.HoldForm.Bad(),
		Nav: page.Nav{Groups: []page.NavGroup{{Title: r.Lang.T("due.nav"), Items: []page.NavItem{{Href: "/forget", Text: r.Lang.T("due.title"), Current: true}}}}}}
}

// duePageSize is how many due tickets a page shows.
const duePageSize = 25

func (d *Desk) due(w http.ResponseWriter, r *http.Request) error { return d.showDue(w, r, page.Form{}) }

func (d *Desk) showDue(w http.ResponseWriter, r *http.Request, hold page.Form) error {
	ctx, as := r.Context(), page.Of(r.Context()).Actor()
	tonight := d.e.Now().AddDate(0, 0, 1)
	rows, next, err := d.Forgetting.Due(ctx, as, tonight, r.URL.Query().Get("after"), duePageSize)
	if err != nil {
		return err
	}
	p := duePage{HoldForm: hold}
	if next != "" {
		p.More = "/forget?after=" + queryEscape(next)
	}
	for _, row := range rows {
		held := row.Hold.Holds(tonight)
		if held {
			p.Held++
		} else {
			p.Ready++
		}
		p.Rows = append(p.Rows, dueRow{row, held})
	}
	if err := d.aroundDue(r, as, &p); err != nil {
		return err
	}
	if id := r.URL.Query().Get("dry"); id != "" {
		dry, err := d.Anonymizer.Preview(ctx, as, id)
		if err != nil {
			return err
		}
		p.Dry = &dry
	}
	return d.e.Show(w, r, p)
}

// aroundDue adds the stage, the last run and the forecast.
func (d *Desk) aroundDue(r *http.Request, as tickets.Actor, p *duePage) error {
	var err error
	if p.Stage, err = d.Forgetting.StageInfo(r.Context(), as); err != nil {
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
	counts, err := d.Forgetting.Forecast(r.Context(), as, 12)
	if err != nil {
		return err
	}
	for _, c := range counts {
		p.Forecast = append(p.Forecast, month{c})
	}
	return nil
}

// hold stops a ticket's clock.
func (d *Desk) hold(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	until, err := time.ParseInLocation(time.DateOnly, form.Get("until"), d.e.Now().Location())
	if err != nil {
		form.Refuse("until", "hold.until")
		return d.showDue(w, r, form)
	}
	ok, err := form.Took(d.Forgetting.Hold(r.Context(), page.Of(r.Context()).Actor(), form.Get("ticket"), until, tickets.P(form.Get("reason"))))
	if err != nil {
		return err
	}
	if !ok {
		return d.showDue(w, r, form)
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
