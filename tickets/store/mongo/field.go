package mongo

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// field is an index under the name that its keys have in a stored document. The index of ids has no name: its keys are
// the ids.
type field struct {
	store.Index
	name   string
	failed error // why it could not be built in this process
}

// byID says that this is the index of ids.
func (f field) byID() bool { return f.name == "" }

func (f field) path() string {
	if f.byID() {
		return idName
	}
	return keysName + "." + f.name
}

func (s *Store) fieldOf(plan store.Plan) (field, error) {
	if plan.Index.Name == store.ByID {
		return field{Index: plan.Index}, nil
	}
	for _, f := range s.fields[plan.Coll.Name] {
		if f.Index.Name == plan.Index.Name {
			return f, f.failed
		}
	}
	return field{}, fmt.Errorf("%w: index %s of %s is not built", store.ErrQuery, plan.Index.Name, plan.Coll.Name)
}

// shape is what a page reads of a document beside its id.
func (f field) shape() bson.D {
	d := bson.D{{Key: revName, Value: 1}, {Key: bodyName, Value: 1}}
	if f.byID() {
		return d
	}
	return append(d, bson.E{Key: f.path(), Value: 1})
}

// keyOf is a document's key in the index.
func (f field) keyOf(d stored) ([]byte, error) {
	if f.byID() {
		return []byte(d.ID), nil
	}
	return unspell(d.Keys[f.name])
}

// between is the condition that a key lies in [low, high); a nil high is the end.
func (f field) between(low, high []byte) bson.D {
	from, to := spell(low), lastText
	switch {
	case f.byID() && high == nil:
		return where(idName, "$gte", string(low))
	case f.byID():
		from, to = string(low), string(high)
	case high != nil:
		to = spell(high)
	}
	return one(f.path(), bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}})
}

// window is the next range of a walk through the index.
func (f field) window(w *walk) (low, high []byte, rest bool) {
	if f.byID() {
		return w.textWindow()
	}
	return w.window()
}
