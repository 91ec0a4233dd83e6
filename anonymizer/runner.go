package anonymizer

import (
	"context"
	"errors"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// Schedule is when the anonymiser works of itself.
type Schedule struct {
	Hour, Minute int // of the night's start, in Zone
	Zone         *time.Location
	Now          func() time.Time
	// Alone runs a night while nobody else has one, waiting for that; nil: nobody else can have one.
	Alone func(ctx context.Context, night func(context.Context) error) error
}

// next is the first start after t.
func (s Schedule) next(t time.Time) time.Time {
	t = t.In(s.Zone)
	y, m, d := t.Date()
	at := time.Date(y, m, d, s.Hour, s.Minute, 0, 0, s.Zone)
	if !at.After(t) {
		at = time.Date(y, m, d+1, s.Hour, s.Minute, 0, 0, s.Zone)
	}
	return at
}

// firstOfQuarter says whether a stage is published on this day.
func firstOfQuarter(t time.Time) bool {
	return t.Day() == 1 && (t.Month()-1)%3 == 0
}

// Run finishes what an earlier process left, then forgets every night and publishes on the first night of a quarter,
// until ctx ends.
func (a *Anonymizer) Run(ctx context.Context, s Schedule) error {
	as := tickets.Runner("anonymizer")
	if left, err := a.o.Desk.Unfinished(ctx, as); err != nil {
		return err
	} else if len(left) > 0 {
		if err := a.night(ctx, as, s, false); err != nil {
			return err
		}
	}
	for {
		at := s.next(s.Now())
		// The wait is cut into short pieces, so that a machine that slept or a clock that was set does not miss a night.
		for s.Now().Before(at) {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(min(at.Sub(s.Now()), time.Minute)):
			}
		}
		if err := a.night(ctx, as, s, firstOfQuarter(at)); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func (a *Anonymizer) night(ctx context.Context, as tickets.Actor, s Schedule, publish bool) error {
	if s.Alone == nil {
		return a.nightAlone(ctx, as, s, publish)
	}
	return s.Alone(ctx, func(ctx context.Context) error { return a.nightAlone(ctx, as, s, publish) })
}

func (a *Anonymizer) nightAlone(ctx context.Context, as tickets.Actor, s Schedule, publish bool) error {
	run, err := a.Night(ctx, as, s.Now())
	if err != nil {
		return err
	}
	a.o.Log.Info("forgotten", "due", run.Due, "forgotten", run.Forgotten, "held", run.Held, "quarantined", run.Quarantined,
		"failed", run.Failed, "customers", run.Customers)
	if !publish {
		return nil
	}
	n, err := a.o.Desk.Publish(ctx, as)
	if errors.Is(err, tickets.ErrFew) {
		a.o.Log.Info("stage too small to be published")
		return nil
	}
	if err == nil {
		a.o.Log.Info("published", "entries", n)
	}
	return err
}
