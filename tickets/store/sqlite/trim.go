package sqlite

import (
	"context"
)

// trimStep is how many changes one transaction deletes.
const trimStep = 5000

// Trim forgets the changes that are older than Options.KeepChanges. The store does so by itself when it opens and
// every hour.
func (s *Store) Trim(ctx context.Context) error { return s.do(ctx, s.trim) }

// trim deletes the old rows from the front of the log. It stops at the first that is young enough, so a clock that once
// stood wrong can delay trimming but never leaves a gap.
func (s *Store) trim(c *conn) error {
	before := s.now().Add(-s.keep).UnixMilli()
	for {
		floor, err := floorOf(c)
		if err != nil {
			return err
		}
		last, ok, err := c.number("SELECT max(n) FROM (SELECT n FROM change WHERE n > ? ORDER BY n LIMIT ?)", floor, int64(trimStep))
		if err != nil || !ok {
			return err
		}
		young, some, err := c.number("SELECT n FROM change WHERE n > ? AND n <= ? AND at >= ? ORDER BY n LIMIT 1", floor, last, before)
		if err != nil {
			return err
		}
		if some {
			last = young - 1
		}
		if last > floor {
			if err := trimTo(c, last); err != nil {
				return err
			}
		}
		if some {
			return nil
		}
	}
}

// trimTo deletes the rows up to one that is there.
func trimTo(c *conn, n int64) error {
	return c.within("BEGIN IMMEDIATE", func() error {
		if err := c.exec("UPDATE state SET floor = n, tag = c.tag FROM (SELECT n, tag FROM change WHERE n = ?) c", n); err != nil {
			return err
		}
		return c.exec("DELETE FROM change WHERE n <= ?", n)
	})
}

// floorOf is the highest number trimmed.
func floorOf(c *conn) (n int64, err error) {
	n, _, err = c.number("SELECT floor FROM state")
	return n, err
}
