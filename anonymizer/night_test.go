package anonymizer_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// canaries are what must not be left of the forgotten customers anywhere.
var canaries = []string{"Planterad", "Kanariensson", "planterad.kanariensson", "0701740605", "070-174 06 05", "Kanariebolaget"}

const words = `Hej!

Vår AX-200 driver 0,8° efter regn, larm E-47 och fw 1.6.1. Ring Planterad på 070-174 06 05 eller skriv till planterad.kanariensson@kund.example.

Mvh
Planterad Kanariensson
Kanariebolaget AB`

// shop fills a desk with n customers, each with one ticket that an engineer has answered.
func shop(t *testing.T, d *desktest.Desk, n int) []string {
	t.Helper()
	d.Stock(t)
	var ids []string
	for i := range n {
		text := strings.Replace(words, "AX-200", fmt.Sprintf("AX-200 (A2-2317-%04d)", 440+i%20), 1)
		in := desktest.Letter("Planterad Kanariensson", fmt.Sprintf("planterad.kanariensson%d@kund.example", i), "Drift, hälsar Planterad", text)
		in.Files = []tickets.NewFile{{Name: tickets.P("logg_Kanariensson.txt"), Type: "text/plain", Data: []byte("04:10 E-47 X=+0,82 operatör Planterad Kanariensson")}}
		got := d.Arrive(t, in)
		if err := d.Tickets.Reply(t.Context(), d.Engineer.Actor(), got.Ticket, tickets.Answer{Markdown: tickets.P("Hej Planterad, torka kontakten och kalibrera om."), Then: tickets.StatusSolved}); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, got.Ticket)
	}
	d.Deliver(t)
	return ids
}

func newNight(t *testing.T, d *desktest.Desk, between func(string)) *anonymizer.Anonymizer {
	t.Helper()
	a, err := anonymizer.New(anonymizer.Options{Desk: d.Forgetting, Between: between})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var night = tickets.Runner("anonymizer")

func TestANightForgetsWhatIsDueAndNothingElse(t *testing.T) {
	d := desktest.Open(t)
	ids := shop(t, d, 14)
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 0).Add(-1))
	alive := d.Arrive(t, desktest.Letter("Levande Kund", "levande@kund.example", "Fråga", "Hur ofta kalibreras AX-200? Mvh Levande Kund"))
	a := newNight(t, d, nil)
	if run, err := a.Night(t.Context(), night, d.Clock.Now()); err != nil || run.Forgotten != 0 {
		t.Fatalf("a millisecond early: %+v, %v", run, err)
	}
	d.Clock.Add(1e6 + 1)
	hold := d.Clock.Now().AddDate(0, 1, 0)
	if err := d.Forgetting.Hold(t.Context(), d.Officer.Actor(), ids[0], hold, tickets.P("tvist")); err != nil {
		t.Fatal(err)
	}
	run, err := a.Night(t.Context(), night, d.Clock.Now())
	if err != nil || run.Forgotten != 13 || run.Held != 1 || run.Failed != 0 {
		t.Fatalf("%+v, %v", run, err)
	}
	if run.Quarantined != 0 {
		t.Errorf("%d of 13 ordinary tickets were quarantined", run.Quarantined)
	}
	for _, id := range ids[1:] {
		if _, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), id); !errors.Is(err, tickets.ErrNotFound) {
			t.Errorf("a forgotten ticket: %v", err)
		}
	}
	if _, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), alive.Ticket); err != nil {
		t.Error(err)
	}
	n, err := d.Forgetting.Publish(t.Context(), night)
	if err != nil || n != 13 {
		t.Fatalf("published %d, %v", n, err)
	}
	checkArchive(t, d, 13)
}

