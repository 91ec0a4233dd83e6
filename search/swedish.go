package search

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/axsensor/lethe/tickets/lang"
)

//go:embed words_sv.txt
var swedishWords string

// lexicon is the Swedish words that Lethe knows in their base form. It is what tells an ending from a part of the word
// (felet is fel, planet is not plan), and what compounds are split by.
type lexicon struct {
	base  map[string]bool
	forms map[string]string // inflected form → base form
	heads map[string]string // form inside a compound, before another part → base form
}

// swedishLexicon is the list in words_sv.txt, made the first time it is asked for, never changed.
var swedishLexicon = sync.OnceValue(func() *lexicon {
	x := &lexicon{base: map[string]bool{}, forms: map[string]string{}, heads: map[string]string{}}
	for line := range strings.Lines(swedishWords) {
		if line, _, _ := strings.Cut(line, "#"); line != "" {
			for w := range strings.FieldsSeq(line) {
				x.base[w] = true
			}
		}
	}
	for w := range x.base {
		for _, f := range swedishForms(w) {
			x.note(x.forms, f, w)
			x.note(x.forms, f+"s", w)
		}
		x.note(x.forms, w+"s", w)
		for _, h := range swedishHeads(w) {
			x.note(x.heads, h, w)
		}
	}
	return x
})

// note enters a form unless it is a word of its own; of two words with one form the shorter, then the first in the
// alphabet, has it, so that the result does not depend on the order of a map.
func (x *lexicon) note(in map[string]string, form, word string) {
	had, taken := in[form]
	if taken && (len(had) < len(word) || len(had) == len(word) && had <= word) {
		return
	}
	if !x.base[form] || form == word {
		in[form] = word
	}
}

// lemma is the base form of a known word, or of a noun in -or whether known or not; "" when there is none.
func (x *lexicon) lemma(word string) string {
	if x.base[word] {
		return word
	}
	if w, ok := x.forms[word]; ok {
		return w
	}
	return agentNoun(word)
}

// swedishForms lists how a base form may be inflected, as a noun; forms that do not exist do no harm, because nobody
// writes them.
func swedishForms(w string) []string {
	last := w[len(w)-1]
	switch {
	case last == 'a':
		return with(w, "n") // lampan
	case last == 'e':
		return append(with(w, "n", "t", "na", "r", "rna"), with(w[:len(w)-1], "ar", "arna")...)
	case strings.ContainsRune("iouyåäö", lastRune(w)):
		return with(w, "n", "t", "et", "er", "erna", "r", "rna", "na")
	}
	out := with(w, "en", "et", "ar", "arna", "er", "erna", "ena")
	if last == 'l' || last == 'r' || last == 'n' {
		out = append(out, with(w, "n", "na")...)
	}
	if last == 'm' || last == 'n' {
		out = append(out, with(w+string(last), "en", "et", "ar", "arna", "er", "erna", "ena")...) // programmet, mannen
	}
	return append(out, contracted(w)...)
}

// contracted lists the forms that lose an e: kabel, kablar; fönster, fönstret; nummer, numret; tecken, tecknet.
func contracted(w string) []string {
	n := len(w)
	if n < 4 || w[n-2] != 'e' || !strings.ContainsRune("lrn", rune(w[n-1])) {
		return nil
	}
	short := w[:n-2]
	if k := len(short); k > 2 && short[k-1] == short[k-2] && (short[k-1] == 'm' || short[k-1] == 'n') {
		short = short[:k-1]
	}
	return with(short+w[n-1:], "ar", "arna", "et", "en", "er", "erna")
}

func with(w string, endings ...string) []string {
	out := make([]string, len(endings))
	for i, e := range endings {
		out[i] = w + e
	}
	return out
}

func lastRune(w string) rune {
	r, _ := utf8.DecodeLastRuneInString(w)
	return r
}

// swedishHeads lists the forms of a word before another one: driftstopp, givarkabel, lampbyte, mätarställning.
func swedishHeads(w string) []string {
	out := []string{w, w + "s"}
	if w[len(w)-1] == 'a' && len(w) > 4 || strings.HasSuffix(w, "are") || w[len(w)-1] == 'e' && len(w) > 4 {
		out = append(out, w[:len(w)-1])
	}
	return out
}

// agentNoun is the base form of a noun in -or with any ending (sensorn, motorerna), which the common rules for Swedish
// would take for a plural of the kind of flickor. Short words are left alone: gator is no machine.
func agentNoun(word string) string {
	base := strings.TrimSuffix(word, "s")
	for _, ending := range []string{"erna", "er", "n"} {
		if b, ok := strings.CutSuffix(base, ending); ok && strings.HasSuffix(b, "or") {
			base = b
			break
		}
	}
	for _, end := range []string{"ator", "ktor", "nsor", "ssor"} {
		if strings.HasSuffix(base, end) && len(base) >= len(end)+2 {
			return base
		}
	}
	return ""
}

// swedishStem is the stem of a word that stands for itself.
func (x *lexicon) swedishStem(word string) string {
	base := x.lemma(word)
	if base == "" {
		base = word
	}
	if strings.HasSuffix(base, "or") && (x.base[base] || agentNoun(base) != "") {
		return base
	}
	return stem(base, lang.SV)
}

// swedishTerms gives a word's stem, then its parts and tails if it is a compound of known words.
func swedishTerms(word string) []string {
	x := swedishLexicon()
	if x.lemma(word) != "" && (x.base[word] || x.forms[word] != "") {
		return []string{x.swedishStem(word)}
	}
	parts := x.split(word)
	if len(parts) < 2 {
		return []string{x.swedishStem(word)}
	}
	last := parts[len(parts)-1]
	out := []string{word[:len(word)-len(last.text)] + x.swedishStem(last.text)}
	for i, p := range parts {
		if i < len(parts)-1 {
			out = append(out, x.swedishStem(p.base))
		}
		if i > 0 {
			tail := word[p.at : len(word)-len(last.text)]
			out = append(out, tail+x.swedishStem(last.text))
		}
	}
	return distinct(out)
}
