package scrub

import (
	"strings"
	"unicode/utf8"
)

// applyNames takes out the names of a book. Sure hits are taken at once; a name that is an ordinary word too needs a
// sure neighbour or a place where people are named.
func (p *page) applyNames(b *nameBook, layer string) {
	if b.empty() {
		return
	}
	hits := make([]hit, len(p.words))
	sure := make([]bool, len(p.words))
	for i := range p.words {
		if p.state[p.words[i].s] == fixed || p.state[p.words[i].s] == taken {
			continue
		}
		if h, ok := b.match(p, i); ok {
			hits[i], sure[i] = h, !h.risky
		}
	}
	for i, h := range hits {
		if h.e > 0 && h.risky {
			sure[i] = p.besideName(hits, sure, i) || p.named(i, h)
		}
	}
	for i, h := range hits {
		if !sure[i] && h.e > 0 && p.besideName(hits, sure, i) {
			sure[i] = true
		}
		if sure[i] {
			p.take(h.s, h.e, Person, layer)
			p.takeAround(b, i, layer)
		}
	}
	p.split(b, layer)
	p.signedInitials(b, layer)
}

// besideName tells whether a word next to i is a sure name, or another part of a name: "sten berg".
func (p *page) besideName(hits []hit, sure []bool, i int) bool {
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(p.words) || hits[k].e == 0 {
			continue
		}
		between := p.gap(min(i, k))
		if !sidewise(between) {
			continue
		}
		if sure[k] && hits[k].e == p.words[k].e || hits[k].part != nil && hits[i].part != nil && hits[k].part != hits[i].part && hits[k].part.given != hits[i].part.given && p.words[i].form == p.words[k].form && between == " " {
			return true
		}
	}
	return false
}

// gap is the text between word i and the next one.
func (p *page) gap(i int) string {
	if i < 0 || i+1 >= len(p.words) {
		return "\n\n"
	}
	return p.text[p.words[i].e:p.words[i+1].s]
}

// sidewise accepts what stands between two parts of one name.
func sidewise(between string) bool {
	return len(between) <= 4 && strings.Trim(between, " \t-.,_\n\r") == "" && strings.Count(between, "\n") <= 1
}

// takeAround takes the initials, titles' particles and single letters that belong to a name at word i: "A. Svensson",
// "Svensson, A.", "Anna B. Svensson", "af Svensson".
func (p *page) takeAround(b *nameBook, i int, layer string) {
	for k := i - 1; k >= 0 && k >= i-3 && sidewise(p.gap(k)) && !strings.Contains(p.gap(k), ","); k-- {
		w := p.words[k]
		if !p.initial(w) && !particle(w.key) || p.state[w.s] != free && p.state[w.s] != taken {
			break
		}
		if particle(w.key) && (!p.surname(k, i) || w.form == upper) {
			break
		}
		p.take(w.s, p.words[k+1].s, Person, layer)
	}
	if i > 0 && p.gap(i-1) == "." && utf8.RuneCountInString(p.words[i-1].key) == 1 && p.words[i-1].form == lower && (i == 1 || p.gap(i-2) != ".") {
		p.take(p.words[i-1].s, p.words[i].s, Person, layer) // a user name: "r.fairweather"
	}
	if i+1 < len(p.words) {
		w, between := p.words[i+1], p.gap(i)
		if p.initial(w) && strings.HasPrefix(p.text[w.e:], ".") && (between == " " || between == ", ") {
			p.take(w.s, w.e, Person, layer)
		}
	}
}

// surname tells whether the particle at k really leads a name: written small between names, or before a lone family
// name with a capital.
func (p *page) surname(k, i int) bool {
	if k+1 < i {
		return true
	}
	if p.words[i].form == lower {
		return false
	}
	if k > 0 && p.state[p.words[k-1].s] == taken && p.gap(k-1) == " " {
		return true
	}
	return oneOf(" von van zu der den ter della di la le el al bin ibn ", p.words[k].key) && !oneOf(" den der la le ", p.words[k].key) && p.words[k].form != upper
}

