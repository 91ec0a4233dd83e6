package mongo

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// openServer opens a store in a database of its own, which is dropped at the end.
func openServer(t *testing.T, o Options) *Store {
	t.Helper()
	o.URI = mongotest.Server(t)
	o.Database, o.Colls = "lethe-test-"+newOperation().id[:16], []store.Coll{{Name: "things"}}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.db.Drop(context.Background()); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestSettle: what became of a commit is found out by the change that only one of the two outcomes can write.
func TestSettle(t *testing.T) {
	s := openServer(t, Options{})
	for name, c := range map[string]struct {
		end    func(*mongo.Session) error
		stored bool
	}{
		"committed":  {func(sess *mongo.Session) error { return sess.CommitTransaction(t.Context()) }, true},
		"aborted":    {func(sess *mongo.Session) error { return sess.AbortTransaction(t.Context()) }, false},
		"still open": {func(*mongo.Session) error { return nil }, true}, // the commit is asked for again
	} {
		t.Run(name, func(t *testing.T) { s.settleAfter(t, c.end, c.stored) })
	}
}

func (s *Store) settleAfter(t *testing.T, end func(*mongo.Session) error, want bool) {
	sess, err := s.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		t.Fatal(err)
	}
	defer sess.EndSession(t.Context())
	body, _ := bson.Marshal(bson.D{})
	ref := store.Ref{Coll: "things", ID: newOperation().id}
	b, err := s.batch([]store.Write{{Op: store.OpPut, Ref: ref, Body: body}})
	if err != nil {
		t.Fatal(err)
	}
	op := newOperation()
	if err := sess.StartTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := s.write(mongo.NewSessionContext(t.Context(), sess), t.Context(), b, op, 0); err != nil {
		t.Fatal(err)
	}
	if err := end(sess); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and it stays so
		stored, err := s.settle(t.Context(), sess, op)
		if err != nil || stored != want {
			t.Fatalf("stored %v, %v; want %v", stored, err, want)
		}
	}
	docs, err := s.Get(t.Context(), ref)
	if err != nil || docs[0].Exists() != want {
		t.Errorf("there: %v, %v; want %v", docs[0].Exists(), err, want)
	}
	_, err = s.bare(changesName).InsertOne(t.Context(), change{ID: op.id})
	if judge(err) != taken {
		t.Errorf("the operation's place is free: %v", err)
	}
}
