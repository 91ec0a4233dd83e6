package scrub

import "strings"

// group is a run of digit groups that separators join, as people write long numbers.
type group struct {
	first, n int    // words
	s, e     int    // text
	digits   string // without separators
}

// longNumber is how many digits a joined number may have at most.
const longNumber = 34

// groups calls f for every maximal run of digit words whose separators are blanks, hyphens, points, slashes, brackets
// or plus signs, at most longNumber digits.
func (p *page) groups(f func(group)) {
	for i := 0; i < len(p.words); {
		if p.words[i].form != number || p.state[p.words[i].s] == taken || p.state[p.words[i].s] == fixed {
			i++
			continue
		}
		g := group{first: i, n: 1, s: p.words[i].s, e: p.words[i].e, digits: p.words[i].key}
		for k := i + 1; k < len(p.words) && p.words[k].form == number && joins(p.gap(k-1)) && p.state[p.words[k].s] != taken; k++ {
			if len(g.digits)+len(p.words[k].key) > longNumber {
				break
			}
			g.n, g.e, g.digits = g.n+1, p.words[k].e, g.digits+p.words[k].key
		}
		if isDigits(g.digits) && len(g.digits) <= longNumber {
			f(g)
		}
		i += g.n
	}
}

// joins accepts what may stand between the groups of one number.
func joins(between string) bool {
	return len(between) <= 4 && strings.Trim(between, " \u00a0-–‑./()+·") == "" && !strings.Contains(between, "\n")
}

// personalNumbers takes out Swedish personal and coordination numbers (SKV 704), and those of the neighbours where a
// word names them: date and check digit are evidence enough, in any grouping.
func (p *page) personalNumbers() {
	for i, w := range p.words {
		if w.form != number || p.state[w.s] == taken {
			continue
		}
		key, last := w.key, i
		switch {
		case (len(key) == 6 || len(key) == 8) && i+1 < len(p.words) && p.words[i+1].form == number && len(p.words[i+1].key) == 4 && dateGap(p.gap(i)):
			key, last = key+p.words[i+1].key, i+1
		case (len(key) == 2 || len(key) == 4) && i+3 < len(p.words) && len(p.words[i+1].key) == 2 && len(p.words[i+2].key) == 2 && len(p.words[i+3].key) == 4 &&
			shortGap(p.gap(i)) && shortGap(p.gap(i+1)) && dateGap(p.gap(i+2)) && p.words[i+1].form == number && p.words[i+2].form == number && p.words[i+3].form == number:
			key, last = key+p.words[i+1].key+p.words[i+2].key+p.words[i+3].key, i+3
		}
		named := p.keywordBefore(w.s, 3, personalWords)
		if personalNumber(key) && (named || !p.listedPart(i, last)) || named && len(key) >= 10 && len(key) <= 12 {
			p.take(w.s, p.words[last].e, ID, LayerPattern)
			continue
		}
		if named && len(w.key) == 4 && p.keywordBefore(w.s, 4, " sista fyra last four siffror letzten siste ") {
			p.take(w.s, w.e, ID, LayerPattern)
		}
	}
	p.foreignNumbers()
}

const personalWords = " personnummer personnr persnr pnr pers personligt samordningsnummer samordningsnr fodelsenummer fodselsnummer fnr dnummer cpr cprnr cprnummer henkilotunnus hetu ssn social fodd fodelsedata id-nummer passnummer personnumret "

// listedPart tells whether a number from word i to last stands in a list of parts or serials, where numbers of this
// form are articles.
func (p *page) listedPart(i, last int) bool {
	return p.keywordBefore(p.words[i].s, 3, partWords+serialWords)
}

