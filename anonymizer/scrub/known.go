package scrub

import (
	"strings"
	"unicode/utf8"
)

// knownFirst takes out what was given with the text: the first and strongest layer, which nothing technical stops.
func (p *page) knownFirst(b *book) {
	p.markSignatures()
	p.knownPhrases(b.mails, Email, anyMailGap)
	for _, s := range [...]squeezed{{b.serials, Unit, serialWord}, {b.phones, Phone, phoneWord}} {
		p.squeeze(s)
	}
	p.knownPhrases(b.places, Address, nearby)
	p.knownPhrases(b.companies, Company, nearby)
	p.applyNames(b.names, LayerKnown)
}

// knownPhrases takes out phrases of given things.
func (p *page) knownPhrases(f *phrases, kind string, fits gap) {
	if len(f.byFirst) == 0 {
		return
	}
	inflected := func(key, word string) bool {
		if kind == Email {
			return false
		}
		ending, ok := strings.CutPrefix(word, key)
		return ok && utf8.RuneCountInString(key) >= 4 && (nameEnding(ending) || kind == Company && oneOf(productNouns, ending))
	}
	for i := 0; i < len(p.words); i++ {
		if kind == Email {
			p.knownMail(f, i)
			continue
		}
		n, tag := f.longest(p, i, fits, inflected)
		if n == 0 || !p.writtenAs(i, n, tag) {
			continue
		}
		end := p.words[i+n-1].e
		p.take(p.words[i].s, end, kind, LayerKnown)
		i += n - 1
	}
}

// writtenAs tells whether a phrase that is an ordinary word too is written as a name here.
func (p *page) writtenAs(i, n, tag int) bool {
	w := p.words[i]
	switch tag {
	case tagTitled:
		return n > 1 || w.form == titled && !w.opens && p.lang != "de" || w.form == upper && utf8.RuneCountInString(w.key) > 2 ||
			i+1 < len(p.words) && legalForm(p.words[i+1].key) && p.gap(i) == " " || p.sig[w.line] && w.form != lower || p.hostLabel(i)
	case tagCapitals:
		return w.form == upper
	}
	return true
}

// hostLabel tells whether word i is a label of a domain name.
func (p *page) hostLabel(i int) bool {
	return i+1 < len(p.words) && p.gap(i) == "." && topDomain(p.words[i+1].key) || p.atSign(p.words[i].s)
}

// knownMail takes out a given address whose at sign and dots may be written in any way.
func (p *page) knownMail(f *phrases, i int) {
	for _, ph := range f.byFirst[p.words[i].key] {
		k, at := 1, i+1
		for k < len(ph.keys) && at < len(p.words) && at < i+4*len(ph.keys) && anyMailGap(p.gap(at-1)) {
			switch key := p.words[at].key; {
			case key == ph.keys[k]:
				k++
			case !mailWord(key):
				k = len(ph.keys) + 1
			}
			at++
		}
		if k == len(ph.keys) {
			p.take(p.words[i].s, p.words[at-1].e, Email, LayerKnown)
		}
	}
}

// mailWord tells whether a folded word stands for a sign of an address.
func mailWord(key string) bool {
	return oneOf(" at a snabel snabela alfa kanelbulle alfaslang alfakrull arroba chez miukumauku apenstaartje klammeraffe affe krollalfa kringla hos dot punkt punktum prick piste point pkt plus minus bindestreck understreck underscore dash hyphen remove this nospam ", key)
}

// anyMailGap accepts what may stand between the pieces of an address.
func anyMailGap(between string) bool {
	return len(between) <= 12 && strings.Count(between, "\n") <= 1 && strings.Trim(between, " \t\r\n@.-_+()[]{}<>*=|\"'·•,") == ""
}

// squeezed are strings that are looked for without separators.
type squeezed struct {
	keys []string
	kind string
	form func(p *page, w word) string // a word's share of the string; empty if it has none
}

// squeeze takes out strings in any grouping.
func (p *page) squeeze(q squeezed) {
	if len(q.keys) == 0 {
		return
	}
	first := map[byte][]string{}
	for _, k := range q.keys {
		first[k[0]] = append(first[k[0]], k)
	}
	for i := range p.words {
		piece := q.form(p, p.words[i])
		if piece == "" {
			continue
		}
		best := 0
		for _, cut := range glued(piece, q.kind) {
			for _, k := range first[piece[cut]] {
				if n := p.squeezedAt(i, piece[cut:], k, q); n > best {
					best = n
				}
			}
		}
		if best > 0 {
			p.takeNumber(i, best, q.kind)
		}
	}
}

// glued gives the places in a word where a string may begin: its start, and after a mark such as SN.
func glued(piece, kind string) []int {
	cuts := []int{0}
	if kind == Unit {
		for _, mark := range []string{"sn", "5n", "s", "5", "ser", "5er", "serial", "nr", "n0", "1d", "un1t", "n"} {
			if len(piece) > len(mark)+2 && strings.HasPrefix(piece, mark) {
				cuts = append(cuts, len(mark))
			}
		}
	}
	return cuts
}

// squeezedAt gives the number of words from i on that together are the string, 0 if they are not.
func (p *page) squeezedAt(i int, piece, key string, q squeezed) int {
	for n := 1; ; n++ {
		if !strings.HasPrefix(key, piece) {
			return 0
		}
		if key = key[len(piece):]; key == "" {
			return n
		}
		if i+n >= len(p.words) || !numberGap(p.gap(i+n-1)) {
			return 0
		}
		if piece = q.form(p, p.words[i+n]); piece == "" {
			return 0
		}
	}
}

// numberGap accepts what may stand between the groups of a number.
func numberGap(between string) bool {
	return len(between) <= 7 && strings.Trim(between, " \t\r\n-–—‑./()·|_,:;+~*#'\"=>") == ""
}

// takeNumber takes n words from i on, with a plus, bracket or zero group that belongs to a telephone number before it.
func (p *page) takeNumber(i, n int, kind string) {
	start, end := p.words[i].s, p.words[i+n-1].e
	for kind == Phone && start > 0 && strings.ContainsRune("+(", rune(p.text[start-1])) {
		start--
	}
	p.take(start, end, kind, LayerKnown)
	if kind == Phone {
		p.takeExtension(i+n, LayerKnown)
	}
}

// serialKey gives a serial number without separators and with look-alike letters as digits.
func serialKey(s string) string {
	var b strings.Builder
	for _, k := range keysOf(s) {
		b.WriteString(digitLike.Replace(k))
	}
	return b.String()
}

func serialWord(p *page, w word) string { return digitLike.Replace(w.key) }
