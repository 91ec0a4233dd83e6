package scrub

import (
	"strings"
	"unicode/utf8"
)

// postalAddresses takes out streets with numbers, boxes, postcodes with towns, c/o lines, positions on the map.
func (p *page) postalAddresses() {
	for i := range p.words {
		p.street(i)
		p.box(i)
		p.postcode(i)
		p.careOf(i)
		p.britishPostcode(i)
		p.property(i)
	}
	p.coordinates()
	p.plusCodes()
}

// streetEnding tells whether a folded word is, or ends as, the name of a street.
func streetEnding(key string) bool {
	for ending := range strings.SplitSeq("gatan vagen grand stigen torget allen backen leden parken platsen kajen gate gata gaten veien vegen veg plass torg bakken stien alle gade vej vejen straede torv plads strasse str weg platz allee ring damm ufer gasse katu tie polku kuja kaari ranta rinne aukio", " ") {
		if len(key) > len(ending)+1 && strings.HasSuffix(key, ending) {
			return !oneOf(" parameter register trage bestring monitoring string monitor storing matning losning battre matstring forsoring bring spring during wiring measuring engineering monitoring ", key) && !strings.HasSuffix(key, "ering") && !strings.HasSuffix(key, "ring") || strings.HasSuffix(key, "ring") && ending != "ring"
		}
	}
	return oneOf(" street road avenue lane drive boulevard square court close terrace crescent way st rd ave blvd vag vagen gata gatan gate vei veien strasse platz weg ", key)
}

// street takes "Storgatan 12 B", "12 High Street", "Norra vägen 3, 2 tr".
func (p *page) street(i int) {
	w := p.words[i]
	if w.form != titled && w.form != upper && !p.sig[w.line] && !(w.form == lower && streetEnding(w.key)) || !streetEnding(w.key) {
		return
	}
	whole := oneOf(" street road avenue lane drive boulevard square court close terrace crescent way st rd ave blvd vag vagen gata gatan gate vei veien strasse platz weg ", w.key)
	first, last := i, i
	for first > 0 && first > i-3 && p.gap(first-1) == " " && (p.words[first-1].form == titled || p.words[first-1].form == upper) && p.state[p.words[first-1].s] == free && !p.words[first].opens && !(p.words[first-1].opens && p.ordinary(p.words[first-1]) && !streetOpener(p.words[first-1].key)) {
		first--
	}
	after := i+1 < len(p.words) && p.words[i+1].line == w.line && (p.gap(i) == " " || p.gap(i) == ". ") && houseNumber(p.words[i+1]) && !p.measuredAfter(i+1) && !signalPath(w.key)
	before := first > 0 && p.gap(first-1) == " " && houseNumber(p.words[first-1]) && whole && first < i
	switch {
	case after:
		last = i + 1
		if last+1 < len(p.words) && p.gap(last) == " " && len(p.words[last+1].key) == 1 && p.words[last+1].form == titled {
			last++
		}
	case before:
		first--
	case whole || w.form == lower || p.ordinary(w) && !p.compound(w):
		return
	case !p.words[i].opens && w.form == titled && !p.ordinary(w) || p.sig[w.line]:
	default:
		return
	}
	if w.form == lower && !(after && (!p.ordinary(w) || p.addressTail(last) > last)) {
		return
	}
	if whole && first == i && !p.sig[w.line] {
		return
	}
	if after || before {
		last = p.addressTail(last)
	}
	if first > 1 && p.gap(first-1) == ", " && p.words[first-1].form <= coded && oneOf(" flat apt unit suite room ", p.words[first-2].key) && p.gap(first-2) == " " {
		first -= 2
	}
	p.take(p.words[first].s, p.words[last].e, Address, LayerPattern)
}

// streetOpener tells whether a folded ordinary word may be the first word of a street's name.
func streetOpener(key string) bool {
	return oneOf(" norra sodra ostra vastra gamla nya stora lilla ovre nedre sankt st nordre sondre vestre ostre gamle new old north south east west upper lower high mill church station am an im auf alte neue obere untere ", key)
}

