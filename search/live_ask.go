package search

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/axsensor/lethe/tickets"
)

// None stands for a field that is empty: nobody's tickets are those with the assignee None.
const None = "-"

// Wanted is a question about living tickets: every field that is given must hold, each by any of its values.
type Wanted struct {
	Words    string // all of them, else some
	Status   []string
	Assignee []string // account ids, or None
	Product  []string // codes, or None; Fault likewise
	Fault    []string
	Tag      []string
	Lang     []string
	Late     time.Time // an answer was owed before that; zero asks nothing
	Sort     Order     // "" is the best first with words, else by when an answer is owed
	After    string    // where the page before ended
	Limit    int
}

// Order is what tickets are sorted by.
type Order string

// The orders; each has its reverse, which begins with "-".
const (
	ByDue     Order = "due"     // when an answer is owed; those that owe none come last
	ByLast    Order = "last"    // the last message, the oldest first
	ByNumber  Order = "number"  // the ticket's number
	ByProduct Order = "product" // the model's code
)

// Known says whether there is such an order.
func (o Order) Known() bool {
	switch o {
	case ByDue, ByLast, ByNumber, ByProduct, "-" + ByDue, "-" + ByLast, "-" + ByNumber, "-" + ByProduct:
		return true
	}
	return false
}

// Found is a page of ids. Total counts all pages; Next is "" on the last.
type Found struct {
	IDs   []string
	Total int
	Next  string
}

// Ask answers a question. The index may be a moment behind: whoever reads the tickets drops what no longer holds. A place
// After that is none is tickets.ErrNotFound.
func (l *Live) Ask(ctx context.Context, q Wanted) (Found, error) {
	w := parse(q.Words)
	for _, loose := range []bool{false, true} {
		req := bleve.NewSearchRequestOptions(w.query(q.filters(), loose, ""), q.Limit+1, 0, false)
		if err := q.place(req, len(w.want) > 0); err != nil {
			return Found{}, err
		}
		res, err := l.x.ask(ctx, req)
		if err != nil {
			return Found{}, err
		}
		if res.Total == 0 && !loose && len(w.want) > 0 {
			continue
		}
		return q.found(res, req.From), nil
	}
	return Found{}, nil
}

func (q Wanted) filters() []query.Query {
	var out []query.Query
	for _, f := range []struct {
		name   string
		values []string
	}{{"status", q.Status}, {"assignee", q.Assignee}, {"product", q.Product}, {"fault", q.Fault}, {"tag", q.Tag}, {"lang", q.Lang}} {
		if len(f.values) > 0 {
			out = append(out, anyOf(f.name, f.values))
		}
	}
	if !q.Late.IsZero() {
		r := bleve.NewTermRangeQuery("", sortTime(q.Late))
		r.SetField("due")
		out = append(out, r)
	}
	return out
}

// place sets the order and where the page begins. By relevance a page begins at a number, else after a ticket.
func (q Wanted) place(req *bleve.SearchRequest, words bool) error {
	if q.Sort == "" && words {
		if q.After == "" {
			return nil
		}
		n, err := strconv.Atoi(q.After)
		if err != nil || n < 0 || n > tickets.MaxCount {
			return fmt.Errorf("place in a search: %w", tickets.ErrNotFound)
		}
		req.From = n
		return nil
	}
	by := q.Sort
	if by == "" {
		by = ByDue
	}
	req.SortBy([]string{string(by), "_id"})
	if q.After == "" {
		return nil
	}
	var after []string
	b, err := base64.RawURLEncoding.DecodeString(q.After)
	if err != nil || json.Unmarshal(b, &after) != nil || len(after) != 2 {
		return fmt.Errorf("place in a list: %w", tickets.ErrNotFound)
	}
	req.SetSearchAfter(after)
	return nil
}

// found cuts the row that was read beyond the page.
func (q Wanted) found(res *bleve.SearchResult, from int) Found {
	f := Found{Total: int(res.Total)}
	for i, h := range res.Hits {
		if i == q.Limit {
			f.Next = strconv.Itoa(from + q.Limit)
			if last := res.Hits[i-1].Sort; len(last) == 2 {
				b, _ := json.Marshal(last) // strings always marshal
				f.Next = base64.RawURLEncoding.EncodeToString(b)
			}
			break
		}
		f.IDs = append(f.IDs, h.ID)
	}
	return f
}

// sortTime writes a moment so that its order is that of its letters; no moment comes last.
func sortTime(t time.Time) string {
	if t.IsZero() {
		return "9"
	}
	return t.UTC().Format("20060102150405.000")
}

func orNone(s string) string {
	if s == "" {
		return None
	}
	return s
}
