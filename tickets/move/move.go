// Package move carries an installation from one place to another, whatever engines keep it: keys, blobs and documents. It
// knows nothing of what they mean.
//
// # The mark
//
// Each side bears a mark, one plain document (MarkRef), which Check reads before anybody serves a store:
//
//	          source     destination
//	begun     moving     arriving      nobody serves either
//	ended     moved      arrived       the destination may be served; the source's keys live on
//	finished  moved      no mark       the source's keys are destroyed
//	canceled  no mark    abandoned     the source may be served again; the keys that were carried are destroyed
//
// A move has an id, which both marks bear: it can be cut short at any moment, also between two marks, and Run with the
// same two sides goes on. A destination must be empty or bear the mark of this very move.
//
// # Who else may write
//
// A store in a folder is open in one process alone. On a server other nodes may be serving the source when the move begins.
// So the mark is set first, and then the store is taken for this process (store.Taker): a node that has it open
// can store nothing more, and one that opens it from then on sees the mark. What such a node still does beside the
// documents, in the seconds until it notices, is met by looking twice: keys that it shredds are carried to the erase list there
// by a second copy of the keys behind the documents, blobs that it deletes or leaves behind by a second look at the names.
//
// # What is carried
//
// All blobs, all living keys and the erase list, and every document of the collections given, with its id, revision and
// bytes: all that the caller declares but leases, of which nobody holds any at the destination. A collection that is no
// longer declared stays behind. The log of changes does too: readers there find that their cursors are lost, and start
// again from Current. At the end both sides are read again, from the first document to the last blob, and must have equal counts and
// checksums before a mark says so.
package move

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// Side is a place where an installation lies, or will lie. Who opened it closes it.
type Side struct {
	Name     string // where its documents are: what people are told, and what the marks hold, so nothing secret
	Store    store.Store
	Blobs    blob.Store // with a limit that the other side's blobs keep
	Keys     *seal.Ring // of the destination: made with seal.Options.Twin
	KeysName string     // where its keys are, told like Name
}

// Left is what must be known of the source to finish a move. The destination's mark holds it: nothing in it is secret.
type Left struct {
	Keys   string `bson:"keys"`   // where its keys are
	Master string `bson:"master"` // where their master key comes from, see seal.Master; "" if that cannot be told
	Cache  string `bson:"cache"`  // its folder of indexes
}

// Options say what is carried from where to where.
type Options struct {
	From, To Side
	Colls    []string // names of the collections to carry; both stores declare them, and that of the mark
	Left     Left
	Now      func() time.Time // time.Now when nil
	Told     func(Progress)   // called about once a second, and at the end of each step; may be nil
}

// Result is what was carried, and is equal on both sides.
type Result struct {
	Documents, Blobs, Bytes int64 // Bytes are those of bodies and blobs
}

// What a caller may act on.
var (
	ErrOccupied  = errors.New("the destination holds something else already")
	ErrOther     = errors.New("a move to another place has begun")
	ErrUnlike    = errors.New("source and destination are not equal")
	ErrNotMoving = errors.New("no move has begun here")
	ErrEnded     = errors.New("the move has ended")
)

// Run carries everything, and says how much. After an error, or a kill, the same Run goes on; a source that has moved to this
// destination already is no error. ErrOccupied, ErrOther, ErrEnded (it has moved elsewhere), seal.ErrSame (both sides have the
// same keys) and *Elsewhere (the source itself is no whole installation, or has not been finished) come before anything is changed; ErrUnlike says that what was carried
// is not equal, and nothing may be served.
func Run(ctx context.Context, o Options) (Result, error) {
	m := &mover{Options: o, watch: newWatch(o.Told)}
	if m.Now == nil {
		m.Now = time.Now
	}
	r, err := m.run(ctx)
	if err != nil {
		return r, fmt.Errorf("move to %s: %w", o.To.Name, err)
	}
	return r, nil
}

// mover is one run.
type mover struct {
	Options
	watch  *watch
	source marked
	dest   marked
	named  []string // the blobs of both sides, when they have been looked at again: to list them is slow on a server
	result Result
}

