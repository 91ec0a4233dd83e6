package verify

import (
	"slices"
	"strings"
)

// lookPhone finds telephone numbers by their form, or by a word that announces one. Digits alone are none: part numbers and
// measurements look the same.
func lookPhone(p *page) []Finding {
	var found []Finding
	for _, r := range p.runs() {
		if why := p.phone(r); why != "" {
			found = append(found, p.finding(r.at, r.end, Phone, why))
		}
	}
	return append(found, p.spokenDigits()...)
}

func (p *page) phone(r run) string {
	n := len(r.digits)
	if n < 6 || n > 15 || unit(p.after(r.end)) || r.date() {
		return ""
	}
	words := p.before(r.at, 4)
	switch {
	case r.plus && n >= 8 && r.digits[0] != '0' && !r.decimal():
		return "number with a country code"
	case anyOf(words, partWord):
		return ""
	case strings.HasPrefix(r.digits, "00") && n >= 10 && r.digits[2] != '0' && r.groups[0] >= 2 && r.seps != "" && !r.dump():
		return "number with a country code"
	case r.trunk() && !r.decimal():
		return "number with an area code"
	case anyOf(words[:min(3, len(words))], phoneWord) && !r.decimal() && n <= 13:
		return "number after a word for telephone"
	case n >= 7 && anyOf(words, callWord) && !r.decimal() && n <= 13:
		return "number after a word for calling"
	}
	return ""
}

// trunk tells whether the run is grouped as national numbers are: an area code with its zero, then the rest.
func (r run) trunk() bool {
	n := len(r.digits)
	if n < 8 || n > 12 || r.digits[0] != '0' || r.digits[1] == '0' || len(r.groups) < 2 || r.groups[0] > 5 || r.dump() {
		return false
	}
	rest := r.groups[1:]
	if r.groups[0] == 2 && r.seps[0] == ' ' || r.groups[0] == 1 {
		return false
	}
	for _, g := range rest {
		if g < 2 || g > 8 || g > 4 && len(rest) > 1 {
			return false
		}
	}
	if dashes := strings.Count(r.seps, "-"); dashes > 1 {
		last := rest[len(rest)-1]
		return n >= 9 && n <= 10 && r.groups[0] >= 3 && (last == 2 || last == 4)
	}
	if strings.Trim(r.seps, " ") == "" && len(rest) > 1 && slices.Max(r.groups) == slices.Min(r.groups) {
		return false // 050 100 150
	}
	return !strings.Contains(r.seps, ".") || len(rest) > 1
}

// dump tells whether the groups are all of one or two digits or otherwise a table's row.
func (r run) dump() bool {
	for _, g := range r.groups {
		if g > 2 {
			return false
		}
	}
	return len(r.groups) > 2 && strings.Trim(r.seps, " ") == ""
}

// decimal tells whether the run is a number with a decimal point or a list of such.
func (r run) decimal() bool { return strings.Trim(r.seps, ".") == "" && len(r.groups) == 2 }

// date tells whether the run is a day, with or without a time after it.
func (r run) date() bool {
	g, d := r.groups, r.digits
	if len(g) < 3 {
		return false
	}
	switch {
	case g[0] == 4 && g[1] == 2 && g[2] == 2:
		return month(d[4:6]) && day(d[6:8]) && (d[:2] == "19" || d[:2] == "20")
	case g[0] == 2 && g[1] == 2 && (g[2] == 4 || g[2] == 2):
		return month(d[2:4]) && day(d[0:2]) || month(d[2:4]) && day(d[4:6]) || month(d[0:2]) && day(d[2:4])
	}
	return false
}

func month(s string) bool { return s >= "01" && s <= "12" }
func day(s string) bool   { return s >= "01" && s <= "31" }

func phoneWord(s string) bool {
	switch s {
	case "tel", "tele", "telefon", "telefonnummer", "telefonnr", "telnr", "tfn", "tlf", "mob", "mobil", "mobile", "mobilnummer", "mobilnr", "phone", "cell", "cellphone", "puh", "puhelin", "gsm", "fax", "sms",
		"whatsapp", "handy", "rufnummer", "telefonisch", "vaxel", "vaxeln", "telephone", "mobiltelefon", "handynummer", "phonenumber", "direktnummer", "durchwahl", "jourtelefon":
		return true
	}
	return false
}

func callWord(s string) bool {
	switch s {
	case "ring", "ringa", "ringer", "call", "nas", "erreichbar", "anrufen", "soita", "naes", "treffes", "tref", "ringes", "direkt", "direct":
		return true
	}
	return false
}

// partWord announces a number of a thing.
func partWord(s string) bool {
	switch s {
	case "art", "artikel", "artikelnr", "artikelnummer", "artnr", "part", "partno", "pn", "sn", "serial", "serienr", "serienummer", "seriennummer", "bestnr", "bestellnummer", "order", "ordernr", "ordre",
		"ordrenr", "auftrag", "varenr", "varenummer", "item", "reservdel", "reservdelsnr", "spare", "lot", "batch", "lopnr", "lopnummer", "rev", "firmware", "version", "fw", "type", "typ", "modell", "model", "register",
		"adress", "kod", "code", "felkod", "id", "ean", "dok", "dokument", "document", "ritning", "drawing", "zeichnung", "sarjanumero", "tuotenumero", "tilausnumero", "material", "teilenummer", "parametrar", "parameter", "offset":
		return true
	}
	return false
}

// spokenDigits finds seven digits or more written as words in a row.
func (p *page) spokenDigits() []Finding {
	var found []Finding
	start, count := 0, 0
	for i := 0; i <= len(p.words); i++ {
		if i < len(p.words) && digitWord(p.words[i].s) && (count == 0 || p.spaced(p.words[i-1], p.words[i]) || p.besides(p.words[i-1], p.words[i])) {
			if count == 0 {
				start = i
			}
			count++
			continue
		}
		if count >= 7 {
			found = append(found, p.finding(p.words[start].at, p.words[i-1].end, Phone, "digits written as words"))
		}
		count = 0
		if i < len(p.words) && digitWord(p.words[i].s) {
			start, count = i, 1
		}
	}
	return found
}

func digitWord(s string) bool {
	switch s {
	case "noll", "ett", "en", "tva", "tre", "fyra", "fem", "sex", "sju", "atta", "nio", "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "null", "eins", "zwei", "zwo", "drei", "vier",
		"funf", "sechs", "sieben", "acht", "neun", "to", "fire", "seks", "syv", "otte", "atte", "ni", "nolla", "yksi", "kaksi", "kolme", "nelja", "viisi", "kuusi", "seitseman", "kahdeksan", "yhdeksan", "nul", "plus":
		return true
	}
	return false
}
