package sqlite

import (
	"context"
	"errors"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// pool holds the connections for reading. They are opened when first needed and never more than a fixed number.
type pool struct {
	path   string
	free   chan *conn // nil stands for one not yet opened
	closed chan struct{}
}

func newPool(path string, size int) (*pool, error) {
	p := &pool{path: path, free: make(chan *conn, size), closed: make(chan struct{})}
	c, err := connect(path, true) // one now, so that trouble shows at start
	if err != nil {
		return nil, err
	}
	for range size - 1 {
		p.free <- nil
	}
	p.free <- c
	return p, nil
}

// get waits for a connection. Whoever has one gives it back soon: none is held while a caller's code runs, but in a
// View, which is short.
func (p *pool) get(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-p.closed:
		return nil, store.ErrClosed
	default:
	}
	select {
	case <-p.closed:
		return nil, store.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case c := <-p.free:
		if c != nil {
			return c, nil
		}
		c, err := connect(p.path, true)
		if err != nil {
			p.free <- nil
		}
		return c, err
	}
}

func (p *pool) put(c *conn) { p.free <- c }

// with runs f with a connection of its own.
func (p *pool) with(ctx context.Context, f func(*conn) error) error {
	c, err := p.get(ctx)
	if err != nil {
		return err
	}
	defer p.put(c)
	return f(c)
}

// snapshot runs f in a read transaction.
func (p *pool) snapshot(ctx context.Context, f func(*conn) error) error {
	return p.with(ctx, func(c *conn) error { return c.within("BEGIN", func() error { return f(c) }) })
}

// close refuses new readers, waits for those at work and closes their connections.
func (p *pool) close() error {
	close(p.closed)
	patience := time.NewTimer(2 * store.ViewTime)
	defer patience.Stop()
	var errs []error
	for range cap(p.free) {
		select {
		case c := <-p.free:
			if c != nil {
				errs = append(errs, c.close())
			}
		case <-patience.C:
			return errors.Join(append(errs, errors.New("a reader did not end"))...)
		}
	}
	return errors.Join(errs...)
}
