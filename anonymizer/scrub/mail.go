package scrub

import (
	"strings"
	"unicode/utf8"
)

// mails takes out e-mail addresses, message ids, user@host and @handles: everything with an at sign.
func (p *page) mails() {
	for at := 0; ; at++ {
		k := strings.IndexByte(p.text[at:], '@')
		if k < 0 {
			return
		}
		at += k
		if !p.mailAt(at) {
			p.handleAt(at)
		}
	}
}

// localByte are the bytes of a local part, quoted ones left out (RFC 5322 section 3.2.3, RFC 6532).
func localByte(c byte) bool {
	return isWordByte(c) || strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func domainByte(c byte) bool { return isWordByte(c) || c == '.' || c == '-' }

// mailAt takes the address around an at sign. Blanks beside the sign and the dots are allowed if a known top-level
// domain ends it.
func (p *page) mailAt(at int) bool {
	start, end := p.localStart(at), p.domainEnd(at+1)
	spaced := start < at && p.text[at-1] == ' ' || end > at+1 && isSpace(p.text[at+1])
	if start == at || end == at+1 {
		return false
	}
	domain := strings.Trim(p.text[at+1:end], ".- \n")
	_, last, dotted := cutLast(domain, '.')
	last = strings.TrimSpace(fold(last))
	if spaced && !(dotted && topDomain(last)) {
		return false
	}
	if !dotted && !strings.ContainsAny(p.text[at+1:end], "[:") && p.termAt(at+1) && p.termAt(start) {
		if name := p.wordFrom(start); p.of.words.GivenName(p.lowText(p.words[name])) >= 1000 && p.words[name].e == at {
			p.take(start, at, Person, LayerPattern)
			return true
		}
		return false
	}
	for end > at && strings.IndexByte(".-", p.text[end-1]) >= 0 {
		end--
	}
	p.take(start, end, Email, LayerPattern)
	return true
}

// termAt tells whether the word at a position is a technical or ordinary one.
func (p *page) termAt(at int) bool {
	i := p.wordFrom(at)
	if i >= len(p.words) || p.words[i].s != at {
		return false
	}
	low := p.lowText(p.words[i])
	return p.of.words.Term(low) || p.ordinaryText(low)
}

func (p *page) localStart(at int) int {
	s := at
	if s > 0 && p.text[s-1] == '"' {
		if q := strings.LastIndexByte(p.before(s-1, 64), '"'); q >= 0 {
			return max(0, s-1-64) + q
		}
	}
	if s > 1 && p.text[s-1] == ' ' {
		s--
	}
	start := runLeft(p.text, s, 100, localByte)
	for start > 2 && (strings.HasSuffix(p.text[:start], " ") && p.text[start] == '.' || strings.HasSuffix(p.text[:start], ". ")) && isWordByte(p.text[start-2]) && s-start < 3 {
		start = runLeft(p.text, start-1, 64, localByte)
	}
	for start < s && strings.IndexByte("'=/?&*`{|.", p.text[start]) >= 0 {
		start++
	}
	if start == s {
		return at
	}
	if i := strings.LastIndexAny(p.text[start:s], "=/?|`"); i >= 0 { // "mailto=" and the path of a link
		start += i + 1
	}
	for start < s && !utf8.RuneStart(p.text[start]) {
		start++
	}
	return start
}

// domainEnd gives the end of the domain from i on: labels and dots, single blanks beside the dots, or an address
// literal.
func (p *page) domainEnd(i int) int {
	begin := i
	if i < len(p.text) && p.text[i] == '[' {
		if k := strings.IndexByte(p.after(i, 64), ']'); k > 0 {
			return i + k + 1
		}
	}
	if i+1 < len(p.text) && isSpace(p.text[i]) {
		i++
	}
	end := runRight(p.text, i, 255, domainByte)
	if end == i {
		return begin
	}
	for end+2 < len(p.text) {
		rest := p.text[end:]
		var next int
		switch {
		case strings.HasPrefix(rest, " ."):
			next = end + 2
			if p.text[next] == ' ' && next+1 < len(p.text) {
				next++
			}
		case p.text[end-1] == '.' && (rest[0] == ' ' || rest[0] == '\n'), rest[0] == ',' && rest[1] > ' ' && !strings.Contains(p.text[i:end], "."):
			next = end + 1
		default:
			return end
		}
		more := runRight(p.text, next, 64, domainByte)
		label, _, _ := strings.Cut(fold(p.text[next:more]), ".")
		if more == next || !topDomain(label) || p.text[end-1] == '.' && !strings.Contains(p.text[i:end], " ") && topDomainAtEnd(p.text[i:end-1]) {
			return end
		}
		end = more
	}
	return end
}

func topDomainAtEnd(domain string) bool {
	_, last, ok := cutLast(domain, '.')
	return ok && topDomain(fold(last))
}

// handleAt takes "@name", unless the name is a technical word such as an annotation.
func (p *page) handleAt(at int) {
	end := runRight(p.text, at+1, 40, func(c byte) bool { return isWordByte(c) || c == '_' || c == '-' || c == '.' })
	for end > at && strings.IndexByte(".-", p.text[end-1]) >= 0 {
		end--
	}
	if end <= at+1 || at > 0 && isWordByte(p.text[at-1]) {
		return
	}
	name := p.text[at+1 : end]
	if !strings.ContainsFunc(name, func(r rune) bool { return inWord(r) && (r < '0' || r > '9') }) || p.harmlessHandle(name) {
		return
	}
	p.take(at, end, Person, LayerPattern)
}

// harmlessHandle tells whether a word after an at sign is known: an annotation, a directive, a decorator.
func (p *page) harmlessHandle(name string) bool {
	if p.of.bearers(strings.ToLower(name)) >= 100 {
		return false
	}
	return p.cleanPieces(name)
}

// spokenMails takes out addresses whose signs are written as words: "anna at firma dot se", "anna (a) firma.se".
func (p *page) spokenMails() {
	for i := 1; i+1 < len(p.words); i++ {
		n, bracketed := p.spokenAt(i)
		if n == 0 || i+n >= len(p.words) {
			continue
		}
		last, said, ok := p.spokenDomain(i + n)
		if !ok {
			continue
		}
		first := p.spokenLocal(i - 1)
		if !bracketed && !said && (n == 1 && first == i-1 && p.ordinary(p.words[first]) || p.words[i].key == "a") {
			continue
		}
		p.take(p.words[first].s, p.words[last].e, Email, LayerPattern)
	}
}

// spokenAt gives the number of words from i on that stand for an at sign, and whether brackets or a hyphen set it off.
func (p *page) spokenAt(i int) (n int, bracketed bool) {
	w := p.words[i]
	marked := strings.ContainsAny(p.gap(i-1), "([{<*_")
	switch {
	case w.key == "snabel" || w.key == "alfa" || w.key == "krull" || w.key == "alpha":
		if i+1 < len(p.words) && len(p.gap(i)) <= 1 && oneOf(" a krull ", p.words[i+1].key) {
			return 2, true
		}
		return 0, false
	case oneOf(" snabela kanelbulle alfakrull krollalfa alfakroll miukumauku klammeraffe arroba apetstjart apestaart atta ", w.key):
		return 1, w.key != "atta"
	case w.key == "at" || w.key == "att" || w.key == "ät" || w.key == "et":
		return 1, marked
	case w.key == "a":
		return 1, marked
	}
	return 0, false
}

// spokenDomain reads a domain from word i on: its last word, and whether a dot is said as a word.
func (p *page) spokenDomain(i int) (last int, said, ok bool) {
	for k := i; k < len(p.words) && k < i+10; k++ {
		if k > i && topDomain(p.words[k].key) && (p.gap(k-1) == "." || said) {
			if p.gap(k) == "." && k+1 < len(p.words) && topDomain(p.words[k+1].key) {
				continue
			}
			return k, said, true
		}
		between := p.gap(k)
		if dotWord(p.words[k].key) && k > i {
			said = true
		} else if strings.Trim(between, " .-([{<>}])") != "" || len(between) > 4 || between == " " && !(k+1 < len(p.words) && dotWord(p.words[k+1].key)) {
			return 0, false, false
		}
	}
	return 0, false, false
}

func dotWord(key string) bool {
	return oneOf(" dot punkt punktum prick piste point pkt d0t ", key)
}

// spokenLocal gives the first word of the local part that ends with word i.
func (p *page) spokenLocal(i int) int {
	for i > 0 {
		between := p.gap(i - 1)
		switch {
		case between == "." || between == "_" || between == "-" || between == "+":
			i--
		case i > 1 && (dotWord(p.words[i-1].key) || oneOf(" understreck underscore bindestreck dash minus plus ", p.words[i-1].key)) && len(p.gap(i-2)) <= 2 && len(between) <= 2:
			i -= 2
		default:
			return i
		}
	}
	return i
}
