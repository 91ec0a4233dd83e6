package tagger

import (
	"bytes"
	"compress/flate"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"

	"github.com/axsensor/lethe/anonymizer/tagger/internal/lexicon"
)

//go:embed data/*.bin
var data embed.FS

// Languages are those with a list of ordinary words, in the order of the bits of WordList.Languages.
func Languages() []string { return []string{"sv", "en", "da", "no", "de", "fi"} }

// A WordList knows ordinary words of six languages, technical terms, and names of people. It is read-only and safe for
// concurrent use. Words are asked for in lower case.
type WordList struct {
	ordinary map[string]*lexicon.Set
	inOrder  []*lexicon.Set // as Languages has them
	terms    *lexicon.Set
	given    names
	surnames names
}

// names is a set with the number of bearers of each, as quarters of a power of two.
type names struct {
	set     *lexicon.Set
	bearers []byte
}

// Words gives the embedded lists. The first call unpacks them (some tens of milliseconds), all later ones share the result.
// They are part of the program, so damage is a fault of the build and panics.
func Words() *WordList { return words() }

var words = sync.OnceValue(func() *WordList {
	list, err := loadWords(data)
	if err != nil {
		panic(err)
	}
	return list
})

func loadWords(fsys embed.FS) (*WordList, error) {
	list := &WordList{ordinary: map[string]*lexicon.Set{}, inOrder: make([]*lexicon.Set, len(Languages())), terms: &lexicon.Set{}}
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	load := func(file string, into func([]byte) error) {
		group.Go(func() {
			raw, err := fsys.ReadFile("data/" + file)
			if err == nil {
				err = into(raw)
			}
			if err != nil {
				mu.Lock()
				failed = errors.Join(failed, fmt.Errorf("tagger: %s: %w", file, err))
				mu.Unlock()
			}
		})
	}
	for i, l := range Languages() {
		load("words-"+l+".bin", func(raw []byte) (err error) { list.inOrder[i], err = lexicon.Decode(raw); return err })
	}
	load("terms.bin", func(raw []byte) (err error) { list.terms, err = lexicon.Decode(raw); return err })
	load("given.bin", func(raw []byte) (err error) { list.given, err = decodeNames(raw); return err })
	load("surnames.bin", func(raw []byte) (err error) { list.surnames, err = decodeNames(raw); return err })
	group.Wait()
	for i, l := range Languages() {
		list.ordinary[l] = list.inOrder[i]
	}
	return list, failed
}

// decodeNames reads a set behind its length, then the deflated bearers in the set's order.
func decodeNames(raw []byte) (names, error) {
	n, used := binary.Uvarint(raw)
	if used <= 0 || n > uint64(len(raw)-used) {
		return names{}, errors.New("damaged head")
	}
	raw = raw[used:]
	set, err := lexicon.Decode(raw[:n])
	if err != nil {
		return names{}, err
	}
	bearers, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw[n:])), int64(set.Len())+1))
	if err != nil {
		return names{}, err
	}
	if len(bearers) != set.Len() {
		return names{}, errors.New("names and bearers differ in number")
	}
	return names{set.Ranked(), bearers}, nil
}

// of is the number of bearers, 0 for none.
func (n names) of(word string) int {
	if i, ok := n.set.Rank(word); ok && i < len(n.bearers) {
		return int(math.Round(math.Exp2(float64(n.bearers[i]) / 4)))
	}
	return 0
}

// Known tells whether lowerWord is an ordinary word of lang (sv, en, da, no, de, fi), in any inflected form of its list. An
// empty or other lang asks all six. A hyphenated word is known if each part is. Exact: nothing outside the lists is known;
// but names that are words too (björn, sten, mark) are known, so a capitalised word needs a look at GivenName and Surname.
func (w *WordList) Known(lang, lowerWord string) bool {
	if w.has(lang, lowerWord) {
		return true
	}
	if !strings.Contains(lowerWord, "-") {
		return false
	}
	for part := range strings.SplitSeq(lowerWord, "-") {
		if !w.has(lang, part) {
			return false
		}
	}
	return true
}

func (w *WordList) has(lang, word string) bool {
	if set, ok := w.ordinary[lang]; ok {
		return set.Has(word)
	}
	for _, set := range w.inOrder {
		if set.Has(word) {
			return true
		}
	}
	return false
}

// Languages is a bit for each language, in the order of the function of that name, that knows lowerWord.
func (w *WordList) Languages(lowerWord string) uint8 {
	mask := uint8(0)
	for i, set := range w.inOrder {
		if set.Has(lowerWord) {
			mask |= 1 << i
		}
	}
	return mask
}

// Term tells whether lowerWord is a technical term: software, electronics, networks, measuring. The list is English and
// international and holds no word of the name lists with 1,000 or more bearers.
func (w *WordList) Term(lowerWord string) bool { return w.terms.Has(lowerWord) }

// GivenName is about how many people in Sweden bear lowerWord as a first name (2020, to the nearest fifth); names known only
// from lists without counts have 100; 0 means no name of the lists.
func (w *WordList) GivenName(lowerWord string) int { return w.given.of(lowerWord) }

// Surname is the same for family names; 20 for names from lists without counts, 10 for those made of the elements that
// Scandinavian family names are made of.
func (w *WordList) Surname(lowerWord string) int { return w.surnames.of(lowerWord) }