const (
	partWords   = " art artnr artikel artikelnr artikelnummer artikelnumret part pn p/n partnumber partno teilenummer artikelnummern bestallningsnummer bestallningsnr bestallningskod bestnr best rsk rsknummer enummer gtin katalognr typnr hs hskod varenr varenummer reservdel reservdelsnummer tuotenumero osanumero delnummer detaljnummer katalognummer sku ean "
	serialWords = " serienummer serienr serienumret serial sn s/n ser seriennummer sarjanumero serienumre serials snr serie "
)

func dateGap(s string) bool {
	return s == "-" || s == "+" || s == " " || s == " - " || s == "–" || s == "‑" || s == "- " || s == " -"
}
func shortGap(s string) bool { return s == "-" || s == " " || s == "." || s == "/" }

// personalNumber tells whether digits are a date, possibly with 60 added to the day, a number and its check digit.
func personalNumber(d string) bool {
	if len(d) == 12 {
		if c := d[:2]; c != "18" && c != "19" && c != "20" {
			return false
		}
		d = d[2:]
	}
	if len(d) != 10 || !luhn(d) {
		return false
	}
	month, day := d[2:4], d[4:6]
	if month < "01" || month > "12" {
		return false
	}
	return day >= "01" && day <= "31" || day >= "61" && day <= "91"
}

// foreignNumbers takes out the neighbours' personal numbers, which have a form of their own or a word before them.
func (p *page) foreignNumbers() {
	for i, w := range p.words {
		if len(w.key) == 6 && w.form == number && i+1 < len(p.words) && (p.gap(i) == "-" || p.gap(i) == "+") && len(p.words[i+1].key) == 4 {
			next := p.words[i+1]
			finnish := next.form == coded && isDigits(next.key[:3]) && w.key[:2] <= "31" && w.key[2:4] <= "12"
			danish := next.form == number && w.key[:2] >= "01" && w.key[:2] <= "31" && w.key[2:4] >= "01" && w.key[2:4] <= "12" && (p.lang == "da" || p.lang == "no")
			if finnish || danish {
				p.take(w.s, next.e, ID, LayerPattern)
			}
		}
		if len(w.key) == 6 && w.form == number && i+1 < len(p.words) && p.words[i+1].form == number && len(p.words[i+1].key) == 5 && dateGap(p.gap(i)) && (p.keywordBefore(w.s, 3, personalWords) || norwegianNumber(w.key+p.words[i+1].key)) {
			p.take(w.s, p.words[i+1].e, ID, LayerPattern)
		}
		if w.form == upper && len(w.key) == 2 && p.britishInsurance(i) {
			p.take(w.s, p.words[i+4].e, ID, LayerPattern)
		}
		if len(w.key) == 11 && w.form == number && norwegianNumber(w.key) {
			p.take(w.s, w.e, ID, LayerPattern)
		}
		if len(w.key) == 11 && w.form == coded && isDigits(w.key[:6]) && w.key[6] == 'a' && isDigits(w.key[7:10]) && w.key[:2] <= "31" && w.key[2:4] <= "12" {
			p.take(w.s, w.e, ID, LayerPattern)
		}
	}
}

// britishInsurance tells whether a national insurance number begins at word i: "QQ 12 34 56 C".
func (p *page) britishInsurance(i int) bool {
	if i+4 >= len(p.words) || p.words[i+4].form != titled || len(p.words[i+4].key) != 1 || p.gap(i+3) != " " {
		return false
	}
	for k := i + 1; k <= i+3; k++ {
		if p.words[k].form != number || len(p.words[k].key) != 2 || p.gap(k-1) != " " {
			return false
		}
	}
	return true
}

// norwegianNumber checks the date and both check digits of a Norwegian birth number.
func norwegianNumber(d string) bool {
	if m := d[2:4]; m < "01" || m > "12" || d[:2] < "01" || d[:2] > "71" {
		return false
	}
	weigh := func(weights string) int {
		sum := 0
		for i := range weights {
			sum += int(weights[i]-'0') * int(d[i]-'0')
		}
		return (11 - sum%11) % 11
	}
	return weigh("376189452") == int(d[9]-'0') && weigh("5432765432") == int(d[10]-'0')
}

