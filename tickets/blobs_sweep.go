package tickets

import (
	"context"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// orphanAge is how long a blob may wait for the document that names it.
const orphanAge = 24 * time.Hour

// SweepBlobs deletes the blobs that no document names, and says how many. Only a process that was killed between
// writing a blob and its document leaves any. It reads every ticket: call it daily at most.
func (m *Mailroom) SweepBlobs(ctx context.Context, as Actor) (int, error) {
	if err := as.need(RoleSystem); err != nil {
		return 0, err
	}
	named, err := m.w.namedBlobs(ctx)
	if err != nil {
		return 0, err
	}
	n, err := m.w.blobs.Sweep(ctx, orphanAge, func(context.Context, []string) (map[string]bool, error) { return named, nil })
	if err != nil {
		return n, fmt.Errorf("sweep blobs: %w", err)
	}
	return n, nil
}

// namedBlobs collects every name. A document written meanwhile names a blob that is too young to be swept.
func (w *work) namedBlobs(ctx context.Context) (map[string]bool, error) {
	named := map[string]bool{}
	waiting, err := find[spoolRec](ctx, w, store.Query{Coll: collSpool, Index: "state", Eq: []any{string(SpoolWaiting)}})
	if err != nil {
		return nil, err
	}
	for _, s := range waiting {
		named[s.Blob] = true
	}
	for _, going := range []bool{false, true} {
		q := store.Query{Coll: collTickets, Index: "due", Eq: []any{going}}
		for d, err := range w.st.Find(ctx, q) {
			if err != nil {
				return nil, fmt.Errorf("find tickets: %w", err)
			}
			if err := w.nameBlobs(ctx, d.ID, named); err != nil {
				return nil, err
			}
		}
	}
	return named, nil
}

// nameBlobs adds the blobs of one ticket.
func (w *work) nameBlobs(ctx context.Context, ticket string, named map[string]bool) error {
	msgs, err := children[messageRec](ctx, w, ticket)
	if err != nil {
		return err
	}
	for _, m := range msgs {
		named[m.TextBlob], named[m.HTMLBlob] = true, true
		for _, f := range m.Files {
			named[f.ID] = true
		}
	}
	origs, err := children[originalRec](ctx, w, ticket)
	if err != nil {
		return err
	}
	for _, o := range origs {
		named[o.Blob] = true
	}
	letters, err := children[deliveryRec](ctx, w, ticket)
	if err != nil {
		return err
	}
	for _, d := range letters {
		named[d.Blob] = true
	}
	return nil
}
