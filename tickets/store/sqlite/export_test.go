package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
)

// Exec runs a statement in the writer.
func (s *Store) Exec(ctx context.Context, text string) error {
	return s.do(ctx, func(c *conn) error { return c.exec(text) })
}

// Synchronous reads the writer's setting: 0 is off, 2 is full.
func (s *Store) Synchronous(ctx context.Context) (n int64, err error) {
	err = s.do(ctx, func(c *conn) error {
		return c.each(ctx, func(row []sqldriver.Value) bool {
			n = intOf(row[0])
			return true
		}, "PRAGMA synchronous")
	})
	return n, err
}

// Hold runs a statement in a transaction of the writer, then f, then rolls back.
func (s *Store) Hold(ctx context.Context, text string, f func()) error {
	return s.do(ctx, func(c *conn) error {
		if err := c.exec("BEGIN IMMEDIATE"); err != nil {
			return err
		}
		defer c.rollback()
		err := c.exec(text)
		f()
		return err
	})
}

// TakeReaders takes all connections for reading until back is called.
func (s *Store) TakeReaders(ctx context.Context) (back func(), err error) {
	var all []*conn
	back = func() {
		for _, c := range all {
			s.readers.put(c)
		}
	}
	for range cap(s.readers.free) {
		c, err := s.readers.get(ctx)
		if err != nil {
			back()
			return nil, err
		}
		all = append(all, c)
	}
	return back, nil
}
