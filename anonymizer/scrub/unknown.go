package scrub

import (
	"strings"
	"unicode/utf8"
)

// unknown is the last layer: a word stays only if it is an ordinary word of the language, a technical term, or
// protected. A capital inside a sentence is a name unless the word is technical.
func (p *page) unknown() {
	for i, w := range p.words {
		if st := p.state[w.s]; st != free || p.state[w.e-1] != free {
			continue
		}
		if kind := p.verdict(i); kind != "" {
			p.take(w.s, w.e, kind, LayerVocabulary)
		}
	}
}

// verdict gives the kind under which a word goes, empty if it stays.
func (p *page) verdict(i int) string {
	w := p.words[i]
	if w.form == number {
		if len(w.key) >= 9 || len(w.key) == 8 && (p.lang == "no" || p.lang == "da") && !p.dateDigits(w.key) {
			return ID
		}
		return ""
	}
	text := p.text[w.s:w.e]
	low := strings.ToLower(text)
	if utf8.RuneCountInString(low) == 1 || p.unit(w) {
		return ""
	}
	if !latinOnly(text) {
		return Name
	}
	switch w.form {
	case coded:
		return p.verdictCoded(w, low)
	case lower:
		return p.verdictLower(i, low)
	case upper:
		return p.verdictUpper(i, low)
	case mixed:
		if scottish(text) {
			return Name
		}
		if p.cleanWord(w) {
			return ""
		}
		return Name
	}
	return p.verdictTitled(i, low)
}

// dateDigits tells whether eight digits are a date.
func (p *page) dateDigits(d string) bool {
	return yearLike(d[:4]) && d[4:6] <= "12" && d[6:8] <= "31"
}

// unit tells whether a word is a unit that stands alone, as in the head of a table.
func (p *page) unit(w word) bool {
	return w.form != titled && unit(w.key, p.text[w.s:w.e]) && len(w.key) <= 4
}

func (p *page) verdictCoded(w word, low string) string {
	letters := strings.Trim(low, "0123456789")
	if utf8.RuneCountInString(letters) <= 1 && len(low) <= 6 || p.cleanWord(w) {
		return ""
	}
	return ID
}

func (p *page) verdictLower(i int, low string) string {
	w := p.words[i]
	if p.articled(i, low) || p.companion(i, low) || p.of.words.GivenName(low) >= 100 && p.rareWord(low) && !p.function(low) && p.gap(i) == " " && speaksOrWrites(p.word(i+1).key) {
		return Name
	}
	if p.known(low) {
		return ""
	}
	if p.of.bearers(low) >= 100 && !p.of.words.Term(low) {
		return Name
	}
	if p.of.words.Term(low) || protocol(w.key) || fileType(w.key) || p.compoundText(low) || p.joinedTerm(low) {
		return ""
	}
	if p.of.words.GivenName(low) == 0 && p.of.words.Surname(low) < 25 && p.of.words.Known("", low) { // a word of another of our languages, in small letters
		return ""
	}
	return Name
}

// known tells whether lower-case letters are an ordinary word, also without an ending that the lists may lack.
func (p *page) known(low string) bool {
	if p.ordinaryText(low) || p.function(low) || monthOrDay(low) || greeting(fold(low)) || closingWord(fold(low)) || courtesy(fold(low)) || p.shortForm(low) {
		return true
	}
	if stem, ok := strings.CutSuffix(low, "s"); ok && len(stem) > 3 && p.ordinaryText(stem) {
		return true
	}
	for _, ending := range [...]string{"fel", "typ", "tid", "kod", "nät", "vikt", "not", "adresse", "adress"} {
		if stem, ok := strings.CutSuffix(low, ending); ok && len(stem) >= 3 && p.of.bearers(low) == 0 && (p.ordinaryText(stem) || p.of.words.Term(stem) || p.ordinaryText(strings.TrimSuffix(stem, "s"))) {
			return true
		}
	}
	for _, ending := range [...]string{"nummer", "nr", "numret", "nummeret"} {
		if stem, ok := strings.CutSuffix(low, ending); ok && len(stem) >= 3 && (p.ordinaryText(stem) || p.ordinaryText(strings.TrimSuffix(stem, "s")) || p.compoundText(strings.TrimSuffix(stem, "s"))) {
			return true
		}
	}
	return p.inflectedTerm(low) || p.doubt && p.of.bearers(low) == 0 && p.of.words.Known("", low)
}