// initial tells whether a word is one capital letter.
func (p *page) initial(w word) bool {
	return utf8.RuneCountInString(w.key) == 1 && w.form == titled
}

// split finds known names whose letters are set apart, or which are cut by a line break, a hyphen or a blank.
func (p *page) split(b *nameBook, layer string) {
	for i := 0; i < len(p.words); i++ {
		if n := p.letterRun(i); n >= 4 {
			if p.holdsName(b, i, n) {
				p.take(p.words[i].s, p.words[i+n-1].e, Person, layer)
			}
			i += n - 1
			continue
		}
		if i+1 < len(p.words) && p.state[p.words[i].s] != taken {
			p.cutName(b, i, layer)
		}
	}
}

// letterRun gives how many single letters with the same separator follow from word i on.
func (p *page) letterRun(i int) int {
	n := 0
	for i+n < len(p.words) && utf8.RuneCountInString(p.words[i+n].key) == 1 && p.words[i+n].form <= upper {
		if n > 0 && (len(p.gap(i+n-1)) > 3 || strings.Trim(p.gap(i+n-1), " .-_*\t\n") != "") {
			break
		}
		n++
	}
	return n
}

// holdsName tells whether n single letters from word i on spell a known name somewhere.
func (p *page) holdsName(b *nameBook, i, n int) bool {
	var s strings.Builder
	for _, w := range p.words[i:min(i+n, i+400)] {
		s.WriteString(w.key)
	}
	run := s.String()
	for key := range b.parts {
		if utf8.RuneCountInString(key) >= 3 && strings.Contains(run, key) {
			return true
		}
	}
	return false
}

// cutName takes two words that together are one known name.
func (p *page) cutName(b *nameBook, i int, layer string) {
	v, w := p.words[i], p.words[i+1]
	between := p.gap(i)
	if len(between) > 8 || strings.Trim(between, " \t\r\n->|=_.") != "" || v.form > mixed || w.form > mixed {
		return
	}
	joined := v.key + w.key
	part := b.parts[joined]
	if part == nil && strings.HasSuffix(joined, "s") {
		part = b.parts[joined[:len(joined)-1]]
	}
	if part == nil || utf8.RuneCountInString(part.key) < 5 {
		return
	}
	broken := strings.Contains(between, "\n") || strings.HasPrefix(between, "-")
	if broken || !p.ordinary(v) || !p.ordinary(w) || v.form == titled && w.form == lower && utf8.RuneCountInString(w.key) <= 3 && !p.ordinary(w) {
		p.take(v.s, w.e, Person, layer)
	}
}

// signedInitials takes the initials of a known person where they sign: "/AS", "A.S.", "Mvh AS", a line of their own.
func (p *page) signedInitials(b *nameBook, layer string) {
	for i, w := range p.words {
		if p.initial(w) {
			p.dottedInitials(b, i, layer)
			continue
		}
		if !b.initials[w.key] || w.form > upper || p.state[w.s] != free && p.state[w.s] != weak {
			continue
		}
		before := p.before(w.s, 2)
		slash := strings.HasSuffix(before, "/") && (len(before) == 1 || strings.ContainsAny(before[:1], " \n/"))
		alone := strings.EqualFold(strings.Trim(p.line(w.line), " \t/-–>*"), p.text[w.s:w.e])
		if w.form == upper && (slash || alone) || slash && p.lastOnLine(i) || alone && p.lineFromEnd(w.line) < 4 || p.closingBefore(i) || p.greetingBefore(i) && w.form == upper {
			p.take(w.s, w.e, Person, layer)
		}
	}
}

// dottedInitials takes "A.S." and "A. S." of a known person.
func (p *page) dottedInitials(b *nameBook, i int, layer string) {
	key := p.words[i].key
	for k := i + 1; k < len(p.words) && k < i+4 && p.initial(p.words[k]) && (p.gap(k-1) == "." || p.gap(k-1) == ". "); k++ {
		key += p.words[k].key
		if b.initials[key] {
			end := p.words[k].e
			if strings.HasPrefix(p.text[end:], ".") {
				end++
			}
			p.take(p.words[i].s, end, Person, layer)
		}
	}
}
