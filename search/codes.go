package search

import (
	"strings"
	"unicode"
)

// A code is written in many ways: "AXS-2000-B", "axs2000b", "AXS 2000". The index keeps every joined run of its parts,
// so that each way finds it; a query is only brought into normal form, so that "v2.3.1" never finds "v2.3.10".

// mostParts is how many parts of a code are joined in every way; more are kept whole, single, and by their beginnings.
const mostParts = 6

// codeTerm is the normal form of a code: its parts joined, without separators and without the v of a version.
func codeTerm(s string) string { return strings.Join(codeParts(s), "") }

// codeTerms lists every form under which a code is found; the first one is its normal form.
func codeTerms(s string) []string {
	parts := codeParts(s)
	out := []string{strings.Join(parts, "")}
	add := func(t string) {
		for _, had := range out {
			if had == t {
				return
			}
		}
		if t != "" {
			out = append(out, t)
		}
	}
	for from := range parts {
		for to := from + 1; to <= len(parts); to++ {
			if len(parts) > mostParts && from > 0 && to > from+1 {
				break
			}
			run := strings.Join(parts[from:to], "")
			if to == from+1 && len(run) == 1 && len(parts) > 1 && unicode.IsLetter(rune(run[0])) {
				continue // a single letter tells nothing
			}
			add(run)
		}
		for v := parts[from]; strings.Contains(v, "."); {
			v = v[:strings.LastIndexByte(v, '.')]
			add(v)
		}
	}
	return out
}

// codeParts splits a code, in lower case, at separators and where letters and digits meet. Digits joined by dots stay
// together as a version; a hexadecimal number stays whole; the v of a version is dropped.
func codeParts(s string) []string {
	s = lower(s)
	if hex, ok := strings.CutPrefix(s, "0x"); ok && hex != "" && strings.Trim(hex, "0123456789abcdef") == "" {
		return []string{s}
	}
	var parts []string
	runes := []rune(s)
	from := 0
	flush := func(to int) {
		if to > from {
			parts = append(parts, string(runes[from:to]))
		}
	}
	for i, r := range runes {
		switch {
		case r == '.' && i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]):
		case r == ',' || r == ':':
			runes[i] = '.'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
			from = i + 1
		case i > from && unicode.IsDigit(r) != unicode.IsDigit(runes[i-1]) && runes[i-1] != '.':
			flush(i)
			from = i
		}
	}
	flush(len(runes))
	return withoutV(parts)
}

// withoutV drops what stands before a version: "v2.3.1", "ver 2.3.1" and "fw2.3.1" are the version 2.3.1.
func withoutV(parts []string) []string {
	if len(parts) < 2 || !unicode.IsDigit(rune(parts[1][0])) {
		return parts
	}
	switch parts[0] {
	case "v", "ver", "version":
		return parts[1:]
	case "fw":
		if strings.Contains(parts[1], ".") {
			return parts[1:]
		}
	}
	return parts
}

// numberTerms are the forms of a plain number; a decimal comma is written as a dot.
func numberTerm(s string) string { return strings.NewReplacer(",", ".").Replace(s) }

// addressTerms are the forms of a URL or mail address: whole, and the words of its name and host. Nothing in it is taken
// for a code.
func addressTerms(s string) []string {
	whole := strings.TrimSuffix(s, "/")
	out := []string{whole}
	rest := whole
	if _, after, ok := strings.Cut(whole, "://"); ok {
		rest = after
		out = append(out, after)
	}
	host := rest
	if name, domain, ok := strings.Cut(rest, "@"); ok {
		host = domain
		out = append(out, name)
		for w := range strings.FieldsFuncSeq(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
			out = append(out, w)
		}
	}
	host, _, _ = strings.Cut(host, "/")
	out = append(out, host)
	for w := range strings.SplitSeq(host, ".") {
		out = append(out, w)
	}
	return distinct(out)
}

func distinct(in []string) []string {
	seen := make(map[string]bool, len(in))
	out := in[:0]
	for _, s := range in {
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
