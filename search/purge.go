package search

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	zap "github.com/blevesearch/zapx/v17"
)

// errResidue says that a file of the index still knows a document that was deleted.
var errResidue = errors.New("a file of the index still knows what was deleted")

// How often the files are looked at before the index is given up and made anew, and the pause between.
const (
	purgeTries = 60
	purgePause = 50 * time.Millisecond
	mergeEach  = 5 // looks
)

// dummy is a document that is put in, so that there is a second segment to merge with, and taken out at the end. What is
// left of it in a file says nothing.
const dummy = "purge"

// purge deletes documents and rewrites the segments that held them. Deleting alone leaves their words in the files, and
// a merge tells nothing of whether it did anything: so the files themselves are asked.
func (x *index) purge(ctx context.Context, ids []string) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return errClosed
	}
	b := x.idx.NewBatch()
	for _, id := range ids {
		b.Delete(id)
	}
	if err := x.idx.Batch(b); err != nil {
		return fmt.Errorf("purge the index: %w", err)
	}
	err := x.rewrite(ctx, func() (bool, error) {
		left, err := x.known(ids)
		return !left, err
	})
	if err != nil {
		return err
	}
	return x.purged(ids)
}

// rewrite merges all segments into one, again and again, until the files are clean.
func (x *index) rewrite(ctx context.Context, clean func() (bool, error)) (err error) {
	defer func() {
		if end := x.idx.Delete(dummy); err == nil && end != nil {
			err = fmt.Errorf("purge the index: %w", end)
		}
	}()
	for try := range purgeTries {
		if try%mergeEach == 0 {
			if err := x.idx.Index(dummy, map[string]any{}); err != nil {
				return fmt.Errorf("purge the index: %w", err)
			}
		}
		if try%mergeEach == 1 { // it is on disk by now, most times
			if err := x.merge(ctx); err != nil {
				return err
			}
		}
		// A tiny write makes the persister take a new snapshot; only then are old files unlinked.
		if err := x.idx.SetInternal([]byte("purged"), []byte{byte(try)}); err != nil {
			return fmt.Errorf("purge the index: %w", err)
		}
		if done, err := clean(); err == nil && done {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(purgePause):
		}
	}
	return errResidue
}

// merge rewrites all segments into one.
func (x *index) merge(ctx context.Context) error {
	adv, err := x.idx.Advanced()
	if err != nil {
		return fmt.Errorf("merge the index: %w", err)
	}
	s, ok := adv.(*scorch.Scorch)
	if !ok {
		return errors.New("the index cannot be merged")
	}
	o := mergeplan.SingleSegmentMergePlanOptions
	if err := s.ForceMerge(ctx, &o); err != nil {
		return fmt.Errorf("merge the index: %w", err)
	}
	return nil
}

// known opens every segment file of the folder, whether anything refers to it or not, and says whether one knows any of
// the documents. All that a segment holds of a document hangs on its number, so this is about every version of it.
func (x *index) known(ids []string) (bool, error) {
	files, err := filepath.Glob(filepath.Join(x.dir, "store", "*.zap"))
	if err != nil {
		return false, err
	}
	for _, path := range files {
		left, err := knows(path, ids)
		if err != nil || left {
			return left, err
		}
	}
	return false, nil
}

func knows(path string, ids []string) (bool, error) {
	seg, err := (&zap.ZapPlugin{}).Open(path)
	if err != nil {
		return false, fmt.Errorf("open a segment: %w", err)
	}
	defer func() { _ = seg.Close() }()
	docs, err := seg.DocNumbers(ids)
	if err != nil {
		return false, fmt.Errorf("read a segment: %w", err)
	}
	return !docs.IsEmpty(), nil
}
