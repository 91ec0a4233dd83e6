package archive

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// huntPage is what a search of the archive found.
type huntPage struct {
	Asked   asked
	Title   string
	Total   int
	Loose   bool
	Deep    bool // more was found than can be paged through
	Hits    []hit
	Facets  []facet
	Chips   []filter
	Empty   emptyWords
	First   int // the first and last hit shown, from 1
	Last    int
	Before  string // address of the hits before these, "" for none
	Next    string
	Clear   string
	Sort    page.Form
	Orders  []page.Option
	Nothing bool // the archive itself is empty
}

// hit is one archived ticket in a list.
type hit struct {
	Href    string
	Lang    string // of the title and snippet, "" for the reader's own
	Title   []piece
	Meta    []string
	Brief   []string // the part of Meta that fits beside a ticket
	Snippet []piece
	Fix     string
}

// facet is one attribute to narrow by.
type facet struct {
	Name   string
	Values []facetValue
}

type facetValue struct {
	Value, Text string
	Count       int
	On          bool
}

// filter is a value that is on, with the address of the search without it.
type filter struct{ Text, Without string }

type emptyWords struct{ Title, Text, Href, Link string }

// Head implements page.Page.
func (p huntPage) Head(r page.Reader) page.Head {
	title := r.Lang.T("room.archive")
	if p.Asked.Words != "" {
		title = cut(p.Asked.Words, 60) + " – " + title
	}
	return page.Head{Template: "archive/hunt.html", Title: title, Layout: page.Desk, Skip: r.Lang.T("archive.skip"), Nav: nav(r, true),
		Search: find(r, p.Asked.Words), Styles: []string{"archive/archive.css"}}
}

func (a *Archive) hunt(w http.ResponseWriter, r *http.Request) error {
	reader, ask := page.Of(r.Context()), readAsked(r.URL.Query())
	lists, err := a.Settings.Lists(r.Context())
	if err != nil {
		return err
	}
	ans, err := a.Search.Ask(r.Context(), reader.Actor(), ask.question(reader.Lang))
	if err != nil {
		return err
	}
	if ans.Total > 0 && ask.From >= ans.Total { // fewer are left than when the address was written
		ask = ask.at((ans.Total - 1) / pageSize * pageSize)
		if ans, err = a.Search.Ask(r.Context(), reader.Actor(), ask.question(reader.Lang)); err != nil {
			return err
		}
	}
	if ans.Facets, err = a.sideways(r.Context(), reader.Actor(), ask, ans.Facets); err != nil {
		return err
	}
	return a.e.Show(w, r, newHunt(speech{reader, lists}, ask, ans))
}

