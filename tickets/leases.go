package tickets

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Leases is the room where processes agree who runs what. A holder renews its lease; a watcher takes it over when the
// lease's revision has stood still long enough by the watcher's own clock. No clock of the store takes part, and
// correctness rests on none: whoever was deposed can write nothing (see Lease).
type Leases struct {
	w      *work
	holder string // a random name of this desk
	alone  bool
	pace   LeasePace
	mono   func() time.Time // monotonic

	mu   sync.Mutex
	seen map[string]sighting
	held map[string]bool // by this desk
}

// LeasePace is how leases keep time; a zero part has its default. All processes of an installation use the same.
type LeasePace struct {
	Renew time.Duration // how often a holder renews its lease, and a watcher looks at it: 10 s
	Still time.Duration // how long a lease must stand still before it is taken over: 30 s
}

func (p LeasePace) withDefaults() LeasePace {
	if p.Renew <= 0 {
		p.Renew = 10 * time.Second
	}
	if p.Still <= 0 {
		p.Still = 30 * time.Second
	}
	return p
}

// patience is how long a holder goes on without having renewed: it stops before anybody takes over, so that the things
// that no store guards (a mail server, for one) have one hand on them.
func (p LeasePace) patience() time.Duration { return p.Still - p.Still/6 }

// takeover is how long it takes at most until somebody who waits has the lease of one that died.
func (p LeasePace) takeover() time.Duration { return p.Still + 2*p.Renew }

// giveTime is how long a stopping process tries to give a lease back.
const giveTime = 5 * time.Second

// sighting is a revision that a watcher saw, and since when.
type sighting struct {
	rev   int64
	since time.Time
}

func newLeases(w *work, alone bool, pace LeasePace) *Leases {
	return &Leases{w: w, holder: newID(), alone: alone, pace: pace.withDefaults(), mono: time.Now,
		seen: map[string]sighting{}, held: map[string]bool{}}
}

// Hold waits until this process has the lease of a name, runs f under it, and gives it back when f returns, so that
// another process need not wait. A second Hold of a name waits for the first. What f does with its context through verbs
// is fenced: once somebody else has taken the lease over, every verb is ErrLeaseLost and writes nothing. The context ends,
// with that cause, when the lease is lost or could not be renewed for too long; Hold then returns ErrLeaseLost. It returns
// f's error otherwise, and ctx's when it ended before f was run.
func (l *Leases) Hold(ctx context.Context, name string, f func(context.Context) error) error {
	lease, err := l.wait(ctx, name, l.pace.Renew, nil)
	if lease == nil {
		return err
	}
	return l.under(ctx, lease, f)
}

// ErrHeld says that somebody else has a lease. What was to be done under it has not begun.
var ErrHeld = errors.New("another holds the lease")

// HoldNow is Hold for who does not wait: ErrHeld when somebody else has the lease at this moment.
func (l *Leases) HoldNow(ctx context.Context, name string, f func(context.Context) error) error {
	return l.holdWithin(ctx, name, 0, f)
}

// HoldSoon is Hold for who waits no longer than until the lease of a dead holder is taken over, a minute or so: ErrHeld when
// somebody who lives has it all that time.
func (l *Leases) HoldSoon(ctx context.Context, name string, f func(context.Context) error) error {
	return l.holdWithin(ctx, name, l.pace.takeover(), f)
}

func (l *Leases) holdWithin(ctx context.Context, name string, most time.Duration, f func(context.Context) error) error {
	late := time.NewTimer(most)
	defer late.Stop()
	lease, err := l.wait(ctx, name, l.pace.Renew/10, late.C) // somebody is waiting: it is looked at more often
	if lease == nil {
		return err
	}
	return l.under(ctx, lease, f)
}

// under runs f under a lease that this process has, and gives the lease back.
func (l *Leases) under(ctx context.Context, lease *Lease, f func(context.Context) error) error {
	defer l.release(lease.name)
	under, lose := context.WithCancelCause(context.WithValue(ctx, leaseOf{l.w}, lease))
	lease.lose = lose
	var keeping sync.WaitGroup
	if !l.alone {
		keeping.Go(func() { l.keep(under, ctx, lease) })
	}
	err := f(under)
	lost := errors.Is(context.Cause(under), ErrLeaseLost)
	lose(nil)
	keeping.Wait()
	if lost {
		return ErrLeaseLost
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveTime)
	defer cancel()
	if give := l.give(last, lease); err == nil && give != nil && !errors.Is(give, ErrLeaseLost) {
		err = fmt.Errorf("give a lease back: %w", give)
	}
	return err
}

