package move

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Tried notes in the mark of an installation that has arrived that the move could not be finished at a moment.
func Tried(ctx context.Context, s store.Store, at time.Time) error {
	m, err := readMark(ctx, s)
	if err != nil || m.State != Arrived {
		return err
	}
	mark := m.Mark
	mark.Tried = at
	return m.put(ctx, s, mark)
}

// Finish removes the mark of an installation that has arrived, when the source's keys are destroyed. Without a mark it does
// nothing; a mark of another state is *Elsewhere.
func Finish(ctx context.Context, s store.Store) error {
	m, err := readMark(ctx, s)
	if err != nil || m.State == "" {
		return err
	}
	if m.State != Arrived {
		return &Elsewhere{m.Mark}
	}
	return m.remove(ctx, s)
}

// Cancel gives up a move that has not ended, and frees its source. The keys that were carried are destroyed, and what else
// was carried is marked as abandoned. to is nil when the destination cannot be opened: then its keys live on, and
// somebody has to see to it that they are deleted. A destination that bears no mark must be empty, else it is
// ErrOccupied, as one of another move. ErrNotMoving if no move has begun, ErrEnded when it has ended.
func Cancel(ctx context.Context, from store.Store, to *Side) error {
	source, err := readMark(ctx, from)
	switch {
	case err != nil:
		return err
	case source.State == Moved:
		return ErrEnded
	case source.State != Moving:
		return ErrNotMoving
	}
	if err := take(ctx, from); err != nil {
		return err
	}
	if to != nil {
		if err := abandon(ctx, source.Move, *to); err != nil {
			return fmt.Errorf("cancel the move to %s: %w", to.Name, err)
		}
	}
	return source.remove(ctx, from)
}

// abandon makes a destination worthless.
func abandon(ctx context.Context, move string, to Side) error {
	dest, err := readMark(ctx, to.Store)
	switch {
	case err != nil:
		return err
	case dest.State != "" && dest.Move != move:
		return ErrOccupied
	case dest.State == "":
		if n, err := to.Store.Count(ctx, store.Query{Coll: Meta, Index: store.ByID, Limit: 1}); err != nil || n > 0 {
			return errors.Join(err, ErrOccupied)
		}
	case dest.State == Arriving:
		if err := take(ctx, to.Store); err != nil {
			return err
		}
		mark := dest.Mark
		mark.State, mark.Carried, mark.HasBlobs = Abandoned, nil, false
		if err := dest.put(ctx, to.Store, mark); err != nil {
			return err
		}
	}
	if to.Keys == nil {
		return nil
	}
	return to.Keys.Destroy(ctx)
}
