package anonymizer_test

import (
	"context"
	"testing"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/tickets/desktest"
)

// TestEveryNightOfTheRunnerIsAlone: what an earlier process left and what is due are forgotten while nobody else forgets.
func TestEveryNightOfTheRunnerIsAlone(t *testing.T) {
	d := desktest.Open(t)
	ids := shop(t, d, 2)
	start := d.Clock.Now().AddDate(8, 0, 0)
	d.Clock.Set(start)
	if err := d.Forgetting.Mark(t.Context(), night, ids[0]); err != nil {
		t.Fatal(err)
	}
	inside, steps := false, 0
	a := newNight(t, d, func(step string) {
		if !inside {
			t.Errorf("%s of a night that is not alone", step)
		}
		steps++
	})
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	nights, asked := 0, 0
	now := func() time.Time { // the night comes once it has been waited for
		if nights > 0 {
			asked++
		}
		if asked < 2 {
			return start.Add(-time.Millisecond)
		}
		return start
	}
	err := a.Run(ctx, anonymizer.Schedule{Hour: start.Hour(), Minute: start.Minute(), Zone: time.UTC, Now: now,
		Alone: func(ctx context.Context, night func(context.Context) error) error {
			inside = true
			err := night(ctx)
			inside = false
			if nights++; nights == 2 {
				stop()
			}
			return err
		}})
	if err != nil || nights != 2 || steps == 0 {
		t.Errorf("%d nights of %d steps, %v", nights, steps, err)
	}
}
