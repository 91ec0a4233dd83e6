package sqlite

import (
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// step is a write with all that can be made ready outside the transaction. Clients do that, many at once, so that the one
// writer need not.
type step struct {
	store.Write
	coll    int64 // the number of its collection
	id      []byte
	indexes []index
	keys    [][]byte // the new body's key in each of the indexes; nil where it has none
	k       int64    // the row number to try first when the write makes a document
	logged  bool     // it is told in the log of changes
}

// ready makes a request of writes that the schema has checked.
func (s *Store) ready(writes []store.Write) (*request, error) {
	r := &request{steps: make([]step, len(writes)), done: make(chan struct{})}
	for i, w := range writes {
		if err := s.step(&r.steps[i], w); err != nil {
			return nil, err
		}
		r.size += len(w.Body)
	}
	var err error
	r.tag, err = randomBits(31)
	return r, err
}

func (s *Store) step(t *step, w store.Write) (err error) {
	coll, err := s.schema.Coll(w.Coll)
	if err != nil {
		return err
	}
	*t = step{Write: w, coll: s.nums[w.Coll], id: []byte(w.ID), indexes: s.indexes[w.Coll]}
	t.logged = !coll.Unlogged && w.Told() != 0
	if w.Makes() {
		if t.k, err = rowNumber(w.ID); err != nil {
			return err
		}
	}
	t.keys, err = newKeys(t.indexes, w.ID, w.Body)
	return err
}

// newKeys are a body's keys in each of the indexes.
func newKeys(indexes []index, id string, body bson.Raw) ([][]byte, error) {
	keys := make([][]byte, len(indexes))
	for i, ix := range indexes {
		key, err := ix.key(id, body)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}

// oldKeys are the keys of a body that is in the file. One that does not fit an index declared later never came into it.
func (t *step) oldKeys(body bson.Raw) [][]byte {
	keys := make([][]byte, len(t.indexes))
	for i, ix := range t.indexes {
		if key, err := ix.key(t.ID, body); err == nil {
			keys[i] = key
		}
	}
	return keys
}
