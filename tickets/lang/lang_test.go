package lang_test

import (
	"testing"

	"github.com/axsensor/lethe/tickets/lang"
)

func TestSentencesAreFilled(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{lang.SV.T("common.undo"), "Ångra"},
		{lang.EN.T("common.undo"), "Undo"},
		{lang.DE.T("common.undo"), "Undo"},
		{lang.DA.T("common.undo"), "Ångra"},
		{lang.Lang("").T("common.undo"), "Undo"},
		{lang.SV.T("status.later", "1 dec"), "Följs upp 1 dec"},
		{lang.SV.N("page.news", 1), "1 ny"},
		{lang.SV.N("page.news", 2), "2 nya"},
		{lang.SV.N("page.news", 1200), "1\u00a0200 nya"},
		{lang.EN.N("page.news", 1200), "1,200 new"},
		{lang.SV.N("page.errors", 1), "En sak behöver rättas"},
		{lang.EN.N("page.errors", 0), "0 things need mending"},
		{lang.SV.T("no.such"), "⟦no.such⟧"},
		{lang.SV.N("no.such", 3), "⟦no.such⟧"},
		{lang.NO.Name(lang.EN), "Norwegian"},
		{lang.NO.Tag(), "nb"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestParseReadsLanguageCodes(t *testing.T) {
	for code, want := range map[string]lang.Lang{"sv": lang.SV, "sv-SE": lang.SV, " EN-gb ": lang.EN, "nb": lang.NO, "nn-NO": lang.NO, "fr": "", "": ""} {
		if got, ok := lang.Parse(code); got != want || ok != (want != "") {
			t.Errorf("Parse(%q) = %q, %v", code, got, ok)
		}
	}
}
