package scrub

import (
	"strings"

	"github.com/axsensor/lethe/anonymizer/tagger"
)

// bareActor tells whether word i opens a sentence as an ordinary word in the singular, without article or ending, that
// does what only people do: "Dufva ringde om", "Rusty called again". A noun would have one of them, so it is a name.
func (p *page) bareActor(i int) bool {
	w := p.words[i]
	if w.form != titled || !w.opens || p.gap(i) != " " || p.gap(i+1) != " " && !p.closes(i+1) || !speaksOrWrites(p.word(i+1).key) && !p.againHere(i+1) {
		return false
	}
	low := p.lowText(w)
	if p.function(low) || p.of.words.Term(low) || greeting(w.key) || addressee(w.key) || closingWord(w.key) || commandWord(w.key) || tradeWord(w.key) || office(w.key) || p.monthHere(i) {
		return false
	}
	for _, ending := range p.nounEndings() {
		if strings.HasSuffix(low, ending) {
			return false
		}
	}
	if p.word(i+1).key == "called" && oneOf(" with for from on in ", p.word(i+2).key) { // what programs call
		return false
	}
	return p.closes(i+1) || oneOf(afterVerbs, p.word(i+2).key)
}

// againHere tells whether word i and the next are those by which a writer comes back: "Sparrow here again".
func (p *page) againHere(i int) bool {
	return strings.Contains("|här igen|here again|her igen|her igjen|hier wieder|hier nochmal|", "|"+p.lowText(p.word(i))+" "+p.word(i+1).key+"|") && p.closes(i+1)
}

// closes tells whether a sign follows word i.
func (p *page) closes(i int) bool {
	between := p.gap(i)
	return strings.ContainsAny(between[:min(1, len(between))], ",.!;\n")
}

// nounEndings are those of the definite and the plural in the language of the text.
func (p *page) nounEndings() []string {
	switch p.lang {
	case "sv":
		return []string{"tjänst", "central", "en", "et", "an", "rn", "ln", "na", "ar", "er", "or"}
	case "no", "da":
		return []string{"en", "et", "ene", "erne", "er"}
	case "en":
		return []string{"s", "ly", "ing"}
	}
	if p.lang == "de" {
		return []string{"en", "ung", "er", "heit", "keit", "tion", "schaft"}
	}
	return []string{""} // Finnish nouns do without
}

// speaksOrWrites tells whether a folded verb is one that no device does.
func speaksOrWrites(key string) bool {
	return oneOf(" ringde skrev skriver sa sade sager fragade fragar undrade undrar berattade mejlade mailade bad tyckte tycker tror menar halsade "+
		"called calls wrote writes said says asked asks thinks thought told emailed phoned suggested wonders "+
		"rief schrieb sagte meinte fragte meint sagt "+
		"ringede ringte spurgte spurte sagde sier siger mener mente synes ", key)
}

// afterVerbs may follow such a verb where its subject went before; a subject behind it ("Senare ringde kunden") is none of them.
const afterVerbs = " om att igen i pa fran till mig oss ju nyss tidigare efter angaende och for med precis just under idag igar " +
	"about again to me us and from that yesterday today this earlier if for with whether " +
	"dass an sich mir uns mich gestern heute das nochmal wieder wegen bei " +
	"at til meg mig os fra igjen efter etter nar hvis "

// office tells whether a folded word stands without article for those who work there or as such.
func office(key string) bool {
	return oneOf(" support service kundtjanst kundservice ekonomi inkop forsaljning drift driften underhall produktion personal kund kunde customer client staff management sales engineering maintenance production purchasing accounting operator tekniker saljare montor installator elektriker chef kollega vaktmastare ansvarig teknik leverantor ledelse leder innkjop indkob salg okonomi kontor larm alarm vaxel reception verkstad workshop police polis polisen enough denna denne somebody techniker monteur kollege kollegin hausmeister betreiber einkauf vertrieb wartung wer man supplier vendor manager engineer technician colleague someone anyone everyone nobody people later then also yesterday today recently rarely often never always nyligen senare sedan forst sist ofta sallan aldrig alltid tidigare nyss ibland senere ofte aldrig forst sist nylig ", key)
}

// findInline takes a signature at the end of a line with other text: "... till fredag. VG Jo", "thanks! ta, moira".
func (p *page) findInline(i int) {
	w := p.words[i]
	if i == 0 || !p.lastOnLine(i) || p.state[w.s] != free || p.words[i-1].line != w.line || !oneOf(" mvh mfg vg lg vh mvg terv terveisin hilsen hilsner gruss grusse regards rgds cheers ta ty halsn halsningar halsar ", p.words[i-1].key) || strings.Trim(p.gap(i-1), " ,.!") != "" {
		return
	}
	if w.form == upper && len(w.key) <= 3 || w.form == lower && p.of.words.GivenName(p.lowText(w)) >= 15 && !p.function(p.lowText(w)) {
		p.take(w.s, w.e, Person, LayerFound)
	}
}

// doesSomething tells whether word i opens a sentence with a name that a person's verb follows: "Per ringer", "Mark
// called".
func (p *page) doesSomething(i int) bool {
	w := p.words[i]
	if w.form != titled || !p.actsAfter(i) {
		return false
	}
	low := p.lowText(w)
	if !w.opens && p.lang == "de" {
		return false
	}
	given := p.of.words.GivenName(low)
	return given >= 1000 || given > 0 && (!p.known(low) || given >= 15 && p.rareWord(low))
}

// rareWord tells whether at most one of our languages has a word: foreign names stray into such lists.
func (p *page) rareWord(low string) bool {
	n := 0
	for _, l := range tagger.Languages() {
		if p.of.words.Known(l, low) {
			n++
		}
	}
	return n <= 1
}

// afterGiven tells whether a given name that is no ordinary word stands before word i: "bengt silfverberg".
func (p *page) afterGiven(i int) bool {
	if i == 0 || p.gap(i-1) != " " || p.words[i-1].form != p.words[i].form {
		return false
	}
	low := p.lowText(p.words[i-1])
	return p.of.words.GivenName(low) >= 500 && !p.ordinaryText(low)
}
