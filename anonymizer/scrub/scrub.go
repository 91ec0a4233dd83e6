// Package scrub takes people out of a text and leaves the technical content standing.
//
// Four layers look at the text in turn: what is known of the case (names, addresses, numbers), patterns with context,
// a trained tagger, and last a vocabulary that keeps a word only if it is known to be harmless. Technical spans are
// recognised by positive grammars in between, so that a measurement or a firmware version outlives the later layers.
// The package does no I/O beyond the reader and writer handed to Lines, and keeps nothing of what it has seen.
package scrub

import (
	"strings"

	"github.com/axsensor/lethe/anonymizer/tagger"
)

// The kinds of span. The placeholder of a kind is its name in square brackets.
const (
	Person  = "person"  // a person's name or user name
	Email   = "email"   // an e-mail address or a message id
	Phone   = "phone"   // a telephone number
	Address = "address" // a postal address, a place of a person, a position on the map
	Company = "company" // a customer's organisation, its domain
	Unit    = "unit"    // a serial number
	ID      = "id"      // any other number or name that points at one person, machine, account or vehicle
	IP      = "ip"      // an internet address
	URL     = "url"     // a link, or the part of it that can identify
	Secret  = "secret"  // a password, key or token, or encoded text that cannot be read
	Name    = "name"    // a word that no vocabulary could clear
)

// The layers that find spans, in their order.
const (
	LayerKnown      = "known"      // given with the text
	LayerFound      = "found"      // named by the text itself: greeting, closing, signature, quoted header
	LayerPattern    = "pattern"    // recognised by its form and context
	LayerTagger     = "tagger"     // marked by the trained model
	LayerVocabulary = "vocabulary" // not known to be harmless
)

// Known is what the case knows about its people. Values may be in any spelling; empty ones are ignored.
type Known struct {
	Names     []string `json:"names"`
	Emails    []string `json:"emails"`
	Phones    []string `json:"phones"`
	Companies []string `json:"companies"`
	Serials   []string `json:"serials"`
	Addresses []string `json:"addresses"`
}

// Input is one text. Lang is one of sv, en, de, no, da, fi; empty or anything else means that it is guessed.
type Input struct {
	Text  string
	Lang  string
	Known Known
}

// Span is a piece of the given text that was replaced: byte offsets on character boundaries.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Kind  string `json:"kind"`
	Layer string `json:"layer"`
}

// Result is the scrubbed text: the given one with each span replaced by its placeholder and nothing else changed.
// Spans are sorted and do not overlap.
type Result struct {
	Text  string `json:"text"`
	Spans []Span `json:"spans"`
}

// Options says what a Scrubber must leave standing beside what its grammars know. All of it is matched without
// regard to case.
type Options struct {
	Protected []string // product names, firmware lines, part numbers, fault names; names of several words are one term
	Addresses []string // default device addresses (IP, MAC) beside the usual ones
	Hosts     []string // hosts whose name may stay when a link's path and query are cut; subdomains are included
	Bias      float64  // added to the tagger's readiness to call a word a name; 0 means the default
}

// Scrubber scrubs texts. It is safe for concurrent use, and the same input gives the same result.
type Scrubber struct {
	terms  *phrases
	hosts  map[string]bool
	device map[string]bool
	words  vocabulary
	namer  namer
}

// namer marks person names in running text.
type namer interface {
	Names(text, lang string) []tagger.Span
}

// New loads the vocabularies and the tagger. It fails only if the embedded data cannot be read.
func New(o Options) (*Scrubber, error) {
	words, namer, err := learnt(o.Bias)
	if err != nil {
		return nil, err
	}
	s := &Scrubber{terms: newPhrases(), hosts: map[string]bool{}, device: map[string]bool{}, words: words, namer: namer}
	for _, t := range o.Protected {
		s.terms.add(keysOf(t), 0)
	}
	for _, h := range o.Hosts {
		s.hosts[strings.TrimPrefix(strings.ToLower(h), "www.")] = true
	}
	for _, a := range o.Addresses {
		s.device[strings.ToLower(a)] = true
	}
	return s, nil
}

// rounds bounds how often a text is looked at again. Two are usual: one that finds, one that finds nothing more.
const rounds = 8

// Scrub removes what can point at a person from in.Text. Its own output is left as it is where its language is given or
// guessed alike, because it looks at the text again with the placeholders in place until nothing more is found. Bytes that are not UTF-8 are read as Latin-1 for
// matching, and stay as they are where nothing is removed.
func (s *Scrubber) Scrub(in Input) Result {
	book, tongue := s.newBook(in.Known), languages(readPlain(in.Text).text, in.Lang)
	res := Result{Text: in.Text}
	for range rounds {
		found := s.pass(res.Text, tongue, book)
		if len(found) == 0 {
			break
		}
		res = replaceAgain(in.Text, res, found)
	}
	return res
}

// pass looks at a text once through every layer.
func (s *Scrubber) pass(text string, t tongue, b *book) []Span {
	p := s.read(text, t)
	p.knownFirst(b)
	p.protectTerms()
	p.productNames()
	p.strictPatterns()
	p.technical()
	p.loosePatterns()
	p.found()
	p.tagged()
	p.unknown()
	p.agree()
	p.complete()
	p.documents()
	p.ages()
	return p.spans()
}
