package demo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

const (
	testScale = 0.1
	password  = "ett långt lösenord"
)

var saturday = time.Date(2026, 11, 28, 9, 30, 0, 0, time.UTC)

// small fills a small shop on a desk of its own, with the real anonymiser.
func small(t *testing.T) (*desktest.Desk, *filler) {
	t.Helper()
	d := desktest.At(t, t.TempDir(), &desktest.Clock{})
	anon, err := anonymizer.New(anonymizer.Options{Desk: d.Forgetting})
	if err != nil {
		t.Fatal(err)
	}
	forget := func(ctx context.Context, at time.Time) error {
		run, err := anon.Night(ctx, tickets.Runner("anonymizer"), at)
		if err != nil {
			return err
		}
		if run.Failed > 0 {
			return fmt.Errorf("%d tickets were not forgotten", run.Failed)
		}
		_, err = d.Forgetting.Publish(ctx, tickets.Runner("anonymizer"))
		return err
	}
	f, err := newFiller(Options{Desk: d.Desk, Clock: d.Clock, Now: saturday, Password: password, Forget: forget, Seed: 7, Scale: testScale})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d, f
}

// archived reads the whole archive.
func archived(t *testing.T, d *desktest.Desk, as tickets.Actor) []tickets.Archived {
	t.Helper()
	var ids []string
	for c, err := range d.Archive.Watch(t.Context(), as, "") {
		if err != nil {
			t.Fatal(err)
		}
		if c.Mark {
			break
		}
		ids = append(ids, c.ID)
	}
	all, err := d.Archive.Get(t.Context(), as, ids...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// alive reads the head of every ticket that is left.
func alive(t *testing.T, d *desktest.Desk, as tickets.Actor) []tickets.Story {
	t.Helper()
	var all []tickets.Story
	for c, err := range d.Tickets.Watch(t.Context(), as, "") {
		if err != nil {
			t.Fatal(err)
		}
		if c.Mark {
			break
		}
		s, err := d.Tickets.Story(t.Context(), tickets.Actor{Account: "system:test", Roles: tickets.RoleEngineer}, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// least fails unless there are so many of something, at the test's scale.
func least(t *testing.T, what string, got, whole int) {
	t.Helper()
	if want := int(float64(whole) * testScale); got < want {
		t.Errorf("%d %s, not %d", got, what, want)
	}
}

func TestASmallShop(t *testing.T) {
	d, f := small(t)
	t.Run("is as large and varied as promised", func(t *testing.T) { asPromised(t, d, f) })
	t.Run("has nobody left in its archive", func(t *testing.T) { nobodyLeft(t, d, f) })
}

func asPromised(t *testing.T, d *desktest.Desk, f *filler) {
	as := tickets.Runner("search")
	products, err := d.Records.Products(t.Context())
	if err != nil || len(products) < 12 {
		t.Errorf("%d products, %v", len(products), err)
	}
	least(t, "buyers", len(f.buyers), 250)
	old, now := archived(t, d, as), alive(t, d, as)
	least(t, "archived tickets", len(old), 300)
	least(t, "living tickets", len(now), 1200)
	seen, letters, units := map[string]int{}, 0, map[string]bool{}
	for _, s := range now {
		k := s.Ticket
		for _, x := range []string{"status " + string(k.Status), "language " + k.Lang, "warranty " + string(k.Warranty), "basis " + string(k.Basis)} {
			seen[x]++
		}
		if k.Late(saturday) {
			seen["overdue"]++
		}
		if !k.Due.After(saturday) {
			seen["due"]++
		}
		if k.Hold.Holds(saturday) {
			seen["on hold"]++
		}
		if k.Created.After(saturday.Add(-12 * time.Hour)) {
			seen["today"]++
		}
		if k.Status == tickets.StatusSolved && (k.Fault == "" || k.Resolution == "") {
			t.Errorf("ticket %d is solved without a fault or a resolution", k.Number)
		}
		if len(k.Tags) > 0 {
			seen["tagged"]++
		}
		units[k.Unit] = true
		for _, m := range s.Messages {
			seen["kind "+string(m.Kind)]++
			seen["author "+string(m.Author)]++
			for _, p := range m.Parts {
				seen["part "+p.Kind]++
			}
			for _, l := range m.Deliveries {
				letters++
				seen["letter "+string(l.State)]++
			}
			if strings.ContainsAny(m.Text.Reveal(), "{}") {
				t.Errorf("a slot was left empty: %s", m.Text.Reveal())
			}
		}
	}
	for _, x := range strings.Fields("status:new status:open status:waiting status:solved status:held status:spam language:sv language:en language:de language:no " +
		"warranty:in warranty:out basis:contract basis:interest overdue due on:hold today tagged kind:mail kind:form kind:call kind:visit kind:note kind:reply " +
		"author:customer author:engineer author:stranger author:machine part:new part:quote part:signature letter:sent letter:failed") {
		if x = strings.Replace(x, ":", " ", 1); seen[x] == 0 {
			t.Errorf("nothing is %s", x)
		}
	}
	if seen["language sv"] < seen["language en"] || seen["language en"] < 3*seen["language de"] {
		t.Errorf("languages: %v", seen)
	}
	if letters != seen["letter sent"]+seen["letter failed"] {
		t.Errorf("letters are on their way: %v", seen)
	}
	least(t, "units with tickets", len(units), 400)
}

// nobodyLeft looks for everybody who ever wrote, and for the staff, in every archived text.
func nobodyLeft(t *testing.T, d *desktest.Desk, f *filler) {
	all := archived(t, d, tickets.Runner("search"))
	least(t, "archived tickets", len(all), 300)
	var b strings.Builder
	sentences := 0
	for _, a := range all {
		b.WriteString(a.Subject + "\n" + strings.Join(a.Tags, "\n") + "\n" + a.Batch + "\n")
		for _, m := range a.Messages {
			b.WriteString(m.Text + "\n")
			sentences++
		}
	}
	if sentences < 2*len(all) {
		t.Errorf("%d messages in %d tickets", sentences, len(all))
	}
	text := b.String()
	lower, digits := strings.ToLower(text), onlyDigits(text)
	words := map[string]bool{}
	for _, w := range regexp.MustCompile(`\pL+`).FindAllString(text, -1) {
		words[w] = true
	}
	for _, p := range append(append([]person{}, engineers...), officerPerson, productPerson, adminPerson) {
		first, last, _ := strings.Cut(p.name, " ")
		f.contacts = append(f.contacts, &contact{first: first, last: last, mail: p.address(), of: &buyer{name: "\x00"}})
	}
	for _, c := range f.contacts {
		for _, s := range []string{c.last, c.mail, c.of.name, c.of.domain} {
			if s != "" && strings.Contains(lower, strings.ToLower(s)) {
				t.Errorf("%q is in the archive", s)
			}
		}
		if words[c.first] {
			t.Errorf("%q is in the archive", c.first)
		}
		if p := onlyDigits(c.phone); p != "" && strings.Contains(digits, p[2:]) {
			t.Errorf("%q is in the archive", c.phone)
		}
	}
	for _, bu := range f.buyers {
		for _, u := range bu.units {
			if strings.Contains(text, u.serial) || strings.Contains(tickets.NormalSerial(text), tickets.NormalSerial(u.serial)) {
				t.Errorf("%q is in the archive", u.serial)
			}
		}
	}
}

// onlyDigits keeps digits where nothing but spaces and hyphens parts them: a phone number however it is written.
func onlyDigits(s string) string {
	return regexp.MustCompile(`[^\d\n]+`).ReplaceAllString(regexp.MustCompile(`(\d)[ -]+(\d)`).ReplaceAllString(s, "$1$2"), "\n")
}

func TestADeskInUseIsNotFilled(t *testing.T) {
	d := desktest.Open(t)
	o := Options{Desk: d.Desk, Clock: d.Clock, Now: saturday, Password: password, Scale: testScale}
	if _, err := Fill(t.Context(), o); err == nil {
		t.Error("a desk in use was filled")
	}
	if filled, err := Filled(t.Context(), d.Desk); err != nil || filled {
		t.Errorf("filled: %v, %v", filled, err)
	}
}

func TestAShopThatIsStoppedIsNotFilled(t *testing.T) {
	d := desktest.At(t, t.TempDir(), &desktest.Clock{})
	ctx, stop := context.WithCancel(t.Context())
	o := Options{Desk: d.Desk, Clock: d.Clock, Now: saturday, Password: password, Scale: 0.02, Progress: func(int, int) { stop() }}
	if _, err := Fill(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped filling ended with %v", err)
	}
	if filled, err := Filled(t.Context(), d.Desk); err != nil || filled {
		t.Errorf("a half-filled shop counts as filled: %v, %v", filled, err)
	}
}

// TestEveryScenarioCanBeTold plays the words of every language through every model that they fit.
func TestEveryScenarioCanBeTold(t *testing.T) {
	f, err := newFiller(Options{Desk: desktest.At(t, t.TempDir(), &desktest.Clock{}).Desk, Clock: &desktest.Clock{}, Now: saturday, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	f.makeBuyers(40)
	told := map[*scenario]bool{}
	for l, s := range f.script {
		for i := range f.models {
			m := &f.models[i]
			if len(s.fitting(m)) == 0 {
				t.Errorf("%s: nothing ever goes wrong with %s", l, m.code)
			}
			who := &contact{first: "Kim", last: "Kund", lang: l, of: f.buyers[0]}
			for v, fw := range m.lines {
				c := &affair{who: who, lang: l, words: f.wordsFor(who, &unit{model: m, firmware: fw, serial: "A1-1601-0001"}, saturday)}
				for _, sc := range s.fitting(m) {
					told[sc] = told[sc] || f.tellable(c, sc)
				}
				if c.words["new"] == "" && v < len(m.lines)-2 && c.words["fw"] == fw {
					t.Errorf("%s %s has no newer firmware", m.code, fw)
				}
			}
		}
	}
	for l, s := range f.script {
		for _, sc := range s.scenarios {
			if !told[sc] {
				t.Errorf("%s: a scenario about %s can never be told", l, sc.fault)
			}
		}
	}
}
