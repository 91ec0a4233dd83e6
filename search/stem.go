package search

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/swedish"

	"github.com/axsensor/lethe/tickets/lang"
)

// grammar is what a language does to a word.
type grammar struct {
	stops analysis.TokenMap
	stem  func(*snowballstem.Env) bool
}

// grammars holds the languages whose words can be told apart; made the first time it is asked for, never changed.
var grammars = sync.OnceValue(func() map[lang.Lang]grammar {
	load := func(list []byte, stem func(*snowballstem.Env) bool) grammar {
		stops := analysis.NewTokenMap()
		_ = stops.LoadBytes(list) // fails only on a reader that fails
		return grammar{stops, stem}
	}
	return map[lang.Lang]grammar{
		lang.SV: load(sv.SwedishStopWords, swedish.Stem),
		lang.EN: load(en.EnglishStopWords, english.Stem),
		lang.DE: load(de.GermanStopWords, german.Stem),
		lang.NO: load(no.NorwegianStopWords, norwegian.Stem),
		lang.DA: load(da.DanishStopWords, danish.Stem),
		lang.FI: load(fi.FinnishStopWords, finnish.Stem),
	}
})

// stopWord says whether a word, in lower case, is too common in a language to tell anything.
func stopWord(word string, l lang.Lang) bool { return grammars()[l].stops[word] }

// wordTerms gives the terms of a word in lower case: its stem first, then, of a Swedish compound, its parts and tails.
// A language that is not known leaves the word as it is.
func wordTerms(word string, l lang.Lang) []string {
	if l == lang.SV {
		return swedishTerms(word)
	}
	return []string{stem(word, l)}
}

// stem cuts a word to its stem by the language's rules alone.
func stem(word string, l lang.Lang) string {
	g, ok := grammars()[l]
	if !ok {
		return word
	}
	if l == lang.DE {
		word = strings.NewReplacer("ß", "ss", "ae", "ä", "oe", "ö", "ue", "ü").Replace(word)
	}
	env := snowballstem.NewEnv(word)
	g.stem(env)
	if env.Current() == "" {
		return word
	}
	return env.Current()
}
