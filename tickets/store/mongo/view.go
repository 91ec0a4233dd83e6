package mongo

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// view is a transaction that only reads. It ends by itself after store.ViewTime, whatever its owner is doing then.
type view struct {
	store *Store
	life  context.Context // ends with the view

	mu    sync.Mutex // a session is not safe for concurrent use
	sess  *mongo.Session
	ended error // why it is over
}

// errViewOver says that a view's reader was used after the view.
var errViewOver = errors.New("view: used after its end")

// View implements store.Store. f's reads after ViewTime, after the end of ctx or after f has returned fail; the snapshot
// is given up at that moment even while f goes on.
func (s *Store) View(ctx context.Context, f func(store.Reader) error) error {
	ctx, done, err := s.call(ctx)
	if err != nil {
		return fmt.Errorf("view: %w", err)
	}
	defer done()
	ctx, cancel := context.WithTimeoutCause(ctx, store.ViewTime, fmt.Errorf("view: over after %v: %w", store.ViewTime, context.DeadlineExceeded))
	defer cancel()
	v := &view{store: s, life: ctx}
	if err := s.patiently(ctx, v.begin); err != nil {
		return fmt.Errorf("view: %w", meaning(ctx, err))
	}
	defer context.AfterFunc(ctx, func() { v.end(context.Cause(ctx)) })()
	if err := f(reader{store: s, from: v.read, view: true}); err != nil {
		v.end(errViewOver)
		return err
	}
	return v.commit()
}

// begin takes the snapshot now: servers take it with the first read.
func (v *view) begin(ctx context.Context) error {
	sess, err := v.store.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		return err
	}
	if err := sess.StartTransaction(options.Transaction().SetReadConcern(readconcern.Snapshot())); err != nil {
		v.store.endSession(ctx, sess)
		return err
	}
	err = v.store.statements(ctx, sess, func(ctx context.Context) error {
		err := v.store.coll(metaName).FindOne(ctx, one(idName, declaredID)).Err()
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		return err
	})
	if err != nil {
		v.store.endSession(ctx, sess)
		return err
	}
	v.sess = sess
	return nil
}

func (v *view) read(ctx context.Context, read func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ended != nil {
		return v.ended
	}
	inner, cancel := mongodb.Within(ctx, store.ViewTime)
	defer cancel()
	both, cut := context.WithCancelCause(inner)
	defer context.AfterFunc(v.life, func() { cut(context.Cause(v.life)) })()
	return meaning(both, read(mongo.NewSessionContext(both, v.sess)))
}

// commit makes certain that what was read was stored by a majority.
func (v *view) commit() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ended != nil {
		return v.ended
	}
	v.ended = errViewOver
	ctx, cancel := mongodb.Within(v.life, store.ViewTime)
	defer cancel()
	err := v.sess.CommitTransaction(ctx)
	v.store.endSession(ctx, v.sess)
	if err != nil {
		return fmt.Errorf("view: %w", meaning(v.life, err))
	}
	return nil
}

func (v *view) end(why error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ended != nil {
		return
	}
	v.ended = why
	v.store.abort(v.life, v.sess)
	v.store.endSession(v.life, v.sess)
}
