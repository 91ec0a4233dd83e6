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
	old := make([]found, len(r.steps))
	for i := range r.steps {
		t := &r.steps[i]
		if old[i], err = w.find(t); err != nil {
			return nil, err
		}
		if refused := t.Refused(old[i].rev); refused != nil {
			return refused, nil
		}
	}
	for i := range r.steps {
		if err := w.change(&r.steps[i], old[i], r.tag); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (w *writer) change(t *step, old found, tag int64) (err error) {
	switch {
	case t.Op == store.OpExpect:
		return nil
	case t.Op == store.OpDelete:
		err = w.remove(t, old)
	case t.Makes():
		err = w.insert(t)
	default:
		err = w.replace(t, old)
	}
	if err != nil || !t.logged {
		return err
	}
	return w.tell(t, tag)
}

const (
	findDoc  = "SELECT n.k, d.rev, d.body FROM name n CROSS JOIN doc d ON d.k = n.k WHERE n.coll = ? AND n.id = ?"
	findRev  = "SELECT n.k, d.rev FROM name n CROSS JOIN doc d ON d.k = n.k WHERE n.coll = ? AND n.id = ?"
	findName = "SELECT n.k, 1 FROM name n WHERE n.coll = ? AND n.id = ?"
)

// find reads as little of a document as the write needs: its body only if index entries must go.
func (w *writer) find(t *step) (f found, err error) {
	text := findRev
	switch {
	case t.Needs() == 0:
		text = findName
	case t.Op != store.OpExpect && len(t.indexes) > 0:
		text = findDoc
	}
	var body bson.Raw
	err = w.conn.each(context.Background(), func(row []sqldriver.Value) bool {
		f.k, f.rev = intOf(row[0]), intOf(row[1])
		if len(row) == 3 {
			body = bytesOf(row[2])
		}
		return false
	}, text, t.coll, t.id)
	if err == nil && body != nil {
		f.keys = t.oldKeys(body)
	}
	return f, err
}

// draws is how often a row number may be drawn before the family counts as full.
const draws = 64

func (w *writer) insert(t *step) error {
	k, err := w.body(t)
	if err != nil {
		return err
	}
	if err := w.conn.exec("INSERT INTO name (coll, id, k) VALUES (?, ?, ?)", t.coll, t.id, k); err != nil {
		return err
	}
	return w.reindex(t, found{k: k})
}

// body stores a new document's body under the row number that was drawn for it, or under another if that is taken.
func (w *writer) body(t *step) (k int64, err error) {
	k = t.k
	for range draws {
		err = w.conn.exec("INSERT INTO doc (k, rev, body) VALUES (?, ?, ?)", k, t.Gives(), []byte(t.Body))
		if !isConstraint(err) {
			return k, err
		}
		if k, err = rowNumber(t.ID); err != nil {
			return 0, err
		}
	}
	return 0, fmt.Errorf("no free row number for a document of %s", t.Coll)
}

func (w *writer) replace(t *step, old found) error {
	err := w.conn.exec("UPDATE doc SET rev = ?, body = ? WHERE k = ?", old.rev+1, []byte(t.Body), old.k)
	if err != nil {
		return err
	}
	return w.reindex(t, old)
}

func (w *writer) remove(t *step, old found) error {
	if err := w.reindex(t, old); err != nil {
		return err
	}
	if err := w.conn.exec("DELETE FROM doc WHERE k = ?", old.k); err != nil {
		return err
	}
	return w.conn.exec("DELETE FROM name WHERE coll = ? AND id = ?", t.coll, t.id)
}

// reindex moves a document's index entries from its old keys to those of its new body; either may be missing.
func (w *writer) reindex(t *step, old found) error {
	for i, ix := range t.indexes {
		var from []byte
		if old.keys != nil {
			from = old.keys[i]
		}
		if err := w.move(ix.num, from, t.keys[i], old.k); err != nil {
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
