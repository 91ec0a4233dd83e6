package sqlite

import (
	"context"
	"fmt"
	"sync"

	"github.com/axsensor/lethe/tickets/store"
)

// view is a read transaction that ends by itself after store.ViewTime, whatever its owner is doing then.
type view struct {
	pool *pool

	mu    sync.Mutex
	conn  *conn
	ended error // why it is over
}

// View implements store.Store. f's reads after ViewTime, after the end of ctx or after f has returned fail; the snapshot
// is given up at that moment even while f goes on. It begins when no index is being built any more, since a snapshot taken
// before would never see the rest of one. One that could not be built fails the queries by it alone.
func (s *Store) View(ctx context.Context, f func(store.Reader) error) error {
	if err := s.noneBuilding(ctx); err != nil {
		return fmt.Errorf("view: %w", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, store.ViewTime, fmt.Errorf("view: over after %v: %w", store.ViewTime, context.DeadlineExceeded))
	defer cancel()
	c, err := s.readers.get(ctx)
	if err != nil {
		return fmt.Errorf("view: %w", err)
	}
	v := &view{pool: s.readers, conn: c}
	if err := v.begin(); err != nil {
		v.end(err)
		return fmt.Errorf("view: %w", err)
	}
	defer v.end(fmt.Errorf("view: used after its end"))
	defer context.AfterFunc(ctx, func() { v.end(context.Cause(ctx)) })()
	stop := v.endAtClose(s.closing)
	defer stop()
	return f(reader{s, v.read})
}

// begin takes the snapshot now: SQLite takes it with the first read.
func (v *view) begin() error {
	if err := v.conn.exec("BEGIN"); err != nil {
		return err
	}
	_, err := floorOf(v.conn)
	return err
}

func (v *view) read(ctx context.Context, _ bool, f func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ended != nil {
		return v.ended
	}
	return f(v.conn)
}

func (v *view) end(why error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ended != nil {
		return
	}
	v.ended = why
	v.conn.rollback()
	v.pool.put(v.conn)
}

// endAtClose ends the view when the store closes.
func (v *view) endAtClose(closing <-chan struct{}) (stop func()) {
	over := make(chan struct{})
	go func() {
		select {
		case <-closing:
			v.end(store.ErrClosed)
		case <-over:
		}
	}()
	return sync.OnceFunc(func() { close(over) })
}
