package lang_test

import (
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/lang"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	m, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhenIsToldAsPeopleSayIt(t *testing.T) {
	now := at(t, "2026-11-24 10:30")
	for _, c := range []struct{ when, sv, en string }{
		{"2026-11-24 10:22", "10:22", "10:22"},
		{"2026-11-24 00:00", "00:00", "00:00"},
		{"2026-11-23 16:02", "i går 16:02", "yesterday 16:02"},
		{"2026-11-20 13:18", "fre 20 nov", "Fri 20 Nov"},
		{"2024-03-14 00:00", "14 mar 2024", "14 Mar 2024"},
		{"2026-11-25 08:00", "ons 25 nov", "Wed 25 Nov"},
	} {
		if got := lang.SV.When(at(t, c.when), now); got != c.sv {
			t.Errorf("%s: got %q, want %q", c.when, got, c.sv)
		}
		if got := lang.EN.When(at(t, c.when), now); got != c.en {
			t.Errorf("%s: got %q, want %q", c.when, got, c.en)
		}
	}
}

func TestYesterdayIsByTheCalendarWhereTheClockChanges(t *testing.T) {
	if got := lang.SV.When(at(t, "2026-10-24 23:30"), at(t, "2026-10-25 23:45")); got != "i går 23:30" {
		t.Errorf("got %q", got)
	}
	if got := lang.SV.When(at(t, "2026-03-28 23:30"), at(t, "2026-03-29 00:10").UTC()); got != "i går 23:30" {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsOwedSaysHowLateItIs(t *testing.T) {
	now := at(t, "2026-11-24 10:30")
	for _, c := range []struct{ due, sv, en string }{
		{"2026-11-24 09:10", "1 tim 20 min sen", "1 h 20 min late"},
		{"2026-11-24 14:30", "i dag 14:30", "today 14:30"},
		{"2026-11-25 14:30", "ons 25 nov", "Wed 25 Nov"},
		{"2026-11-21 07:30", "3 dagar 3 tim sen", "3 days 3 h late"},
		{"2033-11-23 07:30", "23 nov 2033", "23 Nov 2033"},
	} {
		if got := lang.SV.Before(at(t, c.due), now); got != c.sv {
			t.Errorf("got %q, want %q", got, c.sv)
		}
		if got := lang.EN.Before(at(t, c.due), now); got != c.en {
			t.Errorf("got %q, want %q", got, c.en)
		}
	}
}

func TestDatesAndSpans(t *testing.T) {
	m := at(t, "2026-11-24 07:31")
	for _, c := range []struct{ got, want string }{
		{lang.SV.Exact(m), "tisdag 24 november 2026 kl. 07:31"},
		{lang.EN.Exact(m), "Tuesday 24 November 2026 at 07:31"},
		{lang.SV.Month(m), "nov 2026"},
		{lang.SV.Period("2019-Q3"), "kv 3 2019"},
		{lang.EN.Period("2019-Q3"), "Q3 2019"},
		{lang.SV.Period("2019"), "2019"},
		{lang.SV.Period("år"), "år"},
		{lang.SV.WhenFull(at(t, "2026-11-20 13:18"), m), "fre 20 nov 13:18"},
		{lang.SV.Span(30 * time.Second), "under en minut"},
		{lang.SV.Span(-90 * time.Minute), "1 tim 30 min"},
		{lang.SV.Span(2 * time.Hour), "2 tim"},
		{lang.EN.Span(12 * 24 * time.Hour), "12 days"},
		{lang.SV.Span(24 * time.Hour), "1 dag"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	var never time.Time
	if s := lang.SV.When(never, m) + lang.SV.Before(never, m) + lang.SV.Day(never) + lang.SV.Exact(never); s != "" {
		t.Errorf("the zero time says %q", s)
	}
}

func TestNumbersAndSizes(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{lang.SV.Int(1000), "1\u00a0000"},
		{lang.SV.Int(-1234567), "\u22121\u00a0234\u00a0567"},
		{lang.EN.Int(1234567), "1,234,567"},
		{lang.SV.Int(999), "999"},
		{lang.SV.Dec(1234.56, 1), "1\u00a0234,6"},
		{lang.SV.Dec(-0.04, 1), "0,0"},
		{lang.EN.Dec(-38, 0), "\u221238"},
		{lang.SV.Percent(.74), "74\u00a0%"},
		{lang.EN.Percent(.74), "74%"},
		{lang.SV.Size(0), "0\u00a0byte"},
		{lang.SV.Size(999), "999\u00a0byte"},
		{lang.SV.Size(48_200), "48\u00a0kB"},
		{lang.SV.Size(1_234_567), "1,2\u00a0MB"},
		{lang.EN.Size(1_234_567), "1.2\u00a0MB"},
		{lang.SV.Size(25_000_000), "25\u00a0MB"},
		{lang.SV.Size(999_600), "1,0\u00a0MB"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
