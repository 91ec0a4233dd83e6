package archive

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets/lang"
)

// Bounds of what an address may ask.
const (
	pageSize  = 20
	deepest   = 2000 // how far the index lets a reader page
	maxWords  = 500  // bytes
	maxValue  = 100  // bytes of one facet's value
	maxValues = 20   // of one facet
)

// facetNames are the attributes that hits can be narrowed by, in the order in which they are shown.
func facetNames() []string { return []string{"product", "firmware", "fault", "year", "warranty"} }

// asked is what a reader wants of the archive, as it stands in an address. Anything that an address may hold is a question.
type asked struct {
	Words  string
	On     map[string][]string // by facet
	Newest bool
	From   int
}

// readAsked reads an address. What it does not know is passed over; what is too long is cut.
func readAsked(q url.Values) asked {
	a := asked{Words: strings.TrimSpace(short(q.Get("q"), maxWords)), Newest: q.Get("sort") == "newest", On: map[string][]string{}}
	for _, name := range facetNames() {
		for _, v := range q[name] {
			v = short(v, maxValue)
			if v != "" && len(a.On[name]) < maxValues && !slices.Contains(a.On[name], v) {
				a.On[name] = append(a.On[name], v)
			}
		}
	}
	if n, err := strconv.Atoi(q.Get("from")); err == nil {
		a.From = max(0, min(n, deepest-pageSize)) / pageSize * pageSize
	}
	return a
}

func short(s string, most int) string {
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}

// question is what the index is asked by a reader of a language.
func (a asked) question(l lang.Lang) search.Question {
	return search.Question{Words: a.Words, Lang: l, Filters: a.On, Newest: a.Newest, From: a.From, Limit: pageSize}
}

// Narrowed says whether any facet is on.
func (a asked) Narrowed() bool { return len(a.On) > 0 }

// query is the asked as an address says it, the same for the same question.
func (a asked) query() string {
	q := url.Values{}
	if a.Words != "" {
		q.Set("q", a.Words)
	}
	for name, vs := range a.On {
		q[name] = vs
	}
	if a.Newest {
		q.Set("sort", "newest")
	}
	if a.From > 0 {
		q.Set("from", strconv.Itoa(a.From))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// href is where the asked is answered.
func (a asked) href() string { return home + a.query() }

// at is the same question from another hit on.
func (a asked) at(from int) asked {
	a.From = from
	return a
}

// without is the same question without one value of a facet, from the first hit.
func (a asked) without(name, value string) asked {
	b := a.wide(name)
	if left := slices.DeleteFunc(slices.Clone(a.On[name]), func(v string) bool { return v == value }); len(left) > 0 {
		b.On[name] = left
	}
	return b
}

// wide is the same question without a whole facet, from the first hit; without a name it is without any.
func (a asked) wide(name string) asked {
	b := a.at(0)
	b.On = map[string][]string{}
	for n, vs := range a.On {
		if name != "" && n != name {
			b.On[n] = vs
		}
	}
	return b
}