// wait returns the lease once this process has it. It tries again and again with a pause between, and says ErrHeld once it
// is late; a nil channel never says so.
func (l *Leases) wait(ctx context.Context, name string, pause time.Duration, late <-chan time.Time) (*Lease, error) {
	for {
		if l.reserve(name) {
			lease, err := l.take(ctx, name)
			if lease != nil {
				return lease, nil
			}
			l.release(name)
			if err != nil {
				return nil, fmt.Errorf("take a lease: %w", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-late:
			return nil, ErrHeld
		case <-time.After(pause):
		}
	}
}

// reserve makes sure that a name is held once in this process.
func (l *Leases) reserve(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[name] {
		return false
	}
	l.held[name] = true
	return true
}

func (l *Leases) release(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, name)
}

// take makes this process the holder, in a new term; nil when somebody else is. Of several that try at once, one wins.
func (l *Leases) take(ctx context.Context, name string) (*Lease, error) {
	var got *Lease
	err := l.w.do(ctx, func(t *tx) error {
		got = nil
		began := l.mono()
		recs, err := many[leaseRec](t, l.w, leaseIDs(name)...)
		if err != nil || !l.free(name, recs[0]) {
			return err
		}
		lease := &Lease{name: name, term: 1, renewed: began, lose: func(error) {}}
		if recs[0] != nil {
			lease.term += recs[0].Term
		}
		got = lease
		return t.inherit(lease, l.holder, recs)
	})
	if errors.Is(err, ErrConflict) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return got, nil
}

// free says whether a lease can be taken: nobody has it, or its holder is dead by all that can be known. One that stands
// in this process's own name is left from a run that could not give it back.
func (l *Leases) free(name string, r *leaseRec) bool {
	return r == nil || r.Holder == "" || r.Holder == l.holder || l.alone || l.still(name, r.Rev)
}

// still says whether a lease's revision has not moved for long enough.
func (l *Leases) still(name string, rev int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.seen[name]
	if !ok || s.rev != rev {
		l.seen[name] = sighting{rev, l.mono()}
		return false
	}
	return l.mono().Sub(s.since) >= l.pace.Still
}

// keep renews a lease until its work ends, and ends the work when the lease is lost, or could not be renewed for so long
// that somebody may take it over.
func (l *Leases) keep(under, ctx context.Context, lease *Lease) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(under, cancel)()
	lapse := time.AfterFunc(l.pace.patience()-l.mono().Sub(lease.renewed), lease.lost)
	defer lapse.Stop()
	for wait := l.pace.Renew; Sleep(under, wait); {
		began := l.mono()
		switch err := l.renew(ctx, lease); {
		case err == nil:
			lapse.Reset(l.pace.patience() - l.mono().Sub(began))
			wait = l.pace.Renew
		case errors.Is(err, ErrLeaseLost):
			lease.lost()
			return
		default:
			wait = l.pace.Renew / 10 // the store is away
		}
	}
}

// renew moves a lease's revision. Nothing that runs under the lease meets this write.
func (l *Leases) renew(ctx context.Context, lease *Lease) error {
	return l.w.do(ctx, func(t *tx) error {
		r, err := maybe[leaseRec](t, l.w, lease.name)
		if err != nil {
			return err
		}
		if r == nil || r.Holder != l.holder || r.Term != lease.term {
			return ErrLeaseLost
		}
		return t.put(r)
	})
}

// give ends a lease: it is free at once, and nothing that is still under way in its name can be written.
func (l *Leases) give(ctx context.Context, lease *Lease) error {
	lease.over.Store(true)
	return l.w.do(ctx, func(t *tx) error {
		recs, err := many[leaseRec](t, l.w, leaseIDs(lease.name)...)
		if err != nil {
			return err
		}
		if recs[0] == nil || recs[0].Holder != l.holder || recs[0].Term != lease.term {
			return ErrLeaseLost
		}
		return t.inherit(&Lease{name: lease.name, term: lease.term}, "", recs)
	})
}

// inherit writes a lease and all its fences for a holder, "" for nobody. A missing one is made.
func (t *tx) inherit(lease *Lease, holder string, recs []*leaseRec) error {
	for i, id := range leaseIDs(lease.name) {
		r := recs[i]
		if r == nil {
			r = &leaseRec{base: base{ID: id}}
		}
		r.Holder, r.Term = holder, lease.term
		if err := t.put(r); err != nil {
			return err
		}
		if i > 0 {
			lease.fences[i-1] = store.Write{Op: store.OpExpect, Ref: store.Ref{Coll: collLeases, ID: id}, Rev: r.Rev + 1}
		}
	}
	return nil
}
