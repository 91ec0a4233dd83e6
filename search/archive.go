package search

import (
	"context"
	"log/slog"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// Archive is the index over archived tickets. It knows nothing that is alive.
type Archive struct {
	x    *index
	desk *tickets.Archive
}

// ArchiveOptions is what an Archive is opened with.
type ArchiveOptions struct {
	Dir  string // a folder of its own
	Desk *tickets.Archive
	Log  *slog.Logger
}

// Facets of the archive, in the order in which they are shown.
func archiveFacets() []string { return []string{"product", "firmware", "fault", "year", "warranty"} }

func archiveKeywords() []string { return append(archiveFacets(), "period") }

// OpenArchive opens the index; Run fills it.
func OpenArchive(_ context.Context, o ArchiveOptions) (*Archive, error) {
	x, err := openIndex(o.Dir, archiveKeywords(), o.Log)
	if err != nil {
		return nil, err
	}
	return &Archive{x, o.Desk}, nil
}

// Close closes the index.
func (a *Archive) Close() error { return a.x.close() }

// asSearch is the actor of the indexes.
var asSearch = tickets.Runner("search")

// Run follows the archive until ctx ends.
func (a *Archive) Run(ctx context.Context) error {
	watch := func(ctx context.Context, from string) func(func(tickets.Changed, error) bool) {
		return a.desk.Watch(ctx, asSearch, from)
	}
	return a.x.follow(ctx, watch, a.load, archiveKeywords())
}

func (a *Archive) load(ctx context.Context, id string) (map[string]any, error) {
	got, err := a.desk.Get(ctx, asSearch, id)
	if err != nil || len(got) == 0 {
		return nil, err
	}
	return archiveDoc(got[0]), nil
}

// archiveDoc is what is indexed of an archived ticket.
func archiveDoc(t tickets.Archived) map[string]any {
	doc := map[string]any{"product": t.Product, "firmware": t.Firmware, "fault": t.Fault, "year": t.Year(), "warranty": string(t.Warranty), "period": t.Period}
	add := func(code, text string) {
		f := field(languageOf(code))
		had, _ := doc[f].(string)
		doc[f] = had + text + "\n"
	}
	add(t.Lang, t.Subject)
	add(t.Lang, strings.Join(append([]string{t.Product, t.Firmware}, t.Tags...), " "))
	for _, m := range t.Messages {
		add(m.Lang, m.Text)
	}
	return doc
}

// Question is what somebody asks of the archive. Filters name values by facet.
type Question struct {
	Words   string
	Filters map[string][]string
	Lang    lang.Lang // the asker's: hits in it count more
	Newest  bool      // newest first, instead of best first
	From    int
	Limit   int // 0 is 20
}

// Answer is what was found.
type Answer struct {
	Total  int
	Loose  bool // no hit has all the words: these have some
	Hits   []Hit
	Facets []Facet
}

// Hit is one archived ticket with the part of it that answers.
type Hit struct {
	tickets.Archived
	Title   []Stretch
	Snippet []Stretch
}

// Facet is the values of one attribute among the hits, the commonest first.
type Facet struct {
	Name   string
	Values []FacetValue
}

// FacetValue is one value with how many hits have it.
type FacetValue struct {
	Value string
	Count int
	On    bool
}

// most is how deep a reader can page.
const most = 2000

// Ask searches the archive. All words first; if nothing has them all, any of them.
func (a *Archive) Ask(ctx context.Context, as tickets.Actor, q Question) (Answer, error) {
	if q.Limit < 1 || q.Limit > 100 {
		q.Limit = 20
	}
	q.From = max(0, min(q.From, most))
	w := parse(q.Words)
	res, loose, err := a.search(ctx, w, q)
	if err != nil {
		return Answer{}, err
	}
	ids := make([]string, len(res.Hits))
	for i, h := range res.Hits {
		ids[i] = h.ID
	}
	got, err := a.desk.Get(ctx, as, ids...)
	if err != nil {
		return Answer{}, err
	}
	ans := Answer{Total: int(res.Total), Loose: loose, Facets: facets(res, q)}
	for _, t := range got {
		ans.Hits = append(ans.Hits, w.hit(t))
	}
	return ans, nil
}

func (a *Archive) search(ctx context.Context, w words, q Question) (*bleve.SearchResult, bool, error) {
	var filters []query.Query
	for _, name := range archiveFacets() {
		if vs := q.Filters[name]; len(vs) > 0 {
			filters = append(filters, anyOf(name, vs))
		}
	}
	for _, loose := range []bool{false, true} {
		req := bleve.NewSearchRequestOptions(w.query(filters, loose, q.Lang), q.Limit, q.From, false)
		if q.Newest || len(w.want) == 0 {
			req.SortBy([]string{"-period", "_id"})
		} else {
			req.SortBy([]string{"-_score", "-period", "_id"})
		}
		for _, name := range archiveFacets() {
			req.AddFacet(name, bleve.NewFacetRequest(name, 12))
		}
		res, err := a.x.ask(ctx, req)
		if err != nil || res.Total > 0 || loose || len(w.significant()) < 2 {
			return res, loose, err
		}
	}
	return nil, false, nil
}

func facets(res *bleve.SearchResult, q Question) []Facet {
	var out []Facet
	for _, name := range archiveFacets() {
		f := Facet{Name: name}
		on := map[string]bool{}
		for _, v := range q.Filters[name] {
			on[v] = true
		}
		if r := res.Facets[name]; r != nil && r.Terms != nil {
			for _, t := range r.Terms.Terms() {
				if t.Term != "" {
					f.Values = append(f.Values, FacetValue{t.Term, t.Count, on[t.Term]})
					delete(on, t.Term)
				}
			}
		}
		for v := range on {
			f.Values = append(f.Values, FacetValue{v, 0, true})
		}
		if len(f.Values) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// hit chooses the message that answers best and marks the words in it.
func (w words) hit(t tickets.Archived) Hit {
	h := Hit{Archived: t}
	title := t.Subject
	if title == "" {
		title = strings.TrimSpace(t.Product + " " + t.Fault)
	}
	h.Title, _ = w.snippet(title, languageOf(t.Lang))
	best := -1
	for _, m := range t.Messages {
		s, n := w.snippet(m.Text, languageOf(m.Lang))
		if n > best {
			h.Snippet, best = s, n
		}
	}
	return h
}

// Similar returns archived tickets that are about the same as some words of a living one.
func (a *Archive) Similar(ctx context.Context, as tickets.Actor, text, product string, limit int) ([]Hit, error) {
	q := Question{Words: text, Limit: limit}
	if product != "" {
		q.Filters = map[string][]string{"product": {product}}
	}
	ans, err := a.Ask(ctx, as, q)
	return ans.Hits, err
}
