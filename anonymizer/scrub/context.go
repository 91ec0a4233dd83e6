package scrub

import (
	"strings"
	"unicode/utf8"
)

// named tells whether word i, a name that is an ordinary word too, stands where a person is named.
func (p *page) named(i int, h hit) bool {
	w := p.words[i]
	if p.greetingBefore(i) || p.closingBefore(i) || p.introBefore(i) || p.courtesyBefore(i) || p.greetsAfter(i) || p.byItself(i) {
		return true
	}
	if i > 0 && p.initial(p.words[i-1]) && strings.HasPrefix(p.gap(i-1), ".") && w.form == titled {
		return true
	}
	if h.made {
		return w.form == coded || p.atSign(w.s)
	}
	if eponym(w.key) || w.form != titled && w.form != upper {
		return p.atSign(w.s)
	}
	if p.technicalAfter(i) {
		return false
	}
	if w.form == upper {
		return p.lang != "de" && !tradeWord(w.key) && (utf8.RuneCountInString(w.key) >= 3 || p.sig[w.line])
	}
	if w.opens {
		return p.actsAfter(i) || !tradeWord(h.stem()) && !p.thingAfter(i)
	}
	return p.lang != "de" || p.actsAfter(i) || len(w.key) >= 6 && !tradeWord(h.stem()) && !p.of.words.Term(p.lowText(w))
}

// stem is the name itself, without ending.
func (h hit) stem() string {
	if h.part == nil {
		return ""
	}
	return h.part.key
}

// before gives up to n bytes of text before a position.
func (p *page) before(at, n int) string {
	return p.text[max(0, at-n):at]
}

// after gives up to n bytes of text from a position on.
func (p *page) after(at, n int) string {
	return p.text[at:min(len(p.text), at+n)]
}

func (p *page) atSign(at int) bool { return at > 0 && p.text[at-1] == '@' }

// greeting tells whether a folded word opens a letter. A second word may belong to it.
func greeting(key string) bool {
	return oneOf(" hej hejsan hejhej hallo halla tjena tja tjo tjenare tjabba hi hello hey dear hei heisann moi moikka terve hyva paiva kara basta bäste baste kare kaere kaera kjaere kjare kare god goddag godmorgon guten liebe lieber geehrte geehrter morsning morning afternoon tack thanks thx takk tak danke kiitos re sv vs aw ang gruss hola ciao salut bonjour ", key)
}

// addressee tells whether a folded word after a greeting is nobody's name.
func addressee(key string) bool {
	return oneOf(" alla igen pa er ni du dig dar dag hopp och and all team teamet support supporten kundtjanst kundservice there everyone everybody folks guys again sir madam damen und herren herrar mine bare vanner vanner kollega kollegor zusammen an alle sammen dere jer i kaikille kaikki tag morgen abend morgon kvall eftermiddag middag morning afternoon evening you your for so till in advance mycket forst forhand pa forhand svar svaret hjalp hjalpen det den jag vi som att god guten hej helpdesk gubben tjejen hela gänget ganget customer kund kunde service sehr geehrte geehrter dear liebe lieber herr frau mr mrs ms dr ", key)
}

// greetingBefore tells whether word i follows a greeting on its line.
func (p *page) greetingBefore(i int) bool {
	for k := i - 1; k >= 0 && k >= i-3 && p.words[k].line == p.words[i].line; k-- {
		between := p.gap(k)
		if strings.Trim(between, " \t,!:.") != "" || len(between) > 3 {
			return false
		}
		w := p.words[k]
		if greeting(w.key) && (between == " " || p.words[i].form == titled) {
			return true
		}
		if p.state[w.s] != taken && !greeting(w.key) && !addresseeBetween(w.key) {
			return false
		}
	}
	return false
}

// addresseeBetween tells whether a word may stand between a greeting and the name: "Hej där Anna", "Tack så mycket Anna".
func addresseeBetween(key string) bool {
	return courtesy(key) || oneOf(" dar there again igen pa dig du sa mycket very much god tusen many och and morgon morgen dag tag kvall abend sehr geehrte geehrter ", key)
}

// closingWord tells whether a folded word ends a letter before the name of its writer.
func closingWord(key string) bool {
	return oneOf(" mvh mfg terv vh hälsn halsn halsning halsningar halsar vanligen vanligast regards regard br sincerely cheers yours faithfully greetings wishes grusse gruße gruessen grussen gruss gruesse grusse lg vg hilsen hilsner mvg terveisin terveisia t hilsener venlig hälsar bestes best thanks tack kram kramar /", key)
}

// closingBefore tells whether word i follows the closing of a letter, on its line or the next one.
func (p *page) closingBefore(i int) bool {
	w := p.words[i]
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		between := p.gap(k)
		if strings.Count(between, "\n") > 2 || w.line-p.words[k].line > 3 || strings.Trim(between, " \t\r\n,!.>-–/") != "" {
			return false
		}
		if closingWord(p.words[k].key) {
			return p.words[k].key != "tack" && p.words[k].key != "thanks" && p.words[k].key != "best" || w.line > p.words[k].line || w.form == titled && strings.Contains(between, " ")
		}
		if p.state[p.words[k].s] != taken && p.words[k].form != titled {
			return false
		}
	}
	return false
}

// greetsAfter tells whether the words after i make word i the writer: "sten hälsar", "Björn här".
func (p *page) greetsAfter(i int) bool {
	if i+1 >= len(p.words) || p.gap(i) != " " {
		return false
	}
	next := p.words[i+1]
	if oneOf(" halsar hilser ", next.key) {
		return true
	}
	here := oneOf(" har here hier her taalla ", next.key) && p.text[next.s:next.e] != "har"
	return here && p.words[i].opens && !strings.HasPrefix(p.text[next.e:], " ")
}

