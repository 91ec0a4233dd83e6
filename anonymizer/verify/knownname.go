package verify

import "strings"

// knownName finds a person of the case: the whole name in either order in any case, and each part of it: always if it is no
// word, and with a capital inside a sentence if it is.
func (v *Verifier) knownName(p *page, name string) []Finding {
	parts := plainWords(name)
	var found []Finding
	if len(parts) > 1 {
		first, last := parts[0], parts[len(parts)-1]
		for _, order := range [][]string{parts, {first, last}, {last, first}} {
			found = append(found, p.sequence(order, Person, "known name")...)
		}
		if len(last) >= 4 {
			found = append(found, v.userName(p, first, last)...)
		}
	}
	for k, part := range parts {
		if len(part) < 2 || particle(part) {
			continue
		}
		for i, w := range p.words {
			if w.hole || !v.isPart(p, i, part) {
				continue
			}
			if !v.words[part] && len(part) > 2 || w.capital && (!w.opens || len(parts) == 1 && k == 0 && p.endsPhrase(i)) && !w.upper {
				found = append(found, p.finding(w.at, w.end, Person, "part of a known name"))
			}
		}
		found = append(found, p.spread(part)...)
	}
	return found
}

// isPart tells whether word i is the part: itself, inflected, one letter off if it is long, or the head of a compound.
func (v *Verifier) isPart(p *page, i int, part string) bool {
	w := p.words[i]
	if w.s == part || inflected(w.s, part) {
		return true
	}
	if v.words[w.s] || len(part) < 6 {
		return false
	}
	if len(w.s) > len(part) && strings.HasPrefix(w.s, part) && !v.words[part] {
		return true
	}
	return len(part) >= 7 && !w.digits && oneOff(w.s, part)
}

func particle(s string) bool {
	switch s {
	case "von", "van", "af", "av", "de", "den", "der", "la", "le", "el", "al", "du", "di", "da", "dos", "och", "and", "herr", "fru", "mr", "mrs", "dr":
		return true
	}
	return false
}

// oneOff tells whether a becomes b by one insertion, removal, change or swap of neighbours.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// spread finds a part written letter by letter, or cut by a hyphen at a line's end.
func (p *page) spread(part string) []Finding {
	var found []Finding
	if len(part) < 4 {
		return nil
	}
	for i, w := range p.words {
		if i+1 < len(p.words) && len(w.s) < len(part) && strings.HasPrefix(part, w.s) && !w.hole {
			gap := strings.Trim(p.gap(w, p.words[i+1]), " ")
			if (gap == "-\n" || gap == "- \n") && w.s+p.words[i+1].s == part {
				found = append(found, p.finding(w.at, p.words[i+1].end, Person, "known name over a line's end"))
			}
		}
		if len(w.s) != 1 || w.s[0] != part[0] || i+len(part) > len(p.words) {
			continue
		}
		k := 0
		for k < len(part) && p.words[i+k].s == part[k:k+1] && (k == 0 || p.words[i+k].at-p.words[i+k-1].end <= 2) {
			k++
		}
		if k == len(part) {
			found = append(found, p.finding(w.at, p.words[i+k-1].end, Person, "known name letter by letter"))
		}
	}
	return found
}

// userName finds sign-in names made of a name: asvensson, annasvensson, svenssona, anna_s.
func (v *Verifier) userName(p *page, first, last string) []Finding {
	var found []Finding
	made := []string{first[:1] + last, first + last, last + first[:1], last + first, first + last[:1]}
	for _, w := range p.words {
		s := strings.TrimRight(w.s, "0123456789")
		for k, m := range made {
			if s == m && !w.hole && (k < 4 || len(first) >= 4 && !v.words[s]) && !v.words[m] {
				found = append(found, p.finding(w.at, w.end, Person, "user name of a known name"))
				break
			}
		}
	}
	return found
}

// knownCompany finds the firm without its legal form.
func (v *Verifier) knownCompany(p *page, company string) []Finding {
	var parts []string
	for _, s := range plainWords(company) {
		if !legalForm(s) {
			parts = append(parts, s)
		}
	}
	if len(parts) != 1 {
		return p.sequence(parts, Company, "known company")
	}
	var found []Finding
	part := parts[0]
	for i, w := range p.words {
		if w.hole || w.s != part && !inflected(w.s, part) || len(part) < 2 {
			continue
		}
		legal := i+1 < len(p.words) && legalForm(p.words[i+1].s) && p.spaced(w, p.words[i+1])
		if legal || len(part) > 2 && !v.words[part] || w.capital && !w.opens && (len(part) < 4) == w.upper {
			end := w.end
			if legal {
				end = p.words[i+1].end
			}
			found = append(found, p.finding(w.at, end, Company, "known company"))
		}
	}
	return found
}

func legalForm(s string) bool {
	switch s {
	case "ab", "as", "asa", "aps", "oy", "oyj", "gmbh", "ag", "kg", "ltd", "limited", "inc", "llc", "plc", "hb", "kb", "ek", "for", "bv", "sa", "sarl", "publ", "co", "se", "ug", "is", "aktiebolag":
		return true
	}
	return false
}

// knownAddress finds each line of an address that has letters and digits.
func (v *Verifier) knownAddress(p *page, address string) []Finding {
	var found []Finding
	for line := range strings.FieldsFuncSeq(address, func(r rune) bool { return r == ',' || r == '\n' || r == ';' }) {
		words := plainWords(line)
		if len(words) > 1 && strings.ContainsAny(line, "0123456789") {
			found = append(found, p.sequence(words, Address, "known address")...)
		}
	}
	return found
}
