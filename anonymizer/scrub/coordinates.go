package scrub

import (
	"strings"
)

// coordinates takes pairs of degrees with at least four decimals, in degrees and minutes, or after lat and lon.
func (p *page) coordinates() {
	for i := 0; i+1 < len(p.words); i++ {
		w := p.words[i]
		if w.form != number {
			continue
		}
		if end := p.decimalPair(i); end > 0 {
			p.take(w.s, end, Address, LayerPattern)
			continue
		}
		if len(w.key) <= 3 && strings.HasPrefix(p.text[w.e:], "°") && p.minutesAfter(i) {
			last := i + 1
			for last+1 < len(p.words) && last < i+10 && strings.Trim(p.gap(last), " .,°'\"′″’”") == "" && (p.words[last+1].form == number || oneOf(" n s e w o v ", p.words[last+1].key)) {
				last++
			}
			s := w.s
			if i > 0 && oneOf(" n s e w o v ", p.words[i-1].key) && p.gap(i-1) == " " {
				s = p.words[i-1].s
			}
			p.take(s, p.words[last].e, Address, LayerPattern)
		}
		if len(w.key) >= 6 && len(w.key) <= 7 && p.keywordBefore(w.s, 2, " sweref sweref99 sweref99tm rt90 utm wgs84 koordinater koordinat ") && p.word(i+1).form == number && len(p.word(i+1).key) >= 6 && len(p.gap(i)) <= 4 {
			p.take(w.s, p.words[i+1].e, Address, LayerPattern)
		}
	}
}

// minutesAfter tells whether degrees at word i are followed by minutes of arc, whole or with a fraction.
func (p *page) minutesAfter(i int) bool {
	last := i + 1
	if p.word(last).form != number || len(p.gap(i)) > 4 {
		return false
	}
	if p.gap(last) == "." && p.word(last+1).form == number {
		last++
	}
	for _, mark := range [...]string{"'", "′", "’"} {
		if strings.HasPrefix(p.text[p.words[last].e:], mark) {
			return true
		}
	}
	return false
}

// decimalPair gives the end of "57.70887, 11.97456" at word i, 0 if there is none.
func (p *page) decimalPair(i int) int {
	fraction := func(k int) bool {
		return k+1 < len(p.words) && p.words[k+1].form == number && (p.gap(k) == "." || p.gap(k) == ",") && len(p.words[k].key) <= 3 && len(p.words[k+1].key) >= 4
	}
	if !fraction(i) || i > 0 && (p.gap(i-1) == "." || p.gap(i-1) == ",") {
		return 0
	}
	for k := i + 2; k < i+5 && k < len(p.words); k++ {
		if len(p.gap(k-1)) > 4 {
			return 0
		}
		if fraction(k) {
			return p.words[k+1].e
		}
		if p.words[k].form == number || !oneOf(" n s e w lat lon long lng o v latitude longitude ", p.words[k].key) {
			return 0
		}
	}
	return 0
}

// plusCodes takes open location codes ("9F6F+2X Göteborg", "9FFW84J9+XG") and three-word positions ("///a.b.c").
func (p *page) plusCodes() {
	for i := 0; i+1 < len(p.words); i++ {
		if p.gap(i) == "+" && len(p.words[i+1].key) >= 2 && len(p.words[i+1].key) <= 3 && (len(p.words[i].key) == 4 || len(p.words[i].key) == 8) && openLocation(p.words[i].key+p.words[i+1].key) {
			p.take(p.words[i].s, p.words[i+1].e, Address, LayerPattern)
		}
		if i+2 < len(p.words) && p.gap(i) == "." && p.gap(i+1) == "." && strings.HasSuffix(p.before(p.words[i].s, 3), "///") {
			p.take(p.words[i].s-3, p.words[i+2].e, Address, LayerPattern)
		}
	}
}

func openLocation(key string) bool {
	return strings.Trim(key, "23456789cfghjmpqrvwx") == "" && strings.ContainsAny(key, "23456789")
}
