package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// affair is one customer's case from the first words to the last.
type affair struct {
	who      *contact
	unit     *unit
	lang     string
	story    *scenario
	engineer tickets.Account
	kind     tickets.MessageKind
	words    map[string]string // what fills the slots of texts
	turn     int               // which of the scenario's answers, trials and remedies belong together
	subject  string

	ticket string         // its id, once it is open
	last   tickets.Letter // our latest answer, as it went out
	mails  []string       // ids of the customer's own mails
	number int            // counts the case's mails
}

// step is one thing that happens in a case.
type step struct {
	at time.Time
	c  *affair
	do func(context.Context, *affair) error
}

// recentDays is how far back cases may still be unsolved.
const recentDays = 12

// plan writes down everything that will happen, in the order of time.
func (f *filler) plan() []step {
	n := f.scaled(allCases)
	end := f.o.Now.AddDate(0, 0, -recentDays)
	span := end.Sub(f.start)
	var all []step
	for i := range n {
		at := f.start.Add(span/time.Duration(n)*time.Duration(i) + f.within(span/time.Duration(n)))
		at = f.office(at)
		if c := f.affair(at); c != nil {
			all = append(all, f.ordinary(c, at)...)
		}
	}
	all = append(all, f.recent()...)
	all = slices.DeleteFunc(all, func(s step) bool { return !s.at.Before(f.o.Now) })
	slices.SortStableFunc(all, func(a, b step) int { return a.at.Compare(b.at) })
	return all
}

// within is a random duration shorter than d.
func (f *filler) within(d time.Duration) time.Duration {
	return time.Duration(f.rng.Int64N(max(1, int64(d))))
}

