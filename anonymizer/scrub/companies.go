package scrub

import (
	"strings"
	"unicode/utf8"
)

// companies takes out organisations that their legal form marks: "Granviks Pumpservice AB", "ElTeknik i Arvika AB",
// "Maschinenbau Hölzl KG". Names with a capital, and small words between them, go with it.
func (p *page) companies() {
	for i := 1; i < len(p.words); i++ {
		if first, last := p.legalForm(i); last >= 0 {
			p.companyBefore(first, last)
		}
		p.companyAfter(i - 1)
	}
}

// legalForm reads a legal form that begins at word i as it is written: "AB", "GmbH & Co. KG", "A/S", "B.V.". last is
// -1 if there is none.
func (p *page) legalForm(i int) (first, last int) {
	w := p.words[i]
	if p.gap(i-1) != " " && p.gap(i-1) != ", " || p.state[w.s] != free {
		return i, -1
	}
	text := p.text[w.s:w.e]
	if len(text) == 1 && isUpper(text[0]) && i+1 < len(p.words) { // A/S, B.V., S.A.
		next := p.words[i+1]
		pair := text + p.gap(i) + p.text[next.s:next.e]
		if oneOf(" A/S B.V. B.V N.V S.A K/S I/S P/S ", pair) {
			return i, i + 1
		}
		return i, -1
	}
	if !oneOf(" AB HB KB GmbH mbH KG OHG UG AG ApS AS ASA DA Ltd LTD Limited LLC LLP plc PLC Inc Corp Corporation Oy OY Oyj Ky Tmi BV NV SA SAS SARL Srl SpA SE OÜ UAB SIA Aktiebolag Handelsbolag Kommanditbolag ", text) {
		return i, -1
	}
	if p.gap(i-1) == ", " && !oneOf(" Ltd LTD Inc LLC GmbH ", text) {
		return i, -1
	}
	last = i
	if text == "GmbH" && i+2 < len(p.words) && p.words[i+1].key == "co" && p.words[i+2].key == "kg" && len(p.gap(i)) <= 3 && len(p.gap(i+1)) <= 2 {
		last = i + 2
	}
	return i, last
}

// companyBefore takes the names before the legal form from word first to last.
func (p *page) companyBefore(first, last int) {
	k := first
	for k > 0 && first-k < 7 && p.words[k-1].line == p.words[first].line {
		w, between := p.words[k-1], p.gap(k-1)
		if k < first && !oneOf(" - & + ", " "+strings.TrimSpace(between)+" ") && between != " " || k == first && between != " " && between != ", " {
			if between != " & " && between != " + " && between != "-" && between != "&" {
				break
			}
		}
		if p.state[w.s] == fixed || p.state[w.s] == taken && w.form == number {
			break
		}
		if !companyWord(w) {
			if k == first || !oneOf(" i och o og und and of de von fur & ", w.key) || k < 2 || !companyWord(p.words[k-2]) || p.gap(k-2) != " " || p.function(p.lowText(p.words[k-2])) {
				break
			}
			k--
		}
		k--
	}
	for k < first && p.words[k].opens && (p.function(p.lowText(p.words[k])) || greeting(p.words[k].key)) {
		k++
	}
	if k == first || first-k == 1 && p.plainWord(k) {
		return
	}
	end := p.words[last].e
	p.takeCompany(p.words[k].s, end)
}

// plainWord tells whether a lone word before a legal form says nothing: a term, a protocol, a unit, a sentence's first
// word that is an ordinary one.
func (p *page) plainWord(k int) bool {
	w := p.words[k]
	low := p.lowText(w)
	return p.of.words.Term(low) || protocol(w.key) || utf8.RuneCountInString(low) < 2 || p.unit(w) || w.opens && p.function(low)
}

// companyWord tells whether a word may be part of a company's name.
func companyWord(w word) bool {
	return w.form == titled || w.form == upper || w.form == mixed || w.form == coded && w.key[0] > '9'
}

// takeCompany takes text[s:e] with the claims of names in it.
func (p *page) takeCompany(s, e int) {
	if p.any(s, e, fixed) {
		return
	}
	p.force(s, e, Company, LayerPattern)
}

// companyAfter takes the name behind a word that organisations begin with: "BRF Solgläntan", "Stadtwerke Lindental".
func (p *page) companyAfter(i int) {
	w := p.words[i]
	if !oneOf(" brf bostadsrattsforeningen firma foretaget bolaget stadtwerke stadtwerken wasserwerk wasserwerke maschinenbau stiftelsen foreningen samfalligheten kommunalforbundet klaranlage kraftwerk klinikum gemeinde molkerei brauerei spedition ", w.key) || w.form == lower && oneOf(" wasserwerk maschinenbau ", w.key) {
		return
	}
	last := i
	for last+1 < len(p.words) && last < i+3 && p.gap(last) == " " && companyWord(p.words[last+1]) && p.state[p.words[last+1].s] == free {
		last++
	}
	if last == i || p.lang == "de" && p.ordinary(p.words[i+1]) && p.of.bearers(p.lowText(p.words[i+1])) < 20 || p.function(p.lowText(p.words[i+1])) {
		return
	}
	s := p.words[i+1].s
	if w.form != lower {
		s = w.s
	}
	p.takeCompany(s, p.words[last].e)
}
