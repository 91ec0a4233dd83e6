package lang

import (
	"fmt"
	"strings"
	"time"
)

// All that is written about a moment is written in that moment's own location: convert it to the installation's zone
// first, t.In(zone). The zero time is written as "".

// near is how far from now a day is told by its weekday and without its year.
const near = 60 * 24 * time.Hour

// When tells when t was, seen from now: "10:22", "i går 16:02", "fre 20 nov", "14 mar 2024".
func (l Lang) When(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	switch days(t, now) {
	case 0:
		return l.Clock(t)
	case -1:
		return l.T("time.yesterday", l.Clock(t))
	}
	return l.nearDay(t, now)
}

// WhenFull is When with the time of day as well where When leaves it out of a near day: "fre 20 nov 13:18".
func (l Lang) WhenFull(t, now time.Time) string {
	s := l.When(t, now)
	if d := days(t, now); s == "" || d == 0 || d == -1 {
		return s
	}
	return s + " " + l.Clock(t)
}

// Before tells until when something is wanted, seen from now: "1 tim 20 min sen", "i dag 14:30", "ons 25 nov".
func (l Lang) Before(t, now time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Before(now):
		return l.T("time.late", l.Span(now.Sub(t)))
	case days(t, now) == 0:
		return l.T("time.today", l.Clock(t))
	}
	return l.nearDay(t, now)
}

// Exact tells a moment in full, for tips: "tisdag 24 november 2026 kl. 07:31".
func (l Lang) Exact(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.T("time.exact", l.weekday(t)+" "+l.LongDay(t), l.Clock(t))
}

// Clock is the time of day: "10:22".
func (l Lang) Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04")
}

// Day is a date: "14 mar 2027".
func (l Lang) Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", t.Day(), short(l.month(t.Month())), t.Year())
}

// LongDay is a date with its month written out: "24 november 2026".
func (l Lang) LongDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", t.Day(), l.month(t.Month()), t.Year())
}

// Month is a month of a year: "aug 2028".
func (l Lang) Month(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d", short(l.month(t.Month())), t.Year())
}

// ShortMonth is the month alone: "aug", "Aug".
func (l Lang) ShortMonth(m time.Month) string { return short(l.month(m)) }

// Period writes a stored quarter or year for people: "2019-Q3" is "kv 3 2019", "2019" stays. Anything else is given back.
func (l Lang) Period(p string) string {
	var year, quarter int
	if n, err := fmt.Sscanf(p, "%4d-Q%1d", &year, &quarter); err != nil || n != 2 || len(p) != 7 {
		return p
	}
	return l.T("time.quarter", quarter, year)
}

// Span writes how long something lasts in its two largest units: "1 tim 20 min", "3 dagar 4 tim", "12 dagar".
// A negative span is written as its length.
func (l Lang) Span(d time.Duration) string {
	d = d.Abs().Truncate(time.Minute)
	whole, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	var parts []string
	add := func(key string, n int) {
		if n > 0 {
			parts = append(parts, l.N(key, n))
		}
	}
	switch {
	case d < time.Minute:
		return l.T("time.moment")
	case whole >= 7:
		add("time.days", whole)
	case whole > 0:
		add("time.days", whole)
		add("time.hours", hours)
	default:
		add("time.hours", hours)
		add("time.minutes", minutes)
	}
	return strings.Join(parts, " ")
}

func (l Lang) nearDay(t, now time.Time) string {
	if t.Sub(now).Abs() > near {
		return l.Day(t)
	}
	return fmt.Sprintf("%s %d %s", short(l.weekday(t)), t.Day(), short(l.month(t.Month())))
}

// days is the number of midnights from now to t, by the calendar of t's location.
func days(t, now time.Time) int {
	now = now.In(t.Location())
	day := func(x time.Time) time.Time { return time.Date(x.Year(), x.Month(), x.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(t).Sub(day(now)) / (24 * time.Hour))
}

func short(name string) string { return string([]rune(name)[:3]) }

func (l Lang) month(m time.Month) string {
	if l.Voice() == EN {
		return m.String()
	}
	return [...]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
		"november", "december"}[m-1]
}

func (l Lang) weekday(t time.Time) string {
	if l.Voice() == EN {
		return t.Weekday().String()
	}
	return [...]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"}[t.Weekday()]
}
