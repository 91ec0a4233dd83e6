package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Bounds of one step of a build.
const (
	buildStep = 500
	buildSize = 4 << 20
	buildSome = 64 // updates in one command; FerretDB stands still at a hundred
)

// progress is how far the build of a collection came; one document of lethe.meta. It holds for one generation.
type progress struct {
	ID  string `bson:"_id"`
	Gen int64  `bson:"gen"`
	At  string `bson:"at"` // the last document's id
}

// build gives every document the keys that it lacks, in the order of ids, while others read and write. Documents
// written meanwhile have their keys already: nobody with older declarations can write. An index that a document does not
// fit has failed; the others are built. How far it came is kept no more then: the next start meets that document again.
func (s *Store) build(ctx context.Context, coll string, c declaredColl) error {
	var fields []*field
	for i := range s.fields[coll] {
		if !c.Fields[i].Built {
			fields = append(fields, &s.fields[coll][i])
		}
	}
	p, err := s.progress(ctx, coll)
	if err != nil {
		return err
	}
	total := 0
	// Read from the server that takes the writes, and all that it has.
	docs := idWalk{coll: s.bare(coll), shape: bson.D{{Key: revName, Value: 1}, {Key: bodyName, Value: 1}}, size: buildStep, bytes: buildSize}
	docs.low = []byte(p.At)
	for more := true; more; {
		var page []stored
		err := s.patiently(ctx, func(ctx context.Context) (err error) {
			page, more, err = docs.next(ctx)
			return err
		})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			continue
		}
		if err := s.addKeys(ctx, coll, fields, page); err != nil {
			return err
		}
		p.At, total = page[len(page)-1].ID, total+len(page)
		if slices.ContainsFunc(fields, func(f *field) bool { return f.failed != nil }) {
			continue
		}
		if err := s.keepProgress(ctx, p); err != nil {
			return err
		}
	}
	if total > 0 {
		s.log.Info("index keys built", "collection", coll, "indexes", len(fields), "documents", total)
	}
	return nil
}

func (s *Store) progress(ctx context.Context, coll string) (p progress, err error) {
	none := progress{ID: "build/" + coll, Gen: s.gen.Load()}
	err = s.patiently(ctx, func(ctx context.Context) error {
		p = none
		err := s.bare(metaName).FindOne(ctx, one(idName, none.ID)).Decode(&p)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		return err
	})
	if p.Gen != s.gen.Load() {
		p = none
	}
	return p, err
}

func (s *Store) keepProgress(ctx context.Context, p progress) error {
	return s.patiently(ctx, func(ctx context.Context) error {
		_, err := s.bare(metaName).ReplaceOne(ctx, one(idName, p.ID), p, options.Replace().SetUpsert(true))
		return err
	})
}

// addKeys writes keys beside bodies. A document that has another revision by now has its keys from whoever wrote it.
func (s *Store) addKeys(ctx context.Context, coll string, fields []*field, docs []stored) error {
	var updates []mongo.WriteModel
	for _, d := range docs {
		var keys bson.D
		for _, f := range fields {
			key, ok, err := f.Key(d.ID, d.Body)
			if err != nil && f.failed == nil {
				f.failed = fmt.Errorf("build index %s of %s: %w", f.Name, coll, err)
				s.log.Error("building an index failed", "collection", coll, "index", f.Name, "error", err)
			}
			if ok && f.failed == nil {
				keys = append(keys, bson.E{Key: f.path(), Value: spell(key)})
			}
		}
		if len(keys) > 0 {
			updates = append(updates, mongo.NewUpdateOneModel().SetFilter(is(d.ID, d.Rev)).SetUpdate(one("$set", keys)))
		}
	}
	for some := range slices.Chunk(updates, buildSome) {
		err := s.patiently(ctx, func(ctx context.Context) error {
			_, err := s.bare(coll).BulkWrite(ctx, some, options.BulkWrite().SetOrdered(false))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
