package tickets

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// mustTake takes a lease that must be free.
func mustTake(t testing.TB, d *Desk, name string) (*Lease, context.Context) {
	t.Helper()
	l, err := d.Leases.take(t.Context(), name)
	if err != nil || l == nil {
		t.Fatalf("the lease was not free: %v", err)
	}
	return l, under(t.Context(), d, l)
}

func under(ctx context.Context, d *Desk, l *Lease) context.Context {
	return context.WithValue(ctx, leaseOf{d.w}, l)
}

// standStill lets a watcher see that nobody renews a lease.
func standStill(t testing.TB, d *Desk, clock *handClock, name string) {
	t.Helper()
	for range 2 {
		if l, err := d.Leases.take(t.Context(), name); l != nil || err != nil {
			t.Fatalf("a lease was taken from a holder that may be alive: %v", err)
		}
		clock.add(30 * time.Second)
	}
}

// note is a verb: it makes a document.
func note(ctx context.Context, d *Desk, id string) error {
	return d.w.do(ctx, func(t *tx) error { return t.claim(id, "") })
}

func noted(t testing.TB, d *Desk, id string) bool {
	t.Helper()
	c, err := maybe[claimRec](t.Context(), d.w, id)
	if err != nil {
		t.Fatal(err)
	}
	return c != nil
}

// TestADeposedHolderWritesNothing: a holder that stalls in the middle of a verb, or between two, finds when it wakes that
// all its verbs are refused, and so is its renewal and its giving back.
func TestADeposedHolderWritesNothing(t *testing.T) { engines(t, 2, aDeposedHolderWritesNothing) }

