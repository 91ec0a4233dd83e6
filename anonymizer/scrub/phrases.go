package scrub

import "strings"

// phrases finds sequences of words, whatever stands between them.
type phrases struct {
	byFirst map[string][]phrase
}

type phrase struct {
	keys []string
	tag  int // what the owner of the phrases keeps beside it
}

func newPhrases() *phrases { return &phrases{byFirst: map[string][]phrase{}} }

// keysOf splits a text into folded words.
func keysOf(text string) []string {
	var keys []string
	for _, w := range splitWords(readPlain(text).text) {
		keys = append(keys, w.key)
	}
	return keys
}

func (f *phrases) add(keys []string, tag int) {
	if len(keys) > 0 {
		f.byFirst[keys[0]] = append(f.byFirst[keys[0]], phrase{keys, tag})
	}
}

// gap tells whether what stands between two words of a phrase may stand there.
type gap func(between string) bool

// longest finds the longest phrase that begins at word i: the number of words and its tag. The last word may carry an
// ending that inflected accepts.
func (f *phrases) longest(p *page, i int, fits gap, inflected func(key, word string) bool) (n, tag int) {
	try := func(first string) {
		for _, ph := range f.byFirst[first] {
			if len(ph.keys) > n && f.matches(p, i, ph.keys, fits, inflected) {
				n, tag = len(ph.keys), ph.tag
			}
		}
	}
	key := p.words[i].key
	try(key)
	if inflected == nil || n > 0 {
		return n, tag
	}
	for cut := 1; cut <= 5 && cut < len(key); cut++ { // a phrase of one word with an ending
		try(key[:len(key)-cut])
	}
	return n, tag
}

func (f *phrases) matches(p *page, i int, keys []string, fits gap, inflected func(key, word string) bool) bool {
	if i+len(keys) > len(p.words) {
		return false
	}
	for k, key := range keys {
		w := p.words[i+k]
		if k > 0 && !fits(p.text[p.words[i+k-1].e:w.s]) {
			return false
		}
		if w.key == key {
			continue
		}
		if k == len(keys)-1 && inflected != nil && inflected(key, w.key) {
			continue
		}
		return false
	}
	return true
}

// nearby accepts blanks, one line break and light punctuation.
func nearby(between string) bool {
	return len(between) <= 8 && strings.Count(between, "\n") <= 1 && strings.Trim(between, " \t\r\n-‐–_.,'’/&+>|()\"") == ""
}

// within accepts what may stand inside a term: one blank, hyphen, slash or point.
func within(between string) bool {
	return between == "" || len(between) <= 3 && strings.Trim(between, " -–_./") == "" || nearby(between) && !strings.ContainsAny(between, ",.()")
}
