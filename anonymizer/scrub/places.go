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
	}
	p.coordinates()
	p.plusCodes()
}

// streetEnding tells whether a folded word is, or ends as, the name of a street.
func streetEnding(key string) bool {
	for ending := range strings.SplitSeq("gatan vagen grand stigen torget allen backen leden parken platsen kajen gate gata gaten veien vegen veg plass torg bakken stien alle gade vej vejen straede torv plads strasse str weg platz allee ring damm ufer gasse katu tie polku kuja kaari ranta rinne aukio", " ") {
		if len(key) > len(ending)+2 && strings.HasSuffix(key, ending) {
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
	for first > 0 && first > i-3 && p.gap(first-1) == " " && (p.words[first-1].form == titled || p.words[first-1].form == upper) && p.state[p.words[first-1].s] == free && !p.words[first].opens {
		first--
	}
	after := i+1 < len(p.words) && p.words[i+1].line == w.line && (p.gap(i) == " " || p.gap(i) == ". ") && houseNumber(p.words[i+1])
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
	if w.form == lower && !(after && !p.ordinary(w)) {
		return
	}
	if whole && first == i && !p.sig[w.line] {
		return
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
	p.take(s, p.words[i+1].e, Address, LayerPattern)
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
	case len(w.key) == 5, len(w.key) == 4 && (p.lang == "no" || p.lang == "da" || p.sig[w.line] || i > 0 && oneOf(" no dk n ", p.words[i-1].key) && p.gap(i-1) == "-"):
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
	placed := country || p.sig[w.line] || p.nearAddress(i) || !p.ordinary(t) && (last > i || p.lang == "de" || p.lang == "fi")
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
	p.take(s, p.words[town].e, Address, LayerPattern)
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

// coordinates takes pairs of degrees with at least four decimals, in degrees and minutes, or after lat and lon.
func (p *page) coordinates() {
	for i := 0; i+3 < len(p.words); i++ {
		w := p.words[i]
		if w.form != number {
			continue
		}
		if end := p.decimalPair(i); end > 0 {
			p.take(w.s, end, Address, LayerPattern)
			continue
		}
		if len(w.key) <= 3 && strings.HasPrefix(p.text[w.e:], "°") && i+1 < len(p.words) && p.words[i+1].form == number && (strings.HasPrefix(p.text[p.words[i+1].e:], "'") || strings.HasPrefix(p.text[p.words[i+1].e:], "′") || strings.HasPrefix(p.text[p.words[i+1].e:], "’")) {
			last := i + 1
			for last+1 < len(p.words) && last < i+10 && strings.Trim(p.gap(last), " .,°'\"′″’”") == "" && (p.words[last+1].form == number || oneOf(" n s e w o v ", p.words[last+1].key)) {
				last++
			}
			p.take(w.s, p.words[last].e, Address, LayerPattern)
		}
	}
}

// decimalPair gives the end of "57.70887, 11.97456" at word i, 0 if there is none.
func (p *page) decimalPair(i int) int {
	fraction := func(k int) bool {
		return k+1 < len(p.words) && p.words[k+1].form == number && (p.gap(k) == "." || p.gap(k) == ",") && len(p.words[k].key) <= 3 && len(p.words[k+1].key) >= 4
	}
	if !fraction(i) || i > 0 && (p.gap(i-1) == "." || p.gap(i-1) == ",") {
		return 0
	}
	for k := i + 2; k < i+5 && k < len(p.words); k++ {
		if len(p.gap(k-1)) > 4 {
			return 0
		}
		if fraction(k) {
			return p.words[k+1].e
		}
		if p.words[k].form == number || !oneOf(" n s e w lat lon long lng o v latitude longitude ", p.words[k].key) {
			return 0
		}
	}
	return 0
}

// plusCodes takes open location codes ("9F6F+2X Göteborg", "9FFW84J9+XG") and three-word positions ("///a.b.c").
func (p *page) plusCodes() {
	for i := 0; i+1 < len(p.words); i++ {
		if p.gap(i) == "+" && len(p.words[i+1].key) >= 2 && len(p.words[i+1].key) <= 3 && (len(p.words[i].key) == 4 || len(p.words[i].key) == 8) && openLocation(p.words[i].key+p.words[i+1].key) {
			p.take(p.words[i].s, p.words[i+1].e, Address, LayerPattern)
		}
		if i+2 < len(p.words) && p.gap(i) == "." && p.gap(i+1) == "." && strings.HasSuffix(p.before(p.words[i].s, 3), "///") {
			p.take(p.words[i].s-3, p.words[i+2].e, Address, LayerPattern)
		}
	}
}

func openLocation(key string) bool {
	return strings.Trim(key, "23456789cfghjmpqrvwx") == "" && strings.ContainsAny(key, "23456789")
}
