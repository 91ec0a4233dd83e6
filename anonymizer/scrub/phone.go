package scrub

import (
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// digitLike makes digits of the letters that are written or read for them.
var digitLike = strings.NewReplacer("o", "0", "i", "1", "l", "1")

// phoneForms gives a telephone number's digits as they may be written: national, international, without prefix.
func phoneForms(n string) []string {
	text := readPlain(n).text
	digits := digitsOf(text)
	if len(digits) < 5 {
		return nil
	}
	national, country := nationalDigits(text, digits)
	forms := []string{digits}
	if len(national) >= 6 {
		forms = append(forms, national, "0"+national)
		if country != "" {
			forms = append(forms, country+national, "00"+country+national, country+"0"+national, "00"+country+"0"+national)
		}
	}
	for area := 1; area <= 3; area++ {
		if len(national)-area >= 6 && !strings.HasPrefix(national, "7") {
			forms = append(forms, national[area:]) // the subscriber's part alone
		}
	}
	return forms
}

// nationalDigits gives a number's national significant digits and its country code, which is empty when unknown.
func nationalDigits(text, digits string) (national, country string) {
	written := strings.TrimSpace(text)
	if strings.HasPrefix(written, "+") || strings.HasPrefix(digits, "00") {
		digits = strings.TrimPrefix(digits, "00")
		country = countryCode(digits)
		return strings.TrimPrefix(digits[len(country):], "0"), country
	}
	if rest, ok := strings.CutPrefix(digits, "0"); ok {
		return rest, "46"
	}
	if num, err := phonenumbers.Parse("+"+digits, "ZZ"); err == nil && len(digits) > 9 && phonenumbers.IsValidNumber(num) {
		country = countryCode(digits)
		return strings.TrimPrefix(digits[len(country):], "0"), country
	}
	return digits, ""
}

// countryCode gives the calling code that digits begin with.
func countryCode(digits string) string {
	for _, n := range []int{2, 1, 3} {
		if len(digits) > n+4 && oneOf(" 1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 54 55 56 57 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 298 299 351 352 353 354 358 359 370 371 372 380 381 385 386 420 421 971 972 ", digits[:n]) {
			return digits[:n]
		}
	}
	return ""
}

func digitsOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// phoneWord gives the digits a word stands for in a telephone number: digits, digits with look-alike letters, or a
// numeral in letters.
func phoneWord(p *page, w word) string {
	switch w.form {
	case number:
		return w.key
	case coded:
		if d := digitLike.Replace(w.key); isDigits(d) {
			return d
		}
	case lower, titled, upper:
		return numeral(w.key)
	}
	return ""
}

// numeral gives the digits of a numeral in letters, as numbers are dictated.
func numeral(key string) string {
	if len(key) < 2 || len(key) > 24 {
		return ""
	}
	if d := digitWord(key); d != "" {
		return d
	}
	if len(key) > 5 {
		for cut := 3; cut < len(key)-2; cut++ {
			if tens, ok := tensWord(key[:cut]); ok {
				if d := digitWord(key[cut:]); len(d) == 1 && d != "0" {
					return tens[:1] + d
				}
			}
		}
	}
	if tens, ok := tensWord(key); ok {
		return tens
	}
	return ""
}

func digitWord(key string) string {
	switch {
	case oneOf(" noll nolla zero null nul nolla nul ", key):
		return "0"
	case oneOf(" ett en one eins ein yksi yks ", key):
		return "1"
	case oneOf(" tva to two zwei zwo kaksi kaks ", key):
		return "2"
	case oneOf(" tre three drei kolme kolm ", key):
		return "3"
	case oneOf(" fyra fire four vier nelja ", key):
		return "4"
	case oneOf(" fem five funf fuenf viisi viis ", key):
		return "5"
	case oneOf(" sex seks six sechs kuusi kuus ", key):
		return "6"
	case oneOf(" sju sjunde syv sju seven sieben seitseman ", key):
		return "7"
	case oneOf(" atta otte atte eight acht kahdeksan ", key):
		return "8"
	case oneOf(" nio ni nine neun yhdeksan ", key):
		return "9"
	case oneOf(" tio ten zehn ti ", key):
		return "10"
	case oneOf(" elva eleven elf elleve ellve ", key):
		return "11"
	case oneOf(" tolv twelve zwolf ", key):
		return "12"
	}
	return teenWord(key)
}

func teenWord(key string) string {
	for i, row := range []string{" tretton thirteen dreizehn tretten ", " fjorton fourteen vierzehn fjorten ", " femton fifteen funfzehn femten ",
		" sexton sixteen sechzehn seksten ", " sjutton seventeen siebzehn sytten ", " arton eighteen achtzehn atten ", " nitton nineteen neunzehn nitten "} {
		if oneOf(row, key) {
			return "1" + string(rune('3'+i))
		}
	}
	return ""
}

func tensWord(key string) (string, bool) {
	for i, row := range []string{" tjugo twenty tjue tyve ", " trettio thirty tretti tredive ", " fyrtio forty forti fyrre ", " femtio fifty femti halvtreds ",
		" sextio sixty seksti tres ", " sjuttio seventy sytti halvfjerds ", " attio eighty atti firs ", " nittio ninety nitti halvfems "} {
		if oneOf(row, key) {
			return string(rune('2'+i)) + "0", true
		}
	}
	return "", false
}

// takeExtension takes an extension after a telephone number that ends before word i: "ankn 12", "ext. 123", "x12".
func (p *page) takeExtension(i int, layer string) {
	if i+1 < len(p.words) && len(p.gap(i-1)) <= 4 && oneOf(" ankn anknytning ext extension x dw durchwahl internt linje lokal puh alanro ", p.words[i].key) && p.words[i+1].form == number && len(p.gap(i)) <= 3 {
		p.take(p.words[i+1].s, p.words[i+1].e, Phone, layer)
	} else if i < len(p.words) && p.words[i].form == coded && strings.HasPrefix(p.words[i].key, "x") && isDigits(p.words[i].key[1:]) && len(p.gap(i-1)) <= 2 && utf8.RuneCountInString(p.words[i].key) <= 6 {
		p.take(p.words[i].s, p.words[i].e, Phone, layer)
	}
}