func (m *mover) run(ctx context.Context) (Result, error) {
	over, err := m.begin(ctx)
	if err != nil || over {
		return m.result, err
	}
	for _, step := range []func(context.Context) error{m.keys, m.blobs, m.documents, m.keysAgain, m.blobsAgain, m.sameDocuments, m.sameBlobs} {
		if err := step(ctx); err != nil {
			return m.result, err
		}
	}
	return m.result, m.end(ctx)
}

// begin sets the marks and takes both sides. It reports true when the move has ended already.
func (m *mover) begin(ctx context.Context) (over bool, err error) {
	if m.source, err = readMark(ctx, m.From.Store); err != nil {
		return false, err
	}
	if m.dest, err = readMark(ctx, m.To.Store); err != nil {
		return false, err
	}
	if over, err := m.judge(ctx); err != nil || over {
		return over, err
	}
	if err := seal.Apart(ctx, m.To.Keys, m.From.Keys); err != nil {
		return false, err
	}
	if m.source.State == "" {
		err := m.source.put(ctx, m.From.Store, Mark{State: Moving, Move: newID(), At: m.Now().UTC(), Place: m.To.Name, PlaceKeys: m.To.KeysName})
		if err != nil {
			return false, err
		}
	}
	if err := take(ctx, m.From.Store); err != nil {
		return false, err
	}
	if err := take(ctx, m.To.Store); err != nil {
		return false, err
	}
	if m.dest.State == "" {
		return false, m.dest.put(ctx, m.To.Store, Mark{State: Arriving, Move: m.source.Move, At: m.Now().UTC(), Place: m.From.Name, Left: m.Left})
	}
	return false, nil
}

// judge says whether the two marks allow to begin, or to go on.
func (m *mover) judge(ctx context.Context) (over bool, err error) {
	same := m.source.Move != "" && m.source.Move == m.dest.Move
	switch {
	case m.source.State == Moved && same && m.dest.State == Arriving:
		return true, m.end(ctx)
	case m.source.State == Moved && same && m.dest.State == Arrived:
		return true, nil
	case m.source.State == Moved:
		return false, fmt.Errorf("%w: it is at %s now", ErrEnded, m.source.Place)
	case m.source.State != "" && m.source.State != Moving:
		return false, &Elsewhere{m.source.Mark}
	case same && m.dest.State == Arriving:
		return false, m.source.leads(m.To.Name, m.To.KeysName)
	case m.dest.State != "":
		return false, ErrOccupied
	}
	if err := m.source.leads(m.To.Name, m.To.KeysName); err != nil {
		return false, err
	}
	return false, m.empty(ctx)
}

// empty says ErrOccupied unless the destination holds nothing.
func (m *mover) empty(ctx context.Context) error {
	for _, coll := range m.Colls {
		n, err := m.To.Store.Count(ctx, store.Query{Coll: coll, Index: store.ByID, Limit: 1})
		if err != nil {
			return fmt.Errorf("look at the destination: %w", err)
		}
		if n > 0 {
			return ErrOccupied
		}
	}
	for _, err := range m.To.Blobs.Names(ctx) {
		if err != nil {
			return fmt.Errorf("look at the destination: %w", err)
		}
		return ErrOccupied
	}
	return nil
}

// end sets the last two marks, the source's first: between them nobody serves either.
func (m *mover) end(ctx context.Context) error {
	at := m.Now().UTC()
	if m.source.State != Moved {
		mark := m.source.Mark
		mark.State, mark.At = Moved, at
		if err := m.source.put(ctx, m.From.Store, mark); err != nil {
			return err
		}
	}
	own, err := m.To.Keys.NewKeys(ctx, 1)
	if err != nil {
		return err
	}
	mark := m.dest.Mark
	mark.State, mark.At, mark.Own = Arrived, at, own[0]
	mark.Carried, mark.HasBlobs = nil, false
	return m.dest.put(ctx, m.To.Store, mark)
}

// take keeps other processes from writing.
func take(ctx context.Context, s store.Store) error {
	if t, ok := s.(store.Taker); ok {
		return t.Take(ctx)
	}
	return nil
}