// signalPath tells whether a folded word that ends as a street does is a path of something else.
func signalPath(key string) bool {
	for _, head := range [...]string{"signal", "mat", "strom", "kabel", "last", "luft", "gas", "kryp", "retur", "flodes", "transport", "ljud", "data", "matnings", "omvag", "gatevei"} {
		if strings.HasPrefix(key, head) && len(key) <= len(head)+6 {
			return true
		}
	}
	return false
}

// measuredAfter tells whether the number at word i has a unit of several letters behind it, so that it measures.
func (p *page) measuredAfter(i int) bool {
	next := p.word(i + 1)
	return p.gap(i) == " " && len(next.key) > 1 && next.form != titled && unit(next.key, p.text[next.s:next.e]) && !oneOf(" st tr klockan ", next.key) || signUnit(strings.TrimLeft(p.after(p.words[i].e, 3), " "))
}

// addressTail gives the last word of what follows a house number: entrance, stairs, flat, postcode and town.
func (p *page) addressTail(last int) int {
	for n := 0; n < 4 && last+1 < len(p.words); n++ {
		between, next := p.gap(last), p.words[last+1]
		if between != " " && between != ", " && between != "," && between != "\n" && between != "\r\n" && between != "., " {
			return last
		}
		after := p.word(last + 2)
		switch {
		case oneOf(" lgh lagenhet van vaning plan uppg uppgang trappa apt flat unit suite etg opg top as ", next.key) && (after.form == number || utf8.RuneCountInString(after.key) == 1) && p.gap(last+1) == " " && between != "\n":
			last += 2
		case next.form == number && len(next.key) <= 2 && oneOf(" tr trappor trp van sal etg og stock tv th mf ", after.key) && len(p.gap(last+1)) <= 2:
			last += 2
		case between == " " && next.form == number && len(next.key) <= 4 && len(p.words[last].key) == 1 && p.words[last].form == titled:
			last++
		case between == " " && len(next.key) == 1 && next.form == titled:
			last++
		default:
			return p.townAfter(last)
		}
	}
	return last
}

// townAfter gives the last word of ", 831 30 Östersund" or ", Umeå" behind word last, or last itself.
func (p *page) townAfter(last int) int {
	between, next := p.gap(last), p.word(last+1)
	if between != ", " && between != "," && between != "\n" && between != "\r\n" && between != " " && between != "., " {
		return last
	}
	k := last + 1
	if oneOf(" se s no n dk de d fi fin ", next.key) && p.gap(k) == "-" {
		k++
		next = p.word(k)
	}
	switch {
	case next.form == number && len(next.key) == 3 && p.gap(k) == " " && p.word(k+1).form == number && len(p.word(k+1).key) == 2:
		k += 2
	case next.form == number && (len(next.key) == 5 || len(next.key) == 4 && p.lang != "sv"):
		k++
	case between != ", ":
		return last
	}
	town := p.word(k)
	if k > last+1 && p.gap(k-1) == " " && town.form == lower && !p.known(p.lowText(town)) {
		return k
	}
	if town.form != titled && town.form != upper || k > last+1 && p.gap(k-1) != " " && p.gap(k-1) != "  " {
		if k > last+1 {
			return k - 1
		}
		return last
	}
	if k == last+1 && (p.ordinary(town) || p.function(p.lowText(town)) || countryOrTongue(p.lowText(town))) {
		return last
	}
	for n := 0; n < 2 && p.gap(k) == " " && p.word(k+1).form == town.form && !p.ordinary(p.word(k+1)); n++ {
		k++
	}
	if state := p.word(k + 1); p.gap(k) == ", " && state.form == upper && len(state.key) == 2 && p.word(k+2).form == number && len(p.word(k+2).key) == 5 {
		k += 2
	}
	return k
}

