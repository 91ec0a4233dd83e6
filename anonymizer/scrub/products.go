package scrub

import "unicode/utf8"

// productNames protects names of products that people bear too where the text speaks of a product: "Vega 3",
// "Luna-serien", "modell Titan". Shown once, such a name is kept throughout, except where a person is addressed or signs.
func (p *page) productNames() {
	shown := map[string]bool{}
	for i, w := range p.words {
		if w.form <= titled && w.form != number && p.state[w.s] == free && p.productHere(i) {
			shown[w.key] = true
		}
	}
	if len(shown) == 0 {
		return
	}
	for i, w := range p.words {
		stem := w.key
		if !shown[stem] && utf8.RuneCountInString(stem) > 4 && stem[len(stem)-1] == 's' {
			stem = stem[:len(stem)-1]
		}
		if (shown[stem] && (!productName(stem) || p.of.words.GivenName(stem) < 8000) || p.productHere(i)) && p.state[w.s] == free && !p.greetingBefore(i) && !p.closingBefore(i) && !p.introBefore(i) && !p.courtesyBefore(i) && !p.actsAfter(i) && !p.byItself(i) && !p.beforeSurname(i) {
			p.protect(w.s, w.e, technical)
		}
	}
}

// beforeSurname tells whether a word with a capital follows word i directly: "Max Bergström".
func (p *page) beforeSurname(i int) bool {
	next := p.word(i + 1)
	return p.gap(i) == " " && next.form == titled && !p.ordinary(next) && p.of.bearers(p.lowText(next)) > 0
}

// productHere tells whether word i is named as a product.
func (p *page) productHere(i int) bool {
	w, next, between := p.words[i], p.word(i+1), p.gap(i)
	low := p.lowText(w)
	if w.form == lower && !productName(w.key) || p.function(low) || monthOrDay(low) || utf8.RuneCountInString(low) < 3 || p.greetingBefore(i) || p.closingBefore(i) {
		return false
	}
	rare := p.of.words.GivenName(low) < 10 && p.of.words.Surname(low) < 15
	if !productName(w.key) && !rare {
		return false
	}
	if w.form == titled {
		switch {
		case between == "-" && next.form == lower && deviceWord(next.key):
			return true
		case productName(w.key) && (between == " " || between == "-") && next.form == number && len(next.key) <= 4 && !p.measuredAfter(i+1) && !p.counted(i+1),
			productName(w.key) && between == " " && next.form == coded && len(next.key) <= 5,
			productName(w.key) && between == " " && oneOf(" pro plus mini lite max xl series serie serien sensor sensors givare gateway gateways logger loggers unit units display module modul enhet enheten givaren sensorn transmitter ", next.key):
			return true
		}
	}
	if i == 0 || p.gap(i-1) != " " && p.gap(i-1) != ": " && p.gap(i-1) != ":" {
		return false
	}
	prev := p.words[i-1]
	if p.gap(i-1) == " " && productName(w.key) && oneOf(" en er min var den denna the my our a an your this two three new newer old older nya nyare gamla aldre ein eine unser unsere der die das mein meine vores min en et ", prev.key) && (w.form == lower || prev.form == lower && oneOf(" the a an your this two three newer old older en nya gamla new denna ", prev.key)) {
		return true
	}
	return (w.form == titled || productName(w.key)) && oneOf(" modell modellen model produkt produkten product produktnamn serie serien series typ type produktserie givartyp tuote malli ", prev.key)
}

// counted tells whether the number at word i says how many or how old.
func (p *page) counted(i int) bool {
	next := p.word(i + 1)
	return p.gap(i) == " " && oneOf(" st stycken pcs ar years year jahre stuck ganger times x dagar days ", next.key)
}

// deviceWord tells whether a folded word is a kind of device or what belongs to one.
func deviceWord(key string) bool {
	return oneOf(" serien serie series givaren givare sensorn sensor sensorer givarna enheten enheter gateway gatewayen logger loggern modulen modul displayen familjen plattformen modellen modell firmware programmet appen app kabeln sensoren sensors unit units gerat baureihe maleren enheden enheten ", key)
}

// productName tells whether a folded word is both a name and a usual name of products: stars, gods, signs, superlatives.
func productName(key string) bool {
	return oneOf(" vega luna max nova stella mira aurora orion atlas titan leo iris sirius polaris terra gaia apollo artemis athena hermes juno ceres freja freya tor thor oden odin balder loke saga idun nike diana electra elektra phoenix mercury venus mars jupiter saturn neptun pluto castor pollux rigel altair deneb lyra carina argo helios selene eos nyx zephyr boreas merlin nordlys aria echo pixel ruby amber opal jade crystal pearl sage ariel oberon titania calypso dione rhea phoebe hyperion janus pandora prometheus atlantis ", key)
}
