package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"fmt"
)

// Exec runs a statement in the writer.
func (s *Store) Exec(ctx context.Context, text string) error {
	return s.do(ctx, func(c *conn) error { return c.exec(text) })
}

// ReaderExec runs a statement in a connection for reading.
func (s *Store) ReaderExec(ctx context.Context, text string) error {
	return s.readers.with(ctx, func(c *conn) error { return c.exec(text) })
}

// Waiting is how many Applies and jobs wait for the writer.
func (s *Store) Waiting() int { return s.queue.waiting() }

// FailCommits lets the next commits of the writer fail with a code of SQLite, which rolls back what it cannot commit.
func (s *Store) FailCommits(ctx context.Context, next, code int) error {
	return s.do(ctx, func(c *conn) error {
		commit, err := c.prepare("COMMIT")
		c.stmts["COMMIT"] = &failing{commit, next, code}
		return err
	})
}

// failing is a statement that fails a few times.
type failing struct {
	statement
	left, code int
}

func (f *failing) ExecContext(ctx context.Context, args []sqldriver.NamedValue) (sqldriver.Result, error) {
	if f.left > 0 {
		f.left--
		return nil, codeError(f.code)
	}
	return f.statement.ExecContext(ctx, args)
}

// codeError is an error of the driver with a code.
type codeError int

func (e codeError) Error() string { return fmt.Sprintf("a failure made by a test (%d)", int(e)) }
func (e codeError) Code() int     { return int(e) }

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
