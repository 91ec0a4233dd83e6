package scrub

import (
	"strings"
	"unicode/utf8"
)

// found takes out the names that the text itself gives: in greetings, closings, signatures, headers, introductions.
// Each is then removed wherever else it stands.
func (p *page) found() {
	b := newNameBook(p.of.words)
	for n := range p.lines {
		raw := p.line(n)
		if len(raw) > 300 {
			continue
		}
		line := unquote(raw)
		if v := headerLine(line); v != "" {
			p.findIn(b, n, v, true)
		}
		if rest, ok := afterClosing(line); ok {
			p.findSigned(b, n, rest)
		}
		if quoteIntro(line) {
			p.findIn(b, n, line, false)
		}
	}
	for i := range p.words {
		p.findAddressed(b, i)
		p.findSlashed(i)
		p.findInline(i)
	}
	if !b.empty() {
		p.applyNames(b, LayerFound)
	}
}

// findIn harvests the capitalised words of a value on line n: names stand there and little else.
func (p *page) findIn(b *nameBook, n int, value string, field bool) {
	at := strings.Index(p.line(n), value)
	if at < 0 {
		return
	}
	at += p.lines[n]
	p.findBetween(b, at, at+len(value), field)
}

// findBetween harvests the words of text[s:e] that look like a person's names.
func (p *page) findBetween(b *nameBook, s, e int, field bool) {
	var names []string
	for i := p.wordFrom(s); i < len(p.words) && p.words[i].e <= e; i++ {
		w := p.words[i]
		if p.state[w.s] == taken || p.state[w.s] == fixed {
			continue
		}
		if !p.likeName(w, field) {
			continue
		}
		names = append(names, w.key)
		p.take(w.s, w.e, Person, LayerFound)
	}
	if len(names) > 0 && len(names) <= 4 {
		b.addParts(names, false)
	}
}

// likeName tells whether a word where names stand is one. In a field every capitalised word is, unless it is plainly
// something else; elsewhere an ordinary word must also be borne as a name.
func (p *page) likeName(w word, field bool) bool {
	n := utf8.RuneCountInString(w.key)
	if w.form == number || w.form == coded || n < 2 || p.state[w.s] == technical {
		return false
	}
	low := p.lowText(w)
	if particle(w.key) || courtesy(w.key) || legalForm(w.key) || addressee(w.key) {
		return false
	}
	if monthOrDay(low) || p.function(low) {
		return field && w.form != lower && p.of.words.GivenName(low) >= 1000 && len(low) <= 5
	}
	known := p.ordinaryText(low) || p.of.words.Term(low)
	borne := p.of.bearers(low)
	if w.form == lower {
		return !known && !p.compoundText(low) || field && borne >= 500 && !p.function(low)
	}
	if !known {
		return field || borne > 0 || w.form == titled
	}
	return borne >= 100 || field && borne >= 10
}

// findSigned harvests the writer's names: what follows the closing on its line, else the next line with text.
func (p *page) findSigned(b *nameBook, n int, rest string) {
	if rest != "" {
		p.findInitials(n, rest)
		if p.personLine(rest) {
			p.findIn(b, n, rest, true)
		}
		p.findSmall(b, n, rest)
		return
	}
	for k := n + 1; k < len(p.lines) && k < n+6; k++ {
		line := unquote(p.line(k))
		if line == "" {
			continue
		}
		p.findInitials(k, line)
		if greetingLine(line) || quoteIntro(line) || !p.personLine(line) {
			return
		}
		p.findIn(b, k, line, true)
		return
	}
}

// findInitials takes a signature of one to three capitals: "A.L.", "AL", "T".
func (p *page) findInitials(n int, signed string) {
	letters := strings.NewReplacer(".", "", " ", "", "-", "").Replace(signed)
	if size := utf8.RuneCountInString(letters); size < 1 || size > 3 || len(signed) > 8 || strings.ToUpper(letters) != letters || strings.ToLower(letters) == letters || strings.ContainsAny(letters, "0123456789!?:/,") {
		return
	}
	k := strings.LastIndex(p.line(n), signed)
	if k < 0 {
		return
	}
	s := p.lines[n] + k
	p.take(s, s+len(signed), Person, LayerFound)
}

