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

// errDeleted says that somebody deleted a blob that was being written.
var errDeleted = fmt.Errorf("%w any more: it was deleted while it was written", ErrNotFound)

// upload is one Put.
type upload struct {
	g    *GridFS
	file file
	ids  [][]byte // of all chunks that may be stored
}

// Put implements Store.
func (g *GridFS) Put(ctx context.Context, name string, r io.Reader) (int64, error) {
	if !validName(name) {
		return 0, ErrBadName
	}
	u := &upload{g: g, file: file{Name: name, ChunkSize: chunkSize, UploadDate: fileTime, Filename: name, Writer: chance(), Unfinished: true}}
	err := u.begin(ctx)
	if errors.Is(err, ErrExists) {
		return 0, fmt.Errorf("write a blob: %w", err)
	}
	n := int64(0)
	if err == nil {
		n, err = u.fill(ctx, io.LimitReader(reader{ctx, r}, g.limit+1))
	}
	if err == nil {
		err = u.finish(ctx, n)
	}
	if err != nil {
		u.undo(ctx)
		return 0, fmt.Errorf("write a blob: %w", err)
	}
	return n, nil
}

// begin takes the name.
func (u *upload) begin(ctx context.Context) error {
	return uncut(ctx, func(ctx context.Context) error {
		_, err := u.g.files.InsertOne(ctx, u.file)
		if !mongodb.Taken(err) {
			return err
		}
		var have file
		err = u.g.files.FindOne(ctx, bson.D{{Key: "_id", Value: u.file.Name}}).Decode(&have)
		switch {
		case errors.Is(err, mongo.ErrNoDocuments):
			return errRest
		case err == nil && !bytes.Equal(have.Writer, u.file.Writer):
			return ErrExists
		}
		return err
	})
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
		id := chance()
		batch = append(batch, chunk{ID: id, File: u.file.Name, N: int32(len(u.ids)), Data: data})
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
// chunks. A chunk of another writer in the place of ours, who was deleted while writing, is ErrExists.
func (u *upload) lacking(ctx context.Context, batch []chunk) ([]chunk, error) {
	cur, err := u.g.chunks.Find(ctx, places(u.file.Name, int64(batch[0].N), int64(batch[len(batch)-1].N)+1, int64(len(u.ids))),
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
	change := bson.D{{Key: "$set", Value: bson.D{{Key: "length", Value: length}}}, {Key: "$unset", Value: bson.D{{Key: "unfinished", Value: ""}}}}
	return uncut(ctx, func(ctx context.Context) error {
		res, err := u.g.files.UpdateOne(ctx, u.mine(), change)
		if err == nil && res.MatchedCount == 0 {
			return errDeleted
		}
		return err
	})
}

// mine is the condition for the document of this Put.
func (u *upload) mine() bson.D {
	return bson.D{{Key: "_id", Value: u.file.Name}, {Key: "writer", Value: u.file.Writer}}
}

// undo takes back what was stored. What it cannot reach stays as an unfinished blob.
func (u *upload) undo(ctx context.Context) {
	ctx, cancel := mongodb.Within(context.WithoutCancel(ctx), attemptTime)
	defer cancel()
	for ids := range slices.Chunk(u.ids, 1000) {
		if _, err := u.g.chunks.DeleteMany(ctx, bson.D{{Key: "files_id", Value: u.file.Name}, {Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}); err != nil {
			return
		}
	}
	_, _ = u.g.files.DeleteOne(ctx, u.mine())
}

// places is the condition for a blob's chunks from one number on, up to another. A blob of one batch is asked for as a
// whole, and others by their numbers, one by one: DocumentDB 0.108 goes through all chunks of all blobs for a range of numbers.
func places(name string, from, to, count int64) bson.D {
	q := bson.D{{Key: "files_id", Value: name}}
	if count <= batchChunks {
		return q
	}
	var numbers []int32
	for n := from; n < to; n++ {
		numbers = append(numbers, int32(n))
	}
	return append(q, bson.E{Key: "n", Value: bson.D{{Key: "$in", Value: numbers}}})
}

// chance is 16 bytes that tell nothing.
func chance() []byte {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails on supported systems
	return b
}
