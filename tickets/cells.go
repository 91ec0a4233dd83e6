package tickets

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// minCustomers is how many distinct customers of the delivery records an archived ticket's attributes must fit: a
// re-identification risk below 0.09 (EMA policy 0070).
const minCustomers = 12

// deliveredUnit is what the delivery records tell of one unit, for counting only.
type deliveredUnit struct {
	batch, firmware, country, buyer string
	delivered                       time.Time
}

// cells counts, over the delivery records, how many customers a set of attributes fits.
type cells struct {
	families map[string]string          // model → family
	units    map[string][]deliveredUnit // by model
}

// cells reads the delivery records once.
func (w *work) cells(ctx context.Context) (*cells, error) {
	products, err := (&Records{w}).Products(ctx)
	if err != nil {
		return nil, err
	}
	c := &cells{families: map[string]string{}, units: map[string][]deliveredUnit{}}
	for _, p := range products {
		c.families[p.ID] = p.Family
		for d, err := range w.st.Find(ctx, store.Query{Coll: collUnits, Index: "product", Eq: []any{p.ID}}) {
			if err != nil {
				return nil, fmt.Errorf("read delivery records: %w", err)
			}
			u := &unitRec{}
			if err := w.codec.decode(ctx, d, u); err != nil {
				if shredded(err) {
					continue
				}
				return nil, err
			}
			if u.Buyer != "" {
				c.units[p.ID] = append(c.units[p.ID], deliveredUnit{u.Batch, u.Firmware, u.Country, u.Buyer, u.Delivered})
			}
		}
	}
	return c, nil
}

// widen makes an archive entry of a staged one. Its attributes are dropped in a fixed order until they fit enough
// customers: country, batch, firmware, band, the quarter to its year, the model to its family, and last the family.
func (c *cells) widen(r *stageRec) *archiveRec {
	a := &archiveRec{Period: quarter(r.Contact), Product: r.Product, Family: c.families[r.Product], Batch: r.Batch,
		Firmware: r.Firmware, Band: band(r.Delivered, r.Contact), Warranty: r.Warranty, Fault: r.Fault, Resolution: r.Resolution,
		Tags: r.Tags, Lang: r.Lang, Country: r.Country, Subject: r.Subject, Messages: r.Messages}
	steps := []func(){
		func() { a.Country = "" },
		func() { a.Batch = "" },
		func() { a.Firmware = "" },
		func() { a.Band = "" },
		func() { a.Period = a.Period[:4] },
		func() { a.Product = "" },
		func() { a.Family = "" },
	}
	for _, step := range steps {
		if a.Product == "" && a.Family == "" || c.customers(a, r.Contact) >= minCustomers {
			break
		}
		step()
	}
	return a
}

// customers counts the distinct customers who were delivered a unit that fits the attributes.
func (c *cells) customers(a *archiveRec, contact time.Time) int {
	from, to := window(a.Period, contact)
	buyers := map[string]bool{}
	for model, units := range c.units {
		if a.Product != "" && model != a.Product || a.Product == "" && c.families[model] != a.Family {
			continue
		}
		for _, u := range units {
			if fits(u, a, from, to) {
				buyers[u.buyer] = true
			}
		}
	}
	return len(buyers)
}

// fits says whether a unit could be the one of the entry, for somebody who has the delivery records. A unit may run newer
// firmware than it was delivered with, never older.
func fits(u deliveredUnit, a *archiveRec, from, to time.Time) bool {
	switch {
	case !u.delivered.Before(to),
		a.Country != "" && a.Country != u.country,
		a.Batch != "" && a.Batch != u.batch,
		a.Firmware != "" && u.firmware != "" && newer(u.firmware, a.Firmware):
		return false
	}
	return a.Band == "" || a.Band == band(u.delivered, from) || a.Band == band(u.delivered, to.AddDate(0, 0, -1))
}

// window is the time that a period spans.
func window(period string, contact time.Time) (from, to time.Time) {
	y := contact.UTC().Year()
	if len(period) == 4 {
		return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	q := (int(contact.UTC().Month()) - 1) / 3
	from = time.Date(y, time.Month(3*q+1), 1, 0, 0, 0, 0, time.UTC)
	return from, from.AddDate(0, 3, 0)
}

// quarter names a moment's quarter, such as 2019-Q3.
func quarter(t time.Time) string {
	t = t.UTC()
	return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())-1)/3+1)
}

// band is the months in service at a contact, as the six bands of the archive; "" when the delivery is unknown.
func band(delivered, contact time.Time) string {
	if delivered.IsZero() || contact.Before(delivered) {
		return ""
	}
	months := (contact.Year()-delivered.Year())*12 + int(contact.Month()) - int(delivered.Month())
	for _, b := range []struct {
		most int
		name string
	}{{3, "0-3"}, {12, "4-12"}, {24, "13-24"}, {36, "25-36"}, {60, "37-60"}} {
		if months <= b.most {
			return b.name
		}
	}
	return "61+"
}

// newer says whether version a is above b, number by number.
func newer(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		x, y := part(as, i), part(bs, i)
		if x != y {
			return x > y
		}
	}
	return false
}

func part(ps []string, i int) int {
	if i >= len(ps) {
		return 0
	}
	n, _ := strconv.Atoi(ps[i]) // what is no number orders as 0
	return n
}
