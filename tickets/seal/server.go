package seal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// server is a vault in a database of a MongoDB deployment, for several processes, called nodes, at once. It needs no
// transactions: everything is written by conditions, in an order, and may be written twice.
//
//	epochs  {_id: number, made, key, tags, retired, settled, gone}  as in the file epochs; the highest number is the current one
//	keys    {_id: id, e: epoch, k: wrapped key}, and {_id: "0", n: batch} the mark
//	erased  {_id: id, p: true while the key may still be there}
//	state   {_id: "format", n}, {_id: "destroyed"}
//
// Writes are acknowledged by a majority, reads see what a majority has, on the primary. A primary that was deposed
// without knowing it may answer until its election time-out ends, 10 s unless set otherwise: so opened keys are cached
// for 20 s, and nobody opens a key 30 s after it was shredded.
//
// An id that is on the list is shredded, whatever stands in keys: so an insert that a server carries out late, or a
// restored collection, brings no key back. The list is read again after a key was not found: a key is deleted only after its id is on it.
//
// Epochs. An epoch is retired before the keys under it are wrapped anew, and settled when none is left under it, epoch
// by epoch from the oldest. A node that makes keys looks after it has written them whether their epoch is retired by
// then, and if so wraps them anew before anybody may use them: either it or the rotation sees the other. The key of a settled epoch is
// destroyed when AgeLimit has passed and no key is under it.
//
// What is promised: a shredded key is overwritten and deleted in the collections. What a server keeps beside them, its
// journal, its log of operations and free room in its files, may hold its wrapped form until it is used again; its backups
// hold it until their age limit. Shredding there is effective with the epoch: its key is destroyed when the backups that it opens have reached AgeLimit.
type server struct {
	db     *mongo.Database
	now    func() time.Time
	rand   io.Reader
	master []byte
	tags   []byte

	batches atomic.Int64
	turning sync.Mutex // one rotation in a process at a time

	mu     sync.RWMutex
	opened map[uint32]*openedEpoch
}

// serverCacheAge and an election are 30 s.
const serverCacheAge = 20 * time.Second

// Names in the database.
const (
	epochsColl = "epochs"
	keysColl   = "keys"
	erasedColl = "erased"
	stateColl  = "state"

	markDoc      = "0"
	formatDoc    = "format"
	destroyedDoc = "destroyed"
	epochIndex   = "epoch"
	pendingIndex = "pending"
)

// serverFormat is the form of the database; a Lethe that does not know it must not touch it.
const serverFormat = 1

// Values of e that are no epoch.
const (
	epochNone    = 0  // overwritten
	epochDamaged = -1 // its epoch did not open it
)

func openServer(ctx context.Context, o Options) (*server, error) {
	v := &server{now: o.Now, rand: o.Rand, opened: map[uint32]*openedEpoch{}}
	v.db = o.DB.Client().Database(o.DB.Name(), options.Database().SetWriteConcern(writeconcern.Majority()).
		SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary()))
	if err := v.buried(ctx); err != nil {
		return nil, err
	}
	key, err := o.master(ctx)
	if err != nil {
		return nil, err
	}
	v.master = append([]byte(nil), key...)
	if err := v.start(ctx, o); err != nil {
		clear(v.master)
		return nil, err
	}
	return v, nil
}

// start looks first, and writes only when the master key fits.
func (v *server) start(ctx context.Context, o Options) error {
	if err := v.checkFormat(ctx); err != nil {
		return err
	}
	es, err := v.epochs(ctx)
	if err != nil {
		return err
	}
	if len(es) == 0 {
		if err := v.bare(ctx); err != nil {
			return err
		}
		if !o.Create {
			return ErrAbsent
		}
		if es, err = v.create(ctx, o); err != nil {
			return err
		}
	}
	newest, err := es[len(es)-1].epoch().open(v.master)
	if err != nil {
		return err
	}
	v.tags = newest.tags
	if _, err := v.refresh(ctx); err != nil {
		return err
	}
	if err := v.indexes(ctx); err != nil {
		return err
	}
	if _, err := v.mark(ctx); err != nil {
		return err
	}
	return v.finish(ctx)
}

