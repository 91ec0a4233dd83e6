package mongo

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// Fields of a stored document.
const (
	idName   = "_id"
	revName  = "rev"
	bodyName = "body"
	keysName = "k"
	markName = "x"
)

// stored is a document as it is read.
type stored struct {
	ID   string            `bson:"_id"`
	Rev  int64             `bson:"rev"`
	Body []byte            `bson:"body"`
	Keys map[string]string `bson:"k"`
}

func (d stored) doc(coll string) store.Doc {
	return store.Doc{Ref: store.Ref{Coll: coll, ID: d.ID}, Rev: d.Rev, Body: d.Body}
}

// encode makes the stored form of a document with its keys in each index of its collection.
func encode(fields []field, id string, rev int64, body bson.Raw) (bson.Raw, error) {
	keys := make(bson.D, 0, len(fields))
	for _, f := range fields {
		key, ok, err := f.Key(id, body)
		if err != nil {
			return nil, fmt.Errorf("index %s: %w", f.Name, err)
		}
		if ok {
			keys = append(keys, bson.E{Key: f.name, Value: spell(key)})
		}
	}
	return bson.Marshal(bson.D{{Key: idName, Value: id}, {Key: revName, Value: rev}, {Key: bodyName, Value: bson.Binary{Data: body}}, {Key: keysName, Value: keys}})
}

// is names a document at a revision.
func is(id string, rev int64) bson.D {
	return bson.D{{Key: idName, Value: id}, {Key: revName, Value: rev}}
}

// one is a document of one field, and where a condition on one.
func one(name string, value any) bson.D { return bson.D{{Key: name, Value: value}} }

func where(name, operator string, value any) bson.D { return one(name, one(operator, value)) }