// britishPostcode takes "TN24 8RQ" and "TQ9 5QB" with a town before it.
func (p *page) britishPostcode(i int) {
	if i+1 >= len(p.words) || p.gap(i) != " " {
		return
	}
	w, next := p.words[i], p.words[i+1]
	if w.form != coded || next.form != coded || len(next.key) != 3 || !isDigit(next.key[0]) || isDigit(next.key[1]) || isDigit(next.key[2]) || !isUpper(p.text[next.e-1]) || !isUpper(p.text[w.s]) || len(w.key) > 4 {
		return
	}
	area := strings.TrimRight(w.key, "0123456789")
	if len(area) == 0 || len(area) > 2 && !(len(area) == len(w.key)) {
		return
	}
	first := i
	for n := 0; n < 8 && first > 0 && (p.gap(first-1) == " " || p.gap(first-1) == ", ") && (p.words[first-1].form == titled && !p.words[first-1].opens || houseNumber(p.words[first-1]) && first < i); n++ {
		first--
	}
	p.take(p.words[first].s, next.e, Address, LayerPattern)
}

// property takes designations of real property: "Kvarnby 3:14", "fastigheten Björnen 5", "kv. Vargen 2".
func (p *page) property(i int) {
	w := p.words[i]
	if oneOf(" gnr bnr gardsnr bruksnr ", w.key) && p.word(i+1).form == number && len(p.gap(i)) <= 2 {
		p.take(p.words[i+1].s, p.words[i+1].e, Address, LayerPattern)
		return
	}
	if w.form != titled && w.form != upper || i+1 >= len(p.words) || p.gap(i) != " " {
		return
	}
	named := p.keywordBefore(w.s, 3, " fastighet fastigheten fastighets fastighetsbeteckning fastighetsbeteckningen kvarter kvarteret kv gnr tomt tomten fastigheterna matrikel ")
	last := i + 1
	next := p.words[last]
	block := next.form == number && len(next.key) <= 4 || next.form == lower && (next.key == "s" || next.key == "ga")
	if !block {
		return
	}
	colon := p.gap(last) == ":" && p.word(last+1).form == number && len(p.word(last+1).key) <= 4
	switch {
	case colon && (named || !p.ordinary(w) && !p.of.words.Term(w.key) && utf8.RuneCountInString(w.key) >= 4 && w.form == titled && p.gap(last+1) != ":"):
		last++
	case named && next.form == number:
	default:
		return
	}
	first := i
	for n := 0; n < 2 && first > 0 && p.gap(first-1) == " " && p.words[first-1].form == titled && !p.words[first-1].opens; n++ {
		first--
	}
	p.take(p.words[first].s, p.words[last].e, Address, LayerPattern)
}

// houseNumber tells whether a word is a number of a house: up to four digits, perhaps a letter.
func houseNumber(w word) bool {
	d := strings.TrimRight(w.key, "abcdefgh")
	return isDigits(d) && len(d) <= 4 && len(w.key)-len(d) <= 1
}

// box takes "Box 123", "Postfach 12", "PO Box 77", "PL 5".
func (p *page) box(i int) {
	w := p.words[i]
	if i+1 >= len(p.words) || !oneOf(" box postbox postboks boks postboks pb postfach pl ", w.key) || p.words[i+1].form != number || len(p.gap(i)) > 2 || w.form == lower && w.key != "box" {
		return
	}
	if w.key == "box" && w.form == lower && !(i > 0 && p.words[i-1].key == "po") || (w.key == "pl" || w.key == "pb") && !p.sig[w.line] {
		return
	}
	s := w.s
	if i > 0 && oneOf(" po post p ", p.words[i-1].key) && len(p.gap(i-1)) <= 2 {
		s = p.words[i-1].s
	}
	last := i + 1
	for last+1 < len(p.words) && last < i+3 && p.gap(last) == " " && p.words[last+1].form == number && len(p.words[last+1].key) <= 3 {
		last++
	}
	p.take(s, p.words[last].e, Address, LayerPattern)
}