// accounts takes out numbers of accounts, cards, companies and machines.
func (p *page) accounts() {
	p.vatAndIBAN()
	p.groups(func(g group) {
		named := func(n int, list string) bool { return p.keywordBefore(g.s, n, list) }
		n := len(g.digits)
		switch {
		case named(3, partWords):
			return
		case n >= 13 && n <= 19 && luhn(g.digits) && !allSame(g.digits) && cardPrefix(g.digits) && (n != 13 || named(4, cardWords)):
			p.takeGroup(g)
		case n == 15 && luhn(g.digits) || n >= 14 && n <= 16 && named(3, " imei imeisv "):
			p.takeGroup(g)
		case n >= 18 && n <= 22 && strings.HasPrefix(g.digits, "89"), n >= 14 && n <= 16 && named(3, " imsi "), n >= 18 && named(3, " iccid sim "):
			p.takeGroup(g)
		case n == 10 && named(4, " orgnr organisationsnummer orgnummer org organisationsnr orgno vat momsnr momsregistreringsnummer cvr corporate registration "):
			p.takeGroup(g)
		case (n == 8 || n == 9) && named(3, " orgnr organisasjonsnummer org cvr cvrnr foretaksnummer ytunnus momsnr kvk handelsregister hrb "):
			p.takeGroup(g)
		case n >= 5 && n <= 25 && named(3, accountWords), n == 4 && named(1, " clearing clearingnr clearingnummer "):
			p.takeGroup(g)
		case n >= 3 && n <= 12 && named(2, customerWords):
			p.takeGroup(g)
		}
	})
}

func (p *page) takeGroup(g group) { p.take(g.s, g.e, ID, LayerPattern) }

const (
	cardWords     = " kort kortnummer kortnr kreditkort card visa mastercard amex kreditkarte kortet luottokortti "
	accountWords  = " bankgiro bg bgnr bankgironummer plusgiro pg pgnr postgiro ocr ocrnr ocrnummer konto kontonr kontonummer clearing clearingnr account accountno iban sort sortcode bankkonto kontonummeret swish tilinumero kid "
	customerWords = " kundnr kundnummer kundnumret customerno kundennummer kundennr kundenr kundenummer asiakasnumero medlemsnummer anstallningsnummer anstallningsnr employee passport pass korkort korkortsnummer "
)

// cardPrefix tells whether digits begin as payment cards do.
func cardPrefix(d string) bool {
	two := d[:2]
	return d[0] == '4' || two >= "51" && two <= "55" || two >= "22" && two <= "27" || two == "34" || two == "37" || two == "36" || two == "38" || two == "30" || strings.HasPrefix(d, "6011") || two == "65" || two == "62" || two == "50" || two >= "56" && two <= "69" && two != "60" && two != "61"
}

// vatAndIBAN takes out VAT numbers and IBANs: two letters of a country, then digits or letters in any grouping.
func (p *page) vatAndIBAN() {
	for i, w := range p.words {
		text := p.text[w.s:w.e]
		if len(text) < 2 || !isUpper(text[0]) && !p.keywordBefore(w.s, 3, " iban vat moms momsnr ust ustid ") || !isLetter(text[0]) || text[0] >= 0x80 || text[1] >= 0x80 || !isLetter(text[1]) {
			continue
		}
		if len(text) > 2 && !isDigit(text[2]) {
			continue
		}
		key, k := w.key, i
		for ; ; k++ {
			if ok, isIBAN := validAccount(key); ok {
				if isIBAN || p.vatLength(key) {
					p.take(w.s, p.words[k].e, ID, LayerPattern)
					break
				}
			}
			if k+1 >= len(p.words) || len(key) > 34 || p.gap(k) != " " && p.gap(k) != "-" || p.words[k+1].form != number && p.words[k+1].form != coded && p.words[k+1].form != upper {
				break
			}
			key += p.words[k+1].key
		}
	}
}

