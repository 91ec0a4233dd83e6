package search

import (
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/axsensor/lethe/tickets/lang"
)

// The most that is read of what somebody typed.
const (
	maxQuery = 500
	maxWords = 24
)

// words is what somebody typed, taken apart. Anything is a question: nothing in it is an error.
type words struct {
	want []token
	not  []token
	void bool // something was typed, and no word is in it
}

// parse reads words, and -words that must not stand in a hit.
func parse(s string) words {
	if len(s) > maxQuery {
		s = strings.ToValidUTF8(s[:maxQuery], "")
	}
	var w words
	for _, t := range tokenize(s) {
		if len(w.want)+len(w.not) == maxWords {
			break
		}
		before := s[:t.start]
		if strings.HasSuffix(before, "-") && (len(before) == 1 || strings.HasSuffix(before, " -")) {
			w.not = append(w.not, t)
			continue
		}
		w.want = append(w.want, t)
	}
	w.void = len(w.want)+len(w.not) == 0 && strings.TrimSpace(s) != ""
	return w
}

// significant are the words that carry meaning; when there are none, all of them do.
func (w words) significant() []token {
	var out []token
	for _, t := range w.want {
		if t.kind != plainWord || !stopWord(t.text, lang.SV) && !stopWord(t.text, lang.EN) {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return w.want
	}
	return out
}

// ownLanguage is how much more a hit in the asker's language counts where every hit has all the words. A language with
// few texts makes each of its words rare, and rarity counts by its square: without this it would come first for words
// that neighbours share.
const ownLanguage = 20

// oneWord finds a token in every language at once, best in the language prefer, which may be "".
func oneWord(t token, prefer lang.Lang) query.Query {
	var any []query.Query
	for _, l := range languages() {
		q := bleve.NewTermQuery(queryTerm(t, l))
		q.SetField(field(l))
		switch {
		case t.kind == code:
			q.SetBoost(2)
		case l == prefer:
			q.SetBoost(ownLanguage)
		}
		any = append(any, q)
		if t.joined != "" {
			j := bleve.NewTermQuery(stem(t.joined, l))
			j.SetField(field(l))
			any = append(any, j)
		}
	}
	return bleve.NewDisjunctionQuery(any...)
}

// query asks for all words, or with loose for any of them; and for every filter.
func (w words) query(filters []query.Query, loose bool, prefer lang.Lang) query.Query {
	if w.void {
		return bleve.NewMatchNoneQuery()
	}
	b := bleve.NewBooleanQuery()
	sig := w.significant()
	for _, t := range sig {
		if loose {
			b.AddShould(oneWord(t, ""))
		} else {
			b.AddMust(oneWord(t, prefer))
		}
	}
	if loose && len(sig) > 0 {
		b.SetMinShould(1)
	}
	for _, t := range w.not {
		b.AddMustNot(oneWord(t, prefer))
	}
	if len(sig) == 0 {
		b.AddMust(bleve.NewMatchAllQuery())
	}
	b.AddMust(filters...)
	return b
}

// anyOf is a filter: the field has one of the values.
func anyOf(name string, values []string) query.Query {
	var any []query.Query
	for _, v := range values {
		q := bleve.NewTermQuery(v)
		q.SetField(name)
		any = append(any, q)
	}
	return bleve.NewDisjunctionQuery(any...)
}

// Stretch is a piece of a snippet.
type Stretch struct {
	Text string
	Hit  bool
}

// snippetLength is how many bytes of a text a hit shows.
const snippetLength = 240

// snippet cuts the part of a text that tells most of what was asked for, and marks the hits. Without a hit it is the
// beginning, and found is 0.
func (w words) snippet(text string, l lang.Lang) (out []Stretch, found int) {
	wanted := map[string]bool{}
	for _, t := range w.significant() {
		wanted[queryTerm(t, l)] = true
		if t.joined != "" {
			wanted[stem(t.joined, l)] = true
		}
	}
	var hits []token
	for _, t := range tokenize(text) {
		for _, term := range indexTerms(t, l) {
			if wanted[term] {
				hits = append(hits, t)
				break
			}
		}
	}
	start, end := window(text, hits)
	if start > 0 {
		out = append(out, Stretch{Text: "… "})
	}
	at := start
	for _, t := range hits {
		if t.start < at || t.end > end {
			continue
		}
		out = append(out, Stretch{Text: text[at:t.start]}, Stretch{Text: text[t.start:t.end], Hit: true})
		at = t.end
	}
	out = append(out, Stretch{Text: text[at:end]})
	if end < len(text) {
		out = append(out, Stretch{Text: " …"})
	}
	return out, len(hits)
}

// window is the stretch of text with most hits, on borders between words.
func window(text string, hits []token) (start, end int) {
	best, most := 0, -1
	for i := range hits {
		n := 0
		for j := i; j < len(hits) && hits[j].end <= hits[i].start+snippetLength-40; j++ {
			n++
		}
		if n > most {
			best, most = i, n
		}
	}
	if len(hits) > 0 {
		start = max(0, hits[best].start-40)
	}
	end = min(len(text), start+snippetLength)
	for start > 0 && text[start-1] != ' ' && text[start-1] != '\n' {
		start--
	}
	for end < len(text) && text[end] != ' ' && text[end] != '\n' {
		end++
	}
	return start, end
}
