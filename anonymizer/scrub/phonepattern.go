package scrub

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// phones takes out telephone numbers. Digits alone are weak evidence: a plus, a trunk zero with the usual grouping, a
// word, or a place in a signature is needed.
func (p *page) phones() {
	p.groups(func(g group) {
		for g.n > 0 {
			used := p.phoneIn(g)
			if used == 0 {
				used = 1
			}
			g = g.rest(p, used)
		}
	})
	p.dictated()
	p.letteredPhones()
}

// surePhones takes the numbers that nothing technical looks like: with a plus and a country's code, with 00 before it, or
// ten digits of a Swedish mobile number in any grouping.
func (p *page) surePhones() {
	p.groups(func(g group) {
		for n, digits := 1, p.words[g.first].key; n <= g.n && len(digits) <= 15; n++ {
			if p.surePhone(g, n, digits) && (n == g.n || len(digits)+len(p.words[g.first+n].key) > 13 || len(p.gap(g.first+n-1)) > 1 || strings.HasPrefix(digits, "0") && len(digits) == 10) {
				start, last := g.s, g.first+n-1
				for start > 0 && strings.IndexByte("+(", p.text[start-1]) >= 0 {
					start--
				}
				if p.take(start, p.words[last].e, Phone, LayerPattern) {
					p.takeExtension(last+1, LayerPattern)
				}
				return
			}
			if n < g.n {
				digits += p.words[g.first+n].key
			}
		}
	})
}

// surePhone tells whether the first n words of a group are such a number.
func (p *page) surePhone(g group, n int, digits string) bool {
	if p.keywordBefore(g.s, 2, partWords+serialWords+versionWords) || n > 1 && p.listLike(g, n) {
		return false
	}
	plus := g.s > 0 && (p.text[g.s-1] == '+' || g.s > 1 && p.before(g.s, 2) == "+(")
	if plus && len(digits) >= 9 && len(digits) <= 14 {
		code := countryCode(digits)
		return len(code) >= 2 && (len(code) > 2 || code[0] == '4' || n > 1 && len(p.words[g.first].key) == len(code) || p.validWorld(digits)) || code != "" && p.validWorld(digits)
	}
	if strings.HasPrefix(digits, "00") && len(digits) >= 11 && len(digits) <= 15 {
		return countryCode(digits[2:]) != "" && p.validWorld(digits[2:])
	}
	return len(digits) == 10 && mobile(digits) && n > 1 && len(p.words[g.first].key) >= 3
}

// validWorld tells whether digits that begin with a country's code are a valid number there, with or without the trunk
// zero that is often left in brackets.
func (p *page) validWorld(digits string) bool {
	num, err := phonenumbers.Parse("+"+digits, "ZZ")
	if err == nil && phonenumbers.IsPossibleNumber(num) {
		return true
	}
	code := countryCode(digits)
	num, err = phonenumbers.Parse("+"+code+strings.TrimPrefix(digits[len(code):], "0"), "ZZ")
	return err == nil && phonenumbers.IsPossibleNumber(num)
}

// rest is the group behind its first n words.
func (g group) rest(p *page, n int) group {
	if n >= g.n {
		return group{}
	}
	r := group{first: g.first + n, n: g.n - n, s: p.words[g.first+n].s, e: g.e}
	for _, w := range p.words[r.first : r.first+r.n] {
		r.digits += w.key
	}
	return r
}

// phoneIn takes the telephone number that a group begins with, and gives the number of words it has.
func (p *page) phoneIn(g group) int {
	best := 0
	digits := ""
	for k := 0; k < g.n; k++ {
		w := p.words[g.first+k]
		digits += w.key
		if len(digits) > 16 || k > 0 && strings.Contains(p.gap(g.first+k-1), "+") && digits != "" {
			break
		}
		if k > 0 && (p.dateLike(g.first+k) || best > 0 && p.newNumber(g.first+k)) {
			break
		}
		if p.phoneLike(g, k+1, digits) {
			best = k + 1
		}
	}
	if best == 0 {
		return 0
	}
	last := p.words[g.first+best-1]
	if p.any(g.s, last.e, technical) {
		return best
	}
	start := g.s
	for start > 0 && strings.IndexByte("+(", p.text[start-1]) >= 0 {
		start--
	}
	end := last.e
	if p.take(start, end, Phone, LayerPattern) {
		p.takeExtension(g.first+best, LayerPattern)
	}
	return best
}