// findSlashed takes initials that sign behind slashes at the end of a line: "/ST", "// AB".
func (p *page) findSlashed(i int) {
	w := p.words[i]
	n := utf8.RuneCountInString(w.key)
	if w.form != upper && w.form != titled || n > 3 || n < 2 && w.form != titled || !p.lastOnLine(i) || p.state[w.s] == taken || p.state[w.s] == fixed {
		return
	}
	if rest := strings.TrimRight(p.text[w.e:p.lineEnd(w.line)], " \t\r\n."); rest != "" {
		return
	}
	before := strings.TrimRight(p.before(w.s, 4), " ")
	head := strings.TrimRight(before, "/")
	if head == before || head != "" && !isSpace(head[len(head)-1]) || w.form == titled && n > 1 && p.known(p.lowText(w)) {
		return
	}
	p.take(w.s, w.e, Person, LayerFound)
}

// findSmall harvests names in small letters behind a closing that cannot be the beginning of a sentence: "mvh hamish",
// "hälsn eyal von essen".
func (p *page) findSmall(b *nameBook, n int, rest string) {
	end := p.lines[n] + len(p.line(n))
	start := end - len(rest)
	if k := strings.LastIndex(p.line(n), rest); k >= 0 {
		start = p.lines[n] + k
		end = start + len(rest)
	}
	first := p.wordFrom(start)
	if first == 0 || !oneOf(" mvh hälsn halsn halsningar halsning halsar mfg gruss gruß grusse grüße hilsen hilsner regards rgds cheers vh lg vg terv terveisin t mvg ", p.words[first-1].key) {
		return
	}
	var names []string
	for i := first; i < len(p.words) && p.words[i].e <= end && i < first+4; i++ {
		w := p.words[i]
		low := p.lowText(w)
		given := p.of.words.GivenName(low)
		switch {
		case w.form == number || w.form == coded || p.state[w.s] == fixed:
			return
		case p.state[w.s] == taken, particle(w.key):
		case addressee(w.key) || courtesy(w.key), p.function(low) && given < 1000:
			return
		case given >= 20, i > first && p.of.bearers(low) > 0, !p.known(low) && !p.compoundText(low), i > first && p.state[p.words[i-1].s] == taken:
			p.take(w.s, w.e, Person, LayerFound)
			names = append(names, w.key)
			if i > first && particle(p.words[i-1].key) {
				p.take(p.words[i-1].s, p.words[i-1].e, Person, LayerFound)
			}
		default:
			return
		}
	}
	if len(names) > 0 {
		b.addParts(names, false)
	}
}

// personLine tells whether a line may be a person's name: few words, no sentence.
func (p *page) personLine(line string) bool {
	f := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' || r == '/' || r == '.' })
	if len(f) == 0 || len(f) > 5 || len(line) > 60 || strings.ContainsAny(line, "@?=<") {
		return false
	}
	ordinary := 0
	for _, w := range f {
		low := strings.ToLower(strings.Trim(w, "!:;()\"'"))
		if p.ordinaryText(low) && p.of.bearers(low) < 100 && !particle(fold(low)) {
			ordinary++
		}
	}
	return ordinary*2 < len(f) || ordinary < len(f) && len(f) <= 3
}