// office moves a moment forward into working hours.
func (f *filler) office(t time.Time) time.Time {
	t = t.In(f.zone)
	y, m, d := t.Date()
	switch h := t.Hour(); {
	case h < 7:
		t = time.Date(y, m, d, 7, 0, 0, 0, f.zone).Add(f.within(3 * time.Hour))
	case h >= 17:
		t = time.Date(y, m, d+1, 7, 0, 0, 0, f.zone).Add(f.within(9 * time.Hour))
	}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// later is a moment in working hours that lies so many hours after another, or up to twice as many.
func (f *filler) later(t time.Time, hours int) time.Time {
	d := time.Duration(hours) * time.Hour
	return f.office(t.Add(d + f.within(d)))
}

// affair makes a case for somebody who had a unit of ours at that moment; nil when nobody had.
func (f *filler) affair(at time.Time) *affair {
	for range 200 {
		b := f.buyers[f.rng.IntN(len(f.buyers))]
		u := f.unitOf(b, at)
		if u == nil {
			continue
		}
		who := b.people[f.rng.IntN(len(b.people))]
		c := &affair{who: who, unit: u, lang: who.lang, engineer: f.staff[f.rng.IntN(len(f.staff))], kind: f.kindOf(), words: f.wordsFor(who, u, at)}
		if c.story = f.storyFor(c); c.story == nil {
			continue
		}
		c.turn = f.turnOf(c)
		c.subject = f.part(c, subjectPart)
		return c
	}
	return nil
}

// unitOf picks one of the buyer's units that the desk knew of at that moment: newer ones fail more often.
func (f *filler) unitOf(b *buyer, at time.Time) *unit {
	y, m, _ := at.Date()
	imported := time.Date(y, m-(m-1)%3, 1, 3, 0, 0, 0, f.zone)
	if imported.Before(f.start) {
		imported = f.start
	}
	var had []*unit
	for _, u := range b.units {
		if u.delivered.Before(imported) && u.delivered.After(at.AddDate(-7, 0, 0)) {
			had = append(had, u)
		}
	}
	if len(had) == 0 {
		return nil
	}
	return had[max(f.rng.IntN(len(had)), f.rng.IntN(len(had)), f.rng.IntN(len(had)))]
}

func (f *filler) kindOf() tickets.MessageKind {
	switch n := f.rng.IntN(100); {
	case n < 62:
		return tickets.Mail
	case n < 83:
		return tickets.Form
	case n < 97:
		return tickets.Call
	}
	return tickets.Visit
}

// wordsFor is what the texts of a case may name.
func (f *filler) wordsFor(who *contact, u *unit, at time.Time) map[string]string {
	m := u.model
	fw := u.firmware
	if newest := m.firmware(at.AddDate(0, -4, 0), f.o.Now); f.chance(45) && slices.Index(m.lines, newest) > slices.Index(m.lines, fw) {
		fw = newest
	}
	w := map[string]string{"p": m.code, "s": u.serial, "fw": fw, "part": f.pick(m.parts), "first": who.first, "name": who.name(),
		"company": who.of.name, "site": f.pick(sites[who.lang]), "place": who.of.town, "e": f.pick(errorCodes[m.kind]),
		"month": monthNames[who.lang][at.AddDate(0, -1, 0).Month()-1], "date": date(at, who.lang)}
	if next := m.next(fw); next != fw && !m.released(slices.Index(m.lines, next), f.o.Now).After(at) {
		w["new"] = next
	}
	return w
}

var errorCodes = map[string][]string{
	"tilt":        {"E-11", "E-14", "E-32", "E-47", "E-52"},
	"vibration":   {"E-21", "E-23", "E-41", "E-47", "E-60"},
	"temperature": {"E-05", "E-08", "E-32", "E-71"},
	"gateway":     {"E-102", "E-110", "E-118", "E-131", "E-140"},
}

// storyFor picks what goes wrong. Some series have their own weakness, so that the archive has something to show: early
// AX-200 take in water, and GW-8 runs out of memory on one firmware.
func (f *filler) storyFor(c *affair) *scenario {
	fits := f.script[c.lang].fitting(c.unit.model)
	fits = slices.DeleteFunc(slices.Clone(fits), func(s *scenario) bool { return !f.tellable(c, s) })
	if len(fits) == 0 {
		return nil
	}
	if weak := weakness(c); weak != "" && f.chance(45) {
		for _, s := range fits {
			if s.fault == weak {
				return s
			}
		}
	}
	return fits[f.rng.IntN(len(fits))]
}

func weakness(c *affair) string {
	switch {
	case c.unit.model.code == "AX-200" && c.unit.batch < "1900":
		return "moisture"
	case c.unit.model.kind == "gateway" && c.words["fw"] == "4.0.2":
		return "firmware"
	case c.unit.model.code == "VB-40" && c.unit.batch >= "2000":
		return "false-alarm"
	}
	return ""
}

// turnOf picks the variant of answer, trial and remedy: those with the same place in the words belong together.
func (f *filler) turnOf(c *affair) int {
	say := c.story.say
	for _, k := range f.rng.Perm(min(len(say[diagPart]), len(say[triedPart]), len(say[fixPart]))) {
		trial := &affair{lang: c.lang, words: maps.Clone(c.words)}
		f.say(trial, say[measurePart])
		_, diag := f.inserted(trial, say[diagPart][k])
		_, tried := f.inserted(trial, say[triedPart][k])
		if _, fix := f.inserted(trial, say[fixPart][k]); diag && tried && fix {
			return k
		}
	}
	return 0
}

// tellable says whether every part of a scenario has a variant that the case can fill.
func (f *filler) tellable(c *affair, s *scenario) bool {
	trial := &affair{lang: c.lang, words: maps.Clone(c.words)}
	for _, p := range []byte{subjectPart, symptomPart, measurePart, askPart, diagPart, triedPart, fixPart} {
		if f.say(trial, s.say[p]) == "" {
			return false
		}
	}
	return true
}

// ordinary is a case that ends well, in one of the usual ways.
func (f *filler) ordinary(c *affair, at time.Time) []step {
	s := []step{{at, c, f.opens}}
	add := func(t time.Time, do func(context.Context, *affair) error) time.Time {
		s = append(s, step{t, c, do})
		return t
	}
	if f.chance(12) {
		at = add(f.later(at, 26), f.reminds)
	}
	at = add(f.later(at, 3), f.answers)
	if f.chance(4) && c.kind == tickets.Mail {
		add(at.Add(40*time.Second), f.isAway)
	}
	switch n := f.rng.IntN(100); {
	case n < 12:
		add(f.later(at, 14*24), f.givesUp)
	case n < 34:
		at = add(f.later(at, 20), f.thanks)
		add(f.later(at, 1), f.solves)
	default:
		at = add(f.later(at, 22), f.tried)
		if f.chance(3) {
			at = add(f.later(at, 5), f.colleague)
		}
		at = add(f.later(at, 3), f.mends)
		if f.chance(55) {
			at = add(f.later(at, 30), f.thanks)
		}
		add(f.later(at, 1), f.solves)
	}
	return s
}

// recent are the cases of the last days, which stand in every state a desk knows.
func (f *filler) recent() []step {
	var all []step
	now := f.o.Now
	const hour, day = time.Hour, 24 * time.Hour
	each := func(n int, from, to time.Duration, more func(*affair, time.Time) []step) {
		for range f.scaled(n) {
			at := now.Add(-to - f.within(from-to))
			if from > day {
				at = f.office(at)
			}
			if c := f.affair(at); c != nil {
				if f.chance(30) {
					c.engineer = f.staff[0] // who looks at the demonstration has something to do
				}
				all = append(all, step{at, c, f.opens})
				all = append(all, more(c, at)...)
			}
		}
	}
	nothing := func(*affair, time.Time) []step { return nil }
	one := func(do ...func(context.Context, *affair) error) func(*affair, time.Time) []step {
		return func(c *affair, at time.Time) (s []step) {
			for _, d := range do {
				if at = at.Add(20*time.Minute + f.within(5*time.Hour)); now.Sub(at) > day {
					at = f.office(at)
				}
				s = append(s, step{at, c, d})
			}
			return s
		}
	}
	each(5, 3*hour, 10*time.Minute, nothing)                    // new, nobody has looked
	each(4, 3*hour, 30*time.Minute, one(f.hurries))             // new and urgent
	each(7, 7*day, 3*day, nothing)                              // overdue and unassigned
	each(6, 8*day, 3*day, one(f.takes))                         // taken, and overdue
	each(9, 6*day, 1*day, one(f.takes, f.answers))              // waiting for the customer
	each(6, 6*day, 2*day, one(f.answers, f.tried))              // the customer answered
	each(8, 9*day, 2*day, one(f.answers, f.tried, f.mends))     // waiting, nearly done
	each(12, 11*day, 2*day, one(f.answers, f.thanks, f.solves)) // solved lately
	each(2, 6*day, 2*day, one(f.answers, f.forwards))           // somebody else writes: held
	each(2, 5*day, 2*day, one(f.answers, f.colleague))          // a colleague takes over
	each(1, 4*day, 2*day, one(f.answersInVain))                 // the letter came back
	all = append(all, f.nuisance(f.scaled(4))...)
	return all
}

// nuisance is spam, recognised by an engineer.
func (f *filler) nuisance(n int) []step {
	var all []step
	for i := range n {
		at := f.office(f.o.Now.AddDate(0, 0, -2-2*i))
		who := &contact{first: "Sales", last: "Team", lang: "en", mail: fmt.Sprintf("offer%d@leads-%d.example", 10+i*7, i+1), of: &buyer{domain: "leads.example"}}
		c := &affair{who: who, lang: "en", engineer: f.staff[0], kind: tickets.Mail, words: map[string]string{}}
		all = append(all, step{at, c, f.spams}, step{at.Add(50 * time.Minute), c, f.junks})
	}
	return all
}
