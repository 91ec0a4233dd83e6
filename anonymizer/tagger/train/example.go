package main

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/axsensor/lethe/anonymizer/tagger/internal/chain"
	"github.com/axsensor/lethe/anonymizer/tagger/internal/trait"
)

// An example is running text and where its entities are.
type example struct {
	lang  string
	text  string
	marks []mark // sorted, not overlapping
}

type mark struct {
	start, end int
	label      string
}

// write joins the tokens of a sentence to text as people write it: no space before a closing sign or after an opening one.
func (s sentence) write() example {
	var b strings.Builder
	e := example{lang: s.lang}
	glue := true
	for i, tok := range s.tokens {
		if !glue && !closes(tok) {
			b.WriteByte(' ')
		}
		glue = opens(tok)
		start := b.Len()
		b.WriteString(tok)
		label := s.labels[i]
		if label == "O" {
			continue
		}
		if n := len(e.marks); n > 0 && i > 0 && s.labels[i-1] == label {
			e.marks[n-1].end = b.Len()
			continue
		}
		e.marks = append(e.marks, mark{start, b.Len(), label})
	}
	e.text = b.String()
	return e
}

func closes(tok string) bool {
	switch tok {
	case ".", ",", ":", ";", "!", "?", ")", "]", "}", "'s", "n't", "'m", "'re", "'ve", "'ll", "'d", "%":
		return true
	}
	return false
}

func opens(tok string) bool {
	return tok == "(" || tok == "[" || tok == "{" || tok == "#" || tok == "@"
}

// join puts one example behind another.
func (e example) join(next example, between string) example {
	out := example{lang: e.lang, text: e.text + between + next.text, marks: append([]mark(nil), e.marks...)}
	shift := len(e.text) + len(between)
	for _, m := range next.marks {
		out.marks = append(out.marks, mark{m.start + shift, m.end + shift, m.label})
	}
	return out
}

// recase rewrites the letters of an example; the marks move with them.
func (e example) recase(f func(string) string) example {
	out := example{lang: e.lang}
	at := 0
	for _, m := range e.marks {
		out.text += f(e.text[at:m.start])
		start := len(out.text)
		out.text += f(e.text[m.start:m.end])
		out.marks = append(out.marks, mark{start, len(out.text), m.label})
		at = m.end
	}
	out.text += f(e.text[at:])
	return out
}

func lowerCase(s string) string { return strings.Map(unicode.ToLower, s) }
func upperCase(s string) string { return strings.ToUpper(s) }

// titleCase gives every word a capital, as in headings.
func titleCase(s string) string {
	out, start := []rune(s), true
	for i, r := range out {
		if start {
			out[i] = unicode.ToUpper(r)
		}
		start = !unicode.IsLetter(r)
	}
	return string(out)
}

// plain writes without diacritics, as on a foreign keyboard.
func plain(s string) string {
	return strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "Å", "A", "Ä", "A", "Ö", "O", "é", "e", "ü", "u", "ø", "o", "æ", "ae", "ß", "ss").Replace(s)
}

// rename puts other names in place of the people's, word for word, so that the model learns from what surrounds a name.
func (e example) rename(rng *rand.Rand, names *namePool) example {
	out := example{lang: e.lang}
	at := 0
	for _, m := range e.marks {
		out.text += e.text[at:m.start]
		start := len(out.text)
		switch m.label {
		case "PER":
			out.text += names.like(rng, e.lang, e.text[m.start:m.end])
		case nick:
			out.text += names.user(rng, e.lang)
		default:
			out.text += e.text[m.start:m.end]
		}
		out.marks = append(out.marks, mark{start, len(out.text), m.label})
		at = m.end
	}
	out.text += e.text[at:]
	return out
}

func (e example) has(label string) bool {
	for _, m := range e.marks {
		if m.label == label {
			return true
		}
	}
	return false
}

// segments cuts an example into tokens and their labels.
func (e example) segments(lex trait.Lexicon) (traits [][][]uint32, golds [][]chain.Label) {
	for _, tokens := range trait.Split(e.text, 400) {
		gold := make([]chain.Label, len(tokens))
		k := 0
		for i, t := range tokens {
			for k < len(e.marks) && e.marks[k].end <= t.Start {
				k++
			}
			if k < len(e.marks) && t.Start < e.marks[k].end && t.End > e.marks[k].start && !t.Held {
				gold[i] = labelOf(e.marks[k].label, t.Start <= e.marks[k].start)
			}
		}
		traits = append(traits, trait.Of(e.text, tokens, e.lang, lex))
		golds = append(golds, gold)
	}
	return traits, golds
}

func labelOf(label string, first bool) chain.Label {
	switch label {
	case "PER", nick:
		if first {
			return chain.PersonFirst
		}
		return chain.PersonMore
	case "ORG":
		return chain.Organisation
	case "LOC":
		return chain.Location
	case "MISC":
		return chain.Other
	}
	return chain.Outside
}

// firstRune tells whether s begins with a capital.
func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// wordsOf lists the words of an example (letters, two or more) with their labels.
func wordsOf(e example) []mark {
	var out []mark
	k := 0
	for _, tokens := range trait.Split(e.text, 1<<30) {
		for _, t := range tokens {
			for k < len(e.marks) && e.marks[k].end <= t.Start {
				k++
			}
			label := "O"
			if k < len(e.marks) && t.Start < e.marks[k].end && t.End > e.marks[k].start {
				label = e.marks[k].label
			}
			if t.Word() && utf8.RuneCountInString(t.Lower) > 1 {
				out = append(out, mark{t.Start, t.End, label})
			}
		}
	}
	return out
}
