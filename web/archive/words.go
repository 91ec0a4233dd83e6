package archive

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// speech turns the codes of archived tickets into the reader's words.
type speech struct {
	r     page.Reader
	lists tickets.Lists
}

func (s speech) sv() bool { return s.r.Lang.Voice() == "sv" }

// choice is a code's word in an edited list; a code that was taken off the list stays as it is.
func (s speech) choice(list []tickets.Choice, code string) string {
	for _, c := range list {
		if c.Code == code {
			return c.In(string(s.r.Lang.Voice()))
		}
	}
	return code
}

func (s speech) fault(code string) string { return s.choice(s.lists.Faults, code) }
func (s speech) fix(code string) string   { return s.choice(s.lists.Resolutions, code) }

// warranty says whether the warranty held at the time of contact; "" for what is not recorded.
func (s speech) warranty(w string) string {
	switch tickets.Warranty(w) {
	case tickets.WarrantyIn, tickets.WarrantyOut, tickets.WarrantyUnknown:
		return s.r.Lang.T("archive.warranty." + w)
	}
	return w
}

// band writes months in service: "13–24 mån i drift".
func (s speech) band(b string) string {
	switch {
	case b == "":
		return ""
	case strings.HasSuffix(b, "+"):
		return s.r.Lang.T("archive.band.over", strings.TrimSuffix(b, "+"))
	}
	return s.r.Lang.T("archive.band", strings.ReplaceAll(b, "-", "–"))
}

// country is the name of a country by its ISO 3166-1 code; what is no such code stays as it is.
func (s speech) country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	names := display.English.Regions()
	if s.sv() {
		names = display.Swedish.Regions()
	}
	if name := names.Name(region); name != "" {
		return name
	}
	return code
}

// product is the model, or the family when the model was widened to it.
func product(t tickets.Archived) string {
	if t.Product != "" {
		return t.Product
	}
	return t.Family
}

// title names a ticket whose subject was not kept: by what it was about.
func (s speech) title(t tickets.Archived) string {
	parts := known(product(t), s.fault(t.Fault))
	if len(parts) == 0 {
		return s.r.Lang.T("archive.nosubject")
	}
	return strings.Join(parts, ", ")
}

// meta is the line under a hit's title: model, firmware, fault, quarter, place and age.
func (s speech) meta(t tickets.Archived) []string {
	place, age := s.country(t.Country), s.band(t.Band)
	if place != "" && age != "" {
		place, age = place+", "+age, ""
	}
	return known(product(t), firmware(t), s.fault(t.Fault), s.r.Lang.Period(t.Period), place, age)
}

// brief is the line of a ticket that is shown beside another of its like.
func (s speech) brief(t tickets.Archived) []string {
	return known(firmware(t), s.fault(t.Fault), s.r.Lang.Period(t.Period))
}

func firmware(t tickets.Archived) string {
	if t.Firmware == "" {
		return ""
	}
	return "fw " + t.Firmware
}

// known leaves out what is not known.
func known(words ...string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// value is what a facet's value is called.
func (s speech) value(facet, v string) string {
	switch facet {
	case "fault":
		return s.fault(v)
	case "warranty":
		return s.warranty(v)
	}
	return v
}
