package scrub

import (
	"unicode/utf8"

	"github.com/axsensor/lethe/anonymizer/tagger"
)

func monthOrDay(low string) bool {
	return oneOf(" januari februari mars april maj juni juli augusti september oktober november december måndag tisdag onsdag torsdag fredag lördag söndag january february march may june july august october monday tuesday wednesday thursday friday saturday sunday januar februar märz mai oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag mandag tirsdag onsdag lørdag søndag marts desember jan feb mar apr jun jul aug sep sept okt oct nov dec dez des mån tis ons tor fre lör sön mon tue wed thu fri sat sun ", low)
}

// tagged takes out what the tagger marks.
func (p *page) tagged() {
	if p.of.namer == nil {
		return
	}
	for _, s := range p.of.namer.Names(p.text, p.lang) {
		for i := p.wordFrom(s.Start); i < len(p.words) && p.words[i].e <= s.End; i++ {
			p.takeTagged(i, s)
		}
	}
}

// takeTagged takes a word the tagger marks, unless it is small and ordinary: those it marks wrongly.
func (p *page) takeTagged(i int, mark tagger.Span) {
	w := p.words[i]
	if st := p.state[w.s]; st == taken || st == fixed || st == technical || w.form == number {
		return
	}
	low := p.lowText(w)
	if w.form == lower && (p.known(low) || p.of.words.Term(low) || p.of.bearers(low) == 0 && (p.compoundText(low) || p.joinedTerm(low)) && !p.afterGiven(i)) && !(p.of.words.GivenName(low) >= 1000 && mark.Score > 0 || p.of.words.GivenName(low) >= 20 && mark.Person >= 0.8) {
		return
	}
	if w.form != lower && !p.nameHere(i, low, mark) {
		return
	}
	p.take(w.s, w.e, Person, LayerTagger)
}

// nameHere tells whether a capitalised word that the tagger marks may be a name: words that every text is full of need a
// better mark, terms, makes, countries and German nouns too.
func (p *page) nameHere(i int, low string, mark tagger.Span) bool {
	w, score := p.words[i], mark.Score
	bearers := p.of.bearers(low)
	switch {
	case p.monthHere(i), p.limitWord(i):
		return false
	case countryOrTongue(low):
		return mark.Person >= 0.5
	case makeName(w.key):
		return p.actsAfter(i) || mark.Person >= 0.9 || mark.Person >= 0.3 && bearers >= 1000
	case eponym(w.key):
		return p.actsAfter(i) || !w.opens && mark.Person >= 0.9 && (p.of.words.GivenName(low) >= 1000 || p.personAt(i-1) && p.gap(i-1) == " ")
	case w.opens && (tradeWord(w.key) && p.thingAfter(i) || commandWord(w.key)):
		return false
	case w.form == upper && utf8.RuneCountInString(low) <= 4 && bearers < 1000 && !p.sig[w.line]:
		return mark.Person >= 0.15 || bearers >= 100
	case p.function(low):
		return score >= 0.7 && (!w.opens || bearers >= 1000)
	case p.lang == "de" && p.compoundText(low) && !p.ordinaryText(low) && bearers == 0:
		return mark.Person >= 0.25 || mark.Person >= 0.1 && nameLikeEnding(w.key)
	case p.lang == "de" && p.ordinaryText(low) && bearers == 0:
		return mark.Person >= 0.1
	case p.lang == "de" && p.ordinaryText(low) && bearers < 100:
		return score >= 0.2
	case p.harmlessCapital(i, low):
		return mark.Person >= 0.2
	case w.opens && p.known(low) && bearers < 100:
		return score >= 0.2
	case p.of.words.Term(low) && bearers < 100:
		return mark.Person >= 0.5
	}
	return true
}

// monthHere tells whether word i is a month or a day here: its short form, which is a name too, only beside a number.
func (p *page) monthHere(i int) bool {
	w := p.words[i]
	if !monthOrDay(p.lowText(w)) {
		return false
	}
	return p.of.words.GivenName(p.lowText(w)) < 1000 || p.word(i+1).form == number && len(p.gap(i)) <= 2 || i > 0 && p.words[i-1].form == number && len(p.gap(i-1)) <= 2
}
