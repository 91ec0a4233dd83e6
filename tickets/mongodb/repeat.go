package mongodb

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// Patience is for how long a call is tried again: longer than an election.
const Patience = 30 * time.Second

const longPause = 250 * time.Millisecond

// ErrLate says that an attempt was given up because it took too long; it may be made again.
var ErrLate = errors.New("the server took too long")

// Repeat runs f until it succeeds or fails for good, for at most d, and returns its last error as it is. An answer that
// was lost makes it run again, so f must be such that twice is once.
func Repeat(ctx context.Context, d time.Duration, f func(context.Context) error) error {
	for try, end := 0, time.Now().Add(d); ; try++ {
		err := f(ctx)
		if err == nil || !Passes(err) || time.Now().After(end) || !Pause(ctx, try) {
			return err
		}
	}
}

// Attempt runs f for at most d: what takes longer is ErrLate.
func Attempt(ctx context.Context, d time.Duration, f func(context.Context) error) error {
	inner, cancel := Within(ctx, d)
	defer cancel()
	err := f(inner)
	if err != nil && errors.Is(context.Cause(inner), ErrLate) {
		return errors.Join(ErrLate, err)
	}
	return err
}

// Pause waits a little, longer with each try, and never twice the same. It reports false when ctx has ended.
func Pause(ctx context.Context, try int) bool {
	t := time.NewTimer(rand.N(min(time.Millisecond<<min(try+1, 10), longPause)))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// Within is ctx for at most d, then its cause is ErrLate. It shows no deadline: the driver would tell it to the server,
// and DocumentDB then hides a write conflict behind another error.
func Within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	timer := time.AfterFunc(d, func() { cancel(ErrLate) })
	return inner, func() {
		stop()
		timer.Stop()
		cancel(nil)
	}
}
