package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// Check implements store.Store: it tries out a transaction on a collection of its own and aborts it, and says which index
// could not be built. What the server says of its kind or version is not asked: servers that are no MongoDB do
// transactions, and some that say they are do not.
func (s *Store) Check(ctx context.Context) error {
	ctx, done, err := s.call(ctx)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	defer done()
	if err := s.probe(ctx); err != nil {
		return fmt.Errorf("check %s: %w", s.where, meaning(ctx, err))
	}
	if _, err := s.heads(ctx); err != nil {
		return fmt.Errorf("check %s: %w", s.where, meaning(ctx, err))
	}
	for _, fields := range s.fields {
		for _, f := range fields {
			if f.failed != nil {
				return fmt.Errorf("check %s: %w", s.where, f.failed)
			}
		}
	}
	return nil
}

// probe writes in a transaction, sees it inside and not outside, and after the abort nowhere.
func (s *Store) probe(ctx context.Context) error {
	if err := s.patiently(ctx, func(ctx context.Context) error {
		return s.db.RunCommand(ctx, one("ping", 1)).Err()
	}); err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	id := newOperation().id
	err := s.patiently(ctx, func(ctx context.Context) error { return s.probeOnce(ctx, id) })
	if errors.Is(err, ErrNoTransactions) {
		_, gone := s.bare(probeName).DeleteOne(ctx, one(idName, id))
		return errors.Join(err, gone)
	}
	return err
}

func (s *Store) probeOnce(ctx context.Context, id string) error {
	sess, err := s.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrNoTransactions, err)
	}
	inner, cancel := mongodb.Within(context.WithoutCancel(ctx), attemptTime)
	defer cancel()
	defer s.endSession(ctx, sess)
	if err := sess.StartTransaction(); err != nil {
		return fmt.Errorf("%w (%w)", ErrNoTransactions, err)
	}
	inside := mongo.NewSessionContext(inner, sess)
	_, err = s.bare(probeName).InsertOne(inside, one(idName, id))
	var seen, leaked bool
	if err == nil {
		seen, err = s.probed(inside, id)
	}
	if err == nil {
		leaked, err = s.probed(inner, id)
	}
	s.abort(ctx, sess)
	if err == nil && !leaked {
		leaked, err = s.probed(inner, id)
	}
	switch {
	case err != nil && judge(err) == final && inner.Err() == nil && !mongodb.RefusedLogin(err):
		return fmt.Errorf("%w (%w)", ErrNoTransactions, quiet(err))
	case err != nil:
		return err
	case leaked || !seen:
		return fmt.Errorf("%w (what was aborted is stored)", ErrNoTransactions)
	}
	return nil
}

func (s *Store) probed(ctx context.Context, id string) (bool, error) {
	var d bson.Raw
	err := s.bare(probeName).FindOne(ctx, one(idName, id)).Decode(&d)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil, err
}
