package verify

import "strings"

// lookAddress finds streets with a house number, boxes and post codes at the head of a line.
func lookAddress(p *page) []Finding {
	var found []Finding
	for i, w := range p.words {
		if w.hole || i+1 >= len(p.words) {
			continue
		}
		n := p.words[i+1]
		switch {
		case w.capital && !w.upper && street(w.s) && houseNumber(n.s) && p.spaced(w, n) && !unit(p.after(n.end)):
			found = append(found, p.finding(w.at, n.end, Address, "street and number"))
		case w.capital && i > 0 && streetWord(w.s) && (houseNumber(p.words[i-1].s) || i > 1 && houseNumber(p.words[i-2].s) && p.words[i-1].capital) && !p.words[i-1].hole:
			from := i - 1
			if !houseNumber(p.words[from].s) {
				from--
				found = append(found, p.finding(p.words[from].at, w.end, Address, "number and street"))
			}
		case w.first && w.digits && p.postCode(i):
			found = append(found, p.finding(w.at, p.words[i+2].end, Address, "post code and town"))
		}
	}
	return found
}

// street tells whether a word ends as the names of streets do and has a beginning of its own.
func street(s string) bool {
	switch s {
	case "messweg", "federweg", "verfahrweg", "signalweg", "fahrweg", "kraftvag", "returvag", "omvag", "regelweg", "hubweg", "schaltweg", "stromweg", "umweg", "rohrweg", "fluchtweg",
		"signalvag", "kabelvag", "hovedvej", "motorvag", "jarnvag", "datakatu", "halvvag", "stellweg", "ventilweg", "schutzgasse", "arbeitsplatz", "speicherplatz", "steckplatz", "stellplatz", "einbauplatz", "messplatz", "prufplatz":
		return false
	}
	for _, end := range []string{"gatan", "vagen", "gata", "vag", "stigen", "grand", "torget", "allen", "backen", "leden", "gatu", "gate", "veien", "vegen", "vei", "vej", "gade", "gaden", "stradet", "alle",
		"strasse", "weg", "gasse", "platz", "katu", "kuja", "polku", "plassen", "bakken", "esplanaden", "svangen", "plan"} {
		if strings.HasSuffix(s, end) && len(s)-len(end) >= 3 {
			return end != "alle" && end != "plan" && end != "gate" || len(s)-len(end) >= 5
		}
	}
	return false
}

func streetWord(s string) bool {
	switch s {
	case "street", "road", "avenue", "lane", "boulevard", "terrace", "crescent", "drive":
		return true
	}
	return false
}

// houseNumber is up to three digits and perhaps a letter.
func houseNumber(s string) bool {
	digits := 0
	for digits < len(s) && isDigit(s[digits]) {
		digits++
	}
	return digits > 0 && digits <= 3 && (digits == len(s) || digits == len(s)-1)
}

// postCode: five digits as 3+2, then one or two capitalised words that end the line.
func (p *page) postCode(i int) bool {
	if i+2 >= len(p.words) {
		return false
	}
	a, b, town := p.words[i], p.words[i+1], p.words[i+2]
	if len(a.s) != 3 || len(b.s) != 2 || !onlyDigits([]byte(a.s+b.s)) || p.gap(a, b) != " " || town.hole || town.digits || !town.capital || len(town.s) < 3 || !p.spaced(b, town) || unit(town.s) {
		return false
	}
	return i+3 == len(p.words) || p.words[i+3].first || p.words[i+3].capital && (i+4 == len(p.words) || p.words[i+4].first)
}