// validAccount tells whether a key is a valid IBAN (ISO 13616), or may be a VAT number.
func validAccount(key string) (ok, isIBAN bool) {
	if len(key) >= 15 && len(key) <= 34 && isDigits(key[2:4]) {
		rem := 0
		for _, c := range []byte(key[4:] + key[:4]) {
			v := int(c - '0')
			if c >= 'a' {
				v = int(c-'a') + 10
				rem = (rem*100 + v) % 97
				continue
			}
			if v < 0 || v > 9 {
				return false, false
			}
			rem = (rem*10 + v) % 97
		}
		if rem == 1 {
			return true, true
		}
	}
	return len(key) >= 10, false
}

// vatLength tells whether a key has the form of a VAT number of our customers' countries.
func (p *page) vatLength(key string) bool {
	digits := key[2:]
	if !isDigits(digits) {
		return strings.HasPrefix(key, "at") && strings.HasPrefix(digits, "u") && len(digits) == 9
	}
	switch key[:2] {
	case "se":
		return len(digits) == 12 && strings.HasSuffix(digits, "01")
	case "no", "de":
		return len(digits) == 9
	case "dk", "fi":
		return len(digits) == 8
	case "gb", "nl", "fr", "es", "it", "pl", "ee", "lv", "lt", "be":
		return len(digits) >= 9 && len(digits) <= 12
	}
	return false
}

// plates takes out licence plates near a word for one or for a vehicle: "ABC 12D", "KN21 ZXF", "LM-HB 1234", "AB 12 345".
func (p *page) plates() {
	for i := 0; i < len(p.words); i++ {
		w := p.words[i]
		if w.form != upper && w.form != coded || p.state[w.s] == taken || !isUpper(p.text[w.s]) || len(w.key) > 7 {
			continue
		}
		key, last := w.key, i
		for last+1 < len(p.words) && last < i+2 && len(key) < 8 && (p.gap(last) == " " || p.gap(last) == "-") && p.words[last+1].form >= upper && p.words[last+1].form <= coded && len(key)+len(p.words[last+1].key) <= 8 {
			last++
			key += p.words[last].key
		}
		digits := len(digitsOf(key))
		if len(key) < 5 || digits < 2 || digits > 5 || digits == len(key) {
			continue
		}
		if p.keywordBefore(w.s, 3, plateWords) || p.keywordBefore(w.s, 7, vehicleWords) || swedishPlate(p.text[w.s:p.words[last].e]) && p.wordAfter(last, 6, vehicleWords) {
			p.take(w.s, p.words[last].e, ID, LayerPattern)
			i = last
		}
	}
}

// swedishPlate tells whether text is three letters and three digits, the last of which may be a letter.
func swedishPlate(text string) bool {
	text = strings.ReplaceAll(text, " ", "")
	return len(text) == 6 && len(digitsOf(text[:3])) == 0 && isDigits(text[3:5])
}

// wordAfter tells whether one of the folded words stands within n words behind word i on its line.
func (p *page) wordAfter(i, n int, list string) bool {
	for k := i + 1; k < len(p.words) && k <= i+n && p.words[k].line == p.words[i].line; k++ {
		if oneOf(list, p.words[k].key) {
			return true
		}
	}
	return false
}

const (
	plateWords   = " reg regnr regnummer registreringsnummer registreringsnumret registreringsskylt skylt skylten bilnummer plate plates license licence kennzeichen nummernschild rekisterinumero skiltnummer skilt registration nummerplade rekkari "
	vehicleWords = " bil bilen servicebil servicebilen bilar bilarna lastbil lastbilen skapbil skapbilen fordon fordonet slap slapet van car truck lorry vehicle wagen auto autolla fahrzeug lkw bilens varebil kassebil parkerad parkering "
)
