package verify

import "strings"

// A run is digits as people group them: 070-123 45 67, +46 (0)70 1234567.
type run struct {
	at, end int
	plus    bool
	digits  string
	groups  []int  // digits in each group
	seps    string // one sign for each gap
}

// runAt reads the run that starts at i, which holds a digit, a plus or an opening bracket. At most three signs stand between groups.
func (p *page) runAt(i int) run {
	r := run{at: i, end: i}
	if p.plain[i] == '+' {
		r.plus = true
		i++
	}
	var digits []byte
	for i < len(p.plain) {
		start := i
		for i < len(p.plain) && isDigit(p.plain[i]) {
			digits = append(digits, p.plain[i])
			i++
		}
		if i > start {
			r.groups = append(r.groups, i-start)
			r.end = i
		}
		gap := i
		for i < len(p.plain) && i-gap < 3 && strings.IndexByte(" -./()", p.plain[i]) >= 0 {
			i++
		}
		if i == gap || i >= len(p.plain) || !isDigit(p.plain[i]) {
			break
		}
		if len(r.groups) > 0 {
			r.seps += string(sepOf(p.plain[gap:i]))
		}
	}
	r.digits = string(digits)
	return r
}

// sepOf is the telling sign of a gap.
func sepOf(gap []byte) byte {
	for _, c := range gap {
		if c != ' ' {
			return c
		}
	}
	return ' '
}

// runs lists every run that does not start inside a word, a decimal or another run.
func (p *page) runs() []run {
	var out []run
	for i := 0; i < len(p.plain); i++ {
		c := p.plain[i]
		if !isDigit(c) && !(c == '+' || c == '(') || i > 0 && (letterOrDigit(p.plain[i-1]) || p.plain[i-1] == '~') {
			continue
		}
		if !isDigit(c) && (i+1 >= len(p.plain) || !isDigit(p.plain[i+1]) && p.plain[i+1] != '(' && p.plain[i+1] != '+') {
			continue
		}
		r := p.runAt(i)
		if r.digits == "" {
			continue
		}
		out = append(out, r)
		i = max(i, r.end-1)
	}
	return out
}

// before lists up to n words before at on its line, nearest first.
func (p *page) before(at, n int) []string {
	lo, hi := 0, len(p.words)
	for lo < hi {
		mid := (lo + hi) / 2
		if p.words[mid].end <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	var out []string
	end := at
	for i := lo - 1; i >= 0 && len(out) < n; i-- {
		w := p.words[i]
		for _, c := range p.plain[w.end:end] {
			if c == '\n' {
				return out
			}
		}
		out = append(out, w.s)
		end = w.at
	}
	return out
}

// after is the word that follows end with at most a space or a bracket between, or "".
func (p *page) after(end int) string {
	i := end
	for i < len(p.plain) && i-end < 2 && (p.plain[i] == ' ' || p.plain[i] == '(') {
		i++
	}
	from := i
	for i < len(p.plain) && letterOrDigit(p.plain[i]) {
		i++
	}
	return string(p.plain[from:i])
}

// unit knows what makes a number a quantity.
func unit(s string) bool {
	switch s {
	case "v", "mv", "kv", "a", "ma", "ua", "w", "kw", "mw", "hz", "khz", "mhz", "ghz", "mm", "cm", "m", "km", "um", "nm", "g", "kg", "mg", "t", "n", "kn", "nm2", "c", "k", "f", "bar", "mbar", "pa",
		"kpa", "mpa", "hpa", "psi", "l", "ml", "m3", "h", "min", "s", "ms", "us", "ohm", "kohm", "mohm", "rpm", "varv", "bps", "baud", "kb", "mb", "gb", "byte", "bytes", "bit", "bits",
		"st", "stk", "pcs", "kr", "sek", "eur", "nok", "dkk", "usd", "ppm", "db", "grader", "grad", "degrees", "timmar", "hours", "stunden", "timer", "dagar", "days", "sekunder", "seconds",
		"meter", "meters", "metres", "procent", "percent", "prosent", "prozent", "pulser", "pulses", "impulse", "rader", "rows", "samples", "ah", "mah", "va", "kva", "var", "cst", "lux":
		return true
	}
	return false
}

func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func anyOf(words []string, known func(string) bool) bool {
	for _, w := range words {
		if known(w) {
			return true
		}
	}
	return false
}
