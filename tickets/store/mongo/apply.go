package mongo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// Apply implements store.Store. It is one transaction, tried again while it meets others. The end of ctx before the
// commit means that nothing is stored. ErrUnsure comes only when the servers could not be asked for store.CommitTime
// after the end of ctx, or for half a minute, whether a commit with an unknown outcome had passed.
func (s *Store) Apply(ctx context.Context, writes ...store.Write) error {
	ctx, done, err := s.call(ctx)
	if err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	defer done()
	if err := s.schema.CheckWrites(writes); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	if len(writes) == 0 {
		return nil
	}
	if s.refused != nil {
		return fmt.Errorf("apply: %w", s.refused)
	}
	b, err := s.batch(writes)
	if err == nil {
		err = meaning(ctx, s.carryOut(ctx, b))
	}
	if err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	if len(b.told) > 0 {
		s.wake.ring()
	}
	return nil
}

// batch is an Apply made ready for the server.
type batch struct {
	writes []store.Write
	parts  []part // in the order of their collections' names, so that two batches lock in one order
	told   []told
}

// part is what one collection gets, each kind in the order of ids.
type part struct {
	coll    string
	inserts []any
	updates []mongo.WriteModel
	deletes []mongo.WriteModel
}

func (s *Store) batch(writes []store.Write) (*batch, error) {
	b := &batch{writes: writes, told: s.toldOf(writes)}
	parts := map[string]*part{}
	mark := newOperation().id
	for _, w := range slices.SortedFunc(slices.Values(writes), func(a, b store.Write) int { return cmp.Compare(a.ID, b.ID) }) {
		p := parts[w.Coll]
		if p == nil {
			p = &part{coll: w.Coll}
			parts[w.Coll] = p
		}
		if err := p.add(s.fields[w.Coll], w, mark); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		b.parts = append(b.parts, *parts[name])
	}
	return b, nil
}

// add turns a write into what the server is asked for. To expect a document is to mark it: only what is changed
// conflicts with a concurrent change. To expect that there is none is to make one and take it away again.
func (p *part) add(fields []field, w store.Write, mark string) error {
	switch {
	case w.Op == store.OpDelete:
		p.deletes = append(p.deletes, mongo.NewDeleteOneModel().SetFilter(is(w.ID, w.Rev)))
	case w.Op == store.OpExpect && w.Rev > 0:
		p.updates = append(p.updates, mongo.NewUpdateOneModel().SetFilter(is(w.ID, w.Rev)).SetUpdate(one("$set", one(markName, mark))))
	case w.Op == store.OpExpect:
		p.inserts = append(p.inserts, is(w.ID, 0))
		p.deletes = append(p.deletes, mongo.NewDeleteOneModel().SetFilter(is(w.ID, 0)))
	default:
		d, err := encode(fields, w.ID, w.Gives(), w.Body)
		if err != nil {
			return err
		}
		if w.Makes() {
			p.inserts = append(p.inserts, d)
		} else {
			p.updates = append(p.updates, mongo.NewReplaceOneModel().SetFilter(is(w.ID, w.Rev)).SetReplacement(d))
		}
	}
	return nil
}

// errMoved says that a document was not there at the revision asked for.
var errMoved = errors.New("a revision does not match")

// carryOut tries until the batch is stored, or is known not to be. All attempts share a session: a server ends what an
// earlier one may have left open when the session begins a new transaction.
func (s *Store) carryOut(ctx context.Context, b *batch) error {
	lane, err := s.lanes.take(ctx)
	if err != nil {
		return err
	}
	defer func() { s.lanes.put(lane) }()
	sess, err := s.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		return err
	}
	defer func() { s.endSession(ctx, sess) }()
	for try, end := 0, time.Now().Add(mongodb.Patience); ; try++ {
		err := s.attempt(ctx, sess, b, lane)
		if err == nil {
			return nil
		}
		switch judged := judge(err); {
		case errors.Is(err, store.ErrUnsure):
			return err
		case errors.Is(err, errMoved) || judged == taken:
			if refusal := s.refusal(ctx, b.writes); refusal != nil {
				return refusal
			}
		case judged != again:
			return err
		case errors.Is(err, errLane):
			lane = s.lanes.leave(lane)
		}
		if time.Now().After(end) || !mongodb.Pause(ctx, try) {
			return err
		}
	}
}

// refusal finds, at one moment, the first write whose revision does not match; nil when all do.
func (s *Store) refusal(ctx context.Context, writes []store.Write) error {
	refs := make([]store.Ref, len(writes))
	for i, w := range writes {
		refs[i] = w.Ref
	}
	docs, err := s.getAll(ctx, refs, one(revName, 1))
	if err != nil {
		return err
	}
	for i, w := range writes {
		if err := w.Refused(docs[i].Rev); err != nil {
			return err
		}
	}
	return nil
}

// attempt is one transaction. After any error in it the transaction is aborted, whatever the error: some servers
// answer a commit after an error with OK and store nothing, or the rest.
func (s *Store) attempt(ctx context.Context, sess *mongo.Session, b *batch, lane int) error {
	if err := sess.StartTransaction(); err != nil {
		return err
	}
	op := newOperation()
	err := s.statements(ctx, sess, func(inner context.Context) error { return s.write(inner, ctx, b, op, lane) })
	if err != nil {
		return err
	}
	return s.commit(ctx, sess, op)
}

// write makes the statements of the transaction: the lane, the documents, the change. It stops when the caller's
// context has ended.
func (s *Store) write(ctx, caller context.Context, b *batch, op operation, lane int) error {
	seq, err := s.raise(ctx, lane, op.tag)
	if err != nil {
		return err
	}
	for _, p := range b.parts {
		if caller.Err() != nil {
			return context.Cause(caller)
		}
		if err := p.write(ctx, s.bare(p.coll)); err != nil {
			return err
		}
	}
	_, err = s.bare(changesName).InsertOne(ctx, change{
		ID: op.id, N: number(lane, seq), Tag: op.tag, At: bson.NewDateTimeFromTime(s.now()), Told: b.told,
	})
	if err == nil {
		err = context.Cause(caller)
	}
	return err
}

func (p part) write(ctx context.Context, coll *mongo.Collection) error {
	if len(p.inserts) > 0 {
		res, err := coll.InsertMany(ctx, p.inserts)
		if err != nil {
			return err
		}
		if len(res.InsertedIDs) != len(p.inserts) {
			return errMoved
		}
	}
	if len(p.updates) > 0 {
		res, err := coll.BulkWrite(ctx, p.updates)
		if err != nil {
			return err
		}
		if res.MatchedCount != int64(len(p.updates)) {
			return errMoved
		}
	}
	if len(p.deletes) > 0 {
		res, err := coll.BulkWrite(ctx, p.deletes)
		if err != nil {
			return err
		}
		if res.DeletedCount != int64(len(p.deletes)) {
			return errMoved
		}
	}
	return nil
}
