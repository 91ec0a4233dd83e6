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
