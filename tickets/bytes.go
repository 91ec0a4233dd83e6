package tickets

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/axsensor/lethe/tickets/seal"
)

// What is larger than this goes into a blob, so that documents stay small.
const (
	inlineText = 64 << 10
	inlineRaw  = 256 << 10
)

// blobBind ties a blob's bytes to its name.
func blobBind(name string) string { return "blob/" + name }

// store seals bytes under a key into a new blob and returns its name. A blob that no document comes to name is an
// orphan and is swept later.
func (w *work) store(ctx context.Context, key seal.KeyID, rd io.Reader) (name string, err error) {
	name = newID()
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
	if _, err := w.blobs.Put(ctx, name, pr); err != nil {
		_ = pr.CloseWithError(err)
		return "", fmt.Errorf("store a blob: %w", err)
	}
	return name, nil
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

// tuck keeps bytes inline when they are few, else in a blob.
func (w *work) tuck(ctx context.Context, key seal.KeyID, b []byte, limit int) (inline []byte, name string, err error) {
	if len(b) <= limit {
		return b, "", nil
	}
	name, err = w.store(ctx, key, bytes.NewReader(b))
	return nil, name, err
}

// untuck is the inverse of tuck.
func (w *work) untuck(ctx context.Context, key seal.KeyID, inline []byte, name string) ([]byte, error) {
	if name == "" {
		return inline, nil
	}
	return w.fetchAll(ctx, key, name)
}

// tuckText is tuck for text: a long text keeps its beginning in the document and lies whole in a blob.
func (w *work) tuckText(ctx context.Context, key seal.KeyID, p Personal) (Personal, string, error) {
	b, name, err := w.tuck(ctx, key, []byte(p.Reveal()), inlineText)
	return P(string(b)), name, err
}

func (w *work) untuckText(ctx context.Context, key seal.KeyID, p Personal, name string) (Personal, error) {
	b, err := w.untuck(ctx, key, []byte(p.Reveal()), name)
	return P(string(b)), err
}
