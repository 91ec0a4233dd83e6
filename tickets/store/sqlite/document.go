package sqlite

import (
	"bytes"
	"context"
	sqldriver "database/sql/driver"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// found is what the writer knows of a document before it changes it.
type found struct {
	k    int64
	rev  int64    // 0: absent
	keys [][]byte // its present key in each index of its collection; nil where it has none
}

// apply carries out one Apply in the open transaction. It first reads all, so that a refusal comes before any write.
func (w *writer) apply(r *request) (refused, err error) {
	old := make([]found, len(r.writes))
	for i, wr := range r.writes {
		if old[i], err = w.find(wr); err != nil {
			return nil, err
		}
		if refused := wr.Refused(old[i].rev); refused != nil {
			return refused, nil
		}
	}
	tag, err := randomBits(31)
	if err != nil {
		return nil, err
	}
	for i, wr := range r.writes {
		switch {
		case wr.Op == store.OpExpect:
			continue
		case wr.Op == store.OpDelete:
			err = w.remove(wr, old[i])
		case wr.Makes():
			err = w.insert(wr)
		default:
			err = w.replace(wr, old[i])
		}
		if err != nil {
			return nil, err
		}
		if err := w.tell(wr, tag); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

const (
	findDoc  = "SELECT n.k, d.rev, d.body FROM name n CROSS JOIN doc d ON d.k = n.k WHERE n.coll = ? AND n.id = ?"
	findRev  = "SELECT n.k, d.rev FROM name n CROSS JOIN doc d ON d.k = n.k WHERE n.coll = ? AND n.id = ?"
	findName = "SELECT n.k, 1 FROM name n WHERE n.coll = ? AND n.id = ?"
)

// find reads as little of a document as the write needs: its body only if index entries must go.
func (w *writer) find(wr store.Write) (f found, err error) {
	text := findRev
	switch {
	case wr.Needs() == 0:
		text = findName
	case wr.Op != store.OpExpect && len(w.indexes[wr.Coll]) > 0:
		text = findDoc
	}
	var body bson.Raw
	err = w.conn.each(context.Background(), func(row []sqldriver.Value) bool {
		f.k, f.rev = intOf(row[0]), intOf(row[1])
		if len(row) == 3 {
			body = bytesOf(row[2])
		}
		return false
	}, text, w.nums[wr.Coll], []byte(wr.ID))
	if err == nil && body != nil {
		f.keys = w.oldKeys(wr.Coll, wr.ID, body)
	}
	return f, err
}

// oldKeys are the keys of a body that is in the file. One that does not fit an index declared later never came into it.
func (w *writer) oldKeys(coll, id string, body bson.Raw) [][]byte {
	keys := make([][]byte, len(w.indexes[coll]))
	for i, ix := range w.indexes[coll] {
		if key, err := ix.key(id, body); err == nil {
			keys[i] = key
		}
	}
	return keys
}

// draws is how often a row number may be drawn before the family counts as full.
const draws = 64

func (w *writer) insert(wr store.Write) error {
	for range draws {
		k, err := rowNumber(wr.ID)
		if err != nil {
			return err
		}
		err = w.conn.exec("INSERT INTO doc (k, rev, body) VALUES (?, ?, ?)", k, wr.Gives(), []byte(wr.Body))
		if isConstraint(err) {
			continue // the number is taken
		}
		if err != nil {
			return err
		}
		err = w.conn.exec("INSERT INTO name (coll, id, k) VALUES (?, ?, ?)", w.nums[wr.Coll], []byte(wr.ID), k)
		if err != nil {
			return err
		}
		return w.reindex(wr, found{k: k})
	}
	return fmt.Errorf("no free row number for a document of %s", wr.Coll)
}

func (w *writer) replace(wr store.Write, old found) error {
	err := w.conn.exec("UPDATE doc SET rev = ?, body = ? WHERE k = ?", old.rev+1, []byte(wr.Body), old.k)
	if err != nil {
		return err
	}
	return w.reindex(wr, old)
}

func (w *writer) remove(wr store.Write, old found) error {
	if err := w.reindex(wr, old); err != nil {
		return err
	}
	if err := w.conn.exec("DELETE FROM doc WHERE k = ?", old.k); err != nil {
		return err
	}
	return w.conn.exec("DELETE FROM name WHERE coll = ? AND id = ?", w.nums[wr.Coll], []byte(wr.ID))
}

// keys are a body's keys in each index of its collection.
func (w *writer) keys(coll, id string, body bson.Raw) ([][]byte, error) {
	keys := make([][]byte, len(w.indexes[coll]))
	for i, ix := range w.indexes[coll] {
		key, err := ix.key(id, body)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}

// reindex moves a document's index entries from its old keys to those of its new body; either may be missing.
func (w *writer) reindex(wr store.Write, old found) error {
	keys, err := w.keys(wr.Coll, wr.ID, wr.Body)
	if err != nil {
		return err
	}
	for i, ix := range w.indexes[wr.Coll] {
		var from []byte
		if old.keys != nil {
			from = old.keys[i]
		}
		if err := w.move(ix.num, from, keys[i], old.k); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) move(idx int64, from, to []byte, k int64) error {
	if bytes.Equal(from, to) {
		return nil
	}
	if from != nil {
		if err := w.conn.exec("DELETE FROM entry WHERE idx = ? AND key = ?", idx, from); err != nil {
			return err
		}
	}
	if to == nil {
		return nil
	}
	return w.conn.exec("INSERT INTO entry (idx, key, k) VALUES (?, ?, ?)", idx, to, k)
}
