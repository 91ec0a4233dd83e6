package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// batchChunks is how many chunks are sent, or fetched, at once: what one blob on its way holds in memory.
const batchChunks = 4

// errRest says that some of a batch are not stored yet.
var errRest = fmt.Errorf("a part is not stored yet: %w", mongodb.ErrLate)

// upload is one Put.
type upload struct {
	g     *GridFS
	name  string
	ids   [][]byte // of all chunks that may be stored
	named *file    // the document in files that may be stored
}

// Put implements Store. Whose first chunk is stored has the name.
func (g *GridFS) Put(ctx context.Context, name string, r io.Reader) (int64, error) {
	if !validName(name) {
		return 0, ErrBadName
	}
	u := &upload{g: g, name: name}
	n, err := u.fill(ctx, io.LimitReader(reader{ctx, r}, g.limit+1))
	if err == nil {
		err = u.finish(ctx, n)
	}
	if err != nil {
		u.undo(ctx)
		return 0, fmt.Errorf("write a blob: %w", err)
	}
	return n, nil
}

// fill stores the chunks, some at a time.
func (u *upload) fill(ctx context.Context, r io.Reader) (total int64, err error) {
	buf := make([]byte, batchChunks*chunkSize)
	for more := true; more; {
		n, err := io.ReadFull(r, buf)
		more = err == nil
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return total, err
		}
		if total += int64(n); total > u.g.limit {
			return total, ErrTooLarge
		}
		if err := u.insert(ctx, buf[:n]); err != nil {
			return total, err
		}
	}
	return total, nil
}

// insert stores the next bytes as chunks, in order.
func (u *upload) insert(ctx context.Context, b []byte) error {
	var batch []chunk
	for data := range slices.Chunk(b, chunkSize) {
		id := make([]byte, 16)
		_, _ = rand.Read(id) // never fails on supported systems
		batch = append(batch, chunk{ID: id, File: u.name, N: int32(len(u.ids)), Data: data})
		u.ids = append(u.ids, id)
	}
	if len(batch) == 0 {
		return nil
	}
	return uncut(ctx, func(ctx context.Context) error {
		_, err := u.g.chunks.InsertMany(ctx, batch, options.InsertMany().SetOrdered(true))
		if !mongodb.Taken(err) {
			return err
		}
		if batch, err = u.lacking(ctx, batch); err == nil && len(batch) > 0 {
			err = errRest
		}
		return err
	})
}

// lacking is what of a batch a majority does not have: after an answer that was lost, a repeated insert meets its own
// chunks. A chunk of another writer in the place of ours is ErrExists.
func (u *upload) lacking(ctx context.Context, batch []chunk) ([]chunk, error) {
	cur, err := u.g.chunks.Find(ctx, places(u.name, int64(batch[0].N), int64(batch[len(batch)-1].N)+1),
		options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, err
	}
	defer func() { _ = cur.Close(context.WithoutCancel(ctx)) }()
	left := slices.Clone(batch)
	for cur.Next(ctx) {
		_, id, _ := cur.Current.Lookup("_id").BinaryOK()
		mine := slices.IndexFunc(left, func(c chunk) bool { return bytes.Equal(c.ID, id) })
		if mine < 0 {
			return nil, ErrExists
		}
		left = slices.Delete(left, mine, mine+1)
	}
	if err := cur.Err(); err != nil {
		return nil, err
	}
	return left, nil
}

// finish makes the blob exist.
func (u *upload) finish(ctx context.Context, length int64) error {
	doc := file{Name: u.name, Length: length, ChunkSize: chunkSize, UploadDate: fileTime, Filename: u.name}
	asked := false
	return uncut(ctx, func(ctx context.Context) error {
		_, err := u.g.files.InsertOne(ctx, doc)
		if !mongodb.Taken(err) {
			asked, u.named = true, &doc
			return err
		}
		var have file
		err = u.g.files.FindOne(ctx, bson.D{{Key: "_id", Value: u.name}}).Decode(&have)
		switch {
		case errors.Is(err, mongo.ErrNoDocuments):
			return errRest
		case err == nil && !(asked && have.Length == length):
			return ErrExists
		}
		return err
	})
}

// undo takes back what was stored. What it cannot reach stays as an unfinished blob.
func (u *upload) undo(ctx context.Context) {
	ctx, cancel := mongodb.Within(context.WithoutCancel(ctx), attemptTime)
	defer cancel()
	if u.named != nil {
		_, _ = u.g.files.DeleteOne(ctx, bson.D{{Key: "_id", Value: u.name}, {Key: "length", Value: u.named.Length}})
	}
	for ids := range slices.Chunk(u.ids, 1000) {
		_, _ = u.g.chunks.DeleteMany(ctx, bson.D{{Key: "files_id", Value: u.name}, {Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}})
	}
}

// places is the condition for a blob's chunks from one number on, up to another.
func places(name string, from, to int64) bson.D {
	return bson.D{{Key: "files_id", Value: name}, {Key: "n", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}}}
}
