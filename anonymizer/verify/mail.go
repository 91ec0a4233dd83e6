package verify

import "strings"

// lookMail finds mail addresses, plain, with stray spaces, and spelt out (anna at firma dot se, anna (a) firma.se, snabel-a).
func lookMail(p *page) []Finding {
	var found []Finding
	for i, c := range p.plain {
		if c != '@' {
			continue
		}
		from, end := p.localPart(i), p.domain(i+1)
		if from < i && end > 0 {
			found = append(found, p.finding(from, end, Email, "mail address"))
		}
	}
	for i := 1; i < len(p.words); i++ {
		if strict, ok := p.atMark(i); ok {
			if end := p.speltDomain(i+1, strict); end > 0 {
				found = append(found, p.finding(p.words[p.beforeMark(i)].at, end, Email, "mail address spelt out"))
			}
		}
	}
	return found
}

// localPart is where the part before the @ at i starts; i if there is none. One space before the @ is forgiven.
func (p *page) localPart(i int) int {
	end := i
	if end > 1 && p.plain[end-1] == ' ' && letterOrDigit(p.plain[end-2]) {
		end--
	}
	from := end
	for from > 0 && (letterOrDigit(p.plain[from-1]) || strings.IndexByte(`._+-'"=/`, p.plain[from-1]) >= 0) {
		from--
	}
	for from < end && !letterOrDigit(p.plain[from]) {
		from++
	}
	if from == end {
		return i
	}
	return from
}

// domain is where the host name from i on ends, or 0. It has a dot and ends in a top-level name of letters; a space is forgiven
// after the @ and before the dot if the name is one of the usual.
func (p *page) domain(i int) int {
	loose := false
	if i < len(p.plain) && p.plain[i] == ' ' {
		loose = true
		i++
	}
	dots, label, end := 0, i, 0
	for {
		for i < len(p.plain) && (letterOrDigit(p.plain[i]) || p.plain[i] == '-') {
			i++
		}
		if i == label {
			return end
		}
		if dots > 0 {
			if top := string(p.plain[label:i]); len(top) >= 2 && onlyLetters(top) && (!loose || topLevel(top)) {
				end = i
			}
		}
		next := i
		if next+1 < len(p.plain) && p.plain[next] == ' ' && p.plain[next+1] == '.' {
			next++
			loose = true
		}
		if next >= len(p.plain) || p.plain[next] != '.' {
			return end
		}
		dots++
		i, label = next+1, next+1
	}
}

func onlyLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// atMark tells whether word i stands for an @; strict if it may be the word "at" itself.
func (p *page) atMark(i int) (strict, ok bool) {
	w := p.words[i]
	switch w.s {
	case "snabela", "krollalfa", "alfakroll", "kanelbulle", "klammeraffe", "miukumauku":
		return false, true
	case "at", "a":
	default:
		return false, false
	}
	if w.at > 0 && w.end < len(p.plain) && strings.IndexByte("([{<", p.plain[w.at-1]) >= 0 && strings.IndexByte(")]}>", p.plain[w.end]) >= 0 {
		return false, true
	}
	if w.s == "a" && i > 1 && p.words[i-1].s == "snabel" {
		return false, true
	}
	return true, w.s == "at"
}

// beforeMark is the word where the local part starts.
func (p *page) beforeMark(i int) int {
	i--
	if p.words[i].s == "snabel" && i > 0 {
		i--
	}
	for i > 0 && (p.gap(p.words[i-1], p.words[i]) == "." || p.gap(p.words[i-1], p.words[i]) == "_") {
		i--
	}
	return i
}

// speltDomain reads labels with dots or the word for them; strict wants at least one dot as a word.
func (p *page) speltDomain(i int, strict bool) int {
	labels, dotWords, end := 0, 0, 0
	for ; i < len(p.words) && labels < 6; i++ {
		w := p.words[i]
		if w.hole || w.first && labels > 0 {
			break
		}
		if dotWord(w.s) && labels > 0 {
			dotWords++
			continue
		}
		if labels > 0 {
			gap := strings.Trim(p.gap(p.words[i-1], w), " ()[]{}")
			if gap != "." && !dotWord(p.words[i-1].s) && gap != "-" {
				break
			}
		}
		labels++
		if labels > 1 && topLevel(w.s) && (!strict || dotWords > 0) {
			end = w.end
		}
	}
	return end
}

func dotWord(s string) bool {
	return s == "dot" || s == "punkt" || s == "punktum" || s == "piste" || s == "prick"
}

// topLevel knows the top-level names that our customers' addresses end in.
func topLevel(s string) bool {
	switch s {
	case "com", "net", "org", "info", "biz", "eu", "nu", "io", "co", "uk", "us", "se", "no", "dk", "fi", "de", "at", "ch", "nl", "be", "fr", "it", "es", "pl", "is", "ee", "lv", "lt",
		"ax", "cz", "pt", "ie", "example", "test":
		return true
	}
	return false
}
