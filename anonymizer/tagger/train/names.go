package main

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A namePool draws names: the counted Swedish ones by how common they are, levelled so that rare names come up too, and the
// lists of other countries evenly.
type namePool struct {
	given, surname map[string]*urn
	world          *urn
	worldSurnames  *urn
}

// An urn draws by weight.
type urn struct {
	names []string
	sums  []float64
}

func newUrn(weights map[string]float64) *urn {
	u := &urn{names: slices.SortedFunc(maps.Keys(weights), cmp.Compare[string])}
	sum := 0.0
	for _, n := range u.names {
		sum += weights[n]
		u.sums = append(u.sums, sum)
	}
	return u
}

func (u *urn) draw(rng *rand.Rand) string {
	x := rng.Float64() * u.sums[len(u.sums)-1]
	return u.names[min(sort.SearchFloat64s(u.sums, x), len(u.names)-1)]
}

func readNamePool(dirs folders) (*namePool, error) {
	people, err := readNames(dirs)
	if err != nil {
		return nil, err
	}
	pool := &namePool{given: map[string]*urn{}, surname: map[string]*urn{}}
	weigh := func(bearers map[string]int, least int) map[string]float64 {
		out := map[string]float64{}
		for n, c := range bearers {
			if c >= least && utf8.RuneCountInString(n) > 1 {
				out[title(n)] = levelled(c)
			}
		}
		return out
	}
	pool.given["sv"], pool.world = newUrn(weigh(people.given, 400)), newUrn(weigh(people.given, 5))
	surnames := map[string]int{}
	if err := readCounts(filepath.Join(dirs.corpora, "se-last-names.csv"), surnames, 1); err != nil {
		return nil, err
	}
	pool.surname["sv"], pool.worldSurnames = newUrn(weigh(surnames, 1)), newUrn(weigh(people.surname, 1))
	for _, lang := range []string{"en", "da", "no", "de", "fi"} {
		for kind, into := range map[string]map[string]*urn{"given": pool.given, "surname": pool.surname} {
			lines, err := readLines(filepath.Join(dirs.lists, "faker-"+kind+"-"+lang+".txt"))
			if err != nil {
				return nil, err
			}
			even := map[string]float64{}
			for _, l := range lines {
				if capitalised(l) {
					even[l] = 1
				}
			}
			into[lang] = newUrn(even)
		}
	}
	return pool, nil
}

// levelled flattens counts: a name a thousand times as common comes up ten times as often.
func levelled(count int) float64 {
	x := 1.0
	for ; count > 1; count /= 8 {
		x *= 2
	}
	return x
}

func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// first draws a given name, mostly of the language's own.
func (p *namePool) first(rng *rand.Rand, lang string) string {
	switch x := rng.Float64(); {
	case x < 0.55:
		return p.given[lang].draw(rng)
	case x < 0.75:
		return p.given["sv"].draw(rng)
	}
	return p.world.draw(rng)
}

// last draws a family name; one in twelve is made up and in no list.
func (p *namePool) last(rng *rand.Rand, lang string) string {
	switch x := rng.Float64(); {
	case x < 0.4:
		return p.surname[lang].draw(rng)
	case x < 0.55:
		return p.surname["sv"].draw(rng)
	case x < 0.92:
		return p.worldSurnames.draw(rng)
	}
	return p.madeUp(rng)
}

// madeUp joins the beginning of one name and the end of another.
func (p *namePool) madeUp(rng *rand.Rand) string {
	a, b := []rune(p.worldSurnames.draw(rng)), []rune(p.worldSurnames.draw(rng))
	return string(a[:min(len(a), 2+rng.IntN(3))]) + strings.ToLower(string(b[min(len(b)-1, len(b)/2):]))
}

// full draws a whole name as people sign.
func (p *namePool) full(rng *rand.Rand, lang string) string {
	first := p.first(rng, lang)
	switch x := rng.Float64(); {
	case x < 0.08:
		first += "-" + p.first(rng, lang)
	case x < 0.16:
		first += " " + string([]rune(p.first(rng, lang))[:1]) + "."
	case x < 0.2:
		first = string([]rune(first)[:1]) + "."
	case x < 0.26:
		return first + " " + p.last(rng, lang) + " " + p.last(rng, lang)
	case x < 0.3:
		return first + " " + p.last(rng, lang) + "-" + p.last(rng, lang)
	case x < 0.33:
		return first + " " + []string{"von ", "af ", "de ", "van ", "av "}[rng.IntN(5)] + p.last(rng, lang)
	}
	return first + " " + p.last(rng, lang)
}

// like replaces the words of a name by others of the same kind: initials stay initials, endings that mark a case are kept for genitives.
func (p *namePool) like(rng *rand.Rand, lang, name string) string {
	words := strings.Split(name, " ")
	for i, w := range words {
		if utf8.RuneCountInString(w) < 3 || !capitalised(w) || strings.HasSuffix(w, ".") || strings.ContainsAny(w, "@_0123456789") {
			continue
		}
		draw := p.first
		if i > 0 && i == len(words)-1 {
			draw = p.last
		}
		n := draw(rng, lang)
		if i == len(words)-1 && genitive(lang, w) && !strings.HasSuffix(n, "s") && rng.IntN(2) == 0 {
			n += "s"
		}
		words[i] = n
	}
	return strings.Join(words, " ")
}

func genitive(lang, w string) bool {
	return strings.HasSuffix(w, "s") && (lang == "sv" || lang == "da" || lang == "de" || lang == "no")
}
