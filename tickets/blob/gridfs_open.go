package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Open implements Store.
func (g *GridFS) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if !validName(name) {
		return nil, ErrBadName
	}
	f, err := g.file(ctx, name)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read a blob: %w", err)
	}
	if f.Length < 0 || f.ChunkSize <= 0 {
		return nil, fmt.Errorf("read a blob: %w: it has %d bytes in chunks of %d", ErrDamaged, f.Length, f.ChunkSize)
	}
	size := int64(f.ChunkSize)
	return &download{ctx: ctx, g: g, file: f, count: (f.Length + size - 1) / size}, nil
}

// download reads a blob, some chunks at a time. No cursor is held between two reads.
type download struct {
	ctx   context.Context
	g     *GridFS
	file  file
	count int64 // of chunks
	next  int64 // the number of the next one to fetch
	buf   []byte
	left  []byte // of buf
	err   error
}

func (d *download) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(d.left) == 0 {
		if d.err == nil && d.next == d.count {
			d.err = io.EOF
		}
		if d.err == nil {
			d.err = d.fetch()
		}
		if d.err != nil {
			return 0, d.err
		}
	}
	n := copy(p, d.left)
	d.left = d.left[n:]
	return n, nil
}

// Close implements io.Closer.
func (d *download) Close() error {
	d.buf, d.left, d.err = nil, nil, fmt.Errorf("read a blob: %w", fs.ErrClosed)
	return nil
}

// fetch reads the next chunks. With the last ones it asks for one more, which must not be there.
func (d *download) fetch() error {
	to := min(d.next+batchChunks, d.count)
	ask := to
	if to == d.count {
		ask++
	}
	err := patiently(d.ctx, func(ctx context.Context) error {
		d.buf = d.buf[:0]
		return d.read(ctx, to, ask)
	})
	if errors.Is(err, ErrDamaged) {
		if _, gone := d.g.file(d.ctx, d.file.Name); errors.Is(gone, ErrNotFound) {
			err = fmt.Errorf("%w any more: it was deleted meanwhile", ErrNotFound)
		}
	}
	if err != nil {
		return fmt.Errorf("read a blob: %w", err)
	}
	d.next, d.left = to, d.buf
	return nil
}

func (d *download) read(ctx context.Context, to, ask int64) error {
	cur, err := d.g.chunks.Find(ctx, places(d.file.Name, d.next, ask, d.count), options.Find().SetSort(bson.D{{Key: "n", Value: 1}}).
		SetLimit(ask-d.next).SetBatchSize(int32(ask-d.next)).SetProjection(bson.D{{Key: "_id", Value: 0}, {Key: "n", Value: 1}, {Key: "data", Value: 1}}))
	if err != nil {
		return err
	}
	defer func() { _ = cur.Close(context.WithoutCancel(ctx)) }()
	at := d.next
	for ; cur.Next(ctx); at++ {
		n, ok := cur.Current.Lookup("n").AsInt64OK()
		_, data, isBytes := cur.Current.Lookup("data").BinaryOK()
		switch want := d.size(at); {
		case !ok || !isBytes:
			return fmt.Errorf("%w: chunk %d cannot be read", ErrDamaged, at)
		case at >= to:
			return fmt.Errorf("%w: it has more than its %d chunks", ErrDamaged, d.count)
		case n != at:
			return fmt.Errorf("%w: chunk %d of %d is missing", ErrDamaged, at, d.count)
		case int64(len(data)) != want:
			return fmt.Errorf("%w: chunk %d has %d bytes and not %d", ErrDamaged, at, len(data), want)
		}
		d.buf = append(d.buf, data...)
	}
	if err := cur.Err(); err != nil {
		return err
	}
	if at < to {
		return fmt.Errorf("%w: chunk %d of %d is missing", ErrDamaged, at, d.count)
	}
	return nil
}

// size is how many bytes a chunk must have.
func (d *download) size(n int64) int64 {
	return min(int64(d.file.ChunkSize), d.file.Length-n*int64(d.file.ChunkSize))
}