// introBefore tells whether word i is introduced as somebody: "jag heter", "my name is", "mein Name ist".
func (p *page) introBefore(i int) bool {
	if i == 0 || strings.Trim(p.gap(i-1), " :\"") != "" || len(p.gap(i-1)) > 3 {
		return false
	}
	prev := p.words[i-1].key
	if oneOf(" heter hedder heisse heiße kallas kallad named ", prev) {
		return true
	}
	two := ""
	if i > 1 {
		two = p.words[i-2].key + " " + prev
	}
	switch two {
	case "namn ar", "name is", "name ist", "navn er", "nimeni on", "nimi on", "namnet ar", "called by", "med namnet":
		return true
	case "this is", "jag ar", "i am", "ich bin", "jeg er", "det ar", "dette er", "hier ist", "tassa on":
		return p.words[i].form == titled && p.of.bearers(p.lowText(p.words[i])) > 0
	}
	return oneOf(" namn name navn nimi kontaktperson kontakt contact contactperson ansprechpartner attn att handlaggare saljare tekniker operator user anvandare username owner author ", prev) && strings.Contains(p.gap(i-1), ":")
}

func (p *page) courtesyBefore(i int) bool {
	return i > 0 && courtesy(p.words[i-1].key) && (p.gap(i-1) == " " || p.gap(i-1) == ". ") && p.words[i].form != lower
}

// byItself tells whether word i stands alone, or with other names, on a line near the end: a signature.
func (p *page) byItself(i int) bool {
	w := p.words[i]
	if w.form == number || p.lineFromEnd(w.line) > 3 && !p.sig[w.line] || w.line == 0 {
		return false
	}
	rest := strings.Trim(p.line(w.line), " \t,./>–-*_\r")
	return rest == p.text[w.s:w.e] && (w.form != lower || p.lineFromEnd(w.line) <= 1)
}

// lineFromEnd counts the lines with text after a line.
func (p *page) lineFromEnd(line int) int {
	n := 0
	for k := line + 1; k < len(p.lines) && n < 8; k++ {
		if strings.TrimSpace(p.line(k)) != "" {
			n++
		}
	}
	return n
}

func (p *page) lastOnLine(i int) bool {
	return i+1 >= len(p.words) || p.words[i+1].line > p.words[i].line
}

// actsAfter tells whether word i is followed by what only a person does.
func (p *page) actsAfter(i int) bool {
	if i+1 >= len(p.words) || p.gap(i) != " " {
		return false
	}
	return personVerb(p.words[i+1].key)
}

// commandWord tells whether a folded word opens a sentence that asks for somebody, so that it is no name itself though it
// looks like one.
func commandWord(key string) bool {
	return oneOf(" maila mejla ring kontakta kolla fraga skicka ang angaende betraffande halsa bestaller inkopare kund saljare tekniker re fwd vb sv ", key)
}

func personVerb(key string) bool {
	return oneOf(" ringde skrev sa sade sager halsar skickade skickar ringer skriver fragar ber bestaller monterar installerar byter provar testar kontrollerar undrar fragade bad bestallde meddelade meddelar berattade berattar svarade svarar monterade installerade bytte provade testade kontrollerade menar tycker tror vet vill foreslog lovade kopte tog fick gick kom akte jobbar arbetar pratade talade bekraftade rapporterade tipsade mejlade "+
		"bought fitted mounted swapped replaced checked measured noticed found saw came went left helped fixed repaired calibrated ordered configured wired flashed rebooted forwarded "+
		"called wrote said says asked sent wonders reported told replied answered installed tested mentioned suggested thinks knows wants works confirmed recommended recommends agrees disagrees promised emailed phoned tried noted explained pointed "+
		"rief schrieb sagte sagt fragte schickte meldete meint hat ringte skrev spurgte spurte sendte sagde sier siger mener onsker kirjoitti sanoi soitti kysyi lahetti kertoi ", key)
}

// thingAfter tells whether word i at the beginning of a sentence is followed by what makes it a thing or a command.
func (p *page) thingAfter(i int) bool {
	if i+1 >= len(p.words) {
		return false
	}
	switch between := p.gap(i); {
	case strings.HasPrefix(between, "-"):
		return true
	case between != " ":
		return false
	}
	next := p.words[i+1]
	return next.form == number || next.form == coded ||
		oneOf(" mig oss dig er honom henne dem pa i av for till vid under over mellan fran med utan som inte me us him her them on in of at to for by from with up down it the a an och ar ", next.key)
}

// technicalAfter tells whether word i is followed by a number or joined to a small word: "Port 502", "Mark-förläggning".
func (p *page) technicalAfter(i int) bool {
	if i+1 >= len(p.words) {
		return false
	}
	next, between := p.words[i+1], p.gap(i)
	if between == "-" && next.form == lower {
		return !oneOf(productNouns, next.key) || tradeWord(p.words[i].key)
	}
	return between == " " && (next.form == number || next.form == coded) && (tradeWord(p.words[i].key) || eponym(p.words[i].key))
}

func (p *page) lowText(w word) string { return strings.ToLower(p.text[w.s:w.e]) }

// bearers is how many people are known to bear a word as a name.
func (s *Scrubber) bearers(low string) int {
	return s.words.GivenName(low) + s.words.Surname(low)
}
