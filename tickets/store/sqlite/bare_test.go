package sqlite

import (
	"context"
	sqldriver "database/sql/driver"

	"github.com/axsensor/lethe/tickets/store"
)

// Bare writes through the same driver with the same safety, and has nothing of the engine: it reads nothing, checks
// nothing, has no queue. It writes documents into one table in the order in which they come, or, as Rows, the very rows
// that the engine writes for them: documents, names, index entries and changes.
type Bare struct {
	Rows   bool
	c      *conn
	schema *store.Schema
	n      int64
	pages  int
}

// OpenBare makes the file.
func OpenBare(path string, rows bool, colls []store.Coll) (*Bare, error) {
	schema, err := store.NewSchema(colls)
	if err != nil {
		return nil, err
	}
	c, err := connect(path, false)
	if err != nil {
		return nil, err
	}
	b := &Bare{Rows: rows, c: c, schema: schema}
	if rows {
		return b, makeTables(c)
	}
	return b, c.exec("CREATE TABLE doc (id BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT")
}

// Write makes new documents in one transaction.
func (b *Bare) Write(writes []store.Write) error {
	err := b.c.within("BEGIN IMMEDIATE", func() error {
		for _, w := range writes {
			if err := b.write(w); err != nil {
				return err
			}
		}
		return nil
	})
	for _, w := range writes {
		b.pages += len(w.Body)/pageSize + 4
	}
	if err == nil && b.pages >= checkpointPages { // as often as the engine
		b.pages = 0
		return b.c.each(context.Background(), func([]sqldriver.Value) bool { return true }, "PRAGMA wal_checkpoint(PASSIVE)")
	}
	return err
}

func (b *Bare) write(w store.Write) error {
	if !b.Rows {
		return b.c.exec("INSERT INTO doc (id, body) VALUES (?, ?)", []byte(w.ID), []byte(w.Body))
	}
	k, err := rowNumber(w.ID)
	if err != nil {
		return err
	}
	if err := b.c.exec("INSERT INTO doc (k, rev, body) VALUES (?, 1, ?)", k, []byte(w.Body)); err != nil {
		return err
	}
	coll, err := b.schema.Coll(w.Coll)
	if err != nil {
		return err
	}
	num := int64(firstNumber + len(w.Coll))
	if err := b.c.exec("INSERT INTO name (coll, id, k) VALUES (?, ?, ?)", num, []byte(w.ID), k); err != nil {
		return err
	}
	for _, ix := range coll.Indexes {
		key, _, err := ix.Key(w.ID, w.Body)
		if err != nil {
			return err
		}
		if err := b.c.exec("INSERT INTO entry (idx, key, k) VALUES (?, ?, ?)", num, key, k); err != nil {
			return err
		}
	}
	if coll.Unlogged {
		return nil
	}
	b.n++
	return b.c.exec("INSERT INTO change (n, at, tag, op, coll, id) VALUES (?, ?, ?, ?, ?, ?)", b.n, int64(1), int64(1), int64(1), num, []byte(w.ID))
}

// Close closes the file.
func (b *Bare) Close() error { return b.c.close() }
