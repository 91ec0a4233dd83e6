package verify

import "strings"

// evidence is what the lists say of a word as a name.
type evidence uint8

const (
	notName evidence = iota
	perhaps          // a name that is a word too, or only looks like a family name
	surely           // a name and nothing else
)

// asGiven and asSurname look a word up, with a genitive s taken off if need be.
func (v *Verifier) asGiven(s string) evidence { return weigh(v.given, s) }

func (v *Verifier) asSurname(s string) evidence {
	if e := weigh(v.surnames, s); e != notName {
		return e
	}
	if !v.words[s] && surnameEnding(strings.TrimSuffix(s, "s")) {
		return perhaps
	}
	return notName
}

func weigh(list map[string]bool, s string) evidence {
	ambiguous, ok := list[s]
	if !ok && len(s) > 3 && s[len(s)-1] == 's' {
		ambiguous, ok = list[s[:len(s)-1]]
	}
	switch {
	case !ok:
		return notName
	case ambiguous:
		return perhaps
	}
	return surely
}

// surnameEnding knows how Nordic family names end. Only long words: "berg" and "strand" are words themselves.
func surnameEnding(s string) bool {
	if len(s) < 7 {
		return false
	}
	for _, e := range []string{"sson", "qvist", "kvist", "quist", "strom", "gren", "berg", "lund", "stedt", "dahl", "blad", "sen", "nen", "mark", "lund", "holm", "gaard"} {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// lookNames finds names that need no context: a given and a family name beside each other, an initial and a family name, or
// one name that is no word.
func (v *Verifier) lookNames(p *page) []Finding {
	var found []Finding
	for i := 0; i < len(p.words); i++ {
		w := p.words[i]
		if w.hole || w.digits || len(w.s) < 2 {
			continue
		}
		if j, why := v.pair(p, i); why != "" {
			found = append(found, p.finding(w.at, p.words[j].end, Person, why))
			i = j
			continue
		}
		if why := v.single(p, i); why != "" {
			found = append(found, p.finding(w.at, w.end, Person, why))
		}
	}
	return found
}

// pair judges word i and the one after it.
func (v *Verifier) pair(p *page, i int) (int, string) {
	if i+1 >= len(p.words) {
		return 0, ""
	}
	a, b := p.words[i], p.words[i+1]
	if b.hole || b.digits || len(b.s) < 3 || !p.besides(a, b) && p.gap(a, b) != "\n" || p.gap(a, b) == ". " {
		return 0, ""
	}
	given, surname := v.asGiven(a.s), v.asSurname(b.s)
	if given == notName {
		given, surname = v.asGiven(b.s), v.asSurname(a.s) // Svensson, Anna
		if p.gap(a, b) != ", " && p.gap(a, b) != " " {
			return 0, ""
		}
	}
	if given == notName || surname == notName || p.gap(a, b) == "\n" && (given != surely || surname != surely) {
		return 0, ""
	}
	switch {
	case a.capital && b.capital && given+surname > perhaps+perhaps:
		return i + 1, "given name and family name"
	case a.capital && b.capital && !a.opens && given == perhaps && surname == perhaps && !a.upper && !v.words[b.s]:
		return i + 1, "given name and family name"
	case !a.capital && !b.capital && given == surely && surname == surely:
		return i + 1, "given name and family name in small letters"
	case !a.capital && !b.capital && given+surname > perhaps+perhaps && !v.words[a.s] && !v.words[b.s] && len(a.s) > 3 && len(b.s) > 4:
		return i + 1, "given name and family name in small letters"
	}
	return 0, ""
}

// single judges word i alone.
func (v *Verifier) single(p *page, i int) string {
	w := p.words[i]
	given, surname := v.asGiven(w.s), v.asSurname(w.s)
	if i > 0 && w.capital && surname != notName && len(w.s) > 3 && p.initial(i-1) {
		return "initial and family name"
	}
	switch {
	case v.words[w.s]:
		return ""
	case w.upper && (given == surely && len(w.s) >= 5 || surname == surely && len(w.s) >= 6):
		return "name in capitals"
	case w.upper:
		return ""
	case w.capital && given == surely && len(w.s) >= 3:
		return "given name"
	case w.capital && surname == surely && len(w.s) >= 5:
		return "family name"
	case !w.capital && surname == surely && len(w.s) >= 7 && (strings.HasSuffix(w.s, "sson") || strings.HasSuffix(w.s, "ssons") || strings.HasSuffix(w.s, "qvist")):
		return "family name in small letters"
	case w.capital && !w.opens && surname == perhaps && strings.HasSuffix(w.s, "sson"):
		return "family name by its ending"
	}
	return ""
}

// initial tells whether word i is a capital letter and a stop before the next word.
func (p *page) initial(i int) bool {
	w := p.words[i]
	if len(w.s) != 1 || !w.capital {
		return false
	}
	gap := p.gap(w, p.words[i+1])
	return gap == ". " || gap == "."
}