// wordFrom gives the first word that begins at or after a position.
func (p *page) wordFrom(at int) int {
	lo, hi := 0, len(p.words)
	for lo < hi {
		if mid := (lo + hi) / 2; p.words[mid].s < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// findAddressed harvests a name at word i that a greeting, an introduction or a courtesy title marks.
func (p *page) findAddressed(b *nameBook, i int) {
	w := p.words[i]
	if w.form == number || w.form == coded && !p.atSign(w.s) || p.state[w.s] == taken || p.state[w.s] == fixed || utf8.RuneCountInString(w.key) < 2 {
		return
	}
	greeted := p.greetingBefore(i) && !addressee(w.key) && !greeting(w.key)
	switch {
	case p.introBefore(i), p.courtesyBefore(i):
	case greeted && p.greetedName(i):
	case p.greetsAfter(i) && !p.function(p.lowText(w)) && p.likeName(w, true):
	case p.askedFor(i), p.doesSomething(i), p.bareActor(i), p.initialled(i):
	default:
		return
	}
	names := []string{}
	for k := i; k < len(p.words) && k < i+4; k++ {
		v := p.words[k]
		if k > i && (p.gap(k-1) != " " && p.gap(k-1) != "-" || v.form != titled && v.form != upper && !particle(v.key) || greeted && v.form != titled) {
			break
		}
		if p.state[v.s] == taken || p.state[v.s] == fixed || (k > i || !p.doesSomething(i)) && (p.function(p.lowText(v)) || greeting(v.key) || addressee(v.key) || legalForm(v.key) && k > i) {
			break
		}
		if p.function(p.lowText(v)) && k > i || k > i && p.ordinary(v) && p.of.bearers(p.lowText(v)) < 100 {
			break
		}
		if !particle(v.key) && !courtesy(v.key) {
			names = append(names, v.key)
			p.take(v.s, v.e, Person, LayerFound)
		}
	}
	if len(names) > 0 {
		b.addParts(names, false)
	}
}

// greetedName tells whether the word after a greeting is a name: a capital that no ordinary word explains, or a small
// word that people bear and that a comma or the line's end follows.
func (p *page) greetedName(i int) bool {
	w := p.words[i]
	low := p.lowText(w)
	known := p.ordinaryText(low) || p.of.words.Term(low)
	if w.form == titled || w.form == mixed {
		return !known || p.of.bearers(low) >= 100 && !p.function(low)
	}
	ends := p.lastOnLine(i) || strings.ContainsAny(p.gap(i)[:min(1, len(p.gap(i)))], ",!.:;")
	if w.form == upper {
		return ends && !known
	}
	if !known && !p.compoundText(low) {
		return true
	}
	return ends && p.of.bearers(low) >= 100 && !p.function(low)
}

// initialled tells whether an initial stands before word i as before a family name: "S. Rautiainen".
func (p *page) initialled(i int) bool {
	w := p.words[i]
	if i > 0 && w.form == titled && p.text[p.words[i-1].s:p.words[i-1].e] == "af" && p.gap(i-1) == " " {
		return p.lang == "sv" // no other word of today's Swedish is spelt so
	}
	if i < 2 || w.form != titled || p.gap(i-1) != ". " && p.gap(i-1) != "." || !p.initial(p.words[i-1]) || p.state[p.words[i-1].s] != free || p.words[i-1].line != w.line {
		return false
	}
	low := p.lowText(w)
	return !p.function(low) && !p.of.words.Term(low) && (p.of.bearers(low) > 0 || !p.known(low) && !p.compoundText(low) || p.gap(i-1) == "." || p.rareWord(low))
}

// askedFor tells whether word i is somebody spoken to, by a capital behind such a verb: "ring Anna", "talked to Tim".
func (p *page) askedFor(i int) bool {
	w := p.words[i]
	if i == 0 || w.form != titled || p.gap(i-1) != " " {
		return false
	}
	prev := p.words[i-1].key
	two := ""
	if i > 1 {
		two = p.words[i-2].key + " " + prev
	}
	asked := oneOf(" enligt call phone ask tell email told asked helped kontakta mejla maila ring ringde kollega kollegan hos kollegor kontaktade contact colleague kollege kollegin kollegaen thanks kontakt per cc ", prev) ||
		strings.Contains("|prata med|pratade med|talade med|tala med|fraga efter|hälsa till|halsa till|spoke to|spoke with|talked to|talked with|ask for|speak to|contact with|kontakt med|ansvarig ar|according to|thanks to|credit to|sprechen mit|gesprochen mit|snakket med|snakke med|talt med|tale med|", "|"+two+"|")
	if !asked {
		return false
	}
	low := p.lowText(w)
	return !p.ordinaryText(low) && (!p.of.words.Term(low) || p.of.words.GivenName(low) >= 20) && !eponym(w.key) && !makeName(w.key) && p.of.bearers(low) > 0
}

// agree removes everywhere what one place of the text showed to be a name.
func (p *page) agree() {
	shown := map[string]bool{}
	for _, c := range p.claims {
		if c.kind != Person || c.layer == LayerKnown {
			continue
		}
		for i := p.wordFrom(c.s); i < len(p.words) && p.words[i].e <= c.e; i++ {
			if w := p.words[i]; w.form != lower && utf8.RuneCountInString(w.key) >= 3 && !particle(w.key) {
				shown[strings.TrimSuffix(w.key, "s")] = true
				shown[w.key] = true
			}
		}
	}
	for _, w := range p.words {
		if (shown[w.key] || shown[strings.TrimSuffix(w.key, "s")]) && p.state[w.s] != taken && p.state[w.s] != fixed && p.state[w.s] != technical &&
			(!p.ordinary(w) && !p.of.words.Term(w.key) || w.form == titled && !w.opens && p.lang != "de" && !eponym(w.key)) {
			p.take(w.s, w.e, Person, LayerFound)
		}
	}
}
