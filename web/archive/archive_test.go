package archive

import (
	"net/url"
	"strings"
	"testing"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page/pagetest"
)

func lists() tickets.Lists {
	return tickets.Lists{Faults: []tickets.Choice{{Code: "moisture", SV: "Fukt i kontakt", EN: "Moisture in connector"}},
		Resolutions: []tickets.Choice{{Code: "cable-kit", SV: "Bytt kabelsats", EN: "Cable kit replaced"}}}
}

func past() tickets.Archived {
	return tickets.Archived{ID: "a1", Period: "2019-Q3", Product: "AX-200", Family: "AX", Firmware: "1.6.1", Band: "13-24", Warranty: tickets.WarrantyIn,
		Fault: "moisture", Resolution: "cable-kit", Lang: "no", Country: "SE", Subject: "Nollpunkten driver, [person]", Tags: []string{"fukt"},
		Messages: []tickets.ArchivedMessage{{Role: "customer", Lang: "sv", Text: "Hej\n\n[person] såg E-47"}, {Role: "engineer", Lang: "en", Text: "Dry it"},
			{Role: "note", Text: "x"}, {Role: "file", Text: ""}}}
}

func TestPages(t *testing.T) {
	found := search.Hit{Archived: past(), Title: []search.Stretch{{Text: "Nollpunkten", Hit: true}, {Text: " driver"}}, Snippet: []search.Stretch{{Text: "[person] <b>"}}}
	facts := search.Hit{Archived: tickets.Archived{ID: "b2", FactsOnly: true, Fault: "gone-from-the-list", Period: "2019"}}
	for _, l := range lang.Spoken() {
		s := speech{pagetest.Reader(l), lists()}
		ask := readAsked(url.Values{"q": {"nollpunkt"}, "product": {"AX-200", "AX-50"}, "from": {"40"}})
		full := newHunt(s, ask, search.Answer{Total: 3000, Loose: true, Hits: []search.Hit{found, facts},
			Facets: []search.Facet{{Name: "product", Values: []search.FacetValue{{Value: "AX-200", Count: 3, On: true}}}, {Name: "warranty", Values: []search.FacetValue{{Value: "in", Count: 3}}},
				{Name: "firmware", Values: []search.FacetValue{{Value: "1", Count: 3}}}, {Name: "fault", Values: []search.FacetValue{{Value: "moisture", Count: 3}}}, {Name: "year", Values: []search.FacetValue{{Value: "2019", Count: 3}}}}})
		pagetest.Check(t, Set(), full, newHunt(s, ask, search.Answer{}), newHunt(s, readAsked(nil), search.Answer{}),
			newHunt(s, readAsked(url.Values{"year": {"2019"}}), search.Answer{}), newHunt(s, readAsked(url.Values{"q": {"x"}}), search.Answer{}),
			newHunt(s, readAsked(url.Values{"from": {"1980"}}), search.Answer{Total: 3000, Hits: []search.Hit{found}}),
			newTicket(s, ask, past(), []search.Hit{found, facts}), newTicket(s, readAsked(nil), facts.Archived, nil))
		for _, kind := range placeholders() {
			if !lang.Has("kind." + kind) {
				t.Errorf("no word for the placeholder %s", kind)
			}
		}
	}
}

func TestCodesAreSaidInTheReadersWords(t *testing.T) {
	for l, want := range map[lang.Lang]string{
		lang.SV: "AX-200|fw 1.6.1|Fukt i kontakt|kv 3 2019|Sverige, 13–24 mån i drift",
		lang.EN: "AX-200|fw 1.6.1|Moisture in connector|Q3 2019|Sweden, 13–24 months in service",
	} {
		s := speech{pagetest.Reader(l), lists()}
		if got := strings.Join(s.meta(past()), "|"); got != want {
			t.Errorf("%s: %s, want %s", l, got, want)
		}
	}
	s := speech{pagetest.Reader(lang.SV), lists()}
	wide := tickets.Archived{Family: "AX", Fault: "old-code", Period: "2019", Band: "61+", Country: "??"}
	if got := strings.Join(s.meta(wide), "|"); got != "AX|old-code|2019|??, minst 61 mån i drift" {
		t.Errorf("widened: %s", got)
	}
	if got := s.meta(tickets.Archived{}); len(got) != 0 {
		t.Errorf("nothing known: %q", got)
	}
}

func say(ps []piece) string {
	var b strings.Builder
	for _, p := range ps {
		switch {
		case p.Kind != "":
			b.WriteString("{" + p.Kind + "}")
		case p.Hit:
			b.WriteString("*" + p.Text + "*")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestPlaceholdersAreNeverMarkedNorCut(t *testing.T) {
	for _, c := range []struct {
		in   []search.Stretch
		want string
	}{
		{nil, ""},
		{[]search.Stretch{{Text: "Hej [person], ring [phone]"}}, "Hej {person}, ring {phone}"},
		{[]search.Stretch{{Text: "Hej ["}, {Text: "person", Hit: true}, {Text: "] igen"}}, "Hej {person} igen"},
		{[]search.Stretch{{Text: "[3] [nobody] ["}, {Text: "E-47", Hit: true}, {Text: " ["}}, "[3] [nobody] [*E-47* ["},
		{[]search.Stretch{{Text: "[person][email]"}}, "{person}{email}"},
		{[]search.Stretch{{Text: "["}, {Text: "id", Hit: true}, {Text: "]["}, {Text: "ip", Hit: true}, {Text: "]x"}}, "{id}{ip}x"},
		{[]search.Stretch{{Text: "såg "}, {Text: "fukt", Hit: true}, {Text: "[unit]"}}, "såg *fukt*{unit}"},
	} {
		if got := say(pieces(c.in)); got != c.want {
			t.Errorf("%v: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestAnAddressSaysWhatIsAsked(t *testing.T) {
	a := readAsked(url.Values{"q": {" fukt "}, "product": {"AX-200", "AX-50", "AX-200", ""}, "year": {"2019"}, "sort": {"newest"}, "from": {"47"}, "other": {"x"}})
	for name, c := range map[string]struct{ got, want string }{
		"whole":        {a.href(), "/archive?from=40&product=AX-200&product=AX-50&q=fukt&sort=newest&year=2019"},
		"one value":    {a.without("product", "AX-50").href(), "/archive?product=AX-200&q=fukt&sort=newest&year=2019"},
		"last value":   {a.without("year", "2019").href(), "/archive?product=AX-200&product=AX-50&q=fukt&sort=newest"},
		"one facet":    {a.wide("product").href(), "/archive?q=fukt&sort=newest&year=2019"},
		"no facet":     {a.wide("").href(), "/archive?q=fukt&sort=newest"},
		"nothing":      {readAsked(nil).href(), "/archive"},
		"out of reach": {readAsked(url.Values{"from": {"999999"}}).href(), "/archive?from=1980"},
		"below":        {readAsked(url.Values{"from": {"-3"}, "sort": {"x"}}).href(), "/archive"},
		"long":         {readAsked(url.Values{"q": {strings.Repeat("å", 400)}}).Words, strings.Repeat("å", 250)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("Hej [person] och [", "x]")
	f.Fuzz(func(t *testing.T, a, b string) {
		var back strings.Builder
		for _, p := range pieces([]search.Stretch{{Text: a}, {Text: b, Hit: true}}) {
			if p.Kind != "" {
				p.Text = "[" + p.Kind + "]"
			}
			back.WriteString(p.Text)
		}
		if back.String() != a+b {
			t.Errorf("%q became %q", a+b, back.String())
		}
	})
}
