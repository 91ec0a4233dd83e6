// Package lang holds every sentence that Lethe says, in Swedish and in English, writes dates, numbers and sizes the way
// a reader of either expects them, and guesses which language a text is written in.
//
// Sentences stand in tables, one file an area (say_<area>.go), each listed once in catalogue.go. A key begins with a
// word for its area: "desk.reply", "form.mail.missing". Both languages or neither: a test fails on a sentence that lacks
// one, or whose two forms want different arguments.
package lang

import (
	"fmt"
	"slices"
	"strings"
)

// Lang is a language by its ISO 639-1 code. The zero value is no language; it speaks English.
type Lang string

// The languages. Sentences exist in SV and EN; the others are what Guess may answer.
const (
	SV Lang = "sv"
	EN Lang = "en"
	DE Lang = "de"
	NO Lang = "no"
	DA Lang = "da"
	FI Lang = "fi"
)

// Spoken lists the languages that Lethe has sentences in, the house's own first.
func Spoken() []Lang { return []Lang{SV, EN} }

// Voice is the language that Lethe answers l in: its own if it has sentences, Swedish for a Norwegian or a Dane,
// who read it, English for everybody else.
func (l Lang) Voice() Lang {
	switch l {
	case SV, NO, DA:
		return SV
	}
	return EN
}

// Tag is the code for an HTML lang attribute.
func (l Lang) Tag() string {
	if l == NO {
		return "nb"
	}
	return string(l)
}

// Name says the language in the words of reader: "engelska", "Norwegian". An unknown one gives its code.
func (l Lang) Name(reader Lang) string {
	key := "lang." + string(l)
	if _, ok := said[key]; !ok {
		return string(l)
	}
	return reader.T(key)
}

// Parse reads a language code such as "sv", "sv-SE" or "nb". What Lethe does not know is "" and false.
func Parse(code string) (Lang, bool) {
	code, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(code)), "-")
	switch l := Lang(code); l {
	case SV, EN, DE, NO, DA, FI:
		return l, true
	case "nb", "nn":
		return NO, true
	}
	return "", false
}

// T is the sentence under key, filled with args as fmt.Sprintf does; without args it is given as it stands.
// A key that nobody wrote comes back as ⟦key⟧, so that it is seen.
func (l Lang) T(key string, args ...any) string {
	s, ok := said[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	return fill(l.pick(s, false), args)
}

// N is the sentence under key for n things. n is the first argument, written with the language's own thousands;
// args follow it. One thing takes the sentence's singular if it has one.
func (l Lang) N(key string, n int, args ...any) string {
	s, ok := said[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	form := l.pick(s, n == 1)
	all := append([]any{counted{n, l}}, args...)
	if !strings.Contains(form, "%") {
		return form
	}
	return fill(form, all)
}

// Has says whether there is a sentence under key.
func Has(key string) bool {
	_, ok := said[key]
	return ok
}

// Keys lists every sentence's key that begins with prefix, sorted.
func Keys(prefix string) []string {
	var keys []string
	for k := range said {
		if strings.HasPrefix(k, prefix) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func (l Lang) pick(s sentence, one bool) string {
	switch {
	case l.Voice() == SV && one && s.sv1 != "":
		return s.sv1
	case l.Voice() == SV:
		return s.sv
	case one && s.en1 != "":
		return s.en1
	}
	return s.en
}

func fill(form string, args []any) string {
	if len(args) == 0 {
		return form
	}
	return fmt.Sprintf(form, args...)
}

// counted prints a number with thousands whatever the verb is.
type counted struct {
	n int
	l Lang
}

// Format implements fmt.Formatter.
func (c counted) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.l.Int(int64(c.n))) }
