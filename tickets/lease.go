package tickets

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// ErrLeaseLost says that the work was done under a lease that somebody else has taken over meanwhile. Nothing was written.
var ErrLeaseLost = errors.New("the lease was lost")

// Lease is the right to run something, for one term. Terms rise with each holder. It travels in the context of the work
// that is done under it, so no verb can forget it: work adds one of the lease's fences to every Apply as what it
// expects.
//
// A fence is a document that changes with the holder and at no other time: a renewal never meets a verb, and a verb
// needs not read it. On a server to expect a document is to mark it, so Applies that expect the same one wait for each
// other; a lease has several and takes them in turn.
type Lease struct {
	name    string
	term    int64
	renewed time.Time // of the monotonic clock: before the lease was taken
	fences  [fences]store.Write
	turn    atomic.Uint32
	over    atomic.Bool // lost or given back
	lose    context.CancelCauseFunc
}

// fences is how many Applies under one lease can pass side by side on a server.
const fences = 8

// leaseIDs are the documents of a lease: the one that is renewed, then the fences.
func leaseIDs(name string) []string {
	ids := make([]string, 1, 1+fences)
	ids[0] = name
	for i := range fences {
		ids = append(ids, fmt.Sprintf("%s/%d", name, i))
	}
	return ids
}

// leaseOf is where a context carries the lease that a desk gave out.
type leaseOf struct{ w *work }

// lease is what the work in a context is done under, nil when it is free to all.
func (w *work) lease(ctx context.Context) *Lease {
	lease, _ := ctx.Value(leaseOf{w}).(*Lease)
	return lease
}

// fence adds what an Apply under the lease must expect.
func (l *Lease) fence(writes []store.Write) []store.Write {
	return append(writes, l.fences[l.turn.Add(1)%fences])
}

// fenced says whether it was the lease's fence that refused an Apply.
func (l *Lease) fenced(err error) bool {
	var c *store.Conflict
	if !errors.As(err, &c) || c.Coll != collLeases {
		return false
	}
	for _, f := range l.fences {
		if f.Ref == c.Ref {
			return true
		}
	}
	return false
}

// lost ends the lease, and the work under it.
func (l *Lease) lost() {
	l.over.Store(true)
	l.lose(ErrLeaseLost)
}

// apply carries out what a run collected, behind the fence of the lease that it runs under.
func (w *work) apply(t *tx) error {
	lease := w.lease(t)
	if lease == nil {
		return w.st.Apply(t, t.writes...)
	}
	if lease.over.Load() {
		return ErrLeaseLost
	}
	err := w.st.Apply(t, lease.fence(t.writes)...)
	if lease.fenced(err) {
		lease.lost()
		return ErrLeaseLost
	}
	return err
}

// Stands makes sure that the lease in the context is still this process's, just before something is done that no store
// guards: ErrLeaseLost when it is not. Without a lease in the context it is no error.
func (l *Leases) Stands(ctx context.Context) error {
	if l.w.lease(ctx) == nil {
		return nil
	}
	t := &tx{Context: ctx, w: l.w}
	return l.w.apply(t)
}
