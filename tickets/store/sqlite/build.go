package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"log/slog"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// Sizes of one step of a build or a drop.
const (
	buildStep = 500
	buildSize = 4 << 20
	dropStep  = 5000
)

// task is an index to build, or to drop when it has no declaration.
type task struct {
	kept
	index
}

// rebuild does the work that reconcile found, in small transactions between those of others. A stop loses little: the
// next start goes on where it stood.
func (s *Store) rebuild(ctx context.Context, todo []task) {
	for _, t := range todo {
		log := s.log.With("collection", s.names[t.coll], "index", t.name)
		if t.built == nil {
			if err := s.drop(ctx, t.kept); err != nil && !stopped(err) {
				log.Error("dropping an index failed", "error", err)
			}
			continue
		}
		err := s.build(ctx, log, t.kept, t.index)
		if err != nil && stopped(err) {
			err = store.ErrClosed
		} else if err != nil {
			log.Error("building an index failed", "error", err)
		}
		t.built.end(wrap("build index "+t.name+" of "+s.names[t.coll], err))
	}
}

func stopped(err error) bool {
	return errors.Is(err, store.ErrClosed) || errors.Is(err, context.Canceled)
}

// build makes an index's entries in the order of ids, some hundred documents a transaction, and writes down with each
// how far it came. Documents that are written meanwhile may be met again, or be gone: both do no harm.
func (s *Store) build(ctx context.Context, log *slog.Logger, k kept, ix index) error {
	at, total := k.at, 0
	for {
		n := 0
		err := s.do(ctx, func(c *conn) error {
			return c.within("BEGIN IMMEDIATE", func() (err error) {
				if at, n, err = buildSome(c, k, ix, at); err != nil || n > 0 {
					return err
				}
				return c.exec("UPDATE idx SET state = ?, at = NULL WHERE num = ?", ready, k.num)
			})
		})
		switch {
		case err != nil:
			return err
		case n > 0:
			total += n
			log.Debug("index being built", "documents", total)
			continue
		case total > 0:
			log.Info("index built", "documents", total)
		}
		return nil
	}
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
func (s *Store) drop(ctx context.Context, k kept) error {
	for more := true; more; {
		err := s.do(ctx, func(c *conn) (err error) {
			more, err = dropSome(c, k)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func dropSome(c *conn, k kept) (more bool, err error) {
	left, _, err := c.number("SELECT count(*) FROM (SELECT 1 FROM entry WHERE idx = ? LIMIT 1)", k.num)
	if err != nil {
		return false, err
	}
	if left == 0 {
		return false, c.exec("DELETE FROM idx WHERE num = ?", k.num)
	}
	return true, c.exec("DELETE FROM entry WHERE idx = ?1 AND key <= (SELECT max(key) FROM (SELECT key FROM entry WHERE idx = ?1 ORDER BY key LIMIT ?2))",
		k.num, int64(dropStep))
}
