package scrub

import (
	"strings"
	"unicode/utf8"
)

// complete takes what belongs to names found by any layer: initials, particles, numerals of kings, terms that are family
// names beside a given name.
func (p *page) complete() {
	for i := range p.words {
		if p.personAt(i) {
			p.completeBefore(i)
			p.completeAfter(i)
		}
	}
}

// personAt tells whether word i was taken as a name.
func (p *page) personAt(i int) bool {
	return i >= 0 && i < len(p.words) && p.state[p.words[i].s] == taken && p.words[i].form != number && p.words[i].form != lower
}

// completeBefore takes initials and particles before a name: "H.L. Hansen", "Otto von Bismarck".
func (p *page) completeBefore(i int) {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		w, between := p.words[k], p.gap(k)
		if p.state[w.s] != free && p.state[w.s] != weak {
			return
		}
		switch {
		case p.initial(w) && (between == ". " || between == "." || between == " . ") && w.key != "i":
		case between == " " && particle(w.key) && w.form != upper && (p.personAt(k-1) && p.gap(k-1) == " " || oneOf(" von van af av de della di del el al bin ibn ", w.key) && w.form == lower && nobleHere(p.lang, w.key)):
		case p.initial(w) && (between == ". " || between == "-"):
		case between == " " && (w.form == titled || w.form == upper) && p.words[i].form == w.form && p.of.words.GivenName(p.lowText(w)) >= 100 && !courtesy(w.key) && !greeting(w.key) && !p.commandHere(k):
		case between == " " && particle(w.key) && w.form == lower && k > 0 && courtesy(p.words[k-1].key):
		case between == " " && particle(w.key) && k > 0 && particle(p.words[k-1].key) && p.state[p.words[k-1].s] == taken && p.gap(k-1) == " ":
		case between == " " && particle(w.key) && k > 0 && p.initial(p.words[k-1]) && p.gap(k-1) == ". ":
		case between == " " && particle(w.key) && k > 0 && particle(p.words[k-1].key) && p.gap(k-1) == " " && p.personAt(k-2):
		default:
			return
		}
		p.take(w.s, w.e, Person, LayerFound)
	}
}

// commandHere tells whether word k before a name opens the sentence as a verb: "Ring Anna", "Will Tom".
func (p *page) commandHere(k int) bool {
	w := p.words[k]
	return w.opens && (commandWord(w.key) || p.function(p.lowText(w)))
}

// nobleHere tells whether a particle is no everyday word of the language, so that it needs no given name before it.
func nobleHere(lang, key string) bool {
	switch key {
	case "von", "van", "della", "bin", "ibn", "del":
		return lang != "de" && lang != "sv" || key != "von"
	case "af":
		return lang == "sv"
	}
	return false
}

// companyTail tells whether word k, a capital behind a name inside a sentence, makes the name that of an organisation:
// "Bramley Controls", "Bergmans Rör".
func (p *page) companyTail(k int) bool {
	w := p.words[k]
	low := p.lowText(w)
	if w.opens || p.function(low) || p.monthHere(k) || countryOrTongue(low) || makeName(w.key) || protocol(w.key) || p.headline(w.line) || p.words[k-1].form != titled {
		return false
	}
	return p.word(k+1).form != titled || p.gap(k) != " "
}

// completeAfter takes initials and numerals behind a name, and a term that is a family name too: "Stefan Allan Hall".
func (p *page) completeAfter(i int) {
	k := i + 1
	if k >= len(p.words) {
		return
	}
	w, between := p.words[k], p.gap(i)
	if p.state[w.s] != free || between != " " && between != "-" {
		return
	}
	low := p.lowText(w)
	next := p.word(k + 1)
	switch {
	case between == "-" && w.form == lower && utf8.RuneCountInString(low) <= 5 && p.gap(k) == " " && next.form == titled && (p.state[next.s] == taken || p.of.bearers(p.lowText(next)) > 0): // "Hyun-woo Park"
		p.take(next.s, next.e, Person, LayerFound)
	case between == " " && oneOf(" af av von van de della di del ", w.key) && w.form == lower && p.gap(k) == " " && p.word(k+1).form == titled && p.words[i].form == titled && !(w.key == "av" && p.known(p.lowText(p.word(k+1)))):
		p.take(p.word(k+1).s, p.word(k+1).e, Person, LayerFound)
	case p.lang != "de" && between == " " && w.form == titled && p.companyTail(k):
	case p.initial(w) && strings.HasPrefix(strings.TrimLeft(p.text[w.e:], " "), ".") && w.key != "i":
	case w.form == upper && between == " " && strings.Trim(w.key, "ivx") == "" && utf8.RuneCountInString(w.key) <= 5:
	case w.form == titled && eponym(w.key), w.form == titled && !p.ordinaryText(low) && p.of.bearers(low) > 0:
	case w.form == titled && between == " " && p.of.words.Surname(low) >= 100 && !p.function(low) && p.of.words.GivenName(p.lowText(p.words[i])) >= 100 && p.words[i].form == titled:
	default:
		return
	}
	p.take(w.s, w.e, Person, LayerFound)
}
