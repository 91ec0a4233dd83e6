package tickets

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/move"
)

// Moved tells of a move to here that is not finished: where it came from the keys live on, and what is destroyed here could
// still be read there.
type Moved struct {
	From  string // where the documents were
	Keys  string // where the keys are that live on
	At    time.Time
	Tried time.Time // when it last could not be finished; zero: that has not happened
}

// Moved says whether a move to here is still to be finished.
func (f *Forgetting) Moved(ctx context.Context, as Actor) (Moved, bool, error) {
	if err := as.need(RoleOfficer | RoleAdmin | RoleSystem); err != nil {
		return Moved{}, false, err
	}
	m, ok, err := move.Unfinished(ctx, f.w.st)
	return Moved{From: m.Place, Keys: m.Left.Keys, At: m.At, Tried: m.Tried}, ok, err
}

// FinishMove destroys the keys that a move left behind. It is ErrUnfinished, with the reason, when that cannot be done, and
// no error when there is nothing to finish. The first thing that is ever destroyed here calls for it by itself.
func (f *Forgetting) FinishMove(ctx context.Context, as Actor) error {
	if err := as.need(RoleAdmin | RoleSystem); err != nil {
		return err
	}
	return f.w.alone(ctx)
}

// alone returns when no other copy of the keys lives at a move's source: before that nothing may be destroyed here, since
// it could be read there.
func (w *work) alone(ctx context.Context) error {
	if w.single.Load() {
		return nil
	}
	m, ok, err := move.Unfinished(ctx, w.st)
	if err != nil {
		return err
	}
	if ok {
		if err := w.finishMove(ctx, m); err != nil {
			return errors.Join(err, move.Tried(ctx, w.st, w.now()))
		}
	}
	w.single.Store(true)
	return nil
}

func (w *work) finishMove(ctx context.Context, m move.Mark) error {
	if w.finish == nil {
		return ErrUnfinished
	}
	if err := w.finish(ctx, m); err != nil {
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	if err := move.Finish(ctx, w.st); err != nil {
		return err
	}
	w.log.Info("the move is finished", "from", m.Place)
	return nil
}
