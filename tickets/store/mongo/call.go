package mongo

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Times of one call.
const (
	attemptTime = store.CommitTime // one transaction lives at most this long; servers end older ones themselves
	patience    = 30 * time.Second // a call is tried again for this long while its context lives: longer than an election
	readTime    = 10 * time.Second // likewise for a read: somebody is waiting for a page
	longPause   = 250 * time.Millisecond
)

// errLate says that an attempt was given up because it took too long; it may be tried again.
var errLate = errors.New("the server took too long")

// call begins a call: its context ends with the store too, and done must be called at its end.
func (s *Store) call(ctx context.Context) (inner context.Context, done func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, store.ErrClosed
	}
	if s.outdated {
		return nil, nil, ErrDeclared
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	s.running.Add(1)
	inner, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(s.life, func() { cancel(store.ErrClosed) })
	return inner, func() {
		stop()
		cancel(nil)
		s.running.Done()
	}, nil
}

// outdate ends the use of a store whose declarations are not those of the database any more: its documents would lack
// keys, and its queries would miss documents.
func (s *Store) outdate() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outdated = true
	return ErrDeclared
}

// patiently runs f until it succeeds or fails for good, for at most patience.
func (s *Store) patiently(ctx context.Context, f func(context.Context) error) error {
	return repeat(ctx, patience, f)
}

// repeat runs f until it succeeds or fails for good, for at most d.
func repeat(ctx context.Context, d time.Duration, f func(context.Context) error) error {
	for try, end := 0, time.Now().Add(d); ; try++ {
		err := f(ctx)
		if err == nil || judge(err) != again || time.Now().After(end) || !pause(ctx, try) {
			return err
		}
	}
}

// pause waits a little, longer and longer, and never twice the same. It reports false when ctx has ended.
func pause(ctx context.Context, try int) bool {
	most := min(time.Millisecond<<min(try+1, 10), longPause)
	t := time.NewTimer(rand.N(most))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// within is ctx for at most d, then its cause is errLate. It shows no deadline: the driver would tell it to the server,
// and DocumentDB then hides a write conflict behind another error.
func within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	timer := time.AfterFunc(d, func() { cancel(errLate) })
	return inner, func() {
		stop()
		timer.Stop()
		cancel(nil)
	}
}

// outlasting is ctx and some grace after its end, all in all at most d.
func outlasting(ctx context.Context, grace, d time.Duration) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(context.Cause(ctx))
		case <-inner.Done():
		}
	})
	timer := time.AfterFunc(d, func() { cancel(errLate) })
	return inner, func() {
		stop()
		timer.Stop()
		cancel(nil)
	}
}
