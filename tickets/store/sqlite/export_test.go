package sqlite

import "context"

// Exec runs a statement in the writer.
func (s *Store) Exec(ctx context.Context, text string) error {
	return s.do(ctx, func(c *conn) error { return c.exec(text) })
}