// inflectedTerm tells whether small letters are a technical term with a Nordic or German ending: "gatewayens",
// "loggerns", "routrar".
func (p *page) inflectedTerm(low string) bool {
	for _, ending := range [...]string{"ens", "en", "ns", "n", "ets", "et", "erna", "arna", "erne", "ene", "er", "ar", "or", "s"} {
		if stem, ok := strings.CutSuffix(low, ending); ok && len(stem) >= 4 && p.of.words.Term(stem) && p.of.bearers(stem) < 100 && p.of.bearers(low) < 100 {
			return true
		}
	}
	return false
}

// shortForm tells whether letters are a contraction's rest or a usual abbreviation.
func (p *page) shortForm(low string) bool {
	return oneOf(" ll ve re don didn doesn isn wasn aren couldn wouldn shouldn hasn haven hadn won ain nt ex etc ie eg vs approx resp osv mm dvs bl fr ca tex ang obs pga iom mha enl ev forts kl nr st tel tlf puh mob hv ordrenr ordernr serienr artnr kundnr kundenr telnr mobilnr pct kvm kbm mio mrd mia stk osv bla hhv jf vha mhp iht evt ca pkt inc art ref max min temp std avg info spec specs config param params admin app apps repo docs doc cfg init auto sync async diff regex util utils src dest tmp dev prod env lib libs impl misc prev alt ctrl esc del ins pgup pgdn num caps shift enter tab cmd bzw usw evtl ggf zb bspw inkl exkl mfg fyi asap btw imo imho afaik lol tia thx pls plz gonna wanna gotta kinda ok okej mvh ", low)
}

// joinedTerm tells whether a small word is a technical term and an ordinary word written as one: "modbusregister",
// "firmwareuppdatering".
func (p *page) joinedTerm(low string) bool {
	for i := 3; i <= len(low)-3 && i < 24; i++ {
		if !utf8.RuneStart(low[i]) {
			continue
		}
		a, b := low[:i], low[i:]
		if (p.of.words.Term(a) || protocol(a)) && p.of.words.GivenName(a) < 100 && (p.ordinaryText(b) || p.compoundText(b)) && utf8.RuneCountInString(b) >= 4 {
			return true
		}
	}
	return false
}

// verdictUpper judges a word in capitals: an acronym, a heading, or a shouted name.
func (p *page) verdictUpper(i int, low string) string {
	w := p.words[i]
	n := utf8.RuneCountInString(low)
	if p.lang == "fi" && p.spokenTo(low) {
		return Name
	}
	if protocol(w.key) || p.of.words.Term(low) || legalForm(w.key) || p.known(low) && p.of.words.GivenName(low) < 5000 || p.function(low) {
		return ""
	}
	if n >= 3 && p.of.bearers(low) >= 100 {
		return Name
	}
	if n <= 4 && !p.sig[w.line] || n == 2 || p.compoundText(low) && p.shouted(i) {
		return ""
	}
	return Name
}

// shouted tells whether an ordinary word in capitals stands beside word i: a heading.
func (p *page) shouted(i int) bool {
	for _, k := range []int{i - 1, i + 1} {
		if w := p.word(k); w.form == upper && w.line == p.words[i].line && p.ordinary(w) {
			return true
		}
	}
	return false
}

// verdictTitled judges a word with a capital.
func (p *page) verdictTitled(i int, low string) string {
	w := p.words[i]
	if p.limitWord(i) {
		return ""
	}
	if w.e < len(p.text) && p.text[w.e] == '_' && p.of.words.GivenName(low) >= 1000 {
		return Name
	}
	if p.monthHere(i) || eponym(w.key) || makeName(w.key) || countryOrTongue(low) || protocol(w.key) || p.functionCapital(i, low) {
		return ""
	}
	term := p.of.words.Term(low)
	given, family := p.of.words.GivenName(low), p.of.words.Surname(low)
	if term && given < 1000 && family < 1000 {
		return ""
	}
	ordinary := p.known(low)
	if p.lang == "de" && germanSurname(w.key) {
		return Name
	}
	if stem, ok := strings.CutSuffix(low, "s"); ok && p.of.words.GivenName(stem) >= 3000 && p.of.words.GivenName(low) < 100 && !p.function(low) && !tradeWord(fold(stem)) && p.lang != "en" {
		return Name
	}
	if !w.opens && p.lang != "de" && !p.headline(w.line) {
		if p.harmlessCapital(i, low) {
			return ""
		}
		if ordinary && (greeting(w.key) || closingWord(w.key) || p.joinedOn(i) || p.lang == "en" && given+family < 20) {
			return ""
		}
		return Name
	}
	switch {
	case ordinary && given < 300 && family < 500, ordinary && p.everyday(low):
		return ""
	case ordinary:
		return Name
	case p.compoundText(low) && family < 100 && given < 100 && (p.lang != "de" || family+given == 0):
		return ""
	}
	return Name
}

