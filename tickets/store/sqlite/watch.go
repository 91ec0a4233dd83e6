package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"fmt"
	"iter"
	"slices"

	"github.com/axsensor/lethe/tickets/store"
)

// watchPage is how many changes, or names from Current, are read at a time.
const watchPage = 500

// Watch implements store.Store. It costs nothing while nothing is written: a commit wakes it. It ends with the error of
// ctx, with ErrClosed, or with ErrCursorLost, also when the log is trimmed past a reader that is too slow.
func (s *Store) Watch(ctx context.Context, from store.Cursor, colls ...string) iter.Seq2[store.Change, error] {
	return func(yield func(store.Change, error) bool) {
		w, err := s.watcher(colls)
		if err == nil {
			w.yield = yield
			err = w.run(ctx, from)
		}
		if err != nil {
			yield(store.Change{}, fmt.Errorf("watch: %w", err))
		}
	}
}

// watcher follows the log for one reader.
type watcher struct {
	*Store
	colls []string       // those told of, in order
	want  map[int64]bool // their numbers
	yield func(store.Change, error) bool
}

func (s *Store) watcher(colls []string) (*watcher, error) {
	if len(colls) == 0 {
		colls = s.schema.Names()
	}
	w := &watcher{Store: s, want: map[int64]bool{}}
	for _, name := range colls {
		coll, err := s.schema.Coll(name)
		if err != nil {
			return nil, err
		}
		if !coll.Unlogged && !w.want[s.nums[name]] {
			w.colls, w.want[s.nums[name]] = append(w.colls, name), true
		}
	}
	slices.Sort(w.colls)
	return w, nil
}

// run returns nil when the reader wants no more.
func (w *watcher) run(ctx context.Context, from store.Cursor) error {
	at, goOn, err := w.begin(ctx, from)
	for err == nil && goOn {
		end, moved := w.changes.end()
		if at.n < end.n {
			at, goOn, err = w.follow(ctx, at)
			continue
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		case <-w.closing:
			return store.ErrClosed
		}
	}
	return err
}

// begin finds the place to follow from: the cursor's, or behind everything that exists.
func (w *watcher) begin(ctx context.Context, from store.Cursor) (at position, goOn bool, err error) {
	if from != store.Current {
		at, err = w.resume(ctx, from)
		return at, err == nil, err
	}
	at, _ = w.changes.end()
	for _, coll := range w.colls {
		if goOn, err := w.all(ctx, coll); err != nil || !goOn {
			return at, goOn, err
		}
	}
	return at, w.yield(store.Change{Op: store.OpMark, Cursor: at.cursor()}, nil), nil
}

// all tells of every document of a collection.
func (w *watcher) all(ctx context.Context, coll string) (goOn bool, err error) {
	var at []byte
	for {
		var ids [][]byte
		err := w.readers.with(ctx, func(c *conn) error {
			return c.each(context.Background(), func(row []sqldriver.Value) bool {
				ids = append(ids, bytesOf(row[0]))
				return true
			}, "SELECT id FROM name WHERE coll = ? AND id >= ? ORDER BY id LIMIT ?", w.nums[coll], next(at), int64(watchPage))
		})
		if err != nil {
			return false, err
		}
		for _, id := range ids {
			if !w.yield(store.Change{Op: store.OpPut, Ref: store.Ref{Coll: coll, ID: string(id)}}, nil) {
				return false, nil
			}
		}
		if len(ids) < watchPage {
			return true, nil
		}
		at = ids[len(ids)-1]
	}
}

// resume checks that a cursor belongs to this log and that nothing behind it is gone.
func (w *watcher) resume(ctx context.Context, from store.Cursor) (position, error) {
	at, err := parseCursor(from)
	if err != nil {
		return position{}, err
	}
	known := false
	err = w.readers.with(ctx, func(c *conn) error {
		tag, ok, err := c.number("SELECT tag FROM change WHERE n = ?1 UNION ALL SELECT tag FROM state WHERE floor = ?1", at.n)
		known = ok && tag == at.tag
		return err
	})
	if err == nil && !known {
		err = store.ErrCursorLost
	}
	return at, err
}

// follow tells of the next changes and returns the place behind them.
func (w *watcher) follow(ctx context.Context, at position) (position, bool, error) {
	type change struct {
		store.Change
		coll int64
		at   position
	}
	var page []change
	var floor int64
	err := w.readers.snapshot(ctx, func(c *conn) (err error) { // those behind the cursor may be gone: the same moment knows
		if floor, err = floorOf(c); err != nil {
			return err
		}
		return c.each(context.Background(), func(row []sqldriver.Value) bool {
			p := position{intOf(row[0]), intOf(row[1])}
			page = append(page, change{store.Change{Op: store.Op(intOf(row[2])), Ref: store.Ref{ID: string(bytesOf(row[4]))}}, intOf(row[3]), p})
			return true
		}, "SELECT n, tag, op, coll, id FROM change WHERE n > ? ORDER BY n LIMIT ?", at.n, int64(watchPage))
	})
	if err != nil {
		return at, false, err
	}
	if floor > at.n {
		return at, false, store.ErrCursorLost
	}
	for _, c := range page {
		if at = c.at; !w.want[c.coll] {
			continue
		}
		c.Coll, c.Cursor = w.names[c.coll], at.cursor()
		if !w.yield(c.Change, nil) {
			return at, false, nil
		}
	}
	return at, true, nil
}
