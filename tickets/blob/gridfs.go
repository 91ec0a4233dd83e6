package blob

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// bucket is what the names of the two collections begin with.
const bucket = "blobs"

// chunkSize is GridFS's own.
const chunkSize = 255 << 10

// GridFS keeps blobs in a MongoDB database, in the layout of GridFS: blobs.files and blobs.chunks, so that every tool
// that reads GridFS reads them. The name is the _id, and the filename too. It is written without the driver's bucket, whose
// ObjectIDs and dates tell when a blob was written: a chunk's _id is random, and all blobs bear one date.
//
// The document in files is written first, which takes the name, and says that the blob is unfinished until all chunks are
// there. It is deleted last: whatever is left on the way can be found by it, and nobody needs to look through the chunks.
// Nothing needs a transaction, and each write may be repeated. On a sharded cluster files is sharded by _id and chunks by
// files_id and n.
type GridFS struct {
	files, chunks *mongo.Collection
	limit         int64
}

var _ Store = (*GridFS)(nil)

// file is a document of blobs.files.
type file struct {
	Name       string    `bson:"_id"`
	Length     int64     `bson:"length"`
	ChunkSize  int32     `bson:"chunkSize"`
	UploadDate time.Time `bson:"uploadDate"`
	Filename   string    `bson:"filename"`
	Writer     []byte    `bson:"writer,omitempty"`     // chance, another for each Put; absent: another program's
	Unfinished bool      `bson:"unfinished,omitempty"` // there is no blob yet, or none any more
}

// chunk is a document of blobs.chunks.
type chunk struct {
	ID   []byte `bson:"_id,omitempty"`
	File string `bson:"files_id"`
	N    int32  `bson:"n"`
	Data []byte `bson:"data"`
}

// OpenGridFS opens the blobs of a database, and makes collections and index if they are missing. Several processes may
// have them open. The connection stays the caller's.
func OpenGridFS(ctx context.Context, db *mongo.Database, opts ...Option) (*GridFS, error) {
	s := settled(opts)
	o := options.Collection().SetWriteConcern(writeconcern.Majority()).SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary())
	g := &GridFS{files: db.Collection(bucket+".files", o), chunks: db.Collection(bucket+".chunks", o), limit: s.limit}
	err := g.make(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return g, nil
}

const codeNamespaceExists = 48

// make makes what is missing. It looks first, since making what is there is slow on full collections of some servers.
func (g *GridFS) make(ctx context.Context, db *mongo.Database) error {
	for _, c := range []*mongo.Collection{g.files, g.chunks} {
		err := patiently(ctx, func(ctx context.Context) error {
			err := db.CreateCollection(ctx, c.Name())
			if mongodb.HasCode(err, codeNamespaceExists) {
				return nil
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return patiently(ctx, func(ctx context.Context) error {
		have, err := g.chunks.Indexes().ListSpecifications(ctx)
		if err != nil {
			return err
		}
		for _, i := range have {
			if isChunkIndex(i) {
				return nil
			}
		}
		_, err = g.chunks.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: "files_id", Value: 1}, {Key: "n", Value: 1}},
			Options: options.Index().SetUnique(true)})
		return err
	})
}

func isChunkIndex(i mongo.IndexSpecification) bool {
	keys, err := i.KeysDocument.Elements()
	return err == nil && len(keys) == 2 && keys[0].Key() == "files_id" && keys[1].Key() == "n"
}

// Limit implements Store.
func (g *GridFS) Limit() int64 { return g.limit }

// file reads the document of a blob that exists.
func (g *GridFS) file(ctx context.Context, name string) (f file, err error) {
	err = patiently(ctx, func(ctx context.Context) error {
		f = file{}
		return g.files.FindOne(ctx, bson.D{{Key: "_id", Value: name}}).Decode(&f)
	})
	if errors.Is(err, mongo.ErrNoDocuments) || err == nil && f.Unfinished {
		return f, ErrNotFound
	}
	return f, err
}

// deletedAtOnce is how many blobs are deleted at once.
const deletedAtOnce = 100

// Delete implements Store: the blobs end first, then their chunks go, then what they are found by. With another writer the
// document is not that of a Put under way any more, which so cannot finish.
func (g *GridFS) Delete(ctx context.Context, names ...string) error {
	for _, name := range names {
		if !validName(name) {
			return ErrBadName
		}
	}
	for part := range slices.Chunk(names, deletedAtOnce) {
		if err := g.delete(ctx, part); err != nil {
			return fmt.Errorf("delete blobs: %w", err)
		}
	}
	return nil
}

func (g *GridFS) delete(ctx context.Context, names []string) error {
	deleter := chance()
	for _, step := range []func(context.Context) (err error){
		func(ctx context.Context) (err error) {
			_, err = g.files.UpdateMany(ctx, among("_id", names), bson.D{{Key: "$set", Value: bson.D{{Key: "unfinished", Value: true}, {Key: "writer", Value: deleter}}}})
			return err
		},
		func(ctx context.Context) (err error) {
			_, err = g.chunks.DeleteMany(ctx, among("files_id", names))
			return err
		},
		func(ctx context.Context) (err error) {
			_, err = g.files.DeleteMany(ctx, among("_id", names))
			return err
		},
	} {
		if err := patiently(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// among is the condition that a field is one of some names.
func among(field string, names []string) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: names}}}}
}
