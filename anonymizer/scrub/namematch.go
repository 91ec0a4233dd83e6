package scrub

import (
	"strings"
	"unicode/utf8"
)

// hit is a word, or its first letters, that may be a known name.
type hit struct {
	part  *namePart
	s, e  int
	risky bool // an ordinary word too: it needs the company of a name
	made  bool // a user name
}

// match looks a word up in every form. ok is false if it is none.
func (b *nameBook) match(p *page, i int) (h hit, ok bool) {
	w := p.words[i]
	h = hit{s: w.s, e: w.e}
	if b.parts[w.key] != nil {
		h.part = b.parts[w.key]
		h.risky = p.ordinary(w) || eponym(w.key) || utf8.RuneCountInString(w.key) <= 2
		return h, true
	}
	if b.logins[w.key] {
		n := utf8.RuneCountInString(w.key)
		h.made = true
		h.risky = n < 5 || p.ordinary(w)
		return h, true
	}
	if w.form == coded || w.form == number {
		return b.matchCoded(p, w, h)
	}
	if h, ok := b.inflected(p, w, h); ok {
		return h, true
	}
	if h, ok := b.compound(p, w, h); ok {
		return h, true
	}
	return b.mistyped(p, w, h)
}

// matchCoded finds a name with digits at its end, or with digits for letters.
func (b *nameBook) matchCoded(p *page, w word, h hit) (hit, bool) {
	letters := strings.Trim(w.key, "0123456789")
	if letters == "" || len(letters) > 64 {
		return h, false
	}
	if b.logins[letters] && (utf8.RuneCountInString(letters) >= 3) {
		h.made = true
		return h, true
	}
	if part := b.parts[letters]; part != nil && utf8.RuneCountInString(letters) >= 4 {
		h.part, h.risky = part, p.ordinaryText(letters)
		return h, true
	}
	if part := b.parts[fromLeet(w.key)]; part != nil && len(w.key) >= 4 {
		h.part = part
		return h, true
	}
	return h, false
}

func fromLeet(key string) string {
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b").Replace(key)
}

// inflected finds a name with a grammatical ending.
func (b *nameBook) inflected(p *page, w word, h hit) (hit, bool) {
	for cut := 1; cut <= 5 && cut <= len(w.key)-2; cut++ {
		stem, ending := w.key[:len(w.key)-cut], w.key[len(w.key)-cut:]
		part := b.parts[stem]
		if part == nil || !nameEnding(ending) {
			continue
		}
		n := utf8.RuneCountInString(stem)
		if n < 4 && ending != "s" && !strings.Contains("nalle nallta nkin", ending) {
			continue
		}
		h.part = part
		h.risky = n <= 2 || p.ordinary(w) || p.ordinaryText(stem) || eponym(stem)
		return h, true
	}
	return h, false
}

// nameEnding tells whether letters are an ending that names take in one of our languages: genitives, definite and plural
// forms, German and Finnish cases.
func nameEnding(s string) bool {
	return oneOf(" s es en n ens ns na nas ar or er ars ers arna arnas erna ernas ornas orna arn are aren an ans et ets in sch sche schen ssa sta lla lta lle ksi tta na ista issa ille illa ilta iin een aan oon uun lainen nen sen sin a i y u ie ovi ova ", s)
}

// compound finds a name at the head of a longer word; only the name is taken.
func (b *nameBook) compound(p *page, w word, h hit) (hit, bool) {
	top := min(len(w.key)-3, b.longest+4)
	for n := top; n >= 4; n-- {
		part := b.parts[w.key[:n]]
		if part == nil {
			continue
		}
		rest := w.key[n:]
		end := p.textEnd(w, n)
		raw := strings.ToLower(p.text[end:w.e])
		whole := p.ordinary(w) || p.compound(w)
		word := p.ordinaryText(strings.ToLower(p.text[w.s:end])) || eponym(part.key)
		switch {
		case whole && word && (!oneOf(productNouns, rest) || tradeWord(part.key)):
			continue
		case whole && !word && !oneOf(productNouns, rest):
			continue
		case !whole && n < 6 && !p.ordinaryText(raw) && !oneOf(productNouns, rest) && !p.compoundText(raw) && len(rest) < 4:
			continue
		}
		h.part, h.e = part, end
		return h, true
	}
	return h, false
}

// productNouns are what a name is put before when a fault or a device is called after its owner.
const productNouns = " sensor sensorn sensorer sensorerna sensors givare givaren givarna matare mataren matarna fel felet felen arende arendet arenden rapport rapporten rapporter ventil ventilen ventiler enhet enheten enheter problem problemet " +
	"metod metoden losning losningen fil filen installation installationen anlaggning anlaggningen bugg buggen mejl mejlet mail mailet projekt projektet order ordern pump pumpen maskin maskinen kalibrering kalibreringen " +
	"messung meter maler maleren feil feilen fejl fejlen sak saken sag sagen bericht fehler gerat "

// textEnd gives the position in the text after the letters of a word that fold to the first n bytes of its key.
func (p *page) textEnd(w word, n int) int {
	for i, r := range p.text[w.s:w.e] {
		if n <= 0 {
			return w.s + i
		}
		n -= len(fold(string(r)))
	}
	return w.e
}

// mistyped finds a name with one letter wrong, missing, added or swapped. Short names differ from too many words by one
// letter: up to four letters none is tried, five and six only where the found word is no ordinary one.
func (b *nameBook) mistyped(p *page, w word, h hit) (hit, bool) {
	n := utf8.RuneCountInString(w.key)
	if n < 5 || n > b.longest+2 {
		return h, false
	}
	ordinary, asked := false, false
	for _, key := range []string{w.key, strings.TrimSuffix(w.key, "s")} {
		n := utf8.RuneCountInString(key)
		for size := max(5, n-1); size <= n+1; size++ {
			for _, part := range b.byLength[size] {
				if !oneEdit(part.key, key) {
					continue
				}
				if !asked {
					ordinary, asked = p.ordinary(w) || p.of.words.Term(w.key), true
				}
				if ordinary && (size < 7 || w.form == lower || w.opens) {
					continue
				}
				h.part = part
				return h, true
			}
		}
		if key == strings.TrimSuffix(key, "s") {
			break
		}
	}
	return h, false
}

// oneEdit tells whether b is a with exactly one letter replaced, inserted, deleted or swapped with its neighbour.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > utf8.UTFMax || a == b {
		return false
	}
	x, y := []rune(a), []rune(b)
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return string(x[i:]) == string(y[i+1:])
	}
	if string(x[i+1:]) == string(y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}
