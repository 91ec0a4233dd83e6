package scrub

import "unicode/utf8"

// documentType tells whether a folded word ends the names of what people write and photograph, not of program text.
func documentType(key string) bool {
	return oneOf(" jpg jpeg png gif heic tif tiff bmp mp4 mov pdf doc docx odt rtf xls xlsx ods csv ppt pptx msg eml zip rar 7z txt ", key)
}

// inDocument tells whether word i is part of the name of a document: "mueller_hans-messung.csv".
func (p *page) inDocument(i int) bool {
	for k := i; k < i+12 && k+1 < len(p.words) && fileGap(p.gap(k)); k++ {
		if p.gap(k) == "." && documentType(p.words[k+1].key) {
			return true
		}
	}
	return false
}

// documents takes the other names beside one in the name of a document: "sveinung_hauge_pumpe.jpg". There are no capitals
// to go by, so a word that people bear is a name there though it be an ordinary one.
func (p *page) documents() {
	for i, w := range p.words {
		if w.form != lower && w.form != titled && w.form != upper || p.state[w.s] == taken || p.state[w.s] == fixed || utf8.RuneCountInString(w.key) < 3 {
			continue
		}
		low := p.lowText(w)
		if borne := p.of.bearers(low); borne == 0 || borne < 100 && !p.rareWord(low) || p.of.words.Term(low) || tradeWord(w.key) || p.function(low) || !p.inDocument(i) {
			continue
		}
		if p.namedPiece(i-1, i) || p.namedPiece(i+1, i) || p.namelike(low) {
			p.force(w.s, w.e, Person, LayerFound)
		}
	}
}

// namelike tells whether lower-case letters are rather a name than a word: many bear it, and at most one language has it.
func (p *page) namelike(low string) bool {
	return utf8.RuneCountInString(low) >= 4 && (p.of.words.GivenName(low) >= 100 || p.of.words.Surname(low) >= 15) && p.rareWord(low)
}

// namedPiece tells whether word k, joined to word i in the name of a document, was taken as a name.
func (p *page) namedPiece(k, i int) bool {
	return k >= 0 && k < len(p.words) && fileGap(p.gap(min(k, i))) && p.state[p.words[k].s] == taken && p.words[k].form != number
}