// sideways gives each facet that is on the counts it would have if it were not, so that a second value of it can be
// chosen beside the first.
func (a *Archive) sideways(ctx context.Context, as tickets.Actor, ask asked, found []search.Facet) ([]search.Facet, error) {
	byName := map[string]search.Facet{}
	for _, f := range found {
		byName[f.Name] = f
	}
	for name, on := range ask.On {
		q := ask.wide(name).question("")
		q.Limit = 1
		ans, err := a.Search.Ask(ctx, as, q)
		if err != nil {
			return nil, err
		}
		byName[name] = withOn(ans.Facets, name, on)
	}
	var out []search.Facet
	for _, name := range facetNames() {
		if f := byName[name]; len(f.Values) > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}

// withOn is the facet of a name with the values that are on; one that no hit has counts 0.
func withOn(facets []search.Facet, name string, on []string) search.Facet {
	f := search.Facet{Name: name}
	for _, g := range facets {
		if g.Name == name {
			f.Values = slices.Clone(g.Values)
		}
	}
	for _, v := range on {
		i := slices.IndexFunc(f.Values, func(w search.FacetValue) bool { return w.Value == v })
		if i < 0 {
			f.Values = append(f.Values, search.FacetValue{Value: v, On: true})
			continue
		}
		f.Values[i].On = true
	}
	return f
}

func newHunt(s speech, ask asked, ans search.Answer) huntPage {
	p := huntPage{Asked: ask, Total: ans.Total, Loose: ans.Loose && ans.Total > 0, Title: s.heading(ask, ans.Total), Clear: ask.wide("").href()}
	for _, h := range ans.Hits {
		p.Hits = append(p.Hits, s.hit(h, ask))
	}
	for _, f := range ans.Facets {
		p.Facets = append(p.Facets, s.facet(f))
	}
	for _, name := range facetNames() {
		for _, v := range ask.On[name] {
			p.Chips = append(p.Chips, filter{s.r.Lang.T("archive.chip", s.r.Lang.T("archive."+name), s.value(name, v)), ask.without(name, v).href()})
		}
	}
	p.pages(ask)
	p.order(s.r, ask)
	p.Nothing = ans.Total == 0 && ask.Words == "" && !ask.Narrowed()
	p.Empty = s.nothing(ask)
	return p
}

// pages fills in where the reader is among the hits.
func (p *huntPage) pages(ask asked) {
	if len(p.Hits) == 0 {
		return
	}
	p.First, p.Last = ask.From+1, ask.From+len(p.Hits)
	if ask.From > 0 {
		p.Before = ask.at(max(0, ask.From-pageSize)).href()
	}
	next := ask.From + pageSize
	switch {
	case next >= p.Total:
	case next > deepest-pageSize:
		p.Deep = true
	default:
		p.Next = ask.at(next).href()
	}
}

// order fills in the choice between the best and the newest first. Without words every hit is as good: then there is none.
func (p *huntPage) order(r page.Reader, ask asked) {
	if ask.Words == "" || p.Total < 2 {
		return
	}
	p.Sort.Set("sort", "best")
	if ask.Newest {
		p.Sort.Set("sort", "newest")
	}
	for _, v := range []string{"best", "newest"} {
		p.Orders = append(p.Orders, page.Option{Value: v, Text: r.Lang.T("archive.sort." + v)})
	}
}

func (s speech) heading(ask asked, total int) string {
	switch {
	case ask.Words != "":
		return s.r.Lang.N("archive.about", total, cut(ask.Words, 80))
	case ask.Narrowed():
		return s.r.Lang.N("archive.tickets", total)
	}
	return s.r.Lang.T("room.archive")
}

// nothing is what a search without hits says, with one way on.
func (s speech) nothing(ask asked) emptyWords {
	l := s.r.Lang
	switch {
	case ask.Words == "" && !ask.Narrowed():
		return emptyWords{Title: l.T("archive.empty"), Text: l.T("archive.empty.how")}
	case ask.Narrowed() && ask.Words != "":
		return emptyWords{l.T("archive.none", cut(ask.Words, 80)), l.T("archive.none.narrow"), ask.wide("").href(), l.T("archive.none.widen")}
	case ask.Narrowed():
		return emptyWords{l.T("archive.none.facets"), "", ask.wide("").href(), l.T("archive.none.all")}
	}
	return emptyWords{l.T("archive.none", cut(ask.Words, 80)), l.T("archive.none.words"), home, l.T("archive.none.all")}
}

func (s speech) hit(h search.Hit, ask asked) hit {
	out := hit{Href: home + "/ticket/" + h.ID + ask.query(), Lang: h.Lang, Meta: s.meta(h.Archived), Brief: s.brief(h.Archived), Title: pieces(h.Title),
		Snippet: pieces(h.Snippet), Fix: s.fix(h.Resolution)}
	if h.Subject == "" {
		out.Title, out.Lang = plain(s.title(h.Archived)), ""
	}
	return out
}

func (s speech) facet(f search.Facet) facet {
	out := facet{Name: f.Name}
	for _, v := range f.Values {
		out.Values = append(out.Values, facetValue{v.Value, s.value(f.Name, v.Value), v.Count, v.On})
	}
	if f.Name == "year" {
		slices.SortFunc(out.Values, func(a, b facetValue) int { return cmp.Compare(b.Value, a.Value) })
	}
	return out
}

// cut shortens what somebody typed to n characters, for a heading.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
