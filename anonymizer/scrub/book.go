package scrub

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// book is what is known of a case, in every form in which it may be met.
type book struct {
	names     *nameBook
	companies *phrases
	mails     *phrases
	places    *phrases
	serials   []string // without separators, look-alike letters as digits
	phones    []string // digits
}

// newBook reads what is given with a text.
func (s *Scrubber) newBook(k Known) *book {
	b := &book{names: newNameBook(s.words), companies: newPhrases(), mails: newPhrases(), places: newPhrases()}
	for _, n := range k.Names {
		b.names.add(n)
	}
	for _, m := range k.Emails {
		b.addMail(m, s.words)
	}
	for _, c := range k.Companies {
		b.addCompany(c, s.words)
	}
	for _, a := range k.Addresses {
		b.addPlace(a, s.words)
	}
	for _, n := range k.Serials {
		if key := serialKey(n); len(key) >= 3 {
			b.serials = append(b.serials, key)
		}
	}
	for _, n := range k.Phones {
		b.phones = append(b.phones, phoneForms(n)...)
	}
	b.names.finish()
	return b
}

// addMail takes an address apart: the whole in any spelling, its local part as a user name and as names, its domain as
// a company unless everybody has it.
func (b *book) addMail(m string, words vocabulary) {
	m = strings.TrimSpace(m)
	if at := strings.LastIndexByte(m, '<'); at >= 0 {
		b.names.add(strings.Trim(m[:at], " \"'"))
		m = strings.TrimRight(m[at+1:], "> ")
	}
	m = strings.TrimPrefix(strings.ToLower(m), "mailto:")
	local, domain, ok := cutLast(m, '@')
	if !ok || local == "" {
		return
	}
	b.mails.add(keysOf(m), 0)
	if plus, _, ok := strings.Cut(local, "+"); ok {
		b.mails.add(keysOf(plus+"@"+domain), 0)
		local = plus
	}
	if !roleMailbox(local) {
		b.names.login(strings.Trim(local, "\""))
		b.names.addLocal(local)
	}
	if !sharedDomain(domain) {
		b.addDomain(domain, words)
	}
}

// addDomain adds the registered name of a domain as the name of a company.
func (b *book) addDomain(domain string, words vocabulary) {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return
	}
	b.companies.add(keysOf(domain), 0)
	i := len(labels) - 2
	if len(labels[i]) <= 3 && i > 0 && (labels[i] == "co" || labels[i] == "com") {
		i--
	}
	name := labels[i]
	if len(name) >= 4 && !words.Known("", name) && !words.Term(name) {
		b.companies.add(keysOf(name), 0)
		b.companies.add(keysOf(strings.ReplaceAll(name, "-", "")), 0)
	}
}

// addCompany adds a company with and without its legal form, its rare words alone, and the ways its name is run
// together in domains and user names.
func (b *book) addCompany(c string, words vocabulary) {
	c = readPlain(c).text
	common := commonKeys(words, c)
	for _, variant := range spellings(c) {
		all := keysOf(variant)
		core := withoutLegalForm(all)
		b.companies.add(all, wholeTag(len(all), common[all0(all)]))
		if len(core) == 1 {
			b.companies.add(core, wholeTag(1, common[core[0]]))
			continue
		}
		b.companies.add(core, tagPlain)
		if whole := strings.Join(core, ""); len(whole) >= 5 {
			b.companies.add([]string{whole}, tagPlain)
		}
		for _, k := range core {
			if utf8.RuneCountInString(k) >= 4 && !common[k] && !legalForm(k) {
				b.companies.add([]string{k}, tagPlain)
			}
		}
	}
	if short := acronym(c); len(short) >= 3 {
		b.companies.add([]string{strings.ToLower(short)}, tagCapitals)
	}
}

// Tags of companies' phrases: when a single word may be taken.
const (
	tagPlain    = iota // always
	tagTitled          // an ordinary word too: only where it is written as a name
	tagCapitals        // only in capitals
)

func wholeTag(n int, common bool) int {
	if n == 1 && common {
		return tagTitled
	}
	return tagPlain
}

func all0(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// commonKeys gives the folded words of a text that are ordinary or technical words too, or very short.
func commonKeys(words vocabulary, text string) map[string]bool {
	common := map[string]bool{}
	for _, w := range splitWords(text) {
		low := strings.ToLower(text[w.s:w.e])
		if words.Known("", low) || words.Term(low) || utf8.RuneCountInString(low) < 3 {
			for _, v := range spellings(low) {
				common[fold(v)] = true
			}
		}
	}
	return common
}

// acronym gives the initials of a company of three words or more, legal form left out.
func acronym(c string) string {
	var b strings.Builder
	for _, f := range strings.Fields(c) {
		r, _ := utf8.DecodeRuneInString(f)
		if !unicode.IsUpper(r) || legalForm(fold(strings.Trim(f, ".,()"))) {
			continue
		}
		b.WriteRune(r)
	}
	if utf8.RuneCountInString(b.String()) < 3 {
		return ""
	}
	return fold(b.String())
}

// addPlace adds an address as a whole and by its lines, and its street and town alone where they are no ordinary words.
func (b *book) addPlace(a string, words vocabulary) {
	a = readPlain(a).text
	common := commonKeys(words, a)
	for _, variant := range spellings(a) {
		b.places.add(keysOf(variant), tagPlain)
		for _, part := range strings.FieldsFunc(variant, func(r rune) bool { return r == ',' || r == '\n' || r == ';' }) {
			b.addPlacePart(part, common)
		}
	}
}

func (b *book) addPlacePart(part string, common map[string]bool) {
	keys := keysOf(part)
	if len(keys) >= 2 {
		b.places.add(keys, tagPlain)
	}
	var run []string // words between the numbers: a street, a town
	flush := func() {
		if len(run) >= 2 || len(run) == 1 && utf8.RuneCountInString(run[0]) >= 3 {
			tag := tagPlain
			if len(run) == 1 && (common[run[0]] || utf8.RuneCountInString(run[0]) < 4) {
				tag = tagTitled
			}
			b.places.add(run, tag)
		}
		run = nil
	}
	for i, k := range keys {
		if isDigits(k) {
			flush()
			if len(k) == 5 {
				rest := append([]string{k[:3], k[3:]}, keys[i+1:]...)
				b.places.add(rest, tagPlain)
				b.places.add(rest[:2], tagPlain)
				b.places.add([]string{k}, tagPlain)
			} else if len(k) == 3 && i+1 < len(keys) && isDigits(keys[i+1]) && len(keys[i+1]) == 2 {
				b.places.add(append([]string{k + keys[i+1]}, keys[i+2:]...), tagPlain)
				b.places.add([]string{k + keys[i+1]}, tagPlain)
				b.places.add(keys[i:i+2], tagPlain)
			}
			continue
		}
		if !countryName(k) && utf8.RuneCountInString(k) > 1 {
			run = append(run, k)
		}
	}
	flush()
}

// spellings gives a text with its letters outside ASCII as they are, written as two, and lost.
func spellings(s string) []string {
	out := []string{s}
	for _, v := range []string{foldWide(s), foldLost(s)} {
		if v != fold(s) {
			out = append(out, v)
		}
	}
	return out
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
