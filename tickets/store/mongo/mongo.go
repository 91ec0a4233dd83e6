// Package mongo is the engine of the document port for a MongoDB deployment: MongoDB 6.0 and newer as a replica set or
// a sharded cluster, or DocumentDB, the open one on PostgreSQL. Several processes may have one database open.
//
// A document is stored as
//
//	{_id: id, rev: revision, body: bytes, k: {index: key, …}, x: mark of the last Expect}
//
// The body is kept as bytes: what comes back is what was put, whatever a server thinks of names, order or depth in it.
// Each declared index is one string, the key of store.Index.Key spelled so that strings order as keys do (see spell),
// with a plain index on it: a query is one range of one index on every server.
//
// Three collections beside the declared ones have names that cannot be declared: lethe.lanes and lethe.changes are the
// log of changes (see lane and change), lethe.meta tells what is declared (see declared).
//
// On a sharded cluster the random _id is the shard key. Get and Apply then go to the shards of their documents; Find,
// Count, the build of an index and Watch from Current ask all shards. lethe.lanes, lethe.changes and lethe.meta are not to be sharded.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"github.com/axsensor/lethe/tickets/store"
)

// DefaultKeepChanges is how long the log of changes is kept unless Options say otherwise.
const DefaultKeepChanges = 14 * 24 * time.Hour

// Names of the engine's own collections. A declared name has no dot.
const (
	lanesName   = "lethe.lanes"
	changesName = "lethe.changes"
	metaName    = "lethe.meta"
	probeName   = "lethe.probe"
)

// Store is the engine. It implements store.Store.
type Store struct {
	schema  *store.Schema
	version int64              // of the declarations
	fields  map[string][]field // collection → its indexes, all built
	gen     atomic.Int64       // of the declarations that this process opened with
	now     func() time.Time
	log     *slog.Logger
	keep    time.Duration
	where   string // servers and database, for messages

	client *mongo.Client
	db     *mongo.Database
	lanes  lanes
	wake   *bell
	poll   time.Duration // pollEvery

	mu       sync.Mutex
	closed   bool
	outdated bool  // another process has opened the database with other declarations
	refused  error // why Apply is refused; nil when the server can do transactions
	running  sync.WaitGroup
	life     context.Context
	end      context.CancelFunc
	ended    error
}

var (
	_ store.Store = (*Store)(nil)
	_ store.Taker = (*Store)(nil)
)

// Open connects, makes what is missing of collections and indexes, and gives keys to documents that lack those of a new
// or changed index; a build that was cut short goes on where it stood, and an index that cannot be built is left out.
// Other processes may have the database open.
// When the declarations differ from those that another process opened with, that process can write nothing more, and
// once it has noticed all its calls return ErrDeclared. A database that was opened with declarations of a higher version is
// store.ErrNewer, and nothing in it is changed: of two programs that are started again whenever they end, the newer stays.
// On a server without transactions it opens all the same, for reading: Apply and Check return ErrNoTransactions.
func Open(ctx context.Context, o Options) (*Store, error) {
	schema, err := store.NewSchema(o.Colls)
	if err != nil {
		return nil, err
	}
	db, err := o.Connect()
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := newStore(o, schema, db)
	for _, c := range o.Colls {
		s.fields[c.Name] = fieldsOf(c)
	}
	if err := s.start(ctx, o.Look); err != nil {
		if looked := (*lookError)(nil); errors.As(err, &looked) {
			return nil, errors.Join(looked.err, s.Close())
		}
		err = fmt.Errorf("open store on %s: %w", s.where, meaning(ctx, err))
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func newStore(o Options, schema *store.Schema, db *mongo.Database) *Store {
	where, _ := o.Where() // the address is good: db came of it
	s := &Store{schema: schema, version: o.Version, fields: map[string][]field{}, now: o.Now, log: o.Logger, keep: o.KeepChanges, where: where, client: db.Client(), db: db, wake: newBell(), poll: pollEvery}
	s.life, s.end = context.WithCancel(context.Background())
	s.lanes.open()
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.keep <= 0 {
		s.keep = DefaultKeepChanges
	}
	return s
}

// lookError is what Look said.
type lookError struct{ err error }

func (e *lookError) Error() string { return e.err.Error() }

// start brings the database to the declarations and sets the hourly trimming going.
func (s *Store) start(ctx context.Context, look func(context.Context, store.Reader) error) error {
	if err := s.db.RunCommand(ctx, one("ping", 1)).Err(); err != nil { // whoever starts a process does not wait for mongodb.Patience
		return err
	}
	if _, err := s.redeclare(ctx, func(*declared) (bool, error) { return false, nil }); err != nil { // a newer one's says so
		return err
	}
	if look != nil {
		if err := look(ctx, s.reader()); err != nil {
			return &lookError{err}
		}
	}
	if err := s.makeCollections(ctx); err != nil {
		return err
	}
	if err := s.declare(ctx); err != nil {
		return err
	}
	s.refused = s.probe(ctx)
	if errors.Is(s.refused, ErrNoTransactions) {
		return nil // for reading
	}
	if s.refused != nil {
		return s.refused
	}
	if err := s.trim(ctx); err != nil {
		return fmt.Errorf("trim changes: %w", err)
	}
	s.running.Go(s.trimHourly)
	return nil
}

// Database is where the documents lie, for what stands beside them: blobs. It ends with the store.
func (s *Store) Database() *mongo.Database { return s.db }

// coll is a collection for reads that each see one state of what a majority has stored.
func (s *Store) coll(name string) *mongo.Collection {
	return s.db.Collection(name, options.Collection().SetReadConcern(readconcern.Snapshot()))
}

// bare is a collection without a read concern: for writes, and for what happens inside a transaction.
func (s *Store) bare(name string) *mongo.Collection { return s.db.Collection(name) }

// Close ends the store: calls under way end with ErrClosed, an Apply that has begun to commit is waited for, watchers
// end. Everything after it returns ErrClosed; a second Close does nothing and returns what the first did.
func (s *Store) Close() error {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.mu.Unlock()
	s.end()
	s.running.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if first {
		ctx, cancel := context.WithTimeout(context.Background(), store.CommitTime)
		defer cancel()
		s.ended = s.client.Disconnect(ctx)
	}
	return s.ended
}