func aDeposedHolderWritesNothing(t *testing.T, ds []*Desk, clock *handClock) {
	old, ctx := mustTake(t, ds[0], "outbox")
	if err := note(ctx, ds[0], "before"); err != nil {
		t.Fatal(err)
	}
	inside, wake, ended := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		ended <- ds[0].w.do(ctx, func(t *tx) error {
			inside <- true
			<-wake
			return t.claim("stalled", "")
		})
	}()
	<-inside
	standStill(t, ds[1], clock, "outbox")
	heir, its := mustTake(t, ds[1], "outbox")
	if heir.term != old.term+1 {
		t.Errorf("term %d after %d", heir.term, old.term)
	}
	var lost error
	old.lose = func(err error) { lost = err }
	close(wake)
	if err := <-ended; !errors.Is(err, ErrLeaseLost) || noted(t, ds[0], "stalled") {
		t.Errorf("the stalled verb: %v", err)
	}
	if !errors.Is(lost, ErrLeaseLost) {
		t.Errorf("the work under the lease was ended with %v", lost)
	}
	for name, err := range map[string]error{"a later verb": note(ctx, ds[0], "later"), "a renewal": ds[0].Leases.renew(t.Context(), old),
		"giving back": ds[0].Leases.give(t.Context(), old), "a look": ds[0].Leases.Stands(ctx)} {
		if !errors.Is(err, ErrLeaseLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if noted(t, ds[0], "later") {
		t.Error("a deposed holder wrote")
	}
	if err := errors.Join(note(its, ds[1], "heir"), ds[1].Leases.Stands(its), note(t.Context(), ds[0], "free")); err != nil {
		t.Errorf("the next holder, and work without a lease: %v", err)
	}
}

// TestALeaseThatIsRenewedIsNotTaken, however long it lasts; one that was given back is free at once, in a new term.
func TestALeaseThatIsRenewedIsNotTaken(t *testing.T) {
	ds, clock := nodes(t, 2)
	l, ctx := mustTake(t, ds[0], "outbox")
	for range 10 {
		if err := ds[0].Leases.renew(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		clock.add(50 * time.Second)
		if other, err := ds[1].Leases.take(t.Context(), "outbox"); other != nil || err != nil {
			t.Fatalf("taken from a living holder: %v", err)
		}
	}
	if err := ds[0].Leases.give(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if err := note(ctx, ds[0], "straggler"); !errors.Is(err, ErrLeaseLost) || noted(t, ds[0], "straggler") {
		t.Errorf("work under a lease that was given back: %v", err)
	}
	if next, _ := mustTake(t, ds[1], "outbox"); next.term != l.term+1 {
		t.Errorf("term %d after %d", next.term, l.term)
	}
}

// TestAloneTakesOverAtOnce: where no other process can be, nobody waits for a dead one.
func TestAloneTakesOverAtOnce(t *testing.T) {
	ds, _ := nodes(t, 2)
	old, ctx := mustTake(t, ds[0], "outbox")
	ds[1].Leases.alone = true
	if next, _ := mustTake(t, ds[1], "outbox"); next.term != old.term+1 {
		t.Errorf("term %d after %d", next.term, old.term)
	}
	if err := note(ctx, ds[0], "x"); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("the dead one wrote: %v", err)
	}
}

// TestOneOfManyTakersWins.
func TestOneOfManyTakersWins(t *testing.T) { engines(t, 8, oneOfManyTakersWins) }

func oneOfManyTakersWins(t *testing.T, ds []*Desk, clock *handClock) {
	for round := range 10 {
		name := fmt.Sprint("mailbox-", round%2)
		var won atomic.Int32
		var term atomic.Int64
		var wait sync.WaitGroup
		for _, d := range ds {
			wait.Go(func() {
				l, err := d.Leases.take(t.Context(), name)
				if err != nil {
					t.Error(err)
				}
				if l != nil {
					won.Add(1)
					term.Store(l.term)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 || term.Load() != int64(1+round/2) {
			t.Fatalf("round %d: %d won, term %d", round, won.Load(), term.Load())
		}
		for _, d := range ds { // whoever holds it is not seen to move
			d.Leases.still(name, revOf(t, d, name))
		}
		clock.add(time.Minute)
	}
}

func revOf(t *testing.T, d *Desk, name string) int64 {
	t.Helper()
	r, err := get[leaseRec](t.Context(), d.w, name)
	if err != nil {
		t.Fatal(err)
	}
	return r.Rev
}

// TestRenewalsDoNotDisturbVerbs: no verb under a lease runs twice for a renewal, and none fails.
func TestRenewalsDoNotDisturbVerbs(t *testing.T) { engines(t, 1, renewalsDoNotDisturbVerbs) }

func renewalsDoNotDisturbVerbs(t *testing.T, ds []*Desk, _ *handClock) {
	d := ds[0]
	ctx, stop := context.WithCancel(t.Context())
	first := int64(0)
	err := d.Leases.Hold(ctx, "receiver", func(ctx context.Context) error {
		first = revOf(t, d, "receiver")
		var wait sync.WaitGroup
		for worker := range 8 {
			wait.Go(func() {
				for n := 0; n < 20 || revOf(t, d, "receiver") < first+5; n++ {
					runs := 0
					err := d.w.do(ctx, func(t *tx) error {
						runs++
						return t.claim(fmt.Sprint(worker, ".", n), "")
					})
					if err != nil || runs != 1 {
						t.Errorf("%d runs, %v", runs, err)
						return
					}
				}
			})
		}
		wait.Wait()
		stop()
		return ctx.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the work ended with %v", err)
	}
	if r, err := get[leaseRec](t.Context(), d.w, "receiver"); err != nil || r.Holder != "" {
		t.Errorf("the lease was not given back: %+v, %v", r, err)
	}
}

// TestHoldEndsTheWorkWhenItsLeaseIsLost, and then waits for the next turn; two in one process do not meet.
func TestHoldEndsTheWorkWhenItsLeaseIsLost(t *testing.T) {
	ds, _ := nodes(t, 2)
	started, ended := make(chan bool, 3), make(chan error, 1)
	work := func(ctx context.Context) error {
		started <- true
		<-ctx.Done()
		return context.Cause(ctx)
	}
	go func() { ended <- ds[0].Leases.Hold(t.Context(), "anonymizer", work) }()
	<-started
	ctx, stop := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() { second <- ds[0].Leases.Hold(ctx, "anonymizer", work) }()
	for range 10 { // in vain
		time.Sleep(ds[0].Leases.pace.Renew)
	}
	if len(started) > 0 {
		t.Error("two of one process ran at once")
	}
	ds[1].Leases.alone = true
	heir, _ := mustTake(t, ds[1], "anonymizer")
	if err := <-ended; !errors.Is(err, ErrLeaseLost) {
		t.Errorf("the work ended with %v", err)
	}
	if err := ds[1].Leases.give(t.Context(), heir); err != nil {
		t.Fatal(err)
	}
	<-started
	stop()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("the second ended with %v", err)
	}
}

// TestAHolderThatCannotRenewStops before anybody may take over.
func TestAHolderThatCannotRenewStops(t *testing.T) {
	ds, _ := nodes(t, 1)
	d := ds[0]
	away := &awayStore{Store: d.w.st}
	d.w.st = away
	d.Leases.mono = time.Now
	d.Leases.pace = LeasePace{Renew: 10 * time.Millisecond, Still: 200 * time.Millisecond}
	err := d.Leases.Hold(t.Context(), "outbox", func(ctx context.Context) error {
		away.gone.Store(true)
		<-ctx.Done()
		return nil
	})
	if !errors.Is(err, ErrLeaseLost) {
		t.Errorf("the work ended with %v", err)
	}
	away.gone.Store(false)
	if l, _ := mustTake(t, d, "outbox"); l.term != 2 {
		t.Errorf("term %d", l.term)
	}
}

// awayStore is a store that cannot be reached at times.
type awayStore struct {
	store.Store
	gone atomic.Bool
}

func (s *awayStore) Apply(ctx context.Context, writes ...store.Write) error {
	if s.gone.Load() {
		return store.ErrAway
	}
	return s.Store.Apply(ctx, writes...)
}
