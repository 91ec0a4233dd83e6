package page

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// speaker is the functions of one language's templates.
type speaker struct {
	l     lang.Lang
	e     *Engine
	parts *template.Template
}

// funcs lists what a template may call. doc.go tells what each is for.
func (e *Engine) funcs(l lang.Lang, parts *template.Template) template.FuncMap {
	s := &speaker{l, e, parts}
	return template.FuncMap{
		"T": s.sentence, "N": s.plural, "lang": func() lang.Lang { return l }, "langname": s.langName, "langtag": langTag,
		"num": s.number, "dec": l.Dec, "size": l.Size, "percent": l.Percent, "many": s.many,
		"when": s.when, "clocktext": func(t time.Time) string { return l.Clock(s.zoned(t)) }, "whenfull": s.whenFull, "whensplit": s.whenSplit, "clock": s.clock, "day": s.day, "longday": s.longDay, "month": s.month,
		"period": l.Period, "span": l.Span,
		"text": reveal, "first": firstName, "brief": briefName, "privacyhref": s.privacyHref, "pd": s.pd, "mask": mask, "here": here, "asset": e.assets.address, "cut": Cut, "year": s.year,
		"icon": icon, "mark": brandMark, "sprite": sprite, "sign": sign, "status": s.status, "priority": s.priority,
		"warranty": s.warranty, "warrantyday": s.warrantyDay, "answerby": s.answerBy, "clocksign": s.clockSign,
		"level": s.level, "who": who, "key": key,
		"field": s.field, "area": s.area, "choice": s.choice, "pick": s.pick, "tick": s.tick, "errors": s.errors, "option": option,
		"btn": s.button, "link": s.link, "chip": s.chip, "bar": s.bar, "barwith": s.barWith, "empty": s.empty, "more": s.more,
		"file": s.file, "fold": s.fold, "msg": s.message, "sys": s.system, "composer": s.composer, "toast": s.toast,
	}
}

// part draws one of the templates in parts/.
func (s *speaker) part(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := s.parts.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return template.HTML(strings.TrimSpace(b.String())), nil
}

func (s *speaker) sentence(key string, args ...any) string { return s.l.T(key, plainArgs(args)...) }

func (s *speaker) plural(key string, n any, args ...any) string {
	return s.l.N(key, int(asInt(n)), plainArgs(args)...)
}

// plainArgs reveals personal text that a sentence is filled with.
func plainArgs(args []any) []any {
	for i, a := range args {
		if p, ok := a.(tickets.Personal); ok {
			args[i] = p.Reveal()
		}
	}
	return args
}

func asInt(n any) int64 {
	switch n := n.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	case int32:
		return int64(n)
	}
	return 0
}

func (s *speaker) number(n any) string { return s.l.Int(asInt(n)) }

// many is a count as lists show it: it stops at 999+.
func (s *speaker) many(n any) string {
	if asInt(n) >= tickets.MaxCount {
		return s.l.Int(tickets.MaxCount-1) + "+"
	}
	return s.l.Int(asInt(n))
}

func (s *speaker) langName(code string) string { return lang.Lang(code).Name(s.l) }

// langTag is a message's language for a lang attribute; "" when it is not known.
func langTag(code string) string { return lang.Lang(code).Tag() }

// reveal is the text of a string or of a Personal.
func reveal(v any) string {
	switch v := v.(type) {
	case tickets.Personal:
		return v.Reveal()
	case string:
		return v
	case fmt.Stringer:
		return v.String()
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

// firstName is a name up to its first space: "Karin". An address stays whole.
func firstName(v any) string {
	first, _, _ := strings.Cut(strings.TrimSpace(reveal(v)), " ")
	return first
}

// briefName is a colleague's name as a list shows it: "Elin S.".
func briefName(v any) string {
	words := strings.Fields(reveal(v))
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return words[0] + " " + string([]rune(words[len(words)-1])[:1]) + "."
}

// Cut is the beginning of a text, n characters at the most, with an ellipsis when something is left out.
func Cut(n int, v any) string {
	r := []rune(reveal(v))
	if len(r) <= n {
		return string(r)
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// here is a local address that carries on a language chosen by ?lang=.
func here(r Reader, to string) string {
	if !r.Asked {
		return to
	}
	u, err := url.Parse(to)
	if err != nil {
		return to
	}
	q := u.Query()
	q.Set("lang", string(r.Lang))
	u.RawQuery = q.Encode()
	return u.String()
}

// moment is a time element: its words, the exact moment for machines, and in full as a tip. Lists hold hundreds, so it
// is written without a template.
func (s *speaker) moment(t time.Time, words string) template.HTML {
	if t.IsZero() {
		return ""
	}
	t = s.zoned(t)
	return template.HTML(`<time datetime="` + t.Format("2006-01-02T15:04:05-07:00") + `" title="` + s.l.Exact(t) + `">` + words + `</time>`)
}

func (s *speaker) zoned(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(s.e.opts.Profile.Zone)
}

func (s *speaker) when(t time.Time) template.HTML {
	return s.moment(t, s.l.When(s.zoned(t), s.e.Now()))
}

func (s *speaker) whenFull(t time.Time) template.HTML {
	return s.moment(t, s.l.WhenFull(s.zoned(t), s.e.Now()))
}

// whenSplit is whenFull on two lines, for the narrow column beside a conversation: the day and under it the time.
func (s *speaker) whenSplit(t time.Time) template.HTML {
	words := s.l.WhenFull(s.zoned(t), s.e.Now())
	if i := strings.LastIndexByte(words, ' '); i > 0 {
		words = words[:i] + "<br> " + words[i+1:]
	}
	return s.moment(t, words)
}

func (s *speaker) clock(t time.Time) template.HTML {
	return s.moment(t, s.l.Clock(s.zoned(t)))
}

func (s *speaker) day(t time.Time) string     { return s.l.Day(s.zoned(t)) }
func (s *speaker) longDay(t time.Time) string { return s.l.LongDay(s.zoned(t)) }
func (s *speaker) month(t time.Time) string   { return s.l.Month(s.zoned(t)) }

func (s *speaker) year(t time.Time) int { return s.zoned(t).Year() }

// privacyHref is where the privacy notice stands: the maker's own, or the desk's.
func (s *speaker) privacyHref() string {
	if p := s.e.opts.Profile.Privacy; p != "" {
		return p
	}
	return "/support/privacy"
}
