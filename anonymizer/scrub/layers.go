package scrub

import (
	"slices"
	"strings"
)

// protectTerms keeps the terms given in the options: names of products, parts, firmware and faults.
func (p *page) protectTerms() {
	if len(p.of.terms.byFirst) == 0 {
		return
	}
	for i := 0; i < len(p.words); i++ {
		if n, _ := p.of.terms.longest(p, i, within, nil); n > 0 {
			p.protect(p.words[i].s, p.words[i+n-1].e, technical)
			i += n - 1
		}
	}
}

// strictPatterns takes what its form alone tells apart from technical content.
func (p *page) strictPatterns() {
	p.secrets()
	p.links()
	p.mails()
	p.spokenMails()
	p.machines()
	p.addresses()
	p.personalNumbers()
	p.accounts()
	p.messageIDs()
	p.surePhones()
	p.postalAddresses()
	p.companies()
	p.births()
	p.plates()
	p.references()
}

// loosePatterns takes what needs context, and yields to technical content.
func (p *page) loosePatterns() {
	p.phones()
	p.serials()
}

// messageIDs takes the fields of a letter that join it to others, and ids for tracking.
func (p *page) messageIDs() {
	for i, w := range p.words {
		field := oneOf(" references inreplyto messageid ", w.key)
		if i+1 < len(p.words) && (w.key == "message" && p.words[i+1].key == "id" || w.key == "thread" && oneOf(" index topic id ", p.words[i+1].key) || w.key == "queue" && p.words[i+1].key == "id") {
			w, field = p.words[i+1], true
		}
		if !field || w.e >= len(p.text) || p.text[w.e] != ':' {
			continue
		}
		s := runRight(p.text, w.e+1, 4, isSpace)
		e := runRight(p.text, s, 500, func(c byte) bool { return c > ' ' })
		if e-s >= 8 && !p.any(s, e, fixed) {
			p.take(s, e, ID, LayerPattern)
		}
	}
}

// serials takes what a word for serial number stands before, unless the text speaks of the form of serial numbers.
func (p *page) serials() {
	spoken := slices.ContainsFunc(p.words, func(w word) bool { return oneOf(serialWords, w.key) && len(w.key) > 3 })
	for i, w := range p.words {
		if spoken && p.looksSerial(i) {
			continue
		}
		mark := oneOf(" serienummer serienr serienumret serial snr seriennummer sarjanumero serialnumber serialno ", w.key)
		last := i
		if w.key == "s" && i+1 < len(p.words) && p.words[i+1].key == "n" && p.gap(i) == "/" {
			mark, last = true, i+1
		}
		if w.key == "ser" && i+1 < len(p.words) && oneOf(" nr no nummer ", p.words[i+1].key) && len(p.gap(i)) <= 2 {
			mark, last = true, i+1
		}
		mark = mark || w.key == "sn" && w.form == upper
		if !mark {
			continue
		}
		for last+1 < len(p.words) && last < i+5 && p.words[last+1].form == lower && p.state[p.words[last+1].s] != fixed && p.words[last+1].line == w.line && len(p.gap(last)) <= 3 && !strings.Contains(p.gap(last), ". ") {
			last++
		}
		p.serialAt(last + 1)
	}
}

// looksSerial takes what looks like a serial number at word i: capitals and digits, then groups of digits, seven digits
// or more in all. It is asked only where the text speaks of serial numbers.
func (p *page) looksSerial(i int) bool {
	w := p.words[i]
	if w.form != coded && w.form != upper || len(w.key) > 6 || !isUpper(p.text[w.s]) || p.state[w.s] == taken || p.state[w.s] == fixed || i > 0 && p.gap(i-1) == "-" {
		return false
	}
	last, digits := i, len(digitsOf(w.key))
	for p.gap(last) == "-" && p.word(last+1).form == number {
		last++
		digits += len(p.words[last].key)
	}
	if n, _ := p.of.terms.longest(p, i, within, nil); last == i || digits < 7 || n > last-i || p.keywordBefore(w.s, 3, partWords+versionWords) {
		return false
	}
	p.force(w.s, p.words[last].e, Unit, LayerPattern)
	return true
}

func (p *page) serialAt(i int) {
	if i >= len(p.words) || len(p.gap(i-1)) > 4 || p.words[i].line != p.words[i-1].line {
		return
	}
	w := p.words[i]
	if w.form != number && w.form != coded && !(w.form == upper && i+1 < len(p.words) && p.gap(i) == "-") {
		return
	}
	last, size := i, len(w.key)
	for last+1 < len(p.words) && (p.gap(last) == "-" || p.gap(last) == "/" || p.gap(last) == "." || p.gap(last) == " " && p.words[last+1].form == number && w.form == number) && p.words[last+1].form >= upper {
		last++
		size += len(p.words[last].key)
	}
	if size < 5 || p.keywordBefore(w.s, 4, " format formatet form example exempel exempelvis t.ex like som xxxx ") {
		return
	}
	for k := i; k <= last; k++ {
		if n, _ := p.of.terms.longest(p, k, within, nil); n > 0 {
			return
		}
	}
	p.force(w.s, p.words[last].e, Unit, LayerPattern)
}
