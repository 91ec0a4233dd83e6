package portal

import (
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
	"github.com/axsensor/lethe/web/page/pagetest"
)

func TestPages(t *testing.T) {
	bad := supportPage{Action: "/support?lang=sv", Notice: "/privacy", Request: "abc", Years: 3, Lost: true, Products: []page.Option{{Text: "Vet inte"}, {Value: "AX-200", Text: "AX-200 Lutningsgivare"}}}
	for _, f := range append(fields(), "files") {
		bad.Form.Set(f, "<b>ifyllt</b>")
		bad.Form.Refuse(f, "form.field.long")
	}
	pagetest.Check(t, Set(), bad, supportPage{Years: 1}, sentPage{Number: 10001, Support: "support@lodvik.example", Again: "/support?lang=en"},
		privacyPage{Company: "Lodvik Mätteknik AB", Support: "support@lodvik.example", Years: 7}, privacyPage{Years: 1})
}

func TestTheTimeIsTheInstallationsOwn(t *testing.T) {
	e := pagetest.Engine(t, Set())
	for _, c := range []struct {
		page   page.Page
		sv, en string
	}{
		{supportPage{Years: 7}, "Sju år efter senaste kontakten", "Seven years after our last contact"},
		{supportPage{Years: 3}, "3 år efter senaste kontakten", "3 years after our last contact"},
		{supportPage{Years: 1}, "Ett år efter senaste kontakten", "One year after our last contact"},
		{privacyPage{Years: 3}, "3 år efter senaste kontakten i ärendet", "3 years after the last contact in the ticket"},
	} {
		for l, want := range map[lang.Lang]string{lang.SV: c.sv, lang.EN: c.en} {
			if got := pagetest.HTML(t, e, page.Reader{Lang: l}, c.page); !strings.Contains(got, want) {
				t.Errorf("%T in %s does not say %q", c.page, l, want)
			}
		}
	}
}

func TestSpoken(t *testing.T) {
	for text, want := range map[string]lang.Lang{
		"":           lang.SV,
		"AX-200 E07": lang.SV,
		"Der Sensor zeigt seit gestern falsche Werte und die Anzeige bleibt dunkel, obwohl wir alles geprüft haben.": lang.DE,
		"The reading drifts by two degrees every morning and we have already replaced the cable and the connector.":  lang.EN,
	} {
		if got := spoken(text, lang.SV); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestTooLongShortFieldsAreNamedThemselves(t *testing.T) {
	long := tickets.P(strings.Repeat("x", 400))
	sent := tickets.Submission{Name: tickets.P("Lina Hjort"), Email: tickets.P("lina@tornugglan.example"), Text: tickets.P("Trasig"), Phone: long, Serial: long}
	var got []string
	for _, p := range placed(sent.Check(), sent) {
		got = append(got, p.Field)
	}
	if strings.Join(got, " ") != "phone serial" {
		t.Errorf("problems on %v", got)
	}
}

func TestTidy(t *testing.T) {
	if got := tidy("rad\r\ntvå\x00\x1b\x7f\tå\xff"); got != "rad\ntvå\tå�" {
		t.Errorf("%q", got)
	}
}
