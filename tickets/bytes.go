package tickets

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/seal"
)

// What is larger than this goes into a blob, so that documents stay small.
const (
	inlineText = 64 << 10
	inlineRaw  = 256 << 10
)

// blobBind ties a blob's bytes to its name.
func blobBind(name string) string { return "blob/" + name }

// room is how many bytes surely fit a blob once they are sealed.
func (w *work) room() int64 {
	limit := w.blobs.Limit()
	return max(0, limit-limit/4096-1024) // 16 bytes for each 64 KiB, and a head
}

// store seals bytes under a key into a new blob, whose upload has been committed. More than a blob may hold is ErrTooLarge.
func (w *work) store(ctx context.Context, key seal.KeyID, name string, rd io.Reader) error {
	pr, pw := io.Pipe()
	go func() {
		sw, err := w.keys.SealWriter(ctx, key, blobBind(name), pw)
		if err == nil {
			_, err = io.Copy(sw, rd)
			if err == nil {
				err = sw.Close()
			}
		}
		_ = pw.CloseWithError(err)
	}()
	_, err := w.blobs.Put(ctx, name, pr)
	_ = pr.CloseWithError(err)
	if errors.Is(err, blob.ErrTooLarge) {
		return fmt.Errorf("store a blob: %w", ErrTooLarge)
	}
	if err != nil {
		return fmt.Errorf("store a blob: %w", err)
	}
	return nil
}

// fetch opens a blob; the reader fails on bytes that were changed or cut.
func (w *work) fetch(ctx context.Context, key seal.KeyID, name string) (io.ReadCloser, error) {
	rc, err := w.blobs.Open(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("open a blob: %w", err)
	}
	rd, err := w.keys.OpenReader(ctx, key, blobBind(name), rc)
	if err != nil {
		_ = rc.Close()
		return nil, fmt.Errorf("open a sealed blob: %w", err)
	}
	return struct {
		io.Reader
		io.Closer
	}{rd, rc}, nil
}

// fetchAll reads a whole blob.
func (w *work) fetchAll(ctx context.Context, key seal.KeyID, name string) ([]byte, error) {
	rc, err := w.fetch(ctx, key, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rc.Close() }()
	return io.ReadAll(rc)
}

// untuck is the inverse of tuck.
func (w *work) untuck(ctx context.Context, key seal.KeyID, inline []byte, name string) ([]byte, error) {
	if name == "" {
		return inline, nil
	}
	return w.fetchAll(ctx, key, name)
}

func (w *work) untuckText(ctx context.Context, key seal.KeyID, p Personal, name string) (Personal, error) {
	b, err := w.untuck(ctx, key, []byte(p.Reveal()), name)
	return P(string(b)), err
}