// checkArchive looks at what was published: all of it, with its technical content and without its people.
func checkArchive(t *testing.T, d *desktest.Desk, want int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var ids []string
	for c, err := range d.Archive.Watch(ctx, d.Product.Actor(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if c.Mark {
			break
		}
		ids = append(ids, c.ID)
	}
	got, err := d.Archive.Get(t.Context(), d.Product.Actor(), ids...)
	if err != nil || len(got) != want {
		t.Fatalf("%d archived, want %d: %v", len(got), want, err)
	}
	for _, a := range got {
		text := a.Subject
		for _, m := range a.Messages {
			text += "\n" + m.Text
		}
		for _, c := range canaries {
			if strings.Contains(strings.ToLower(text), strings.ToLower(c)) {
				t.Errorf("%q is in the archive: %s", c, text)
			}
		}
		for _, keep := range []string{"0,8°", "E-47", "1.6.1", "kalibrera"} {
			if !strings.Contains(text, keep) {
				t.Errorf("%q was lost: %s", keep, text)
			}
		}
		if a.Product != "AX-200" || a.Period != "2026-Q4" {
			t.Errorf("product %q, period %q", a.Product, a.Period)
		}
	}
}

// errStop is the panic value of a process that dies between two steps.
var errStop = errors.New("stopped")

func TestANightStoppedBetweenAnyTwoStepsIsFinishedByTheNext(t *testing.T) {
	steps := countSteps(t)
	for stop := range steps {
		t.Run(fmt.Sprint(stop), func(t *testing.T) {
			d := desktest.Open(t)
			shop(t, d, 13)
			d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
			n := 0
			a := newNight(t, d, func(string) {
				if n++; n == stop+1 {
					panic(errStop)
				}
			})
			dieInside(t, func() { _, _ = a.Night(t.Context(), night, d.Clock.Now()) })
			again := newNight(t, d, nil)
			if run, err := again.Night(t.Context(), night, d.Clock.Now()); err != nil || run.Failed > 0 {
				t.Fatalf("%+v, %v", run, err)
			}
			if n, err := d.Forgetting.Publish(t.Context(), night); err != nil || n != 13 {
				t.Fatalf("published %d, %v", n, err)
			}
			checkArchive(t, d, 13)
		})
	}
}

// countSteps says how many steps the first two tickets of a night take; the others take the same.
func countSteps(t *testing.T) int {
	n := 0
	d := desktest.Open(t)
	shop(t, d, 2)
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	if _, err := newNight(t, d, func(string) { n++ }).Night(t.Context(), night, d.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	return n
}

func dieInside(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil && r != errStop { //nolint:errorlint // the very value
			panic(r)
		}
	}()
	f()
}

func TestNoByteOfAForgottenCustomerIsLeft(t *testing.T) {
	d := desktest.Open(t)
	shop(t, d, 12)
	alive := d.Arrive(t, desktest.Letter("Levande Lindkvistare", "levande@kund.example", "Fråga", "Kalibrering? Levande Lindkvistare"))
	d.Clock.Set(d.Clock.Now().AddDate(8, 1, 0))
	if err := d.Forgetting.Hold(t.Context(), d.Officer.Actor(), alive.Ticket, d.Clock.Now().AddDate(1, 0, 0), tickets.P("pågår")); err != nil {
		t.Fatal(err)
	}
	run, err := newNight(t, d, nil).Night(t.Context(), night, d.Clock.Now())
	if err != nil || run.Forgotten != 12 || run.Customers != 12 {
		t.Fatalf("%+v, %v", run, err)
	}
	if _, err := d.Forgetting.Publish(t.Context(), night); err != nil {
		t.Fatal(err)
	}
	if err := d.Forgetting.Finish(t.Context(), night); err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(d.Dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, c := range canaries {
			if strings.Contains(string(b), c) {
				t.Errorf("%q is in %s", c, path)
			}
		}
		return nil
	})
	if err != nil || files < 4 {
		t.Fatalf("%d files, %v", files, err)
	}
	s, err := d.Tickets.Story(t.Context(), d.Engineer.Actor(), alive.Ticket)
	if err != nil || !strings.Contains(s.Messages[0].Text.Reveal(), "Lindkvistare") {
		t.Errorf("the living ticket: %v", err)
	}
	for i := range 12 {
		if _, err := d.Records.CustomerByAddress(t.Context(), d.Officer.Actor(), fmt.Sprintf("planterad.kanariensson%d@kund.example", i)); !errors.Is(err, tickets.ErrNotFound) {
			t.Errorf("a forgotten customer is known by address: %v", err)
		}
	}
}

func BenchmarkForgetting(b *testing.B) {
	d := desktest.Open(b)
	d.Stock(b)
	for i := range b.N {
		d.Arrive(b, desktest.Letter("Planterad Kanariensson", fmt.Sprintf("p%d@kund.example", i), "Drift", words))
	}
	for len(d.Deliver(b)) > 0 {
	}
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	a, err := anonymizer.New(anonymizer.Options{Desk: d.Forgetting})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	run, err := a.Night(b.Context(), night, d.Clock.Now())
	if err != nil || run.Forgotten != b.N {
		b.Fatalf("%+v, %v", run, err)
	}
}