// functionCapital tells whether a word with a capital is one that every text is full of. Inside a sentence it may be a name:
// "not Mark" in English, "enligt Ask" where it is such a word in English alone.
func (p *page) functionCapital(i int, low string) bool {
	w, given := p.words[i], p.of.words.GivenName(low)
	switch {
	case !p.function(low) || w.opens || given < 100:
		return p.function(low)
	case p.lang == "en":
		next := p.word(i + 1)
		return !oneOf(" will mark ", low) || p.headline(w.line) || p.gap(i-1) != " " || p.words[i-1].form != lower || p.gap(i) == " " && next.form == titled && p.of.bearers(p.lowText(next)) == 0
	}
	return given < 1000 && functionWord(p.lang, low)
}

// scottish tells whether letters are a family name such as "McGovern".
func scottish(text string) bool {
	return strings.HasPrefix(text, "Mc") && len(text) > 3 && isUpper(text[2])
}

// articled tells whether word i is a given name in small letters behind a German article: "der uwe vom lager". A noun or an
// adjective would be followed by something else than a word that sentences are full of.
func (p *page) articled(i int, low string) bool {
	if p.lang != "de" || i == 0 || p.gap(i-1) != " " || p.function(low) || p.of.words.GivenName(low) < 100 || !oneOf(" der die den dem vom beim ", p.words[i-1].key) {
		return false
	}
	next := p.word(i + 1)
	return p.gap(i) != " " || next.form == lower && (p.function(p.lowText(next)) || personVerb(next.key) || oneOf(" vom beim hatte meinte ", next.key))
}

// limitWord tells whether word i is "max" or "min" before what it bounds: "Max 12 bar", "MAX LIMIT", "Max värdet".
func (p *page) limitWord(i int) bool {
	w, next := p.words[i], p.word(i+1)
	if !oneOf(" max min ", w.key) || p.greetingBefore(i) || p.closingBefore(i) || p.actsAfter(i) {
		return false
	}
	switch between := p.gap(i); {
	case between == " " && w.form == titled && !w.opens:
		return next.form == number || next.form == coded && isDigit(next.key[0])
	case between == " " || between == ". ":
		low := p.lowText(next)
		return next.form == number || next.form == coded && isDigit(next.key[0]) || next.form != titled && !p.function(low) && (p.ordinaryText(low) || p.compoundText(low) || p.of.words.Term(low)) && p.of.bearers(low) < 100
	default:
		return strings.HasPrefix(between, ":") || strings.HasPrefix(between, "=") || strings.HasPrefix(between, "/") || strings.HasPrefix(between, "-")
	}
}

// harmlessCapital tells whether a word with a capital that nobody bears is an ordinary one here: the name of a button, a
// menu, a message. Beside another capital it may be part of an organisation's name, and compounds that end as family
// names do may be one.
func (p *page) harmlessCapital(i int, low string) bool {
	if stem := strings.TrimSuffix(low, "s"); p.words[i].form == mixed || p.of.bearers(low) > 0 || p.of.bearers(stem) >= 100 && !p.of.words.Term(low) || p.of.bearers(stem) >= 15 && !p.of.words.Term(low) && !p.ordinaryText(stem) {
		return false
	}
	known := p.known(low) || p.of.words.Term(low)
	if !known && (nameLikeEnding(strings.TrimSuffix(fold(low), "s")) || !p.compoundText(low) && !p.joinedTerm(low)) {
		return false
	}
	if p.lang == "fi" && !p.of.words.Term(low) && p.finnishName(low) {
		return false
	}
	for _, k := range [...]int{i - 1, i + 1} {
		w := p.word(k)
		if k < 0 || w.form != titled && w.form != mixed || p.gap(min(i, k)) != " " || k < i && w.opens && p.known(p.lowText(w)) {
			continue
		}
		near := p.lowText(w)
		if !known || p.state[w.s] == taken || p.of.bearers(near) > 0 || !p.known(near) && !p.of.words.Term(near) {
			return false
		}
	}
	return true
}

