package tickets

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// lasting opens two desks whose leases keep the usual time, by a clock that moves on whenever everybody waits.
func lasting(t *testing.T, f func(t *testing.T, holder, watcher *Desk)) {
	synctest.Test(t, func(t *testing.T) {
		ds, _ := nodes(t, 2)
		for _, d := range ds {
			d.Leases.mono, d.Leases.pace = time.Now, LeasePace{}.withDefaults()
		}
		f(t, ds[0], ds[1])
	})
}

// TestALeaseOutlivesItsTerm: whoever renews it works on for hours, in the same term, whoever waits for it.
func TestALeaseOutlivesItsTerm(t *testing.T) {
	lasting(t, func(t *testing.T, holder, watcher *Desk) {
		began := time.Now()
		if err := holder.Leases.Hold(t.Context(), "outbox", func(ctx context.Context) error {
			for n := range 600 {
				if !Sleep(ctx, 10*time.Second+time.Duration(n)*time.Millisecond) {
					t.Fatalf("the work was ended after %v: %v", time.Since(began), context.Cause(ctx))
				}
				if err := holder.Leases.Stands(ctx); err != nil {
					t.Fatalf("after %v: %v", time.Since(began), err)
				}
				if l, err := watcher.Leases.take(t.Context(), "outbox"); l != nil || err != nil {
					t.Fatalf("taken from a living holder after %v: %v", time.Since(began), err)
				}
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		if l, _ := mustTake(t, watcher, "outbox"); l.term != 2 {
			t.Errorf("term %d", l.term)
		}
	})
}

// TestAHolderSurvivesAStoreThatIsBrieflyAway, again and again, and stops 25 seconds after it last renewed its lease when the
// store stays away: before anybody may take it over.
func TestAHolderSurvivesAStoreThatIsBrieflyAway(t *testing.T) {
	lasting(t, func(t *testing.T, holder, _ *Desk) {
		away := &awayStore{Store: holder.w.st}
		holder.w.st = away
		var left time.Time
		err := holder.Leases.Hold(t.Context(), "outbox", func(ctx context.Context) error {
			for range 20 {
				for _, gone := range []bool{true, false} {
					away.gone.Store(gone)
					if !Sleep(ctx, 14*time.Second) {
						t.Fatalf("the work was ended though the store came back: %v", context.Cause(ctx))
					}
				}
			}
			away.gone.Store(true)
			left = time.Now()
			Sleep(ctx, time.Hour)
			return store.ErrAway
		})
		if gone := time.Since(left); !errors.Is(err, ErrLeaseLost) || gone > 25*time.Second || gone < 15*time.Second {
			t.Errorf("%v after the store went: %v", gone, err)
		}
	})
}
