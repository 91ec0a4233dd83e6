package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// A voice is what letters of a language are made of. In its sentences {F} is a whole name, {f} a given name, {l} a family name, {I} an
// initial and family name, {R} a name with the family name first, {g} a given name in the genitive, {u} a user name, {o} a firm, {c} a
// town, {p} a placeholder, {n} a number, {q} a quantity, {v} a version, {e} an error code, {s} a serial number.
type voice struct {
	lang      string
	greetings []string
	closings  []string
	people    []string // sentences with people in them
	things    []string // sentences without, some with words that are names elsewhere
	towns     []string
}

func voices() []voice {
	return []voice{swedish(), english(), german(), norwegian(), danish(), finnish()}
}

// letters makes n letters as customers and engineers write them: in any case, with and without greeting and signature.
func letters(rng *rand.Rand, pool *namePool, n int) []example {
	all := voices()
	share := []int{0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5} // by index of the voice
	out := make([]example, 0, n)
	for range n {
		w := writer{rng: rng, pool: pool, voice: all[share[rng.IntN(len(share))]]}
		w.e.lang = w.voice.lang
		w.letter()
		switch x := rng.Float64(); {
		case x < 0.16:
			w.e = w.e.recase(lowerCase)
		case x < 0.19:
			w.e = w.e.recase(upperCase)
		case x < 0.23:
			w.e = w.e.recase(plain)
		}
		out = append(out, w.e)
	}
	return out
}

// writer writes one example.
type writer struct {
	rng   *rand.Rand
	pool  *namePool
	voice voice
	e     example
	b     strings.Builder
}

func (w *writer) letter() {
	if w.rng.IntN(2) == 0 {
		w.say(pick(w.rng, w.voice.greetings))
		w.b.WriteString([]string{"\n", " ", "\n\n"}[w.rng.IntN(3)])
	}
	for i := range 1 + w.rng.IntN(3) {
		if i > 0 {
			w.b.WriteString([]string{" ", " ", "\n"}[w.rng.IntN(3)])
		}
		from := w.voice.things
		if w.rng.IntN(5) < 2 {
			from = w.voice.people
		}
		w.say(pick(w.rng, from))
	}
	if w.rng.IntN(2) == 0 {
		w.b.WriteString([]string{"\n", "\n\n", " "}[w.rng.IntN(3)])
		w.say(pick(w.rng, w.voice.closings))
		w.signature()
	}
	w.e.text = w.b.String()
}

// signature follows some closings: firm, town, number.
func (w *writer) signature() {
	for _, line := range []string{"{o}", "{c}", "Tel {n}", "{n} {c}"} {
		if w.rng.IntN(6) == 0 {
			w.say("\n" + line)
		}
	}
}

func pick(rng *rand.Rand, from []string) string { return from[rng.IntN(len(from))] }

// say writes a template with its slots filled.
func (w *writer) say(template string) {
	for template != "" {
		before, rest, ok := strings.Cut(template, "{")
		w.b.WriteString(before)
		if !ok {
			return
		}
		slot, after, _ := strings.Cut(rest, "}")
		w.fill(slot)
		template = after
	}
}

func (w *writer) fill(slot string) {
	rng, lang := w.rng, w.voice.lang
	switch slot {
	case "F":
		if rng.IntN(25) == 0 {
			w.b.WriteString("[person] ")
			w.put("PER", w.pool.last(rng, lang))
			return
		}
		w.put("PER", w.pool.full(rng, lang))
	case "f":
		w.put("PER", w.pool.first(rng, lang))
	case "l":
		w.put("PER", w.pool.last(rng, lang))
	case "I":
		w.put("PER", initial(w.pool.first(rng, lang))+". "+w.pool.last(rng, lang))
	case "R":
		w.put("PER", w.pool.last(rng, lang)+", "+w.pool.first(rng, lang))
	case "g":
		w.put("PER", possessive(lang, w.pool.first(rng, lang)))
	case "u":
		w.put("PER", w.pool.user(rng, lang))
	case "o":
		w.put("ORG", w.firm())
	case "c":
		w.put("LOC", pick(rng, w.voice.towns))
	default:
		w.b.WriteString(w.figure(slot))
	}
}

func (w *writer) put(label, s string) {
	start := w.b.Len()
	w.b.WriteString(s)
	w.e.marks = append(w.e.marks, mark{start, w.b.Len(), label})
}

func initial(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	return string(r)
}

func possessive(lang, name string) string {
	switch {
	case lang == "fi":
		return name + "n"
	case strings.HasSuffix(name, "s"):
		return name
	case lang == "en":
		return name + "'s"
	}
	return name + "s"
}

// firm makes the name of a company, often after a person or place.
func (w *writer) firm() string {
	legal := map[string][]string{"sv": {"AB", "AB", "HB"}, "en": {"Ltd", "Inc", "plc"}, "de": {"GmbH", "AG", "KG"}, "no": {"AS", "ASA"}, "da": {"A/S", "ApS"}, "fi": {"Oy", "Oyj"}}[w.voice.lang]
	head := pick(w.rng, []string{"Mekan", "Industri", "Energi", "Pump", "Vatten", "Nord", "Teknik", "Maskin", "Hydro", "Proces", "Auto", "Elektro", "Miljö", "Bruk"})
	switch w.rng.IntN(4) {
	case 0:
		head = w.pool.last(w.rng, w.voice.lang)
	case 1:
		head = pick(w.rng, w.voice.towns) + " " + head
	case 2:
		head = w.pool.last(w.rng, w.voice.lang) + " & " + w.pool.last(w.rng, w.voice.lang)
	}
	return head + " " + pick(w.rng, legal)
}

// figure is a number or code that names nobody.
func (w *writer) figure(slot string) string {
	rng := w.rng
	switch slot {
	case "p":
		return pick(rng, []string{"[person]", "[person]", "[phone]", "[email]", "[company]"})
	case "q":
		return fmt.Sprintf("%d,%d %s", rng.IntN(200), rng.IntN(10), pick(rng, []string{"mA", "V", "bar", "mm/s", "°C", "Hz", "Nm", "kPa", "mm", "rpm"}))
	case "v":
		return fmt.Sprintf("%d.%d.%d", rng.IntN(6), rng.IntN(30), rng.IntN(20))
	case "e":
		return fmt.Sprintf("%s%d", pick(rng, []string{"E", "F", "ERR", "A", "W"}), rng.IntN(9999))
	case "s":
		return fmt.Sprintf("%s%d-%04d", pick(rng, []string{"AX", "TX", "SN", "VB", "LT"}), rng.IntN(99), rng.IntN(9999))
	}
	return fmt.Sprint(rng.IntN(2000))
}

// user makes a sign-in name as firms give them out and people choose them.
func (p *namePool) user(rng *rand.Rand, lang string) string {
	a, b := strings.ToLower(plain(p.first(rng, lang))), strings.ToLower(plain(p.last(rng, lang)))
	cut := func(s string, n int) string { return s[:min(n, len(s))] }
	switch rng.IntN(8) {
	case 0:
		return cut(a, 1) + b
	case 1:
		return a + "." + b
	case 2:
		return a + "_" + b
	case 3:
		return cut(a, 3) + cut(b, 3)
	case 4:
		return a + fmt.Sprint(rng.IntN(99))
	case 5:
		return cut(a, 1) + cut(b, 2) + fmt.Sprintf("%02d", rng.IntN(20))
	case 6:
		return title(a) + title(b)
	}
	return b + cut(a, 1)
}
