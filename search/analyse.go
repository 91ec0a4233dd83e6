package search

import (
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"github.com/axsensor/lethe/tickets/lang"
)

// languages are those with a field of their own in every index. A text in another is indexed as English.
func languages() []lang.Lang {
	return []lang.Lang{lang.SV, lang.EN, lang.DE, lang.NO, lang.DA, lang.FI}
}

// field is the name of the text field of a language.
func field(l lang.Lang) string { return "text_" + string(l) }

func analyserName(l lang.Lang) string { return "lethe_" + string(l) }

// languageOf is the language whose field holds a text.
func languageOf(code string) lang.Lang {
	for _, l := range languages() {
		if string(l) == code {
			return l
		}
	}
	return lang.EN
}

// register makes our analysers known to bleve, once in a process: its registry is its own.
var register = sync.OnceValue(func() error {
	for _, l := range languages() {
		if err := registry.RegisterAnalyzer(analyserName(l), func(map[string]interface{}, *registry.Cache) (analysis.Analyzer, error) {
			return analyser{l}, nil
		}); err != nil {
			return err
		}
	}
	return nil
})

// analyser turns a text into the terms that it is found by.
type analyser struct{ l lang.Lang }

// Analyze implements analysis.Analyzer.
func (a analyser) Analyze(text []byte) analysis.TokenStream {
	var out analysis.TokenStream
	for _, t := range tokenize(string(text)) {
		for _, term := range indexTerms(t, a.l) {
			out = append(out, &analysis.Token{Term: []byte(term), Start: t.start, End: t.end, Position: t.position, Type: analysis.AlphaNumeric})
		}
	}
	return out
}

// indexTerms are all terms that a token is found by: a code in every joined form, a word by its stem and its parts.
func indexTerms(t token, l lang.Lang) []string {
	switch t.kind {
	case code:
		return codeTerms(t.text)
	case number:
		return []string{numberTerm(t.text)}
	case address:
		return addressTerms(t.text)
	}
	out := wordTerms(t.text, l)
	if t.joined != "" {
		out = append(out, wordTerms(t.joined, l)...)
	}
	return out
}

// queryTerm is the one term that a token of a query looks for.
func queryTerm(t token, l lang.Lang) string {
	switch t.kind {
	case code:
		return codeTerm(t.text)
	case number:
		return numberTerm(t.text)
	case address:
		return t.text
	}
	return stem(t.text, l)
}
