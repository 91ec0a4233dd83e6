package verify

// lookContext finds names by what stands around them: a greeting, a closing, a title, an introduction, a verb of speech. Here a
// name that is a word too counts, and sometimes a word in no list.
func (v *Verifier) lookContext(p *page) []Finding {
	var found []Finding
	for i := range p.words {
		for _, rule := range []func(*page, int) (int, int, string){v.greeting, v.closing, v.titled, v.introduced, v.speaking, v.contacted} {
			if from, to, why := rule(p, i); why != "" {
				found = append(found, p.finding(p.words[from].at, p.words[to].end, Person, why))
			}
		}
	}
	return found
}

// phrase matches words from i on; the result is the index behind it, or -1. Gaps hold spaces, commas or stops on one line.
func (p *page) phrase(i int, words ...string) int {
	for k, s := range words {
		if i+k >= len(p.words) || p.words[i+k].s != s || k > 0 && !p.spaced(p.words[i+k-1], p.words[i+k]) {
			return -1
		}
	}
	return i + len(words)
}

// phrases tries those that begin with word i and takes the longest.
func (p *page) phrases(i int, book phrasebook) int {
	best := -1
	for _, words := range book[p.words[i].s] {
		best = max(best, p.phrase(i, words...))
	}
	return best
}

// greeting: Hej Björn, / Dear Mr Ring / hej sten!
func (v *Verifier) greeting(p *page, i int) (int, int, string) {
	if !p.words[i].first && !p.words[i].opens {
		return 0, 0, ""
	}
	j := p.phrases(i, v.book.greetings)
	if j < 0 || j >= len(p.words) || !p.spaced(p.words[j-1], p.words[j]) && p.gap(p.words[j-1], p.words[j]) != ", " {
		return 0, 0, ""
	}
	w := p.words[j]
	if w.hole || w.digits || nobody(w.s) {
		return 0, 0, ""
	}
	listed := v.asGiven(w.s) != notName || v.asSurname(w.s) == surely
	ends := p.endsPhrase(j) || j+1 < len(p.words) && p.words[j+1].capital && p.endsPhrase(j+1)
	switch {
	case listed && w.capital && !v.words[w.s], listed && ends:
		return j, j, "greeting"
	case w.capital && !v.words[w.s] && ends && len(w.s) > 2 && !w.upper:
		return j, j, "greeting with a word in no list"
	}
	return 0, 0, ""
}

// endsPhrase tells whether a line end, a comma or a mark follows word i.
func (p *page) endsPhrase(i int) bool {
	end := p.words[i].end
	for end < len(p.plain) && p.plain[end] == ' ' {
		end++
	}
	if end >= len(p.plain) {
		return true
	}
	switch p.plain[end] {
	case '\n', ',', '!', '.', ':':
		return true
	}
	return false
}

// closing: Mvh Sten / Kind regards\nJ. Ring.
func (v *Verifier) closing(p *page, i int) (int, int, string) {
	if !p.words[i].first && !p.words[i].opens {
		return 0, 0, ""
	}
	j, strong := p.phrases(i, v.book.closings), true
	if j < 0 {
		j, strong = p.phrases(i, v.book.weakClosings), false
	}
	if j < 0 || j >= len(p.words) || p.far(p.words[j-1], p.words[j]) {
		return 0, 0, ""
	}
	from, to := -1, j
	for to < len(p.words) && to-j < 4 && (to == j || !p.words[to].first) {
		w := p.words[to]
		if w.digits || nobody(w.s) {
			return 0, 0, ""
		}
		if !w.hole && from < 0 {
			from = to
		}
		to++
	}
	if from < 0 || to < len(p.words) && !p.words[to].first {
		return 0, 0, "" // only placeholders, or a whole sentence
	}
	first, listed, all := p.words[from], false, true
	for _, w := range p.words[from:to] {
		listed = listed || !w.hole && (v.asGiven(w.s) != notName || v.asSurname(w.s) == surely)
		all = all && (w.hole || w.capital && (!v.words[w.s] || v.asGiven(w.s) != notName || v.asSurname(w.s) != notName || len(w.s) == 1))
	}
	switch {
	case listed && (first.capital || strong):
		return from, to - 1, "closing"
	case strong && all && !first.upper && len(first.s) > 1:
		return from, to - 1, "closing with a word in no list"
	}
	return 0, 0, ""
}

// far tells whether more than one empty line, or a sign of structure, stands between.
func (p *page) far(a, b word) bool {
	lines := 0
	for _, c := range p.plain[a.end:b.at] {
		switch c {
		case '\n':
			lines++
		case ' ', ',', '.', '/', '-', '!', '*', '_':
		default:
			return true
		}
	}
	return lines > 2
}

// titled: Herr Berg, Dr. Stein, Mrs Rose.
func (v *Verifier) titled(p *page, i int) (int, int, string) {
	t := p.words[i]
	if i+1 >= len(p.words) || !t.capital || !title(t.s) {
		return 0, 0, ""
	}
	w, gap := p.words[i+1], p.gap(t, p.words[i+1])
	if gap != " " && gap != ". " || w.hole || w.digits || !w.capital || w.upper || len(w.s) < 3 || nobody(w.s) {
		return 0, 0, ""
	}
	if !v.words[w.s] || v.asGiven(w.s) != notName || v.asSurname(w.s) != notName {
		return i + 1, i + 1, "title"
	}
	return 0, 0, ""
}

// introduced: jag heter sten, my name is X.
func (v *Verifier) introduced(p *page, i int) (int, int, string) {
	j, strong := p.phrases(i, v.book.introductions), true
	if j < 0 {
		j, strong = p.phrases(i, v.book.weakIntroductions), false
	}
	if j < 0 || j >= len(p.words) || !p.spaced(p.words[j-1], p.words[j]) && p.gap(p.words[j-1], p.words[j]) != ": " {
		return 0, 0, ""
	}
	w := p.words[j]
	listed := v.asGiven(w.s) != notName || v.asSurname(w.s) == surely
	switch {
	case w.hole || w.digits || nobody(w.s) || len(w.s) < 2:
	case strong && (listed || !v.words[w.s]), listed && w.capital && !w.upper && !v.words[w.s]:
		return j, j, "introduction"
	case listed && w.capital && !w.upper && p.endsPhrase(j):
		return j, j, "introduction"
	}
	return 0, 0, ""
}

// speaking: Björn ringde, Sten says. The name is a listed one with a capital.
func (v *Verifier) speaking(p *page, i int) (int, int, string) {
	w := p.words[i]
	if w.hole || !w.capital || w.upper || w.digits || len(w.s) < 2 || i+1 >= len(p.words) || !speaks(p.words[i+1].s) || !p.spaced(w, p.words[i+1]) {
		return 0, 0, ""
	}
	if v.asGiven(w.s) != notName || v.asSurname(w.s) == surely {
		return i, i, "name before a verb of speech"
	}
	return 0, 0, ""
}

// contacted: min kollega Sten, pratade med Björn, contact Mark.
func (v *Verifier) contacted(p *page, i int) (int, int, string) {
	j := p.phrases(i, v.book.contacts)
	if j < 0 || j >= len(p.words) || !p.spaced(p.words[j-1], p.words[j]) {
		return 0, 0, ""
	}
	w := p.words[j]
	if w.hole || !w.capital || w.upper || w.digits || len(w.s) < 2 || nobody(w.s) {
		return 0, 0, ""
	}
	if v.asGiven(w.s) != notName || v.asSurname(w.s) == surely {
		return j, j, "name after a word for a person"
	}
	return 0, 0, ""
}
