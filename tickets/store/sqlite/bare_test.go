package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
)

// Bare is one table written through the same driver with the same safety, and nothing of the engine.
type Bare struct {
	c       *conn
	commits int
}

// OpenBare makes the file.
func OpenBare(path string) (*Bare, error) {
	c, err := connect(path, false)
	if err != nil {
		return nil, err
	}
	return &Bare{c: c}, c.exec("CREATE TABLE doc (id BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT")
}

// Write inserts rows of id and body in one transaction.
func (b *Bare) Write(rows [][2][]byte) error {
	err := b.c.within("BEGIN IMMEDIATE", func() error {
		for _, r := range rows {
			if err := b.c.exec("INSERT INTO doc (id, body) VALUES (?, ?)", r[0], r[1]); err != nil {
				return err
			}
		}
		return nil
	})
	if b.commits++; err == nil && b.commits%200 == 0 {
		return b.c.each(context.Background(), func([]sqldriver.Value) bool { return true }, "PRAGMA wal_checkpoint(PASSIVE)")
	}
	return err
}

// Close closes the file.
func (b *Bare) Close() error { return b.c.close() }
