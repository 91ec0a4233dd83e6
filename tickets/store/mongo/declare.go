package mongo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// fieldsOf gives each index a name that changes with its declaration, so that old keys are never taken for new ones.
func fieldsOf(coll store.Coll) (all []field) {
	for _, ix := range coll.Indexes {
		var b strings.Builder
		for _, f := range ix.Eq {
			fmt.Fprintf(&b, "%s %q,", f.Kind, f.Name)
		}
		if ix.Order.Name != "" {
			fmt.Fprintf(&b, "order %s %q", ix.Order.Kind, ix.Order.Name)
		}
		sum := sha256.Sum256([]byte(b.String()))
		all = append(all, field{Index: ix, name: ix.Name + "-" + hex.EncodeToString(sum[:4])})
	}
	return all
}

// declared is what the database holds keys of, over all processes; one document of lethe.meta. Its generation rises
// with every difference. All lanes carry the generation, so that a process with older declarations, whose documents
// would lack the new keys, can store nothing more.
type declared struct {
	ID      string         `bson:"_id"`
	Rev     int64          `bson:"rev"`
	Gen     int64          `bson:"gen"`
	Version int64          `bson:"version"` // the highest of those that opened it
	Colls   []declaredColl `bson:"colls"`
}

type declaredColl struct {
	Name   string          `bson:"name"`
	Fields []declaredField `bson:"fields"`
}

type declaredField struct {
	Name  string `bson:"name"`
	Built bool   `bson:"built"` // every document has its key
}

const declaredID = "declared"

// coll returns the entry of a collection, made when it is missing.
func (d *declared) coll(name string) *declaredColl {
	i := slices.IndexFunc(d.Colls, func(c declaredColl) bool { return c.Name == name })
	if i < 0 {
		i, d.Colls = len(d.Colls), append(d.Colls, declaredColl{Name: name})
	}
	return &d.Colls[i]
}

// adopt brings the entry to the fields and reports whether anything changed.
func (c *declaredColl) adopt(fields []field) (changed bool) {
	var next []declaredField
	for _, f := range fields {
		i := slices.IndexFunc(c.Fields, func(d declaredField) bool { return d.Name == f.name })
		if i < 0 {
			next, changed = append(next, declaredField{Name: f.name}), true
			continue
		}
		next = append(next, c.Fields[i])
	}
	changed = changed || len(next) != len(c.Fields)
	c.Fields = next
	return changed
}

// built marks the fields that did not fail and reports whether anything changed.
func (c *declaredColl) built(fields []field) (changed bool) {
	for i, f := range fields {
		if f.failed == nil {
			changed = changed || !c.Fields[i].Built
			c.Fields[i].Built = true
		}
	}
	return changed
}

// declare brings the database to the declarations of this process.
func (s *Store) declare(ctx context.Context) error {
	now, err := s.redeclare(ctx, func(d *declared) (changed bool, err error) {
		for _, name := range s.schema.Names() {
			changed = d.coll(name).adopt(s.fields[name]) || changed
		}
		if changed || d.Gen == 0 {
			d.Gen++
			changed = true
		}
		if d.Version < s.version {
			d.Version, changed = s.version, true
		}
		return changed, nil
	})
	if err != nil {
		return err
	}
	s.gen.Store(now.Gen)
	if err := s.prepareLanes(ctx); err != nil {
		return fmt.Errorf("prepare lanes: %w", err)
	}
	for _, name := range s.schema.Names() {
		if err := s.declareColl(ctx, name, *now.coll(name)); err != nil {
			return fmt.Errorf("collection %s: %w", name, err)
		}
	}
	return nil
}

func (s *Store) declareColl(ctx context.Context, name string, c declaredColl) error {
	if err := s.makeIndexes(ctx, name); err != nil {
		return err
	}
	if !slices.ContainsFunc(c.Fields, func(f declaredField) bool { return !f.Built }) {
		return nil
	}
	if err := s.build(ctx, name, c); err != nil {
		return fmt.Errorf("build keys: %w", err)
	}
	_, err := s.redeclare(ctx, func(d *declared) (bool, error) {
		if d.Gen != s.gen.Load() {
			return false, ErrDeclared
		}
		return d.coll(name).built(s.fields[name]), nil
	})
	return err
}

// redeclare changes what is declared, again when another process was first. What a newer program has declared is
// store.ErrNewer.
func (s *Store) redeclare(ctx context.Context, change func(*declared) (changed bool, err error)) (d declared, err error) {
	meta := s.bare(metaName)
	err = s.patiently(ctx, func(ctx context.Context) error {
		d = declared{ID: declaredID}
		err := meta.FindOne(ctx, one(idName, declaredID)).Decode(&d)
		if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
			return err
		}
		if d.Version > s.version {
			return fmt.Errorf("%w (declarations of version %d, this one's are of version %d)", store.ErrNewer, d.Version, s.version)
		}
		before := d.Rev
		changed, err := change(&d)
		if err != nil || !changed {
			return err
		}
		d.Rev++
		if before == 0 {
			if _, err = meta.InsertOne(ctx, d); judge(err) == taken {
				return errVoid
			}
			return err
		}
		res, err := meta.ReplaceOne(ctx, is(declaredID, before), d)
		if err == nil && res.MatchedCount == 0 {
			return errVoid
		}
		return err
	})
	return d, err
}

// orphanTime is how long a lane may be locked by a transaction whose process was killed: servers end it after its lifetime,
// a minute (MongoDB's transactionLifetimeLimitSeconds; DocumentDB's TransactionTimeoutSecs is half of it).
const orphanTime = time.Minute

// prepareLanes makes missing lanes and brings all to the generation. When it returns, everything that processes with
// older declarations have stored is there to be read, and nothing comes after it.
func (s *Store) prepareLanes(ctx context.Context) error {
	return mongodb.Repeat(ctx, orphanTime+mongodb.Patience, func(ctx context.Context) error {
		lanes := s.bare(lanesName)
		n, err := lanes.CountDocuments(ctx, bson.D{})
		if err != nil {
			return err
		}
		if n < laneCount {
			var all []mongo.WriteModel
			for i := range laneCount {
				all = append(all, mongo.NewUpdateOneModel().SetUpsert(true).SetFilter(one(idName, int32(i))).
					SetUpdate(one("$setOnInsert", bson.D{{Key: "gen", Value: int64(0)}, {Key: "seq", Value: int64(0)},
						{Key: "tag", Value: int64(0)}, {Key: "floor", Value: int64(0)}, {Key: "ftag", Value: int64(0)}})))
			}
			if _, err := lanes.BulkWrite(ctx, all, options.BulkWrite().SetOrdered(false)); err != nil {
				if judge(err) == taken {
					return errVoid // another process made it
				}
				return err
			}
		}
		n, err = lanes.CountDocuments(ctx, where("gen", "$lt", s.gen.Load()))
		if err != nil || n == 0 {
			return err
		}
		_, err = lanes.UpdateMany(ctx, where("gen", "$lt", s.gen.Load()), one("$set", one("gen", s.gen.Load())))
		return err
	})
}