// nameLikeEnding tells whether a folded compound ends with what Nordic and German family names and places end with.
func nameLikeEnding(key string) bool {
	for ending := range strings.SplitSeq("skog mark berg bergs mann man lund strom gren qvist kvist dal dahl as holm by stad stads fors vik sund nas borg backa back bach feld hof haus heim dorf stein bauer mayer meyer ling quist sson son sen stedt blad blom rot falk hult torp sjo sten rud vold haug moen bakken nes land lanti nen la lo ki", " ") {
		if strings.HasSuffix(key, ending) {
			return true
		}
	}
	return false
}

// finnishName tells whether a Finnish word in a case may be a name that people bear, or ends as family names do.
func (p *page) finnishName(low string) bool {
	for _, ending := range [...]string{"n", "in", "lla", "llä", "lle", "lta", "ltä", "ssa", "ssä", "sta", "stä", "a", "ä", "ta", "tä", "seen", "sen", "selle", "sella", "selta"} {
		if stem, ok := strings.CutSuffix(low, ending); ok && len(stem) >= 3 && (p.of.bearers(stem) > 0 || p.of.bearers(strongGrade(stem)) >= 100 || strings.HasSuffix(stem, "la") && len(stem) >= 5) {
			return true
		}
	}
	return false
}

// strongGrade gives the form that a Finnish stem has without an ending: "peka" is "pekka", "mati" is "matti". It is empty if
// there is no such form.
func strongGrade(stem string) string {
	n := len(stem)
	if n < 4 || !strings.ContainsAny(stem[n-2:n-1], "kpt") || !strings.ContainsAny(stem[n-1:], "aeiou") {
		return ""
	}
	return stem[:n-1] + stem[n-2:]
}

// companion tells whether word i is a Finnish given name in small letters with whom something is done: "pekan kanssa".
func (p *page) companion(i int, low string) bool {
	stem, ok := strings.CutSuffix(low, "n")
	return ok && p.lang == "fi" && p.gap(i) == " " && oneOf(" kanssa luona luokse mukaan mielesta puolesta ", p.word(i+1).key) &&
		(p.of.words.GivenName(strongGrade(stem)) >= 100 || p.of.words.GivenName(stem) >= 100 && !p.ordinaryText(stem))
}

// spokenTo tells whether a Finnish word is a given name to whom, from whom or with whom something is: "orvokille".
func (p *page) spokenTo(low string) bool {
	for _, ending := range [...]string{"lle", "lta", "ltä", "lla", "llä"} {
		if stem, ok := strings.CutSuffix(low, ending); ok && max(p.of.words.GivenName(stem), p.of.words.GivenName(strongGrade(stem))) >= 500 {
			return true
		}
	}
	return false
}

// everyday tells whether an ordinary word is likelier than the name it also is, at the beginning of a sentence.
func (p *page) everyday(low string) bool {
	return tradeWord(fold(low)) || addressee(fold(low))
}

// joinedOn tells whether a hyphen joins word i to a word or number before it: the second half of a term.
func (p *page) joinedOn(i int) bool {
	return i > 0 && p.gap(i-1) == "-"
}

// headline tells whether a line is a heading in the English custom: most of its longer words have capitals.
func (p *page) headline(line int) bool {
	titledWords, small := 0, 0
	for i := p.wordFrom(p.lines[line]); i < len(p.words) && p.words[i].line == line && titledWords+small < 40; i++ {
		if w := p.words[i]; utf8.RuneCountInString(w.key) >= 4 {
			if w.form == lower {
				small++
			} else if p.state[w.s] == free && p.ordinary(w) {
				titledWords++
			}
		}
	}
	return titledWords >= 3 && small == 0 && titledWords+small < 16
}
