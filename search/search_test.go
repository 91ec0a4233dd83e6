package search

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/lang"
)

// eventually waits for something that happens soon, and fails the test when it does not.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for range 400 {
		if f() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal(what)
}

func openLive(t *testing.T, d *desktest.Desk) *Live {
	t.Helper()
	l, err := OpenLive(t.Context(), LiveOptions{Dir: filepath.Join(d.Dir, "cache", "live"), Desk: d.Tickets})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = l.Close()
	})
	return l
}

func found(t *testing.T, l *Live, words string) []string {
	t.Helper()
	got, err := l.Ask(t.Context(), Wanted{Words: words, Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	return got.IDs
}

func TestLiveFindsAndForgets(t *testing.T) {
	d := desktest.Open(t)
	l := openLive(t, d)
	var ids []string
	for i := range 30 {
		got := d.Arrive(t, desktest.Letter("Planterad Kanariensson", fmt.Sprintf("p%d@kund.example", i), "Felet", fmt.Sprintf("Nollpunktsfelet kom tillbaka, Kanariefågel%d, larm E-47.", i)))
		ids = append(ids, got.Ticket)
	}
	alive := d.Arrive(t, desktest.Letter("Levande Kund", "levande@kund.example", "Fråga", "Hur ofta ska vi kalibrera den här sensorn? Vi vet inte. Hälsar Lindkvistare"))
	eventually(t, "the index did not follow", func() bool { return len(found(t, l, "lindkvistare")) == 1 && len(found(t, l, "nollpunkt")) == 30 })
	eventually(t, "nothing is there to purge", func() bool { return holds(filepath.Join(d.Dir, "cache"), ids[0]) })
	for _, w := range []string{"e47", "E-47", "felet nollpunkt", "kanariefågel7"} {
		if len(found(t, l, w)) == 0 {
			t.Errorf("%q finds nothing", w)
		}
	}
	if got := found(t, l, "sensorer"); !slices.Contains(got, alive.Ticket) {
		t.Errorf("an inflected word finds %v", got)
	}
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	if err := d.Forgetting.Hold(t.Context(), d.Officer.Actor(), alive.Ticket, d.Clock.Now().AddDate(1, 0, 0), tickets.P("pågår")); err != nil {
		t.Fatal(err)
	}
	as := tickets.Runner("anonymizer")
	d.Deliver(t)
	for _, id := range ids {
		d.Clock.Add(0)
		if err := d.Forgetting.Mark(t.Context(), as, id); err != nil {
			t.Fatal(err)
		}
		if err := d.Forgetting.Stage(t.Context(), as, id, tickets.Scrubbed{}); err != nil {
			t.Fatal(err)
		}
		if err := d.Forgetting.Destroy(t.Context(), as, id); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Purge(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if holds(filepath.Join(d.Dir, "cache"), "kanariefågel", "kanariensson", ids[0], ids[29]) {
		t.Error("a file knows who was forgotten")
	}
	eventually(t, "the living ticket is lost", func() bool { return len(found(t, l, "lindkvistare")) == 1 })
	if got := found(t, l, "nollpunkt"); len(got) != 0 {
		t.Errorf("forgotten tickets are found: %v", got)
	}
}

func TestADamagedIndexIsMadeAnew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "live")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index_meta.json"), []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	x, err := openIndex(dir, liveKeywords(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.close() }()
	if err := x.write(t.Context(), []string{"a"}, "", func(context.Context, string) (map[string]any, error) {
		return map[string]any{field(lang.SV): "hej"}, nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestSnippetMarksWhatWasAsked(t *testing.T) {
	w := parse("nollpunkt e47 -kabel")
	if len(w.not) != 1 || len(w.want) != 2 {
		t.Fatalf("%+v", w)
	}
	s, n := w.snippet("Hej. "+strings.Repeat("ord ", 100)+"Nollpunkten driver och E-47 visas. "+strings.Repeat("slut ", 100), lang.SV)
	var hits []string
	for _, x := range s {
		if x.Hit {
			hits = append(hits, x.Text)
		}
	}
	if n != 2 || !slices.Equal(hits, []string{"Nollpunkten", "E-47"}) {
		t.Errorf("%d hits: %q", n, hits)
	}
}

func TestCodes(t *testing.T) {
	has := func(text, ask string) bool {
		want := queryTerm(tokenize(ask)[0], lang.SV)
		for _, tok := range tokenize(text) {
			if slices.Contains(indexTerms(tok, lang.SV), want) {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		text, ask string
		want      bool
	}{
		{"fw v2.3.1", "2.3.1", true}, {"fw v2.3.10", "2.3.1", false}, {"larm E-104", "e104", true}, {"AXS-2000-B", "axs2000b", true},
		{"artikel 580-09652", "580-09652", true}, {"felet", "fel", true}, {"sensorn", "sensorer", true}, {"nollpunktsfel", "nollpunkt", true},
	} {
		if has(c.text, c.ask) != c.want {
			t.Errorf("%q asked for %q: %v", c.text, c.ask, !c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("nollpunkt -kabel \"fras\" v2.3.1")
	f.Fuzz(func(t *testing.T, s string) {
		w := parse(s)
		if len(w.want)+len(w.not) > maxWords {
			t.Fatal("not bounded")
		}
		_ = w.query(nil, false, lang.SV)
		w.snippet(s, lang.SV)
	})
}

// Among many Swedish texts a few Norwegian ones share the words; each asker finds the own language first.
func TestOwnLanguageComesFirst(t *testing.T) {
	x, err := openIndex(filepath.Join(t.TempDir(), "a"), archiveKeywords(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.close() }()
	var ids []string
	for i := range 60 {
		ids = append(ids, fmt.Sprintf("sv%d", i))
	}
	for i := range 3 {
		ids = append(ids, fmt.Sprintf("no%d", i))
	}
	doc := func(_ context.Context, id string) (map[string]any, error) {
		text := "Etter hvert kraftig regn driver Y-aksen."
		if id[:2] == "sv" {
			text = "Efter varje kraftigt regn driver Y-axeln."
		}
		return archiveDoc(tickets.Archived{Period: "2019-Q3", Lang: id[:2], Messages: []tickets.ArchivedMessage{{Lang: id[:2], Text: text}}}), nil
	}
	if err := x.write(t.Context(), ids, "", doc); err != nil {
		t.Fatal(err)
	}
	a := &Archive{x: x}
	for _, l := range []lang.Lang{lang.SV, lang.NO} {
		res, _, err := a.search(t.Context(), parse("driver regn"), Question{Lang: l, Limit: 3})
		if err != nil || len(res.Hits) != 3 {
			t.Fatalf("%d hits, %v", len(res.Hits), err)
		}
		for _, h := range res.Hits {
			if h.ID[:2] != string(l) {
				t.Errorf("an asker in %s is shown %s among the first", l, h.ID)
			}
		}
	}
}

func TestWhatHasNoWordsFindsNothing(t *testing.T) {
	x, err := openIndex(filepath.Join(t.TempDir(), "a"), archiveKeywords(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.close() }()
	doc := func(context.Context, string) (map[string]any, error) {
		return archiveDoc(tickets.Archived{Period: "2019-Q3", Lang: "sv", Subject: "Nollpunkten driver"}), nil
	}
	if err := x.write(t.Context(), []string{"one", "two"}, "", doc); err != nil {
		t.Fatal(err)
	}
	a := &Archive{x: x}
	for asked, want := range map[string]uint64{"": 2, "  ": 2, `"`: 0, "* ?": 0, strings.Repeat("x", 5000): 0, "-driver": 0, "-annat": 2, "driver": 2} {
		res, _, err := a.search(t.Context(), parse(asked), Question{Limit: 20})
		if err != nil || res.Total != want {
			t.Errorf("%.20q finds %d, %v; want %d", asked, res.Total, err, want)
		}
	}
}

func BenchmarkArchive(b *testing.B) {
	x, err := openIndex(filepath.Join(b.TempDir(), "a"), archiveKeywords(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = x.close() }()
	var ids []string
	for i := range 10000 {
		ids = append(ids, fmt.Sprint(i))
	}
	doc := func(_ context.Context, id string) (map[string]any, error) {
		return archiveDoc(tickets.Archived{Product: "AX-200", Period: "2019-Q3", Lang: "sv", Subject: "Nollpunkten driver " + id,
			Messages: []tickets.ArchivedMessage{{Lang: "sv", Text: strings.Repeat("Givaren visar fel efter regn. ", 30) + "E-" + id}}}), nil
	}
	for start := 0; start < len(ids); start += batchSize {
		if err := x.write(b.Context(), ids[start:start+batchSize], "", doc); err != nil {
			b.Fatal(err)
		}
	}
	a := &Archive{x: x}
	for b.Loop() {
		if _, _, err := a.search(b.Context(), parse("nollpunkt regn"), Question{Limit: 20}); err != nil {
			b.Fatal(err)
		}
	}
}
