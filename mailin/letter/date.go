package letter

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// parseDate reads RFC 5322 section 3.3 with its obsolete forms and what mail programs and people write instead: missing
// weekdays, seconds or zones, two-digit years, names of zones, dashes, ISO 8601, the form of ctime. Zero when day,
// month or year cannot be told.
func parseDate(s string) time.Time {
	s = strings.TrimSpace(stripComments(decodeHeader(s, "")))
	if len(s) > 200 {
		s = s[:200]
	}
	if t, ok := isoDate(s); ok {
		return t
	}
	var d dateParts
	d.zone = time.UTC
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\u00a0' }) {
		if f = strings.Trim(f, `"'`); f != "" {
			d.take(f)
		}
	}
	return d.time()
}

// dottedClock is a time as Finns, Danes and Italians write it; some programs follow the machine's language.
var dottedClock = regexp.MustCompile(`^\d{1,2}\.\d\d(\.\d\d)?$`)

// isoDate reads ISO 8601.
func isoDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, t.Year() > 0
		}
	}
	return time.Time{}, false
}

type dateParts struct {
	day, month, year     int
	hour, minute, second int
	clock, zoned         bool
	zone                 *time.Location
}

// take makes what it can of one word.
func (d *dateParts) take(f string) {
	switch n, err := strconv.Atoi(f); {
	case strings.Contains(f, ":") && !d.clock:
		d.takeClock(f)
	case (f[0] == '+' || f[0] == '-') && len(f) > 2 && (err == nil || strings.Trim(f[1:], "0123456789:") == ""):
		d.takeOffset(f)
	case !d.clock && d.year > 0 && dottedClock.MatchString(f):
		d.takeClock(strings.ReplaceAll(f, ".", ":"))
	case err == nil && len(f) <= 2 && d.day == 0:
		d.day = n
	case err == nil && d.year == 0 && n >= 0:
		d.takeYear(f, n)
	case strings.Count(f, "-") == 2 || strings.Count(f, "/") == 2:
		d.takeDashed(strings.FieldsFunc(f, func(r rune) bool { return r == '-' || r == '/' }))
	case d.month == 0 && monthNumber(f) > 0:
		d.month = monthNumber(f)
	case d.clock:
		d.takeZone(f)
	}
}

func (d *dateParts) takeClock(f string) {
	for _, sep := range []byte{'+', '-'} {
		if i := strings.LastIndexByte(f, sep); i > 3 {
			d.takeOffset(f[i:])
			f = f[:i]
		}
	}
	upper := strings.ToUpper(f)
	bare := strings.TrimRight(upper, "APMZ.")
	parts := strings.Split(bare, ":")
	number := func(i int) int {
		if i >= len(parts) {
			return 0
		}
		whole, _, _ := strings.Cut(parts[i], ".")
		n, err := strconv.Atoi(whole)
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	d.hour, d.minute, d.second, d.clock = number(0), number(1), number(2), true
	d.half(upper[len(bare):])
}

// half reads AM and PM.
func (d *dateParts) half(s string) bool {
	switch strings.ToUpper(strings.ReplaceAll(s, ".", "")) {
	case "PM":
		if d.hour < 12 {
			d.hour += 12
		}
	case "AM":
		d.hour %= 12
	default:
		return false
	}
	return true
}

func (d *dateParts) takeYear(f string, n int) {
	switch {
	case len(f) <= 2 && n < 50: // RFC 5322 section 4.3
		n += 2000
	case len(f) <= 3:
		n += 1900
	case len(f) == 8 && d.day == 0:
		d.day, d.month, n = n%100, n/100%100, n/10000
	}
	d.year = n
}

// takeDashed reads 12-Nov-2020, 2020/11/12 and 12/11/2020.
func (d *dateParts) takeDashed(p []string) {
	if len(p) != 3 {
		return
	}
	a, _ := strconv.Atoi(p[0])
	b, errB := strconv.Atoi(p[1])
	c, _ := strconv.Atoi(p[2])
	switch {
	case errB != nil && monthNumber(p[1]) > 0:
		d.day, d.month = a, monthNumber(p[1])
		d.takeYear(p[2], c)
	case len(p[0]) == 4:
		d.year, d.month, d.day = a, b, c
	case b > 12: // 11/23/2020
		d.month, d.day = a, b
		d.takeYear(p[2], c)
	default:
		d.day, d.month = a, b
		d.takeYear(p[2], c)
	}
}

func (d *dateParts) takeOffset(f string) {
	digits := strings.ReplaceAll(f[1:], ":", "")
	n, err := strconv.Atoi(digits)
	if err != nil || d.zoned {
		return
	}
	if len(digits) <= 2 {
		n *= 100
	}
	seconds := (n/100*60 + n%100) * 60
	if f[0] == '-' {
		seconds = -seconds
	}
	if seconds > 15*3600 || seconds < -15*3600 {
		seconds = 0
	}
	d.zone, d.zoned = time.FixedZone("", seconds), true
}

// takeZone reads the names of zones: those of RFC 5322 section 4.3 and common European and Asian ones.
func (d *dateParts) takeZone(f string) {
	f = strings.ToUpper(strings.Trim(f, `"()[]`))
	if d.half(f) {
		return
	}
	for _, p := range []string{"GMT", "UTC"} {
		if rest, ok := strings.CutPrefix(f, p); ok && len(rest) > 1 && (rest[0] == '+' || rest[0] == '-') {
			d.takeOffset(rest)
			return
		}
	}
	hours, ok := map[string]float64{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
		"CET": 1, "MEZ": 1, "MET": 1, "CEST": 2, "MESZ": 2, "MEST": 2, "EET": 2, "EEST": 3, "BST": 1, "WET": 0, "WEST": 1,
		"MSK": 3, "JST": 9, "KST": 9, "HKT": 8, "IST": 5.5, "AEST": 10, "NZST": 12}[f]
	if ok && !d.zoned {
		d.zone, d.zoned = time.FixedZone("", int(hours*3600)), true
	}
}

func (d *dateParts) time() time.Time {
	if d.day < 1 || d.day > 31 || d.month < 1 || d.month > 12 || d.year < 1 || d.year > 9998 {
		return time.Time{}
	}
	if d.hour > 24 || d.minute > 60 || d.second > 61 {
		d.hour, d.minute, d.second = 0, 0, 0
	}
	return time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, 0, d.zone)
}

// monthNumber knows the months by the beginning of their names in the languages that are met.
func monthNumber(s string) int {
	s = strings.ToLower(strings.Trim(s, ".,"))
	if len(s) < 3 {
		return 0
	}
	for n, names := range [12][]string{{"jan"}, {"feb", "fév", "fev"}, {"mar", "mär", "mrz"}, {"apr", "avr"}, {"may", "maj", "mai"}, {"jun"},
		{"jul"}, {"aug", "aoû"}, {"sep"}, {"oct", "okt"}, {"nov"}, {"dec", "des", "dez", "déc"}} {
		for _, p := range names {
			if strings.HasPrefix(s, p) {
				return n + 1
			}
		}
	}
	return 0
}
