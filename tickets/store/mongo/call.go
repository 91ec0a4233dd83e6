package mongo

import (
	"context"
	"time"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// Times of one call.
const (
	attemptTime = store.CommitTime // one transaction lives at most this long; servers end older ones themselves
	readTime    = 10 * time.Second // likewise for a read: somebody is waiting for a page
)

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

// patiently runs f until it succeeds or fails for good, for at most mongodb.Patience.
func (s *Store) patiently(ctx context.Context, f func(context.Context) error) error {
	return mongodb.Repeat(ctx, mongodb.Patience, f)
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
	timer := time.AfterFunc(d, func() { cancel(mongodb.ErrLate) })
	return inner, func() {
		stop()
		timer.Stop()
		cancel(nil)
	}
}
