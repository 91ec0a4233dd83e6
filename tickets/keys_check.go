package tickets

import (
	"context"
	"fmt"
	"slices"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// newest is how many documents of a list the keys are asked for when the desk is opened.
const newest = 200

// checkKeys asks whether the keys are there that the newest documents name. A key folder that is older than the data, or
// another's, does not have them: that is ErrKeys with counts, and nothing was changed.
func (w *work) checkKeys(ctx context.Context) error {
	var named []seal.KeyID
	for _, q := range newestDocuments() {
		for d, err := range w.st.Find(ctx, q) {
			if err != nil {
				return fmt.Errorf("look for keys: %w", err)
			}
			if key, ok := d.Body.Lookup("key").StringValueOK(); ok {
				named = append(named, seal.KeyID(key))
			}
		}
	}
	slices.Sort(named)
	named = slices.Compact(named)
	missing, err := w.keys.Missing(ctx, named...)
	if err != nil {
		return fmt.Errorf("look for keys: %w", err)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: %d of the %d that the newest documents are sealed under; give back the newest copy of the key folder that belongs to this data",
			ErrKeys, len(missing), len(named))
	}
	return nil
}

// newestDocuments asks for the newest of everything that has keys of its own.
func newestDocuments() []store.Query {
	qs := []store.Query{
		{Coll: collCustomers, Index: "last", Desc: true, Limit: newest},
		{Coll: collAccounts, Index: "all", Limit: newest},
		{Coll: collSpool, Index: "state", Eq: []any{string(SpoolWaiting)}, Desc: true, Limit: newest},
	}
	for _, s := range Statuses() {
		qs = append(qs, store.Query{Coll: collTickets, Index: "status", Eq: []any{string(s)}, Desc: true, Limit: newest})
	}
	return qs
}
