package scrub

import (
	"strings"
	"unicode/utf8"
)

// references takes out the numbers under which others keep a person's matter: orders, customers, cases, invoices,
// consignments, policies. A word for one must stand before, or a usual prefix be its beginning.
func (p *page) references() {
	for i, w := range p.words {
		sure, possible := referenceWord(w.key)
		if possible && !oneOf(partWords, w.key) {
			p.referenceAfter(i, sure)
		}
		p.prefixedReference(i)
	}
}

// referenceWord tells whether a folded word names such a number, and whether it can mean nothing else: "ordernummer"
// can not, "order" can.
func referenceWord(key string) (sure, possible bool) {
	for _, ending := range [...]string{"nummer", "numret", "nr", "nummeret", "numero", "number", "no", "id"} {
		if stem, ok := strings.CutSuffix(key, ending); ok && (oneOf(referenceStems, stem) || oneOf(referenceStems, strings.TrimSuffix(stem, "s")) || oneOf(referenceStems, strings.TrimSuffix(stem, "e"))) {
			return true, true
		}
	}
	return false, oneOf(referenceStems, key) && !oneOf(" kund kunde medlem projekt policy konto sag sak ", key)
}

const referenceStems = " order orders orderns bestallning bestallnings bestallningen inkopsorder kopeorder arende arendet arenden case ticket tickets biljett kund kundens kunde kunden customer client klient kundennr kundes asiakas medlem member rma retur return retoure faktura fakturan fakturaens invoice lasku rechnung rechnungs rekning offert quote quotation angebot angebots tilbud tilbuds tarjous foljesedel foljesedels fraktsedel fraktsedels sandning sandnings kolli kollinummer forsandelse tracking sparning sparnings shipment consignment parcel awb waybill sendung sendungs lieferschein skade skada skadeanmalan forsakring forsakrings policy claim versicherung schaden schadens avtal avtals contract kontrakt vertrag vertrags auftrag auftrags bestellung bestell bestellnummer ordre ordren ordrer sag sags sak saks saksbehandling tilaus tikettinumero tapaus vorgang vorgangs diarie dnr protokoll anmalan anmalnings felanmalan installation installations abonnemang abonnemangs abonnement licens license licence lizenz anlaggnings anlaggning projekt kvittens kvitto receipt reklamation reklamations referens reference ref po wo workorder arbetsorder inkops kop purchase booking boknings bokning "

// referenceAfter takes the number behind the word at i: "Ordernr: SO-2023-118", "ärende #48213".
func (p *page) referenceAfter(i int, sure bool) {
	k, marked := i, sure
	for n := 0; n < 4 && k+1 < len(p.words); n++ {
		between := p.gap(k)
		if len(between) > 4 || strings.ContainsAny(between, "\n.;?!,(") && !strings.HasPrefix(between, ".") || strings.HasPrefix(between, ". ") && utf8.RuneCountInString(p.words[k].key) > 3 && !(n == 0 && sure && strings.HasSuffix(p.words[k].key, "nr")) {
			return
		}
		marked = marked || strings.ContainsAny(between, "#:")
		k++
		if p.state[p.words[k].s] == fixed {
			return
		}
		if !oneOf(" nr no num nummer number numero ar er is ist lyder lautet on med id ert er vart var your our ihr unser the och ref ", p.words[k].key) || p.words[k].form == number {
			break
		}
		marked = marked || oneOf(" nr no num nummer number numero ", p.words[k].key)
	}
	if k == i {
		return
	}
	s, last, digits := p.referenceValue(k)
	if digits < 3 || digits < 5 && !marked || digits == 3 && !sure && !strings.Contains(p.gap(k-1), "#") {
		return
	}
	p.takeReference(s, last)
}

// referenceValue reads the number that begins at word k: words of capitals and digits that hyphens, slashes and points
// join, and groups of digits with blanks between them.
func (p *page) referenceValue(k int) (start, last, digits int) {
	count := func(w word) int { return len(digitsOf(p.text[w.s:w.e])) }
	start, last, digits = k, k, count(p.words[k])
	if digits == 0 && p.words[k].form != upper && utf8.RuneCountInString(p.words[k].key) > 1 {
		return k, k, 0
	}
	for last+1 < len(p.words) && last < k+6 {
		next, between := p.words[last+1], p.gap(last)
		tight := between == "-" || between == "/" || between == "_" || between == "." && next.form == number
		spaced := between == " " && next.form == number && p.words[last].form == number && len(next.key) >= 2 && !p.wordIsQuantity(last+1)
		if !tight && !spaced || next.form != number && next.form != coded && next.form != upper {
			break
		}
		last++
		digits += count(next)
	}
	return start, last, digits
}