func (v *server) checkFormat(ctx context.Context) error {
	var f struct{ N int64 }
	found, err := v.one(ctx, stateColl, bson.D{{Key: "_id", Value: formatDoc}}, &f)
	if err == nil && found && f.N != serverFormat {
		return fmt.Errorf("the key store has format %d, this Lethe knows %d", f.N, serverFormat)
	}
	return err
}

// bare says that nothing here ever held a key.
func (v *server) bare(ctx context.Context) error {
	for _, name := range []string{keysColl, erasedColl} {
		var any bson.D
		found, err := v.one(ctx, name, bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: "1"}}}}, &any)
		if err != nil {
			return err
		}
		if found {
			return fmt.Errorf("%w: the epochs are missing beside %s", ErrDamaged, name)
		}
	}
	return nil
}

// create makes an empty key store. The first epoch comes last: with it the store exists. Of several nodes that
// make it at once, one makes that epoch.
func (v *server) create(ctx context.Context, o Options) ([]epochDoc, error) {
	tags, err := o.seed()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{epochsColl, keysColl, erasedColl, stateColl} {
		err := v.try(ctx, func(ctx context.Context) error { return v.db.CreateCollection(ctx, name) })
		if err != nil && !mongodb.HasCode(err, codeNamespace) {
			return nil, fmt.Errorf("make the collection %s: %w", name, err)
		}
	}
	if err := v.indexes(ctx); err != nil {
		return nil, err
	}
	if err := v.insert(ctx, stateColl, bson.D{{Key: "_id", Value: formatDoc}, {Key: "n", Value: int64(serverFormat)}}); err != nil {
		return nil, err
	}
	if err := v.insert(ctx, keysColl, bson.D{{Key: "_id", Value: markDoc}, {Key: "n", Value: int64(0)}}); err != nil {
		return nil, err
	}
	first, err := newEpoch(v.rand, v.master, 1, v.now(), tags)
	if err != nil {
		return nil, err
	}
	if err := v.insert(ctx, epochsColl, docOf(first)); err != nil {
		return nil, err
	}
	es, err := v.epochs(ctx)
	if err == nil && len(es) == 0 {
		err = errors.Join(ErrDestroyed, v.buried(ctx))
	}
	return es, err
}

// indexes makes what is missing of the two indexes. Looking is cheap, making again what is there is not.
func (v *server) indexes(ctx context.Context) error {
	for name, on := range map[string][2]string{epochIndex: {keysColl, "e"}, pendingIndex: {erasedColl, "p"}} {
		err := v.try(ctx, func(ctx context.Context) error {
			there, err := v.db.Collection(on[0]).Indexes().ListSpecifications(ctx)
			if err != nil && !mongodb.HasCode(err, codeNoNamespace) {
				return err
			}
			if slices.ContainsFunc(there, func(s mongo.IndexSpecification) bool { return s.Name == name }) {
				return nil
			}
			_, err = v.db.Collection(on[0]).Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: on[1], Value: 1}}, Options: options.Index().SetName(name)})
			return err
		})
		if err != nil {
			return fmt.Errorf("make the index %s: %w", name, err)
		}
	}
	return nil
}

func (v *server) secret() []byte { return v.tags }

func (v *server) batch() int64 { return v.batches.Load() }

// seen remembers the number of a batch.
func (v *server) seen(n int64) {
	for was := v.batches.Load(); was < n && !v.batches.CompareAndSwap(was, n); was = v.batches.Load() {
	}
}

// close forgets what is in memory. The connection is its owner's.
func (v *server) close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.opened)
	clear(v.master)
	return nil
}
