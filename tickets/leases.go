package tickets

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Leases is the room where processes agree who runs what. A holder renews its lease; a watcher takes it over when the
// lease's revision has stood still for leaseStill of the watcher's own clock. No clock of the store takes part.
type Leases struct {
	w      *work
	holder string
	mu     sync.Mutex
	seen   map[string]sighting
}

type sighting struct {
	rev   int64
	since time.Time // monotonic
}

const leaseStill = 30 * time.Second

// LeaseRenew is how often a holder renews its lease.
const LeaseRenew = 10 * time.Second

func newLeases(w *work) *Leases {
	return &Leases{w: w, holder: newID(), seen: map[string]sighting{}}
}

// Take makes this process the holder of a lease, or renews it; it says whether it is the holder now. With alone the
// caller vouches that no other process can be alive, so a dead one's lease is taken over at once.
func (l *Leases) Take(ctx context.Context, name string, alone bool) (bool, error) {
	mine := false
	err := l.w.do(ctx, func(t *tx) error {
		mine = false
		r, err := maybe[leaseRec](t, l.w, name)
		if err != nil {
			return err
		}
		switch {
		case r == nil:
			r = &leaseRec{base: base{ID: name}}
		case r.Holder != l.holder && !alone && !l.still(name, r.Rev):
			return nil
		}
		r.Holder, mine = l.holder, true
		return t.put(r)
	})
	if errors.Is(err, ErrConflict) {
		return false, nil
	}
	return mine && err == nil, err
}

// still says whether a lease's revision has not moved for leaseStill.
func (l *Leases) still(name string, rev int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.seen[name]
	if !ok || s.rev != rev {
		l.seen[name] = sighting{rev, time.Now()}
		return false
	}
	return time.Since(s.since) > leaseStill
}

// Give ends a lease that this process holds, so that another need not wait.
func (l *Leases) Give(ctx context.Context, name string) error {
	return l.w.do(ctx, func(t *tx) error {
		r, err := maybe[leaseRec](t, l.w, name)
		if err != nil || r == nil || r.Holder != l.holder {
			return err
		}
		t.drop(r)
		return nil
	})
}
