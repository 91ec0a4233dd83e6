package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Sizes of one step of a build or a drop.
const (
	buildStep = 500
	buildSize = 4 << 20
	dropStep  = 5000
)

// build makes an index's entries in the order of ids, some hundred documents a transaction, and writes down with each
// how far it came.
func (s *Store) build(ctx context.Context, c *conn, k kept, ix index) error {
	at, total := k.at, 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 0
		err := c.within("BEGIN IMMEDIATE", func() (err error) {
			if at, n, err = buildSome(c, k, ix, at); err != nil || n > 0 {
				return err
			}
			return c.exec("UPDATE idx SET state = ?, at = NULL WHERE num = ?", ready, k.num)
		})
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		total += n
	}
	if total > 0 {
		s.log.Info("index built", "collection", s.names[k.coll], "index", k.name, "documents", total)
	}
	return nil
}

// buildSome indexes the documents that follow at, and returns the last id and their number.
func buildSome(c *conn, k kept, ix index, at []byte) ([]byte, int, error) {
	type doc struct {
		id, body []byte
		k        int64
	}
	var docs []doc
	size := 0
	err := c.each(context.Background(), func(row []sqldriver.Value) bool {
		d := doc{id: bytesOf(row[0]), k: intOf(row[1]), body: bytesOf(row[2])}
		docs, size = append(docs, d), size+len(d.body)
		return len(docs) < buildStep && size < buildSize
	}, "SELECT n.id, n.k, d.body FROM name n CROSS JOIN doc d ON d.k = n.k WHERE n.coll = ? AND n.id >= ? ORDER BY n.id", k.coll, next(at))
	if err != nil || len(docs) == 0 {
		return at, 0, err
	}
	for _, d := range docs {
		key, err := ix.key(string(d.id), bson.Raw(d.body))
		if err != nil {
			return nil, 0, err
		}
		if key == nil {
			continue
		}
		if err := c.exec("INSERT OR REPLACE INTO entry (idx, key, k) VALUES (?, ?, ?)", k.num, key, d.k); err != nil {
			return nil, 0, err
		}
	}
	at = docs[len(docs)-1].id
	return at, len(docs), c.exec("UPDATE idx SET at = ? WHERE num = ?", at, k.num)
}

// next is the first string of bytes behind the given one. Its result is never empty: the driver has no empty bytes.
func next(b []byte) []byte { return append(slices.Clip(b), 0) }

// drop deletes an index's entries, then the index.
func (s *Store) drop(ctx context.Context, c *conn, k kept) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		last, more, err := c.number("SELECT count(*) FROM (SELECT 1 FROM entry WHERE idx = ? LIMIT 1)", k.num)
		if err != nil {
			return err
		}
		if !more || last == 0 {
			return c.exec("DELETE FROM idx WHERE num = ?", k.num)
		}
		err = c.exec("DELETE FROM entry WHERE idx = ?1 AND key <= (SELECT max(key) FROM (SELECT key FROM entry WHERE idx = ?1 ORDER BY key LIMIT ?2))",
			k.num, int64(dropStep))
		if err != nil {
			return err
		}
	}
}