// newNumber tells whether another telephone number begins at word i, behind a slash or a blank.
func (p *page) newNumber(i int) bool {
	key := p.words[i].key
	return key[0] == '0' && len(key) >= 3 && strings.Contains(p.gap(i-1), " ")
}

// dateLike tells whether a date begins at word i, which then is no part of a number before it.
func (p *page) dateLike(i int) bool {
	return i+2 < len(p.words) && len(p.words[i].key) == 4 && (strings.HasPrefix(p.words[i].key, "20") || strings.HasPrefix(p.words[i].key, "19")) && p.gap(i) == "-" && p.gap(i+1) == "-" && len(p.words[i+1].key) == 2
}

// phoneLike weighs the first n words of a group, which have these digits.
func (p *page) phoneLike(g group, n int, digits string) bool {
	plus := g.s > 0 && (p.text[g.s-1] == '+' || g.s > 1 && p.before(g.s, 2) == "+(")
	if plus && len(digits) >= 8 && len(digits) <= 15 && (countryCode(digits) != "") {
		return true
	}
	if len(digits) < 6 || len(digits) > 15 {
		return false
	}
	if p.keywordBefore(g.s, 3, partWords+serialWords) || p.keywordBefore(g.s, 2, versionWords) || p.keywordBefore(g.s, 3, " order ordernr ordernummer faktura fakturanr invoice format formatet arende arendenr ticket case ") {
		return false
	}
	named := p.keywordBefore(g.s, 3, phoneWords)
	signed := p.sig[p.words[g.first].line]
	if strings.HasPrefix(digits, "00") && len(digits) >= 11 && countryCode(digits[2:]) != "" {
		return true
	}
	if p.listLike(g, n) {
		return false
	}
	if strings.HasPrefix(digits, "0") && len(digits) >= 8 && len(digits) <= 12 {
		if named || signed || trunkGrouping(p, g, n, digits) {
			return true
		}
		return n == 1 && len(digits) == 10 && mobile(digits)
	}
	if named && len(digits) >= 6 && (n > 1 || len(digits) >= 7) {
		return true
	}
	return (signed || nordicGrouping(p, g, n)) && len(digits) == 8 && n > 1 && p.validIn(digits)
}

const phoneWords = " tel telefon telefonnummer telefonnr tlf telefonen phone mobil mobilnummer mobilnr mob mobile cell cellphone handy ring ringa ringer ringde call calling dial fax vaxel vaxeln direkt direktnummer direct puh puhelin puhelinnumero gsm sms soita rufnummer rufen anrufen telefonnummern numret nummer pa nas whatsapp kontakt hotline jour jourtelefon journummer mobiltelefon nummeret "

// trunkGrouping tells whether a number with a leading zero is grouped as telephone numbers are: an area code of two to
// four digits set off, then groups of two or three, or one block of five or more.
func trunkGrouping(p *page, g group, n int, digits string) bool {
	if n < 2 {
		return false
	}
	if p.digitByDigit(g, n) {
		return true
	}
	area := p.words[g.first].key
	if len(area) < 2 || len(area) > 5 || area[0] != '0' || len(area) > 1 && area[1] == '0' {
		return false
	}
	for k := 1; k < n; k++ {
		size := len(p.words[g.first+k].key)
		if size < 2 || size > 8 || n > 3 && size > 4 {
			return false
		}
		if between := p.gap(g.first + k - 1); between == "." && n == 2 {
			return false
		}
	}
	return true
}

