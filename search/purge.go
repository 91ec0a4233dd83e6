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
	purgeTries = 40
	purgePause = 50 * time.Millisecond
)

// dummy is a document that is put in and out again, so that there is a second segment to merge with.
const dummy = "purge"

// purge deletes documents and rewrites the segments that held them. Deleting alone leaves their words in the files, and
// a merge tells nothing of whether it did anything: so the files themselves are asked.
func (x *index) purge(ctx context.Context, ids []string) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return errors.New("the index is closed")
	}
	b := x.idx.NewBatch()
	for _, id := range ids {
		b.Delete(id)
	}
	if err := b.Index(dummy, map[string]any{}); err != nil {
		return fmt.Errorf("purge the index: %w", err)
	}
	if err := x.idx.Batch(b); err != nil {
		return fmt.Errorf("purge the index: %w", err)
	}
	if err := x.idx.Delete(dummy); err != nil {
		return fmt.Errorf("purge the index: %w", err)
	}
	for try := range purgeTries {
		if try%10 == 0 {
			if err := x.merge(ctx); err != nil {
				return err
			}
		}
		// A tiny write makes the persister take a new snapshot; only then are old files unlinked.
		if err := x.idx.SetInternal([]byte("purged"), []byte{byte(try)}); err != nil {
			return fmt.Errorf("purge the index: %w", err)
		}
		left, err := x.known(append(ids, dummy))
		if err == nil && !left {
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
