package sqlite

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// pool holds the connections for reading. They are opened when first needed and never more than a fixed number. The one
// given back last is given out first: its cache knows best what is asked for now.
type pool struct {
	path   string
	free   chan struct{} // a token for each connection that may be had
	closed chan struct{}

	mu   sync.Mutex
	idle []*conn // those open; fewer than there are tokens until all were needed at once
}

func newPool(path string, size int) (*pool, error) {
	c, err := connect(path, true) // one now, so that trouble shows at start
	if err != nil {
		return nil, err
	}
	p := &pool{path: path, free: make(chan struct{}, size), closed: make(chan struct{}), idle: []*conn{c}}
	for range size {
		p.free <- struct{}{}
	}
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
	case <-p.free:
	}
	if c := p.pop(); c != nil {
		return c, nil
	}
	c, err := connect(p.path, true)
	if err != nil {
		p.free <- struct{}{}
	}
	return c, err
}

// pop takes the connection that was used last; nil when none is open and idle.
func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c
}

func (p *pool) put(c *conn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	p.free <- struct{}{}
}

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
	for range cap(p.free) {
		select {
		case <-p.free:
		case <-patience.C:
			return errors.Join(p.closeIdle(), errors.New("a reader did not end"))
		}
	}
	return p.closeIdle()
}

func (p *pool) closeIdle() error {
	var errs []error
	for c := p.pop(); c != nil; c = p.pop() {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}
