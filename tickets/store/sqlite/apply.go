package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Apply implements store.Store. A context that ends before the writer has begun means that nothing was written.
func (s *Store) Apply(ctx context.Context, writes ...store.Write) error {
	if s.closed.Load() {
		return store.ErrClosed
	}
	if err := s.schema.CheckWrites(writes); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	if len(writes) == 0 {
		return ctx.Err()
	}
	r, err := s.ready(writes)
	if err == nil {
		err = s.submit(ctx, r)
	}
	if err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	return nil
}

// submit hands a request to the writer and waits for the answer. Once the writer has begun, the end of ctx is
// ignored for CommitTime.
func (s *Store) submit(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.queue.put(r); err != nil {
		return err
	}
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
	}
	if r.leave() {
		return ctx.Err()
	}
	patience := time.NewTimer(store.CommitTime)
	defer patience.Stop()
	select {
	case <-r.done:
		return r.err
	case <-patience.C:
		return fmt.Errorf("%w: %w", store.ErrUnsure, ctx.Err())
	}
}

// do runs a job in the writer, between transactions.
func (s *Store) do(ctx context.Context, job func(*conn) error) error {
	return s.submit(ctx, &request{job: job, done: make(chan struct{})})
}
