package demo

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// pick takes one of several words.
func (f *filler) pick(from []string) string { return from[f.rng.IntN(len(from))] }

// chance is true in so many of 100 cases.
func (f *filler) chance(percent int) bool { return f.rng.IntN(100) < percent }

var (
	slot   = regexp.MustCompile(`\{([a-z][a-z0-9]*)(?::(-?[0-9.]+)-(-?[0-9.]+))?\}`)
	inland = map[string]bool{"sv": true, "no": true, "de": true} // languages with a decimal comma
)

// say picks a variant of a part and fills its slots from what the case knows. A variant that needs something the case
// does not know, such as a newer firmware, is passed over; "" when none is left.
func (f *filler) say(c *affair, from []string) string {
	for _, i := range f.rng.Perm(len(from)) {
		if s, ok := f.inserted(c, from[i]); ok {
			return s
		}
	}
	return ""
}

// phrase says one of the set phrases of the case's language.
func (f *filler) phrase(c *affair, part byte) string { return f.say(c, f.script[c.lang].phrases[part]) }

// part says a part of the case's scenario. Answers keep to the case's turn as long as it can be filled.
func (f *filler) part(c *affair, part byte) string {
	from := c.story.say[part]
	if (part == diagPart || part == triedPart || part == fixPart) && c.turn < len(from) {
		if s, ok := f.inserted(c, from[c.turn]); ok {
			return s
		}
	}
	return f.say(c, from)
}

// inserted replaces the slots of a text: {p} is a word of the case, {a:0.2-1.8} a measured value between two bounds with as
// many decimals as they have, {a} the same value again.
func (f *filler) inserted(c *affair, text string) (string, bool) {
	ok := true
	out := slot.ReplaceAllStringFunc(text, func(s string) string {
		m := slot.FindStringSubmatch(s)
		if m[2] == "" {
			v := c.words[m[1]]
			ok = ok && v != ""
			return v
		}
		key := s[1 : len(s)-1]
		if c.words[key] == "" {
			c.words[key] = f.value(m[2], m[3], c.lang)
			c.words[m[1]] = c.words[key]
		}
		return c.words[key]
	})
	return out, ok
}

// value is a number between two bounds, written as the language does.
func (f *filler) value(low, high, language string) string {
	a, _ := strconv.ParseFloat(low, 64)
	b, _ := strconv.ParseFloat(high, 64)
	_, after, _ := strings.Cut(high, ".")
	scale := math.Pow10(len(after))
	v := math.Round((a+f.rng.Float64()*(b-a))*scale) / scale
	s := strconv.FormatFloat(v, 'f', len(after), 64)
	if inland[language] {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return strings.ReplaceAll(s, "-", "−")
}

var monthNames = map[string][]string{
	"sv": strings.Fields("januari februari mars april maj juni juli augusti september oktober november december"),
	"no": strings.Fields("januar februar mars april mai juni juli august september oktober november desember"),
	"de": strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
	"en": strings.Fields("January February March April May June July August September October November December"),
}

// date writes a day as people do in mails.
func date(t time.Time, language string) string {
	day := strconv.Itoa(t.Day())
	if language == "de" || language == "no" {
		day += "."
	}
	return fmt.Sprintf("%s %s %d", day, monthNames[language][t.Month()-1], t.Year())
}

var sites = map[string][]string{
	"sv": strings.Split("norra stödmuren|bropelare 4|schaktgropen|dammvallen|tunnelmynningen|kajkanten|spontväggen|pumpstation 3|silotaket|östra landfästet|bergskärningen|parkeringsdäcket|vattentornet|kvarnhuset|pålfundamentet|järnvägsbanken|slussporten|kyltornet", "|"),
	"en": strings.Split("the north retaining wall|pier 4|the excavation|the embankment dam|the tunnel portal|the quay edge|the sheet pile wall|pump station 3|the silo roof|the east abutment|the rock cutting|the parking deck|the water tower|the rail embankment|the lock gate|the cooling tower", "|"),
	"no": strings.Split("støttemuren|brupilar 4|byggegropa|demningen|tunnelmunningen|kaikanten|spuntveggen|pumpestasjonen|fjellskjæringen", "|"),
	"de": strings.Split("der Stützwand|Brückenpfeiler 4|der Baugrube|dem Damm|dem Tunnelportal|der Kaikante|der Spundwand|dem Pumpwerk|dem Widerlager Ost", "|"),
}
