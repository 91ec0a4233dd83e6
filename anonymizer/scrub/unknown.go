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
		return p.verdictLower(w, low)
	case upper:
		return p.verdictUpper(i, low)
	case mixed:
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

func (p *page) verdictLower(w word, low string) string {
	if p.known(low) {
		return ""
	}
	if p.of.bearers(low) >= 100 && !p.of.words.Term(low) {
		return Name
	}
	if p.of.words.Term(low) || protocol(w.key) || fileType(w.key) || p.compoundText(low) || p.joinedTerm(low) {
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
	return false
}

// shortForm tells whether letters are a contraction's rest or a usual abbreviation.
func (p *page) shortForm(low string) bool {
	return oneOf(" ll ve re don didn doesn isn wasn aren couldn wouldn shouldn hasn haven hadn won ain nt ex etc ie eg vs approx resp osv mm dvs bl fr ca tex ang obs pga iom mha enl ev forts kl nr st tel mob pct kvm kbm mio mrd mia stk osv bla hhv jf vha mhp iht evt ca pkt inc art ref max min temp std avg info spec specs config param params admin app apps repo docs doc cfg init auto sync async diff regex util utils src dest tmp dev prod env lib libs impl misc prev alt ctrl esc del ins pgup pgdn num caps shift enter tab cmd bzw usw evtl ggf zb bspw inkl exkl mfg fyi asap btw imo imho afaik lol tia thx pls plz gonna wanna gotta kinda ok okej mvh ", low)
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
	if p.monthHere(i) || eponym(w.key) || protocol(w.key) || p.function(low) && (w.opens || p.of.words.GivenName(low) < 1000 || p.lang == "en") {
		return ""
	}
	term := p.of.words.Term(low)
	given, family := p.of.words.GivenName(low), p.of.words.Surname(low)
	if term && given < 1000 && family < 1000 {
		return ""
	}
	ordinary := p.known(low)
	if !w.opens && p.lang != "de" && !p.headline(w.line) {
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
	case p.compoundText(low) && family < 100 && given < 100:
		return ""
	}
	return Name
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
