package mongo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// makeCollections makes what is missing, before the first write: first writes that make a collection conflict with each
// other, and inside a transaction it may not be made at all. A collection with indexes is made with them, which all
// servers do at once, while an index for a collection that is there waits its turn.
func (s *Store) makeCollections(ctx context.Context) error {
	var have []string
	err := s.patiently(ctx, func(ctx context.Context) (err error) {
		have, err = s.db.ListCollectionNames(ctx, bson.D{})
		return err
	})
	if err != nil {
		return fmt.Errorf("list collections: %w", err)
	}
	for _, name := range append(s.schema.Names(), lanesName, changesName, metaName, probeName) {
		if slices.Contains(have, name) || len(s.fields[name]) > 0 || name == changesName {
			continue
		}
		err := s.patiently(ctx, func(ctx context.Context) error { return s.db.CreateCollection(ctx, name) })
		if err != nil && !mongodb.HasCode(err, codeNamespace) {
			return fmt.Errorf("make collection %s: %w", name, err)
		}
	}
	if err := s.ensureIndexes(ctx, changesName, []string{"n"}); err != nil {
		return fmt.Errorf("make the index of changes: %w", err)
	}
	return nil
}

func (s *Store) makeIndexes(ctx context.Context, coll string) error {
	var paths []string
	for _, f := range s.fields[coll] {
		paths = append(paths, f.path())
	}
	return s.ensureIndexes(ctx, coll, paths)
}

// ensureIndexes looks at what is there, makes what is missing and drops the keys' indexes that are not asked for. An index
// that is there already under another name is taken as it is.
func (s *Store) ensureIndexes(ctx context.Context, coll string, paths []string) error {
	return s.patiently(ctx, func(ctx context.Context) error {
		indexes := s.bare(coll).Indexes()
		have, err := indexes.ListSpecifications(ctx)
		if err != nil {
			return err
		}
		var missing []mongo.IndexModel
		for _, path := range paths {
			if !slices.ContainsFunc(have, func(ix mongo.IndexSpecification) bool { return indexed(ix) == path }) {
				missing = append(missing, mongo.IndexModel{Keys: one(path, 1), Options: options.Index().SetName(path)})
			}
		}
		if len(missing) > 0 {
			if _, err := indexes.CreateMany(ctx, missing); err != nil {
				return err
			}
		}
		for _, ix := range have {
			path := indexed(ix)
			if !strings.HasPrefix(path, keysName+".") || slices.Contains(paths, path) {
				continue
			}
			if err := indexes.DropOne(ctx, ix.Name); err != nil && !mongodb.HasCode(err, codeNoIndex) {
				return err
			}
		}
		return nil
	})
}

// indexed is the path of an index on one path, upwards.
func indexed(ix mongo.IndexSpecification) string {
	elements, err := ix.KeysDocument.Elements()
	if err != nil || len(elements) != 1 {
		return ""
	}
	return elements[0].Key()
}
