package scrub

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// vocabulary knows ordinary words of six languages, technical terms and the names people bear. Words are asked for in
// lower case.
type vocabulary interface {
	Known(lang, word string) bool
	Compound(lang, word string) bool
	Term(word string) bool
	GivenName(word string) int
	Surname(word string) int
}

// ordinary tells whether a word of the page is one of its languages' words.
func (p *page) ordinary(w word) bool {
	return p.ordinaryText(strings.ToLower(p.text[w.s:w.e]))
}

// ordinaryText tells whether lower-case letters are a word of the page's languages.
func (p *page) ordinaryText(low string) bool {
	for _, l := range p.langs {
		if p.of.words.Known(l, low) {
			return true
		}
	}
	return false
}

// compound tells whether a word is several ordinary words written as one.
func (p *page) compound(w word) bool {
	return p.compoundText(strings.ToLower(p.text[w.s:w.e]))
}

func (p *page) compoundText(low string) bool {
	if utf8.RuneCountInString(low) < 6 || len(low) > 64 {
		return false
	}
	for _, l := range p.langs {
		if p.of.words.Compound(l, low) {
			return true
		}
	}
	if p.doubt && p.of.bearers(low) == 0 {
		for _, l := range [...]string{"sv", "de", "no", "da", "fi"} {
			if p.of.words.Compound(l, low) {
				return true
			}
		}
	}
	return false
}

// eponym tells whether a folded word names a unit, an effect or a method after a person. Such a word is a term unless
// other names stand beside it.
func eponym(key string) bool {
	return oneOf(" hall kelvin pascal tesla gauss celsius fahrenheit angstrom weber siemens newton volt volta ampere hertz ohm watt joule coulomb farad faraday becquerel sievert gray lumen lux bell baud curie fourier laplace nyquist kalman coriolis seebeck peltier wheatstone pitot bourdon venturi reynolds poisson hooke planck doppler bode gaussian euler bernoulli lorentz lambert maxwell shannon hamming huffman bessel butterworth chebyshev tjebysjov rockwell brinell vickers richter torx rankine boltzmann ziegler nichols galvani schmitt schottky zener darlington poincare stokes cauchy riemann markov bayes  weibull hann hanning blackman flattop goertzel hilbert modbus profibus ", key)
}

// tradeWord tells whether a name is an everyday word of this trade, which may well begin a sentence.
func tradeWord(key string) bool {
	return oneOf(" lager ring port stal sand max dag per mark stig bo bor kran hall plan kabel spole band strand ask mast back vik dal kant ram lock rose grind mast pil topp bock spets tapp lind berg storm kling ros falk stav brink gren kvist blad rot strom strand sund holm fors glad stark lang kort frisk modig rask ", key)
}

// functionWord tells whether a lower-case word is among the words that every text of the language is full of, and that
// some people bear as names: a capital at the beginning of a sentence does not make them names.
func functionWord(language, low string) bool {
	switch language {
	case "sv":
		return oneOf(functionWordsSv, low)
	case "en":
		return oneOf(functionWordsEn, low)
	case "de":
		return oneOf(functionWordsDe, low)
	case "no", "da":
		return oneOf(functionWordsNo, low)
	case "fi":
		return oneOf(functionWordsFi, low)
	}
	return false
}

func (p *page) function(low string) bool {
	for _, l := range p.langs {
		if functionWord(l, low) {
			return true
		}
	}
	return false
}

const (
	functionWordsSv = " i och att det som en på är av för med den till inte har de ett om var jag men sig så vi han hon man vid kan nu när från du eller ska hur där efter blir mot alla under över utan bara även då ut in upp ner se ta få får går gör hade här hos ja nej kom kommer vill vad vem varför vilken vilka detta denna dessa din ditt dina min mitt mina vår vårt våra er ert era ni oss dem dig mig sin sitt sina många några någon något ingen inget mer mest mycket lite än också dock medan innan sedan sen först sist igen redan alltid aldrig ofta ibland kanske tack hej ok okej per cirka samt dels både antingen trots enligt genom mellan inom utom bakom framför bredvid idag igår imorgon måndag tisdag onsdag torsdag fredag lördag söndag januari februari mars april maj juni juli augusti september oktober november december tre två fyra fem sex sju åtta nio tio kör ser ser ger tar låter lägg sätt byt byter vänta testa prova starta börja gå stå ring ringer skriv läs "
	functionWordsEn = " the a an and of to in is it that for on with as was be by at this from or are but not have has had he she they we you i if when what which who how why where there here then than so such no yes will would can could may might must shall should do does did done been being am my your his her its our their me him them us one two three four five six seven eight nine ten all any some many much more most other another each every both few only also just even still yet very too now about after again before between during into over under up down out off once while because until since though although however please thanks thank hi hello dear ok okay let make see use set get go try add run say ask look take put give keep need want like maybe sure well good best new old same first last next since until long short high low open close read write call show note and per via june july august january february march april may september october november december monday tuesday wednesday thursday friday saturday sunday will mark "
	functionWordsDe = " der die das und in zu den mit von ist im auf für nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man dann da sein ich du wir ihr mich mir uns euch ihn ihm was wer wo wann warum kann muss soll will bitte danke hallo ja nein hier dort jetzt heute gestern morgen immer nie sehr viel wenn weil ob alle alles kein keine diese dieser dieses mein dein unser ihre seine welche januar februar märz april mai juni juli august september oktober november dezember "
	functionWordsNo = " i og at det som en et på er av af for med den til ikke har de om var jeg men seg sig så vi han hun man ved kan nå nu når fra du eller skal hvor der efter etter blir bliver mot mod alle under over uten uden bare også da ut ud inn ind opp op ned se få får går gør gjør hadde havde her hos ja nei nej kom kommer vil hva hvad hvem hvorfor hvilken dette denne disse din ditt dit min mitt mit vår vores deres oss os dem deg dig meg mig sin noen nogle noe noget ingen intet mer mere mest mye meget litt lidt enn end dog mens før siden igjen igen aldri aldrig ofte kanskje måske takk tak hei hej januar februar mars marts april mai maj juni juli august september oktober november desember december "
	functionWordsFi = " ja on ei se että oli hän mutta joka kun niin kuin myös tai sen ovat hänen olla mukaan vain nyt jo jos sitä mitä sekä sitten minä sinä me te he minun sinun meidän teidän heidän tämä nämä nuo tuo mikä kuka missä milloin miksi miten kaikki paljon vähän hyvin ole olen olet olemme olette voi voin saa pitää tulee kiitos hei moi terve tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu "
)

// latinOnly tells whether a word has letters of the Latin script only.
func latinOnly(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}