// postcode takes a postcode with the town behind it: "123 45 Ort", "SE-123 45 Ort", "0150 Oslo", "12345 Berlin".
func (p *page) postcode(i int) {
	w := p.words[i]
	if w.form != number {
		return
	}
	last := i
	switch {
	case len(w.key) == 3 && i+1 < len(p.words) && p.words[i+1].form == number && len(p.words[i+1].key) == 2 && p.gap(i) == " ":
		last = i + 1
	case len(w.key) == 5, len(w.key) == 4 && (p.streetBefore(i) >= 0 || p.lang == "no" || p.lang == "da" || p.sig[w.line] || i > 0 && oneOf(" no dk n ", p.words[i-1].key) && p.gap(i-1) == "-"):
	default:
		return
	}
	country := i > 0 && p.gap(i-1) == "-" && oneOf(" se s no n dk de d fi fin ", p.words[i-1].key)
	town := last + 1
	if town >= len(p.words) || p.gap(last) != " " && p.gap(last) != "  " {
		if country {
			p.take(p.words[i-1].s, p.words[last].e, Address, LayerPattern)
		}
		return
	}
	t := p.words[town]
	if t.form != titled && t.form != upper || utf8.RuneCountInString(t.key) < 2 || p.unit(t) {
		return
	}
	placed := country || p.streetBefore(i) >= 0 || p.sig[w.line] || p.nearAddress(i) || !p.ordinary(t) && (last > i || p.lang == "de" || p.lang == "fi")
	if !placed || p.any(w.s, w.e, technical) || last == i && !country && !p.nearAddress(i) && p.keywordBefore(w.s, 1, partWords+serialWords) {
		return
	}
	for town+1 < len(p.words) && p.gap(town) == " " && p.words[town+1].form == t.form && !p.words[town+1].opens && !p.ordinary(p.words[town+1]) && town < last+3 {
		town++
	}
	s := w.s
	if country {
		s = p.words[i-1].s
	}
	if first := p.streetBefore(p.wordFrom(s)); first >= 0 {
		s = p.words[first].s
	}
	p.take(s, p.words[town].e, Address, LayerPattern)
}

// streetBefore gives the first word of a street and house number that end just before word i: "Am Mühlbach 7, ". It is -1
// if there is none.
func (p *page) streetBefore(i int) int {
	if i < 2 || p.gap(i-1) != ", " && p.gap(i-1) != "\n" && p.gap(i-1) != "," && p.gap(i-1) != "\r\n" || !houseNumber(p.words[i-1]) || p.gap(i-2) != " " {
		return -1
	}
	first := i - 1
	for first > 0 && first > i-6 && p.gap(first-1) == " " && (companyWord(p.words[first-1]) || oneOf(" am an der den dem im in auf zum zur von bei till vid av ", p.words[first-1].key)) {
		first--
	}
	for first < i-1 && (p.words[first].form == lower || first < i-2 && p.words[first].opens && p.ordinary(p.words[first]) && !streetOpener(p.words[first].key)) {
		first++
	}
	if first == i-1 || p.any(p.words[first].s, p.words[i-1].e, fixed) {
		return -1
	}
	return first
}

// nearAddress tells whether an address was taken just before word i.
func (p *page) nearAddress(i int) bool {
	for k := i - 1; k >= 0 && k >= i-3 && p.words[i].line-p.words[k].line <= 2; k-- {
		if p.state[p.words[k].s] == taken {
			for c := len(p.claims) - 1; c >= 0 && c > len(p.claims)-4; c-- {
				if p.claims[c].kind == Address && p.claims[c].s <= p.words[k].s && p.words[k].e <= p.claims[c].e {
					return true
				}
			}
		}
	}
	return false
}

// careOf takes the name behind c/o.
func (p *page) careOf(i int) {
	if p.words[i].key != "c" || i+2 >= len(p.words) || p.words[i+1].key != "o" || p.gap(i) != "/" {
		return
	}
	last := i + 2
	for last+1 < len(p.words) && p.gap(last) == " " && p.words[last+1].form == titled && last < i+4 {
		last++
	}
	p.take(p.words[i+2].s, p.words[last].e, Person, LayerPattern)
}
