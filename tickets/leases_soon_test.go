package tickets

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestWhoDoesNotWaitForALease is told at once that another has it, here or elsewhere, and what was to be done under it has not
// begun. When nobody has it any more it is had at once.
func TestWhoDoesNotWaitForALease(t *testing.T) {
	ds, _ := nodes(t, 2)
	run := 0
	count := func(context.Context) error { run++; return nil }
	err := ds[0].Leases.Hold(t.Context(), "night", func(ctx context.Context) error {
		for i, d := range ds {
			if err := d.Leases.HoldNow(t.Context(), "night", count); !errors.Is(err, ErrHeld) || run != 0 {
				t.Errorf("desk %d: %d runs, %v", i, run, err)
			}
		}
		return ds[1].Leases.HoldNow(t.Context(), "keys", count)
	})
	if err != nil || run != 1 {
		t.Errorf("another lease meanwhile: %d runs, %v", run, err)
	}
	for _, d := range ds {
		if err := d.Leases.HoldNow(t.Context(), "night", count); err != nil {
			t.Error(err)
		}
	}
	if run != 3 {
		t.Errorf("%d runs, want 3", run)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if err := ds[0].Leases.HoldSoon(gone, "night", count); !errors.Is(err, context.Canceled) || run != 3 {
		t.Errorf("who has gone already: %d runs, %v", run, err)
	}
}

// TestWhoWaitsForALeaseGetsThatOfADeadHolder once it has stood still for long enough; what the dead one still wants to write
// is refused.
func TestWhoWaitsForALeaseGetsThatOfADeadHolder(t *testing.T) {
	ds, clock := nodes(t, 2)
	_, dead := mustTake(t, ds[0], "night")
	ended := make(chan error, 1)
	go func() {
		ended <- ds[1].Leases.HoldSoon(t.Context(), "night", func(ctx context.Context) error {
			return errors.Join(note(ctx, ds[1], "heir"), ds[1].Leases.Stands(ctx))
		})
	}()
	for {
		select {
		case err := <-ended:
			if err != nil || !noted(t, ds[1], "heir") {
				t.Errorf("the heir: %v", err)
			}
			if err := note(dead, ds[0], "dead"); !errors.Is(err, ErrLeaseLost) {
				t.Errorf("the dead: %v", err)
			}
			return
		case <-time.After(20 * time.Millisecond):
			clock.add(10 * time.Second)
		}
	}
}
