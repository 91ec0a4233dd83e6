package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// errVoid says that a commit failed and that its transaction will never be stored.
var errVoid = errors.New("the transaction was not stored")

// commit ends a transaction. Once it has begun, the end of ctx is ignored for store.CommitTime.
func (s *Store) commit(ctx context.Context, sess *mongo.Session, op operation) error {
	ctx, cancel := outlasting(ctx, store.CommitTime, mongodb.Patience)
	defer cancel()
	asked, late := mongodb.Within(ctx, attemptTime)
	failed := sess.CommitTransaction(asked)
	late()
	if failed == nil {
		return nil
	}
	stored, err := s.settle(ctx, sess, op)
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnsure, quiet(err))
	}
	s.log.Info("a commit without an answer was settled", "stored", stored, "error", quiet(failed))
	if stored {
		return nil
	}
	s.abort(ctx, sess) // for the driver, which may take it to be open still
	return fmt.Errorf("%w: %w", errVoid, failed)
}

// settle finds out what became of a commit without an answer. It puts a void change in the place of the operation's:
// when that succeeds, the operation can never be stored, since its change would have the same id; when the place is
// taken by the operation's own, it was stored. A transaction that is still open blocks that place, so the
// commit is asked for again first; what comes back decides nothing.
func (s *Store) settle(ctx context.Context, sess *mongo.Session, op operation) (stored bool, err error) {
	for try := 0; ; try++ {
		if stored, err = s.settleOnce(ctx, sess, op); err == nil {
			return stored, nil
		}
		if !mongodb.Pause(ctx, try) {
			return false, err
		}
	}
}

func (s *Store) settleOnce(ctx context.Context, sess *mongo.Session, op operation) (stored bool, err error) {
	ctx, cancel := mongodb.Within(ctx, attemptTime)
	defer cancel()
	_ = sess.CommitTransaction(ctx)
	at := bson.NewDateTimeFromTime(s.now())
	_, err = s.bare(changesName).InsertOne(ctx, change{ID: op.id, N: -max(int64(at), 1), At: at, Tag: op.tag, Void: true})
	if err == nil {
		return false, nil
	}
	if judge(err) != taken {
		return false, err
	}
	// A majority must have it before anybody is told that it is stored.
	var c change
	sure := s.db.Collection(changesName, options.Collection().SetReadConcern(readconcern.Majority()))
	if err := sure.FindOne(ctx, one(idName, op.id)).Decode(&c); err != nil {
		return false, err
	}
	return !c.Void, nil
}
