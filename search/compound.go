package search

import "unicode/utf8"

// part is a piece of a compound: the text as written, where it begins, and its base form.
type part struct {
	text, base string
	at         int
}

const (
	shortestCompound = 6
	shortestPart     = 3
	mostWordParts    = 4
	linkCost         = 1 // a linking s, or a word cut short, is only taken when nothing better covers the word
	partCost         = 4
)

// split covers a word with known words from end to end, by as few parts as can be; nil when that cannot be done. Words
// inside words are never enough: in driftstopp there is no topp, in kretskorten no skor.
func (x *lexicon) split(word string) []part {
	if len(word) < shortestCompound || len(word) > longestWord {
		return nil
	}
	type state struct {
		cost, parts, from int
		base              string
	}
	best := make([]state, len(word)+1)
	for i := range best {
		best[i].cost = -1
	}
	best[0].cost = 0
	for from := range word {
		if best[from].cost < 0 || best[from].parts >= mostWordParts {
			continue
		}
		for to := from + 2; to <= len(word); to++ {
			if to < len(word) && !utf8.RuneStart(word[to]) || from == 0 && to == len(word) {
				continue
			}
			base, extra, ok := x.piece(word[from:to], to == len(word))
			cost := best[from].cost + partCost + extra
			if ok && (best[to].cost < 0 || cost < best[to].cost) {
				best[to] = state{cost, best[from].parts + 1, from, base}
			}
		}
	}
	if best[len(word)].cost < 0 {
		return nil
	}
	var parts []part
	for to := len(word); to > 0; to = best[to].from {
		parts = append([]part{{word[best[to].from:to], best[to].base, best[to].from}}, parts...)
	}
	return parts
}

// piece says whether a stretch can be a part of a compound, its base form, and what is odd about it.
func (x *lexicon) piece(s string, last bool) (base string, cost int, ok bool) {
	if utf8.RuneCountInString(s) < shortestPart && !x.base[s] {
		return "", 0, false
	}
	if last {
		if base := x.lemma(s); base != "" {
			return base, 0, true
		}
		return "", 0, false
	}
	if x.base[s] {
		return s, 0, true
	}
	base, ok = x.heads[s]
	return base, linkCost, ok
}
