package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"

	modernc "modernc.org/sqlite"
)

// conn is one connection with its prepared statements. It is used by one goroutine at a time. The driver is called
// without database/sql between: the writer and the pool of readers decide themselves who uses which connection.
type conn struct {
	raw   sqldriver.Conn
	stmts map[string]statement
}

type statement interface {
	sqldriver.Stmt
	sqldriver.StmtExecContext
	sqldriver.StmtQueryContext
}

// pageSize keeps most documents' bodies on their leaf or one overflow page.
const pageSize = 4096

// connect opens the file. A reader's connection refuses writes.
func connect(path string, reader bool) (*conn, error) {
	v := url.Values{}
	v.Set("_dqs", "0")
	v.Set("mode", "rwc")
	pragmas := []string{
		"busy_timeout(100)", fmt.Sprintf("page_size(%d)", pageSize), "journal_mode(WAL)", "synchronous(FULL)",
		"secure_delete(ON)", "temp_store(MEMORY)", "trusted_schema(OFF)", "cache_size(-32000)",
		"wal_autocheckpoint(0)",
	}
	if reader {
		v.Set("mode", "rw")
		pragmas = []string{"busy_timeout(5000)", "query_only(ON)", "temp_store(MEMORY)", "trusted_schema(OFF)", "cache_size(-16000)"}
	}
	v["_pragma"] = pragmas
	dsn := (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: v.Encode()}).String()
	connector, err := modernc.NewConnector(dsn)
	if err != nil {
		return nil, fault(err)
	}
	raw, err := connector.Connect(context.Background())
	if err != nil {
		return nil, fault(err)
	}
	return &conn{raw: raw, stmts: map[string]statement{}}, nil
}

// prepare returns the statement for a text, prepared once. Texts are constants of this package.
func (c *conn) prepare(text string) (statement, error) {
	if s, ok := c.stmts[text]; ok {
		return s, nil
	}
	raw, err := c.raw.Prepare(text)
	if err != nil {
		return nil, fault(err)
	}
	s, ok := raw.(statement)
	if !ok {
		return nil, errors.Join(errors.New("the driver lacks contexts on statements"), raw.Close())
	}
	c.stmts[text] = s
	return s, nil
}

// exec runs a statement that yields nothing. Arguments are int64 and []byte.
func (c *conn) exec(text string, args ...any) error {
	s, err := c.prepare(text)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(context.Background(), named(args))
	return fault(err)
}

// each calls f with every row until f says false. The row is f's only during the call; its []byte values are f's to keep.
// The statement itself is stopped when ctx ends; with a context that never does, each is cheaper.
func (c *conn) each(ctx context.Context, f func(row []sqldriver.Value) (more bool), text string, args ...any) error {
	s, err := c.prepare(text)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, named(args))
	if err != nil {
		return fault(err)
	}
	row := make([]sqldriver.Value, len(rows.Columns()))
	for {
		err = rows.Next(row)
		if err != nil || !f(row) {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return fault(errors.Join(err, rows.Close()))
}

// number reads one integer; it reports false when there is no row or a null.
func (c *conn) number(text string, args ...any) (n int64, ok bool, err error) {
	err = c.each(context.Background(), func(row []sqldriver.Value) bool {
		n, ok = row[0].(int64)
		return false
	}, text, args...)
	return n, ok, err
}

// within runs f in a transaction that begins with the given statement, and rolls back when f fails.
func (c *conn) within(begin string, f func() error) error {
	if err := c.exec(begin); err != nil {
		return err
	}
	if err := f(); err != nil {
		c.rollback()
		return err
	}
	if err := c.exec("COMMIT"); err != nil {
		c.rollback()
		return &commitError{err}
	}
	return nil
}

// rollback ends a transaction. SQLite may have ended it by itself after an error, so a refusal means nothing.
func (c *conn) rollback() { _ = c.exec("ROLLBACK") }

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return fault(errors.Join(append(errs, c.raw.Close())...))
}

func named(args []any) []sqldriver.NamedValue {
	if len(args) == 0 {
		return nil
	}
	out := make([]sqldriver.NamedValue, len(args))
	for i, a := range args {
		out[i] = sqldriver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return out
}

// bytesOf reads a column that holds bytes; an empty one comes from the driver as nil.
func bytesOf(v sqldriver.Value) []byte {
	b, _ := v.([]byte)
	return b
}

func intOf(v sqldriver.Value) int64 {
	n, _ := v.(int64)
	return n
}
