package verify

import (
	"encoding/base64"
	"strings"
)

// lookKnown finds what the case itself knew, however it is written.
func (v *Verifier) lookKnown(p *page, known Known) []Finding {
	var found []Finding
	for _, n := range known.Names {
		found = append(found, v.knownName(p, n)...)
	}
	for _, c := range known.Companies {
		found = append(found, v.knownCompany(p, c)...)
	}
	for _, e := range known.Emails {
		found = append(found, v.knownMail(p, e)...)
	}
	for _, n := range known.Phones {
		found = append(found, p.squeezed(nationalNumber(n), isDigit, Phone, "known telephone number", false)...)
	}
	for _, s := range known.Serials {
		want := strings.Map(keepAlnum, plainLetters(s))
		if len(want) >= 5 && strings.ContainsAny(want, "0123456789") {
			found = append(found, p.squeezed(want, letterOrDigit, Serial, "known serial number", true)...)
		}
	}
	for _, a := range known.Addresses {
		found = append(found, v.knownAddress(p, a)...)
	}
	for _, c := range known.Canaries {
		found = append(found, p.literal(plainLetters(c), Canary, "planted string")...)
	}
	return found
}

func keepAlnum(r rune) rune {
	if r < 0x80 && letterOrDigit(byte(r)) {
		return r
	}
	return -1
}

// nationalNumber is a number's digits without country code and trunk zero, or "" if too few are left to tell.
func nationalNumber(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > 9 {
		digits = digits[len(digits)-9:]
	}
	if len(digits) < 6 {
		return ""
	}
	return strings.TrimLeft(digits, "0")
}

// squeezed finds want in the text with everything but the kept bytes left out, over gaps of up to three signs. whole wants the match to
// begin and end where a word does.
func (p *page) squeezed(want string, keep func(byte) bool, kind, why string, whole bool) []Finding {
	if len(want) < 5 {
		return nil
	}
	var found []Finding
	for i := range p.plain {
		if p.plain[i] != want[0] || whole && i > 0 && letterOrDigit(p.plain[i-1]) {
			continue
		}
		k, j, gap := 0, i, 0
		for j < len(p.plain) && k < len(want) && gap <= 3 {
			switch c := p.plain[j]; {
			case c == want[k]:
				k++
				gap = 0
			case keep(c), letterOrDigit(c):
				gap = 4
			default:
				gap++
			}
			j++
		}
		if k == len(want) && (!whole || j >= len(p.plain) || !letterOrDigit(p.plain[j])) {
			from := i
			for !whole && from > 0 && (isDigit(p.plain[from-1]) || p.plain[from-1] == '+') {
				from--
			}
			found = append(found, p.finding(from, j, kind, why))
		}
	}
	return found
}

// literal finds want as it stands, in plain letters.
func (p *page) literal(want, kind, why string) []Finding {
	if len(want) < 4 {
		return nil
	}
	var found []Finding
	text := string(p.plain)
	for at := 0; ; {
		i := strings.Index(text[at:], want)
		if i < 0 {
			return found
		}
		found = append(found, p.finding(at+i, at+i+len(want), kind, why))
		at += i + len(want)
	}
}

// knownMail finds the address, its local part as a word of its own, and its base64 forms.
func (v *Verifier) knownMail(p *page, address string) []Finding {
	plain := plainLetters(strings.TrimSpace(address))
	found := p.literal(plain, Email, "known mail address")
	local, _, _ := strings.Cut(plain, "@")
	if parts := plainWords(local); len(parts) > 1 || len(local) >= 6 && !v.words[local] && !sharedBox(local) {
		found = append(found, p.sequence(parts, Email, "local part of a known mail address")...)
	}
	for shift := range 3 {
		// Three bytes make four signs, so the middle of the address reads the same at each of three shifts.
		code := base64.StdEncoding.EncodeToString(append(make([]byte, shift), strings.TrimSpace(address)...))
		from, to := (shift*8+5)/6+1, len(code)-4
		if from >= to || to-from < 8 {
			continue
		}
		if i := strings.Index(p.text, code[from:to]); i >= 0 {
			found = append(found, Finding{i, i + to - from, Email, "known mail address in base64"})
		}
	}
	return found
}

func sharedBox(s string) bool {
	switch s {
	case "support", "office", "kontakt", "contact", "service", "kundtjanst", "invoice", "faktura", "purchase", "inkop", "einkauf", "postmaster", "noreply":
		return true
	}
	return false
}

// plainWords cuts a string as the page is cut.
func plainWords(s string) []string {
	return strings.FieldsFunc(plainLetters(s), func(r rune) bool { return r >= 0x80 || !letterOrDigit(byte(r)) })
}

// sequence finds the words one after the other, with up to three signs between.
func (p *page) sequence(want []string, kind, why string) []Finding {
	if len(want) == 0 {
		return nil
	}
	var found []Finding
	for i := range p.words {
		if j := p.matchAt(i, want); j > i {
			found = append(found, p.finding(p.words[i].at, p.words[j-1].end, kind, why))
		}
	}
	return found
}

// matchAt is the index behind the sequence if it starts at i, else i. The last word may have an ending.
func (p *page) matchAt(i int, want []string) int {
	if i+len(want) > len(p.words) {
		return i
	}
	for k, s := range want {
		w := p.words[i+k]
		if w.hole || w.s != s && !(k == len(want)-1 && inflected(w.s, s)) || k > 0 && w.at-p.words[i+k-1].end > 3 {
			return i
		}
	}
	return i + len(want)
}

// inflected tells whether s is name with an ending of case, number or genitive.
func inflected(s, name string) bool {
	if len(name) < 4 || len(s) <= len(name) || s[:len(name)] != name {
		return false
	}
	switch s[len(name):] {
	case "s", "n", "en", "ens", "ns", "na", "arna", "arnas", "in", "a", "ia", "lla", "lle", "lta", "ssa", "sta", "illa", "ille", "ilta", "an", "on", "iin":
		return true
	}
	return false
}
