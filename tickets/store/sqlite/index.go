package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// index is a declared index under its number. Writes keep it from the start; it is read once it is built.
type index struct {
	store.Index
	num   int64
	built *built
}

// built tells when an index holds every document, or that it never will in this process.
type built struct {
	done chan struct{} // closed when it is known
	err  error         // set before that
}

func (b *built) end(err error) {
	b.err = err
	close(b.done)
}

// wait returns when the index can be read.
func (b *built) wait(ctx context.Context, closing <-chan struct{}) error {
	select {
	case <-b.done:
		return b.err
	default:
	}
	select {
	case <-b.done:
		return b.err
	case <-ctx.Done():
		return ctx.Err()
	case <-closing:
		return store.ErrClosed
	}
}

// failed says whether the build has ended, and neither with the index nor with the store.
func (b *built) failed() bool {
	select {
	case <-b.done:
		return b.err != nil && !errors.Is(b.err, store.ErrClosed)
	default:
		return false
	}
}

// key is the document's key in the index; nil when it is not in it or there is no body.
func (ix index) key(id string, body bson.Raw) ([]byte, error) {
	if len(body) == 0 {
		return nil, nil
	}
	key, ok, err := ix.Key(id, body)
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", ix.Name, err)
	}
	if !ok {
		return nil, nil
	}
	return key, nil
}

// States of an index in the file.
const (
	building int64 = iota + 1
	ready
	dropping
)

// kept is an index as the file knows it.
type kept struct {
	num, coll  int64
	name, decl string
	state      int64
	at         []byte
}

// declaration spells out what an index holds; when it changes, the index is made anew under a new number.
func declaration(ix store.Index) string {
	var b strings.Builder
	for _, f := range ix.Eq {
		fmt.Fprintf(&b, "%s %q,", f.Kind, f.Name)
	}
	if ix.Order.Name != "" {
		fmt.Fprintf(&b, "order %s %q", ix.Order.Kind, ix.Order.Name)
	}
	return b.String()
}

// reconcile compares the file's indexes with the declarations and writes down what is to be dropped and built. It returns
// the indexes that writes keep from now on, and the work, which is done while the store serves.
func (s *Store) reconcile(c *conn) (all map[string][]index, todo []task, err error) {
	var inFile []kept
	err = c.within("BEGIN IMMEDIATE", func() (err error) {
		inFile, err = s.plan(c)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	all = map[string][]index{}
	for _, k := range inFile {
		if k.state == dropping {
			todo = append(todo, task{kept: k})
			continue
		}
		ix, ok := s.declared(k)
		if !ok {
			continue // of a collection that is not declared now
		}
		if ix.built = (&built{done: make(chan struct{})}); k.state == building {
			todo = append(todo, task{kept: k, index: ix})
		} else {
			ix.built.end(nil)
		}
		all[s.names[k.coll]] = append(all[s.names[k.coll]], ix)
	}
	return all, todo, nil
}

// plan writes down what is to be dropped and built, and returns all indexes of the file.
func (s *Store) plan(c *conn) ([]kept, error) {
	all, err := keptIndexes(c)
	if err != nil {
		return nil, err
	}
	next, have := int64(firstNumber), map[string]bool{}
	for i, k := range all {
		next = max(next, k.num+1)
		if _, known := s.names[k.coll]; !known || k.state == dropping {
			continue
		}
		if _, ok := s.declared(k); ok {
			have[s.names[k.coll]+"/"+k.name] = true
			continue
		}
		all[i].state = dropping
		if err := c.exec("UPDATE idx SET state = ? WHERE num = ?", dropping, k.num); err != nil {
			return nil, err
		}
	}
	for _, name := range s.schema.Names() {
		coll, err := s.schema.Coll(name)
		if err != nil {
			return nil, err
		}
		for _, ix := range coll.Indexes {
			if have[name+"/"+ix.Name] {
				continue
			}
			k := kept{num: next, coll: s.nums[name], name: ix.Name, decl: declaration(ix), state: building}
			next++
			if _, some, err := c.number("SELECT k FROM name WHERE coll = ? LIMIT 1", k.coll); err != nil {
				return nil, err
			} else if !some {
				k.state = ready
			}
			all = append(all, k)
			err := c.exec("INSERT INTO idx (num, coll, name, decl, state) VALUES (?, ?, ?, ?, ?)",
				k.num, k.coll, []byte(k.name), []byte(k.decl), k.state)
			if err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func keptIndexes(c *conn) (all []kept, err error) {
	err = c.each(context.Background(), func(row []sqldriver.Value) bool {
		all = append(all, kept{
			num: intOf(row[0]), coll: intOf(row[1]), name: string(bytesOf(row[2])),
			decl: string(bytesOf(row[3])), state: intOf(row[4]), at: bytesOf(row[5]),
		})
		return true
	}, "SELECT num, coll, name, decl, state, at FROM idx ORDER BY num")
	return all, err
}

// declared finds the declaration that an index of the file stands for, if there still is one.
func (s *Store) declared(k kept) (index, bool) {
	coll, err := s.schema.Coll(s.names[k.coll])
	if err != nil {
		return index{}, false
	}
	for _, ix := range coll.Indexes {
		if ix.Name == k.name && declaration(ix) == k.decl {
			return index{Index: ix, num: k.num}, true
		}
	}
	return index{}, false
}
