package scrub

import (
	"strings"
	"unicode/utf8"
)

// nameBook holds the names of people in the forms in which they may be met.
type nameBook struct {
	words    vocabulary
	parts    map[string]*namePart
	byLength map[int][]*namePart // for typing errors
	logins   map[string]bool     // user names made of a name
	initials map[string]bool     // "as" for Anna Svensson
	longest  int
}

// namePart is one word of a person's name.
type namePart struct {
	key   string
	given bool
}

func newNameBook(words vocabulary) *nameBook {
	return &nameBook{words: words, parts: map[string]*namePart{}, byLength: map[int][]*namePart{}, logins: map[string]bool{}, initials: map[string]bool{}}
}

func (b *nameBook) empty() bool { return len(b.parts) == 0 && len(b.logins) == 0 }

// add reads a person's name as people write it: "Anna Svensson", "Svensson, Anna", "Dr. Anna af Svensson (Firma)".
func (b *nameBook) add(name string) {
	name = readPlain(name).text
	if i := strings.IndexAny(name, "(<["); i > 0 {
		name = name[:i]
	}
	if strings.Contains(name, "@") {
		return
	}
	if last, first, ok := strings.Cut(name, ","); ok {
		name = first + " " + last
	}
	for i, spelling := range append(spellings(name), romanised(name)...) {
		b.addParts(keysOf(spelling), i == 0)
	}
}

// addParts adds the words of one spelling of a name.
func (b *nameBook) addParts(keys []string, callNamesToo bool) {
	var names []string
	for _, k := range keys {
		if !particle(k) && !courtesy(k) && !legalForm(k) && !isDigits(k) || len(keys) == 1 {
			names = append(names, k)
		}
	}
	for i, k := range names {
		b.part(k, i == 0 && len(names) > 1)
		if weak := weakGrade(k); weak != "" {
			b.part(weak, i == 0 && len(names) > 1)
		}
		if i == 0 && callNamesToo {
			for _, short := range callNames(k) {
				b.part(short, true)
			}
		}
	}
	if len(names) >= 2 {
		b.made(names)
	}
}

// weakGrade gives a Finnish name as its inflected forms have it (matti, matille; pekka, pekan); empty if it has one form.
func weakGrade(key string) string {
	n := len(key)
	if n < 5 || strings.IndexByte("aeiouy", key[n-1]) < 0 || key[n-2] != key[n-3] || strings.IndexByte("kpt", key[n-2]) < 0 {
		return ""
	}
	return key[:n-2] + key[n-1:]
}

func (b *nameBook) part(key string, given bool) {
	n := utf8.RuneCountInString(key)
	if n < 2 || b.parts[key] != nil {
		return
	}
	p := &namePart{key: key, given: given}
	b.parts[key] = p
	b.byLength[n] = append(b.byLength[n], p)
	b.longest = max(b.longest, n)
}

// made adds the user names, run-together forms and initials that are made of a full name.
func (b *nameBook) made(names []string) {
	first, initials := names[0], ""
	for _, n := range names {
		initials += firstLetters(n, 1)
	}
	b.initials[initials] = true
	b.initials[firstLetters(first, 1)+firstLetters(names[len(names)-1], 1)] = true
	b.login(strings.Join(names, ""))
	for _, last := range names[1:] {
		f, l := firstLetters(first, 1), firstLetters(last, 1)
		for _, made := range []string{first + last, last + first, f + last, last + f, first + l, l + first,
			firstLetters(first, 3) + firstLetters(last, 3), firstLetters(first, 2) + firstLetters(last, 2),
			firstLetters(first, 2) + firstLetters(last, 3), firstLetters(first, 3) + firstLetters(last, 2), f + firstLetters(last, 2),
			f + firstLetters(last, 3), f + firstLetters(last, 4), f + firstLetters(last, 5),
			firstLetters(first, 4) + firstLetters(last, 4), firstLetters(last, 3) + firstLetters(first, 3), firstLetters(last, 4) + f} {
			b.login(made)
		}
	}
}

// login adds a user name.
func (b *nameBook) login(name string) {
	if key := strings.Join(keysOf(name), ""); utf8.RuneCountInString(key) >= 3 {
		b.logins[key] = true
	}
}

// addLocal adds the words of an address's local part as names where they look like names.
func (b *nameBook) addLocal(local string) {
	for _, k := range keysOf(local) {
		k = strings.Trim(k, "0123456789")
		if utf8.RuneCountInString(k) >= 4 && !b.words.Known("", k) && !b.words.Term(k) && !roleMailbox(k) {
			b.part(k, false)
		}
	}
}

func (b *nameBook) finish() {}

// firstLetters gives the first n letters of a word.
func firstLetters(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// romanised gives a name in Cyrillic or Greek letters in the two usual transliterations.
func romanised(name string) []string {
	var out []string
	for col := 1; col <= 2; col++ {
		var b strings.Builder
		changed := false
		for _, r := range strings.ToLower(name) {
			if latin, ok := latinOf(r, col); ok {
				b.WriteString(latin)
				changed = true
			} else {
				b.WriteRune(r)
			}
		}
		if changed {
			out = append(out, b.String())
		}
	}
	return out
}

// latinOf gives a letter's transliteration: column 1 is the English custom, 2 the Swedish and scholarly one.
func latinOf(r rune, col int) (string, bool) {
	for row := range strings.SplitSeq(transliterations, ";") {
		f := strings.Split(row, " ")
		if strings.HasPrefix(row, string(r)) {
			return f[min(col, len(f)-1)], true
		}
	}
	return "", false
}

const transliterations = "а a;б b;в v;г g;д d;е e je;ё yo jo;ж zh z;з z;и i;й y j;к k;л l;м m;н n;о o;п p;р r;с s;т t;у u;ф f;х kh h;ц ts c;ч ch tj;ш sh sj;щ shch sjtj;ъ ;ы y;ь ;э e;ю yu ju;я ya ja;" +
	"і i;ї yi ji;є ye je;ґ g;" +
	"α a;ά a;β v b;γ g;δ d;ε e;έ e;ζ z;η i;ή i;θ th;ι i;ί i;ϊ i;κ k;λ l;μ m;ν n;ξ x;ο o;ό o;π p;ρ r;σ s;ς s;τ t;υ y;ύ y;φ f ph;χ ch h;ψ ps;ω o;ώ o"
