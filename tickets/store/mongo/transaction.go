package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// statements runs the statements of a transaction that was started, for at most attemptTime, and aborts it after any
// error. The end of ctx does not break off a statement: an abort that overtakes the first one finds no
// transaction yet, and what the statement then opens would stay, with all its locks, until the server's own limit.
func (s *Store) statements(ctx context.Context, sess *mongo.Session, f func(context.Context) error) error {
	inner, cancel := mongodb.Within(context.WithoutCancel(ctx), attemptTime)
	defer cancel()
	err := f(mongo.NewSessionContext(inner, sess))
	if err == nil {
		return nil
	}
	s.abort(ctx, sess)
	if errors.Is(context.Cause(inner), mongodb.ErrLate) {
		return fmt.Errorf("%w: %w", mongodb.ErrLate, err)
	}
	return err
}

// abort ends a transaction at once, also when ctx is over: what it locked is free again.
func (s *Store) abort(ctx context.Context, sess *mongo.Session) {
	ctx, cancel := mongodb.Within(context.WithoutCancel(ctx), attemptTime)
	defer cancel()
	_ = sess.AbortTransaction(ctx) // the driver returns no error of the server; what is not aborted ends by its own lifetime
}

func (s *Store) endSession(ctx context.Context, sess *mongo.Session) {
	ctx, cancel := mongodb.Within(context.WithoutCancel(ctx), attemptTime)
	defer cancel()
	sess.EndSession(ctx)
}

// transaction runs statements and commits them. It is for what may be done twice: after an unknown commit it is an error.
func (s *Store) transaction(ctx context.Context, o *options.TransactionOptionsBuilder, f func(context.Context) error) error {
	sess, err := s.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		return err
	}
	defer s.endSession(ctx, sess)
	if err := sess.StartTransaction(o); err != nil {
		return err
	}
	if err := s.statements(ctx, sess, f); err != nil {
		return err
	}
	inner, cancel := mongodb.Within(ctx, attemptTime)
	defer cancel()
	return sess.CommitTransaction(inner)
}

// snapshot runs reads in one transaction. What they saw is certain when it has committed.
func (s *Store) snapshot(ctx context.Context, read func(context.Context) error) error {
	return s.transaction(ctx, options.Transaction().SetReadConcern(readconcern.Snapshot()), read)
}
