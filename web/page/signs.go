package page

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
)

//go:embed static/signs.html
var signSheet string

// sprite is the sheet of every sign, once in a page: icon refers into it.
func sprite() template.HTML { return template.HTML(signSheet) }

// icon draws a sign without a word: "i-find", "s-late" …
func icon(id string) template.HTML {
	return template.HTML(`<svg class="i" aria-hidden="true"><use href="#` + template.HTMLEscapeString(id) + `"/></svg>`)
}

// brandMark is the mark: a line of text and two that turn to water.
func brandMark() template.HTML {
	return `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 5h15"/><path class="water" d="M3.5 13c1.9 0 1.9-2 3.75-2s1.9 2 3.75 2 1.9-2 3.75-2 1.9 2 3.75 2M3.5 19.5c1.9 0 1.9-2 3.75-2s1.9 2 3.75 2"/></svg>`
}

// sign is a shape with its word; class colours the shape, and the word too when it is late or urgent.
func sign(class, id, words string) template.HTML {
	return template.HTML(fmt.Sprintf(`<span class="%s">%s%s</span>`, strings.TrimSpace("sign "+template.HTMLEscapeString(class)), icon(id), template.HTMLEscapeString(words)))
}

// status is the sign of a ticket's status; later, if given and not zero, is the day it is followed up.
func (s *speaker) status(st tickets.Status, later ...time.Time) template.HTML {
	switch st {
	case tickets.StatusNew:
		return sign("new", "s-new", s.l.T("status.new"))
	case tickets.StatusWaiting:
		if len(later) > 0 && !later[0].IsZero() {
			t := s.zoned(later[0])
			return sign("wait", "s-later", s.l.T("status.later", fmt.Sprintf("%d %s", t.Day(), s.l.ShortMonth(t.Month()))))
		}
		return sign("wait", "s-wait", s.l.T("status.waiting"))
	case tickets.StatusSolved:
		return sign("done", "s-done", s.l.T("status.solved"))
	case tickets.StatusHeld:
		return sign("held", "s-held", s.l.T("status.held"))
	case tickets.StatusSpam:
		return sign("spam", "s-spam", s.l.T("status.spam"))
	}
	return sign("open", "s-open", s.l.T("status.open"))
}

// priority is the sign of a priority; the normal one is silent.
func (s *speaker) priority(p tickets.Priority) template.HTML {
	switch p {
	case tickets.Urgent:
		return sign("urgent", "s-urgent", s.l.T("priority.urgent"))
	case tickets.High:
		return sign("high", "s-high", s.l.T("priority.high"))
	case tickets.Low:
		return sign("none", "s-low", s.l.T("priority.low"))
	}
	return ""
}

// warranty is the sign of a warranty with the month it lasts to or ended in.
func (s *speaker) warranty(w tickets.Warranty, until time.Time) template.HTML {
	return s.warrantySign(w, s.month(until))
}

// warrantyDay is warranty with the day.
func (s *speaker) warrantyDay(w tickets.Warranty, until time.Time) template.HTML {
	return s.warrantySign(w, s.day(until))
}

func (s *speaker) warrantySign(w tickets.Warranty, until string) template.HTML {
	switch w {
	case tickets.WarrantyIn:
		return sign("in", "s-in", s.l.T("warranty.in", until))
	case tickets.WarrantyOut:
		return sign("out", "s-out", s.l.T("warranty.out", until))
	}
	return sign("none", "s-none", s.l.T("warranty.unknown"))
}

// answerBy is the sign of when an answer is owed; nothing when none is.
func (s *speaker) answerBy(t time.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	t, now := s.zoned(t), s.e.Now()
	words := s.l.Before(t, now)
	switch {
	case t.Before(now):
		return sign("late", "s-late", words)
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		return sign("soon", "s-soon", words)
	}
	return sign("none", "s-soon", words)
}

// who names somebody with their shape: kind is "" for a customer, "us" for staff, "sys" for the system.
func who(kind string, name any) template.HTML {
	return template.HTML(fmt.Sprintf(`<span class="%s">%s</span>`, strings.TrimSpace("who "+template.HTMLEscapeString(kind)), template.HTMLEscapeString(reveal(name))))
}

// pd lays a personal value on the wash; nothing when it is empty. A mail address may break after its @.
func (s *speaker) pd(v any) template.HTML {
	text := template.HTMLEscapeString(reveal(v))
	if text == "" {
		return ""
	}
	return template.HTML(`<span class="pd">` + strings.Replace(text, "@", "@<wbr>", 1) + `</span>`)
}

// mask hides a personal value and keeps what tells it from others of its owner: a number's first digits.
func mask(v any) template.HTML {
	text := reveal(v)
	hidden := "•••••"
	if head, rest, ok := strings.Cut(text, "-"); ok && len(head) <= 4 && strings.Trim(head, "0123456789+") == "" && rest != "" {
		hidden = head + "-••• •• ••"
	}
	return template.HTML(`<span class="pd mask">` + template.HTMLEscapeString(hidden) + `</span>`)
}

// key shows the key that a control answers to.
func key(name string) template.HTML {
	return template.HTML(`<kbd class="key">` + template.HTMLEscapeString(name) + `</kbd>`)
}
