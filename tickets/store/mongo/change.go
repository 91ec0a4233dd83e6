package mongo

import (
	"crypto/rand"
	"encoding/binary"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

// change is what one Apply leaves in the log, under the id of the operation. An operation whose outcome was unknown and
// that will never be has a void one: nobody can store it any more.
type change struct {
	ID   string        `bson:"_id"`
	N    int64         `bson:"n"` // see number; below zero for a void one
	At   bson.DateTime `bson:"at"`
	Tag  int64         `bson:"t"`
	Void bool          `bson:"void,omitempty"`
	Told []told        `bson:"w,omitempty"`
}

// told is one write of it.
type told struct {
	Op   int32  `bson:"o"`
	Coll string `bson:"c"`
	ID   string `bson:"i"`
}

// laneShift leaves 2⁴⁸ numbers to each lane.
const laneShift = 48

// number is the place of a change in the log: its lane, then its number there.
func number(lane int, seq int64) int64 { return int64(lane)<<laneShift | seq }

// operation is one attempt to carry out an Apply.
type operation struct {
	id  string
	tag int64 // of its id, for cursors
}

// newOperation draws an id that was never used.
func newOperation() operation {
	id := strings.ToLower(rand.Text())
	return operation{id, tagOf(id)}
}

// tagOf is a number under 2³² of an operation's id.
func tagOf(id string) int64 {
	var b [4]byte
	copy(b[:], id)
	n := binary.BigEndian.Uint32(b[:])
	for i := 4; i < len(id); i++ { // FNV-1a, so that every letter counts
		n = (n ^ uint32(id[i])) * 16777619
	}
	return int64(n)
}

// toldOf are the writes that watchers are told of.
func (s *Store) toldOf(writes []store.Write) (all []told) {
	for _, w := range writes {
		coll, err := s.schema.Coll(w.Coll)
		if op := w.Told(); err == nil && !coll.Unlogged && op != 0 {
			all = append(all, told{int32(op), w.Coll, w.ID})
		}
	}
	return all
}
