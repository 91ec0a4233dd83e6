package move

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// Meta is the collection that the mark stands in. Every store of an installation declares it.
const Meta = "meta"

// MarkRef names the mark.
var MarkRef = store.Ref{Coll: Meta, ID: "move"}

// State says what a mark stands for.
type State string

// States of a source, then of a destination.
const (
	Moving State = "moving"
	Moved  State = "moved"

	Arriving  State = "arriving"
	Arrived   State = "arrived"
	Abandoned State = "abandoned"
)

// Mark tells that a store takes part in a move. It stands there in plain BSON, and nothing in it is secret.
type Mark struct {
	State     State     `bson:"state"`
	Move      string    `bson:"move"`                // id of the move
	At        time.Time `bson:"at"`                  // when it came to this state
	Place     string    `bson:"place"`               // where the other side is
	PlaceKeys string    `bson:"placeKeys,omitempty"` // at a source: where the keys are there
	Left      `bson:"left"`
	Own       seal.KeyID `bson:"own,omitempty"`     // at a destination: a key that only its own key store has, so that it can be told from the source's
	Tried     time.Time  `bson:"tried,omitempty"`   // when it could not be finished; zero: that never happened
	Carried   []carried  `bson:"carried,omitempty"` // at a destination: how far the documents came
	HasBlobs  bool       `bson:"blobs,omitempty"`   // at a destination: the blobs that were at the source have come
}

// carried is how far one collection came: up to and with a position, in the order of ids.
type carried struct {
	Coll string    `bson:"coll"`
	To   store.Pos `bson:"to"`
}

// Elsewhere says that a store must not be served: it is one side of a move.
type Elsewhere struct{ Mark }

func (e *Elsewhere) Error() string {
	switch e.State {
	case Moving:
		return fmt.Sprintf("this installation is being moved to %s", e.Place)
	case Moved:
		return fmt.Sprintf("this installation has moved to %s", e.Place)
	case Arriving:
		return fmt.Sprintf("the move from %s to here has not ended", e.Place)
	case Arrived:
		return fmt.Sprintf("the move from %s to here has not been finished", e.Place)
	}
	return fmt.Sprintf("this is what a canceled move from %s left", e.Place)
}

// Check says *Elsewhere when a store is marked as one that must not be served.
func Check(ctx context.Context, s store.Reader) error {
	m, err := readMark(ctx, s)
	if err != nil {
		return err
	}
	if m.State == "" || m.State == Arrived {
		return nil
	}
	return &Elsewhere{m.Mark}
}

// Unfinished is the mark of an installation that has arrived, while the source's keys live on; ok is false when there is
// nothing to finish.
func Unfinished(ctx context.Context, s store.Reader) (m Mark, ok bool, err error) {
	read, err := readMark(ctx, s)
	return read.Mark, read.State == Arrived, err
}

// marked is a mark as it was read; its zero value is that of a store without one.
type marked struct {
	Mark
	rev int64
}

func readMark(ctx context.Context, s store.Reader) (m marked, err error) {
	docs, err := s.Get(ctx, MarkRef)
	if err != nil {
		return m, fmt.Errorf("read the mark of a move: %w", err)
	}
	if !docs[0].Exists() {
		return m, nil
	}
	m.rev = docs[0].Rev
	if err := bson.Unmarshal(docs[0].Body, &m.Mark); err != nil || m.State == "" {
		return m, fmt.Errorf("the mark of a move cannot be read: %w", err)
	}
	return m, nil
}

// put writes the mark, if nobody else has since it was read.
func (m *marked) put(ctx context.Context, s store.Store, next Mark) error {
	body, err := bson.Marshal(next)
	if err == nil {
		err = s.Apply(ctx, store.Write{Op: store.OpPut, Ref: MarkRef, Rev: m.rev, Body: body})
	}
	if err != nil {
		return fmt.Errorf("write the mark of a move: %w", err)
	}
	m.Mark, m.rev = next, m.rev+1
	return nil
}

// remove deletes the mark.
func (m *marked) remove(ctx context.Context, s store.Store) error {
	if m.rev == 0 {
		return nil
	}
	if err := s.Apply(ctx, store.Write{Op: store.OpDelete, Ref: MarkRef, Rev: m.rev}); err != nil {
		return fmt.Errorf("remove the mark of a move: %w", err)
	}
	*m = marked{}
	return nil
}

// leads says ErrOther unless a source that is being moved goes to this place, with its keys there.
func (m Mark) leads(place, keys string) error {
	if m.State != Moving || m.Place == place && (m.PlaceKeys == keys || m.PlaceKeys == "") {
		return nil
	}
	return fmt.Errorf("%w: %s, %s", ErrOther, m.Place, m.PlaceKeys)
}

// Leads says ErrOther when a move from a source has begun that goes elsewhere, or takes its keys elsewhere: one that went on
// so would leave a copy of the keys behind.
func Leads(ctx context.Context, from store.Reader, place, keys string) error {
	m, err := readMark(ctx, from)
	if err != nil {
		return err
	}
	return m.leads(place, keys)
}

func newID() string { return strings.ToLower(rand.Text()) }
