package anonymizer

import (
	"context"
	"errors"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// pageOf is how many due tickets are read at once.
const pageOf = 100

// Night forgets everything that is due: first what an earlier night left unfinished, then the rest; then people without
// tickets; then the live index and the store's files are cleaned. Each ticket is a sequence of steps that can be
// repeated, so a night that is cut short is finished by the next. A ticket that fails is counted and tried again.
func (a *Anonymizer) Night(ctx context.Context, as tickets.Actor, now time.Time) (tickets.Run, error) {
	run := tickets.Run{At: now, By: as.Account}
	var gone []string
	unfinished, err := a.o.Desk.Unfinished(ctx, as)
	if err != nil {
		return run, err
	}
	for _, id := range unfinished {
		run.Due++
		if err := a.one(ctx, as, id, &run, &gone); err != nil {
			return run, err
		}
	}
	if err := a.due(ctx, as, now, &run, &gone); err != nil {
		return run, err
	}
	a.between("tickets")
	if run.Customers, err = a.o.Desk.Customers(ctx, as); err != nil {
		return run, err
	}
	a.between("customers")
	if a.o.Purge != nil && len(gone) > 0 {
		if err := a.o.Purge(ctx, gone); err != nil {
			return run, err
		}
	}
	a.between("purge")
	if err := a.o.Desk.Finish(ctx, as); err != nil {
		return run, err
	}
	if run.Due+run.Customers == 0 {
		return run, nil
	}
	return run, a.o.Desk.KeepRun(ctx, as, run)
}

// due works through the list of what is due. What stays on it (held, letters on their way, failed) is passed by.
func (a *Anonymizer) due(ctx context.Context, as tickets.Actor, now time.Time, run *tickets.Run, gone *[]string) error {
	after := ""
	for {
		page, next, err := a.o.Desk.Due(ctx, as, now, after, pageOf)
		if err != nil {
			return err
		}
		for _, d := range page {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			run.Due++
			if d.Hold.Holds(now) || d.OpenLetters > 0 {
				run.Held++
				continue
			}
			if err := a.one(ctx, as, d.ID, run, gone); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		after = next
	}
}

// one forgets one ticket and counts how that went. It is an error only when nothing at all can be forgotten: while a move
// cannot be finished.
func (a *Anonymizer) one(ctx context.Context, as tickets.Actor, id string, run *tickets.Run, gone *[]string) error {
	s, err := a.forget(ctx, as, id)
	switch {
	case errors.Is(err, tickets.ErrUnfinished):
		return err
	case errors.Is(err, tickets.ErrNotDue):
		run.Held++
	case err != nil:
		run.Failed++
		a.o.Log.Error("ticket not forgotten", "ticket", id, "error", err)
	default:
		run.Forgotten++
		if s.Quarantined {
			run.Quarantined++
		}
		*gone = append(*gone, id)
	}
	return nil
}

// forget takes one ticket through all steps. Whatever step an earlier run reached, this one goes on from there.
func (a *Anonymizer) forget(ctx context.Context, as tickets.Actor, id string) (tickets.Scrubbed, error) {
	var s tickets.Scrubbed
	if err := a.o.Desk.Mark(ctx, as, id); err != nil && !isGone(err) {
		return s, err
	}
	a.between("mark")
	staged, err := a.o.Desk.Staged(ctx, as, id)
	if err != nil {
		return s, err
	}
	if !staged {
		if s, err = a.stage(ctx, as, id); err != nil && !errors.Is(err, tickets.ErrNotFound) {
			return s, err
		}
	}
	a.between("stage")
	if err := a.o.Desk.Destroy(ctx, as, id); err != nil {
		return s, err
	}
	a.between("destroy")
	return s, nil
}

// isGone says whether a ticket's head cannot be read any more: its key is destroyed, only its end is left to do.
func isGone(err error) bool {
	return errors.Is(err, tickets.ErrNotFound) || errors.Is(err, tickets.ErrShredded)
}

func (a *Anonymizer) stage(ctx context.Context, as tickets.Actor, id string) (tickets.Scrubbed, error) {
	d, err := a.o.Desk.Dossier(ctx, as, id)
	if err != nil {
		return tickets.Scrubbed{}, err
	}
	c, err := a.scrubCase(d)
	if err != nil {
		return tickets.Scrubbed{}, err
	}
	s := a.scrubbed(c)
	a.between("scrub")
	return s, a.o.Desk.Stage(ctx, as, id, s)
}