// nordicGrouping tells whether eight digits stand in four pairs, or as 3-2-3, as in Norway and Denmark.
func nordicGrouping(p *page, g group, n int) bool {
	if p.lang != "no" && p.lang != "da" || n != 4 && n != 3 {
		return false
	}
	for k := range n {
		size := len(p.words[g.first+k].key)
		if n == 4 && size != 2 || n == 3 && size != []int{3, 2, 3}[k] || k > 0 && p.gap(g.first+k-1) != " " {
			return false
		}
	}
	return true
}

// mobile tells whether ten bare digits are a valid Swedish mobile number.
func mobile(digits string) bool {
	num, err := phonenumbers.Parse(digits, "SE")
	return err == nil && digits[1] == '7' && phonenumbers.IsValidNumberForRegion(num, "SE") && phonenumbers.GetNumberType(num) == phonenumbers.MOBILE
}

// validIn tells whether digits are a valid number of a country of the page's language.
func (p *page) validIn(digits string) bool {
	regions := map[string]string{"no": "NO", "da": "DK", "fi": "FI", "de": "DE", "en": "GB"}
	region := regions[p.lang]
	if region == "" {
		region = "SE"
	}
	num, err := phonenumbers.Parse(digits, region)
	return err == nil && phonenumbers.IsValidNumberForRegion(num, region)
}

// listLike tells whether n groups look like a date, a time, a list of measured values or a part number instead.
func (p *page) listLike(g group, n int) bool {
	first := p.words[g.first].key
	if len(first) == 4 && (strings.HasPrefix(first, "20") || strings.HasPrefix(first, "19")) && n >= 3 && len(p.words[g.first+1].key) == 2 {
		return true
	}
	if first == "0" {
		return !p.digitByDigit(g, n)
	}
	for k := 1; k < n; k++ {
		if strings.HasPrefix(p.gap(g.first+k-1), ", ") {
			return true
		}
	}
	return false
}

// digitByDigit tells whether a number is written one digit at a time.
func (p *page) digitByDigit(g group, n int) bool {
	for k := range n {
		if len(p.words[g.first+k].key) != 1 {
			return false
		}
	}
	return n >= 9
}

// dictated takes out numbers spoken as words: six numerals or more beginning with a zero, or behind a word for
// telephone.
func (p *page) dictated() {
	for i := 0; i < len(p.words); i++ {
		n, digits, spoken := 0, "", 0
		for i+n < len(p.words) && len(digits) < 16 {
			w := p.words[i+n]
			d := phoneWord(p, w)
			if d == "" || n > 0 && !numberGap(p.gap(i+n-1)) || p.state[w.s] == taken {
				break
			}
			if w.form != number {
				spoken++
			}
			digits += d
			n++
		}
		if n >= 3 && spoken >= 2 && len(digits) >= 7 && (digits[0] == '0' || p.keywordBefore(p.words[i].s, 3, phoneWords) || spoken >= 7) {
			p.take(p.words[i].s, p.words[i+n-1].e, Phone, LayerPattern)
		}
		i += max(0, n-1)
	}
}

// letteredPhones takes out numbers in which letters stand for digits: "O7O-123 45 67", "07O l23 45 6I".
func (p *page) letteredPhones() {
	for i := 0; i < len(p.words); i++ {
		n, digits, letters := 0, "", false
		for i+n < len(p.words) && len(digits) < 14 {
			w := p.words[i+n]
			d := digitLike.Replace(w.key)
			if !isDigits(d) || w.form == upper && len(w.key) > 4 || n > 0 && !joins(p.gap(i+n-1)) || p.state[w.s] == taken {
				break
			}
			letters = letters || d != w.key
			digits += d
			n++
		}
		if n > 0 && letters && len(digits) >= 8 && digits[0] == '0' && n >= 2 {
			p.take(p.words[i].s, p.words[i+n-1].e, Phone, LayerPattern)
		}
		i += max(0, n-1)
	}
}