// wordIsQuantity tells whether the number at word k counts or measures something.
func (p *page) wordIsQuantity(k int) bool {
	next := p.word(k + 1)
	return len(p.gap(k)) <= 1 && next.s < len(p.text) && unit(next.key, p.text[next.s:next.e])
}

func (p *page) takeReference(first, last int) {
	if p.wordIsQuantity(last) && first == last || first == last && yearLike(p.words[first].key) || p.dateOrTime(first) > 0 && p.words[first].form == number {
		return
	}
	p.take(p.words[first].s, p.words[last].e, ID, LayerPattern)
}

// prefixedReference takes numbers that begin as such systems make them: "INC0045821", "SO-2023-118274", "#48213".
func (p *page) prefixedReference(i int) {
	w := p.words[i]
	if p.state[w.s] != free {
		return
	}
	if w.form == number && len(w.key) >= 5 && strings.HasSuffix(p.before(w.s, 1), "#") {
		p.take(w.s, w.e, ID, LayerPattern)
		return
	}
	letters := strings.TrimRight(w.key, "0123456789")
	if !oneOf(" inc req chg tkt case ticket ord order inv rma so po ko fs kd knd cust crm sr wo ritm task sd arende off offert kund ", letters) || !isUpper(p.text[w.s]) {
		return
	}
	_, last, digits := p.referenceValue(i)
	if digits >= 5 && (last > i || len(letters) < len(w.key)) {
		p.take(w.s, p.words[last].e, ID, LayerPattern)
	}
}

const bornWords = " fodd fodda foddes fodelsedatum fodelsedag fodelsear fodelsedagen born dob birthdate birthday birth geboren geb geburtsdatum geburtstag fodt fodselsdato fodselsdag syntynyt syntymaaika syntymapaiva "

// births takes out dates of birth.
func (p *page) births() {
	for i, w := range p.words {
		if !oneOf(bornWords, w.key) {
			continue
		}
		k := i + 1
		for k < len(p.words) && k < i+4 && len(p.gap(k-1)) <= 3 && oneOf(" den der the on am is ar er ist i in ar ", p.words[k].key) {
			k++
		}
		if k >= len(p.words) || len(p.gap(k-1)) > 3 || strings.Contains(p.gap(k-1), "\n") {
			continue
		}
		n := p.dateOrTime(k)
		switch {
		case n == 0 && p.words[k].form == number && (yearLike(p.words[k].key) || len(p.words[k].key) == 6 || len(p.words[k].key) == 8):
			n = 1
		case n == 0 && monthOrDay(p.lowText(p.words[k])) && p.word(k+1).form <= number:
			n = 2
			if p.word(k+2).form == number && yearLike(p.word(k+2).key) {
				n = 3
			}
		}
		if n > 0 {
			p.take(p.words[k].s, p.words[k+n-1].e, ID, LayerPattern)
		}
	}
}

// ages takes out how old a named person is: "Tuva (14 år)", "I'm Rosalind, 34,".
func (p *page) ages() {
	for i, w := range p.words {
		if w.form != number || len(w.key) > 3 || i == 0 || p.state[w.s] == taken || !p.personAt(i-1) && !(i > 1 && p.personAt(i-2) && oneOf(" ar er is ist on ", p.words[i-1].key) && p.gap(i-2) == " ") {
			continue
		}
		between, next := p.gap(i-1), p.word(i+1)
		old := p.gap(i) == " " && oneOf(" ar aring years year yrs jahre jahr vuotta gammal ", next.key) && (next.key != "year" || p.word(i+2).key == "old")
		closed := strings.IndexByte(",).", p.text[min(w.e, len(p.text)-1)]) >= 0 && len(w.key) == 2 && w.key >= "12" && w.e < len(p.text)
		if (between == ", " || between == " (" || between == " ") && old || closed && (between == ", " || between == " (") {
			end := w.e
			if old {
				end = next.e
			}
			p.force(w.s, end, ID, LayerFound)
		}
	}
}
