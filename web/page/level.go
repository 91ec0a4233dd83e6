package page

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// The geometry of the clock, in units of its view box: cells of 26 with a gap between.
const (
	cells    = 7
	cellWide = 26.0
	cellStep = (200 - 1 - cellWide) / (cells - 1)
)

// level draws a ticket's clock: seven cells that fill as its time passes, a post where a hold stops it. Words stand
// beside it, always: see clocksign.
func (s *speaker) level(t tickets.Ticket) template.HTML {
	var b strings.Builder
	now := s.e.Now()
	full := passed(t.LastContact, t.Due, now)
	fmt.Fprintf(&b, `<svg class="level" viewBox="0 0 200 10" preserveAspectRatio="none" role="img" aria-label="%s">`,
		template.HTMLEscapeString(s.age(t.LastContact, t.Due, now)))
	for i := range cells {
		x := 0.5 + float64(i)*cellStep
		fmt.Fprintf(&b, `<rect class="bed" x="%.1f" y=".5" width="26" height="9" rx="1"/>`, x)
		if part := min(full*cells-float64(i), 1); part > 0 {
			fmt.Fprintf(&b, `<rect class="full" x="%.1f" y=".5" width="%.1f" height="9" rx="1"/>`, x, max(part*cellWide, .8))
		}
	}
	if t.Hold != nil {
		at := passed(t.LastContact, t.Due, t.Hold.At) * cells
		x := 0.5 + float64(int(at))*cellStep + (at-float64(int(at)))*cellWide
		fmt.Fprintf(&b, `<path class="stop" d="M%.1f -3v16"/>`, min(x, 199))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// passed is the share of the time from start to end that has gone by, from 0 to 1.
func passed(start, end, now time.Time) float64 {
	whole := end.Sub(start)
	if start.IsZero() || whole <= 0 {
		return 0
	}
	return max(0, min(1, float64(now.Sub(start))/float64(whole)))
}

// age says how much of its time a ticket has had: "2 år och 5 månader av 7 år".
func (s *speaker) age(start, end, now time.Time) string {
	if start.IsZero() || end.IsZero() {
		return s.l.T("common.unknown")
	}
	if now.After(end) {
		now = end
	}
	years, months := calendar(start, now)
	kept, _ := calendar(start, end.AddDate(0, 0, 1))
	had := s.l.N("clock.months", months)
	switch {
	case years > 0 && months > 0:
		had = s.l.T("clock.and", s.l.N("clock.years", years), had)
	case years > 0:
		had = s.l.N("clock.years", years)
	}
	return s.l.T("clock.level", had, s.l.N("clock.years", kept))
}

// calendar is the whole years and months from a to b.
func calendar(a, b time.Time) (years, months int) {
	all := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	if b.Day() < a.Day() {
		all--
	}
	all = max(all, 0)
	return all / 12, all % 12
}

// clockSign says in words where a ticket's clock stands: when it is forgotten, that it is due, or until when it is held.
func (s *speaker) clockSign(t tickets.Ticket) template.HTML {
	now := s.e.Now()
	switch {
	case t.Due.IsZero():
		return ""
	case t.Hold.Holds(now):
		return sign("", "i-lock", s.l.T("clock.held", s.day(t.Hold.Until)))
	case t.Hold != nil && !now.Before(t.Due):
		return sign("late", "s-late", s.l.T("clock.holdover", s.day(t.Hold.Until)))
	case !now.Before(t.Due):
		return sign("late", "s-late", s.l.T("clock.passed", s.day(t.Due)))
	}
	return template.HTML(template.HTMLEscapeString(s.l.T("clock.due", s.day(t.Due))))
}
