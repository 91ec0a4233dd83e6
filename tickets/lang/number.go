package lang

import (
	"math"
	"strconv"
	"strings"
)

const (
	noBreak = "\u00a0"
	minus   = "\u2212"
)

// Int writes n with its thousands apart: "1 000" with no-break spaces in Swedish, "1,000" in English. A negative number
// has a true minus.
func (l Lang) Int(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = minus, s[1:]
	}
	return sign + l.grouped(s)
}

// Dec writes f with the given number of decimals and the language's own mark: "1,2" or "1.2". What is not a finite
// number is "–".
func (l Lang) Dec(f float64, decimals int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	whole, rest, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'f', decimals, 64), ".")
	s := l.grouped(whole)
	if rest != "" {
		s += l.mark() + rest
	}
	if f < 0 && strings.Trim(whole+rest, "0") != "" {
		s = minus + s
	}
	return s
}

// Percent writes a share between 0 and 1: "74 %" in Swedish, "74%" in English.
func (l Lang) Percent(share float64) string {
	s := l.Dec(share*100, 0)
	if l.Voice() == SV {
		return s + noBreak + "%"
	}
	return s + "%"
}

// Size writes a number of bytes in the unit a person would choose, of a thousand each: "48 kB", "1,2 MB". The space
// does not break.
func (l Lang) Size(bytes int64) string {
	if bytes < 1000 {
		return strings.ReplaceAll(l.N("size.bytes", int(bytes)), " ", noBreak)
	}
	units := []string{"kB", "MB", "GB", "TB"}
	f := float64(bytes) / 1000
	u := 0
	for f >= 999.5 && u < len(units)-1 {
		f /= 1000
		u++
	}
	decimals := 0
	if u > 0 && f < 9.95 {
		decimals = 1
	}
	return l.Dec(f, decimals) + noBreak + units[u]
}

func (l Lang) mark() string {
	if l.Voice() == SV {
		return ","
	}
	return "."
}

func (l Lang) grouped(digits string) string {
	sep := ","
	if l.Voice() == SV {
		sep = noBreak
	}
	if len(digits) < 4 {
		return digits
	}
	var b strings.Builder
	for i, d := range []byte(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteByte(d)
	}
	return b.String()
}
