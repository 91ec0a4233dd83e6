// Package tagger marks the names of people in running text.
//
// A linear-chain model, trained on open corpora in Swedish, English, Danish, Finnish and German (Norwegian is learnt from its
// neighbours and a Norwegian word list), weighs each word by its form, its neighbours, name lists and dictionaries. Everything is
// embedded; nothing is read at run time. data/SOURCES.md names the sources, their licences and the figures.
package tagger

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/axsensor/lethe/anonymizer/tagger/internal/chain"
	"github.com/axsensor/lethe/anonymizer/tagger/internal/trait"
)

// A Span is a word of a name: text[Start:End], on character boundaries. Score is the probability of being part of a person's
// name (or of any entity with AnyEntity), before bias, from 0 to 1; Person is that of a person's alone.
type Span struct {
	Start, End int
	Score      float64
	Person     float64
}

// A Tagger finds names. It is read-only and safe for concurrent use; many share one model.
type Tagger struct {
	model *chain.Model
	words *WordList
	bias  float64

	any     bool
	anyBias float64
}

// An Option changes what a Tagger marks.
type Option func(*Tagger)

// Bias says how much more a missed name costs than a word lost, in nats: at b a word is marked from probability
// 1/(1+e^b) on. 0 is even; the default is DefaultBias. See the table in data/SOURCES.md.
func Bias(nats float64) Option { return func(t *Tagger) { t.bias = nats } }

// AnyEntity also marks words that are likely some named thing (person, organisation, place, work, product), at a bias of its own: a name
// that is taken for one of these is then not missed. 0 to 2 is sensible; the score is then the highest probability of any.
func AnyEntity(nats float64) Option { return func(t *Tagger) { t.any, t.anyBias = true, nats } }

// DefaultBias marks a word from a probability of about 5 % on.
const DefaultBias = 3.0

// New unpacks the model. It fails only if the embedded files are damaged.
func New(opts ...Option) (*Tagger, error) {
	raw, err := data.ReadFile("data/model.bin")
	if err != nil {
		return nil, fmt.Errorf("tagger: %w", err)
	}
	model, err := chain.Decode(raw)
	if err != nil {
		return nil, fmt.Errorf("tagger: %w", err)
	}
	t := &Tagger{model: model, words: Words(), bias: DefaultBias}
	for _, opt := range opts {
		opt(t)
	}
	return t, nil
}

// longest is how many tokens are weighed together.
const longest = 400

// Names marks the words of names in text: sorted, not overlapping. lang (sv, en, da, no, de, fi) is the language if known, or empty.
// Placeholders such as [person] are never marked. It takes time linear in the text and never fails; bytes that are not UTF-8 are passed over.
func (t *Tagger) Names(text, lang string) []Span {
	var out []Span
	threshold := 1 / (1 + math.Exp(t.bias))
	for _, segment := range trait.Split(text, longest) {
		chances, person := t.chances(text, segment, lang, threshold)
		out = append(out, spans(text, segment, chances, person, threshold)...)
	}
	return out
}

// chances is the probability of each token of being a person's; in all, one that is marked as any entity is lifted over the
// threshold.
func (t *Tagger) chances(text string, tokens []trait.Token, lang string, threshold float64) (all, person []float64) {
	lattice := t.model.Read(trait.Of(text, tokens, lang, t.words), 0)
	all, person = make([]float64, len(tokens)), make([]float64, len(tokens))
	for i, node := range lattice.Node {
		if tokens[i].Held {
			continue
		}
		person[i] = node[chain.PersonFirst] + node[chain.PersonMore]
		all[i] = person[i]
		if entity := 1 - node[chain.Outside]; t.any && entity >= 1/(1+math.Exp(t.anyBias)) {
			all[i] = max(entity, threshold)
		}
	}
	return all, person
}

// spans gives the tokens over the threshold. A sign alone is no name.
func spans(text string, tokens []trait.Token, chances, person []float64, threshold float64) []Span {
	var out []Span
	for i, t := range tokens {
		if chances[i] >= threshold && nameable(text, t) {
			out = append(out, Span{t.Start, t.End, chances[i], person[i]})
		}
	}
	return out
}

// nameable tells whether a token may be a word of a name: letters, perhaps with digits (user names).
func nameable(text string, t trait.Token) bool {
	word := text[t.Start:t.End]
	return !t.Held && utf8.ValidString(word) && strings.IndexFunc(word, unicode.IsLetter) >= 0
}
