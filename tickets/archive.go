package tickets

import (
	"context"

	"github.com/axsensor/lethe/tickets/store"
)

func (r *archiveRec) archived() Archived {
	a := Archived{ID: r.ID, Period: r.Period, Product: r.Product, Family: r.Family, Batch: r.Batch, Firmware: r.Firmware,
		Band: r.Band, Warranty: Warranty(r.Warranty), Fault: r.Fault, Resolution: r.Resolution, Tags: r.Tags, Lang: r.Lang,
		Country: r.Country, Subject: r.Subject, FactsOnly: r.FactsOnly}
	for _, m := range r.Messages {
		a.Messages = append(a.Messages, ArchivedMessage(m))
	}
	return a
}

// Get returns archived tickets in the order of the ids; what is gone is left out.
func (a *Archive) Get(ctx context.Context, as Actor, ids ...string) ([]Archived, error) {
	if err := as.need(RoleProduct | RoleEngineer | RoleOfficer | RoleSystem); err != nil {
		return nil, err
	}
	var out []Archived
	for start := 0; start < len(ids); start += store.MaxWrites {
		recs, err := many[archiveRec](ctx, a.w, ids[start:min(start+store.MaxWrites, len(ids))]...)
		if err != nil {
			return nil, err
		}
		for _, r := range recs {
			if r != nil {
				out = append(out, r.archived())
			}
		}
	}
	return out, nil
}

// Count tells how many archived tickets there are, up to limit.
func (a *Archive) Count(ctx context.Context, as Actor, limit int) (int, error) {
	if err := as.need(RoleProduct | RoleEngineer | RoleOfficer | RoleSystem); err != nil {
		return 0, err
	}
	n, err := a.w.st.Count(ctx, store.Query{Coll: collArchive, Index: "all", Limit: limit})
	return int(n), err
}

// Watch tells of every archived ticket that comes or goes, by id and at least once, until ctx ends. From "" it first tells
// of all that exist, then of a mark.
func (a *Archive) Watch(ctx context.Context, as Actor, from string) func(func(Changed, error) bool) {
	return func(yield func(Changed, error) bool) {
		if err := as.need(RoleSystem | RoleProduct); err != nil {
			yield(Changed{}, err)
			return
		}
		for c, err := range a.w.st.Watch(ctx, store.Cursor(from), collArchive) {
			ch := Changed{ID: c.ID, Mark: c.Op == store.OpMark, Cursor: string(c.Cursor), Gone: c.Op == store.OpDelete}
			if !yield(ch, err) || err != nil {
				return
			}
		}
	}
}
