package verify

import "strings"

// lookIdentity finds numbers that states and banks give to people: checked by date and check digit, so that a part number of the same length
// passes.
func lookIdentity(p *page) []Finding {
	var found []Finding
	for _, r := range p.runs() {
		if why := p.identity(r); why != "" {
			end := r.end
			for end < len(p.plain) && (letterOrDigit(p.plain[end]) || end == r.end && (p.plain[end] == '+' || p.plain[end] == '-')) {
				end++ // the sign for the century, and the check sign
			}
			found = append(found, p.finding(r.at, end, ID, why))
		}
	}
	for i, w := range p.words {
		if end, why := p.account(i, w); why != "" {
			found = append(found, p.finding(w.at, end, ID, why))
		}
	}
	return found
}

func (p *page) identity(r run) string {
	d := r.digits
	words := p.before(r.at, 4)
	joined := len(r.groups) == 1
	split := len(r.groups) == 2 && (r.seps == "-" || r.seps == " ")
	switch {
	case r.plus:
		return ""
	case len(d) == 12 && (joined || split && r.groups[0] == 8) && (d[:2] == "19" || d[:2] == "20") && swedish(d[2:]):
		return "Swedish personal number"
	case len(d) == 10 && (joined && !anyOf(words, partWord) || split && r.groups[0] == 6) && swedish(d):
		return "Swedish personal number"
	case len(d) == 10 && anyOf(words, identityWord):
		return "number after a word for personal number"
	case len(d) == 10 && split && r.groups[0] == 6 && danish(d):
		return "Danish personal number"
	case len(d) == 11 && (joined || split && r.groups[0] == 6) && norwegian(d):
		return "Norwegian personal number"
	case len(d) == 16 && len(r.groups) == 4 && (d[0] == '4' || d[:2] >= "51" && d[:2] <= "55") && luhn(d):
		return "card number"
	}
	// A plus after six digits marks a person over a hundred years old.
	if len(d) == 6 && r.end+5 <= len(p.plain) && p.plain[r.end] == '+' {
		if tail := p.plain[r.end+1 : r.end+5]; onlyDigits(tail) && swedish(d+string(tail)) {
			return "Swedish personal number"
		}
	}
	return p.finnish(r)
}

// swedish checks YYMMDDNNNC; coordination numbers add 60 to the day (Swedish Tax Agency).
func swedish(d string) bool {
	dd := d[4:6]
	if dd >= "61" {
		dd = string(dd[0]-6) + dd[1:]
	}
	return month(d[2:4]) && day(dd) && luhn(d)
}

// danish checks DDMMYYNNNN with the check that numbers before 2007 satisfy.
func danish(d string) bool {
	return day(d[:2]) && month(d[2:4]) && weighted(d, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

// norwegian checks DDMMYYNNNCC: two check digits modulo 11; D-numbers add 40 to the day.
func norwegian(d string) bool {
	dd := d[:2]
	if dd >= "41" {
		dd = string(dd[0]-4) + dd[1:]
	}
	return day(dd) && month(d[2:4]) && weighted(d, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && weighted(d, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

func weighted(d string, weights ...int) (sum int) {
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return sum
}

// finnish checks DDMMYY, a sign for the century, three digits and a check sign.
func (p *page) finnish(r run) string {
	if len(r.digits) < 6 || r.groups[0] != 6 {
		return ""
	}
	at := r.at + 6
	if at+5 > len(p.plain) || strings.IndexByte("-+abcdefyxwvu", p.plain[at]) < 0 || !onlyDigits(p.plain[at+1:at+4]) {
		return ""
	}
	if at+5 < len(p.plain) && letterOrDigit(p.plain[at+5]) {
		return ""
	}
	d := string(p.plain[r.at:at]) + string(p.plain[at+1:at+4])
	n := 0
	for _, c := range d {
		n = n*10 + int(c-'0')
	}
	if day(d[:2]) && month(d[2:4]) && "0123456789abcdefhjklmnprstuvwxy"[n%31] == p.plain[at+4] {
		return "Finnish personal number"
	}
	return ""
}

func onlyDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return len(b) > 0
}

func identityWord(s string) bool {
	switch s {
	case "personnummer", "personnr", "pnr", "samordningsnummer", "fodselsnummer", "fodselsnr", "cpr", "cprnr", "henkilotunnus", "hetu", "organisationsnummer", "orgnr", "ssn":
		return true
	}
	return false
}

// account checks IBANs (ISO 13616, modulo 97) and Swedish VAT numbers.
func (p *page) account(i int, w word) (end int, why string) {
	if len(w.s) < 4 || !isLetter(w.s[0]) || !isLetter(w.s[1]) || !isDigit(w.s[2]) || !isDigit(w.s[3]) {
		return 0, ""
	}
	if w.s[:2] == "se" && len(w.s) == 14 && onlyDigits([]byte(w.s[2:])) && strings.HasSuffix(w.s, "01") && luhn(w.s[2:12]) {
		return w.end, "VAT number"
	}
	joined := w.s
	for j := i; ; j++ {
		if len(joined) >= 15 && len(joined) <= 34 && mod97(joined[4:]+joined[:4]) == 1 {
			return p.words[j].end, "IBAN"
		}
		if j+1 >= len(p.words) || len(joined) > 34 || p.gap(p.words[j], p.words[j+1]) != " " || len(p.words[j+1].s) > 4 {
			return 0, ""
		}
		joined += p.words[j+1].s
	}
}

func mod97(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n = (n*10 + int(s[i]-'0')) % 97
		} else {
			n = (n*100 + int(s[i]-'a') + 10) % 97
		}
	}
	return n
}
