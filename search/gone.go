package search

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	zap "github.com/blevesearch/zapx/v17"
)

// gone are documents that were deleted, or were found to be deleted, and that the files of the index may still know.
// Their ids are kept in memory only; the index itself keeps one sign that there are some.
type gone struct {
	mu    sync.Mutex
	ids   map[string]bool
	first time.Time // when the first of them went
	last  time.Time // when the last of them went
}

// none begins anew.
func (g *gone) none() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ids = nil
}

// keyUnpurged is there while files may know what was deleted.
var keyUnpurged = []byte("unpurged")

// went notes documents whose deletion is written by f. The sign is in the same batch.
func (x *index) went(ids []string, f func() error) error {
	if len(ids) == 0 {
		return f()
	}
	x.gone.mu.Lock()
	defer x.gone.mu.Unlock()
	if err := f(); err != nil {
		return err
	}
	now := time.Now()
	if len(x.gone.ids) == 0 {
		x.gone.ids, x.gone.first = map[string]bool{}, now
	}
	x.gone.last = now
	for _, id := range ids {
		x.gone.ids[id] = true
	}
	return nil
}

// purged notes that no file knows some documents any more.
func (x *index) purged(ids []string) error {
	x.gone.mu.Lock()
	defer x.gone.mu.Unlock()
	for _, id := range ids {
		delete(x.gone.ids, id)
	}
	if len(x.gone.ids) > 0 {
		return nil
	}
	if err := x.idx.DeleteInternal(keyUnpurged); err != nil {
		return fmt.Errorf("purge the index: %w", err)
	}
	return nil
}

// unpurged returns what is to be purged now: everything, once nothing has gone for as long as linger, or the first has
// waited ten times as long.
func (x *index) unpurged(linger time.Duration) []string {
	x.gone.mu.Lock()
	defer x.gone.mu.Unlock()
	if len(x.gone.ids) == 0 || time.Since(x.gone.last) < linger && time.Since(x.gone.first) < 10*linger {
		return nil
	}
	return slices.Collect(maps.Keys(x.gone.ids))
}

// left says whether an earlier process ended with files that know what was deleted.
func (x *index) left() (bool, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return false, errClosed
	}
	v, err := x.idx.GetInternal(keyUnpurged)
	if err != nil {
		return false, fmt.Errorf("read a sign of an index: %w", err)
	}
	return len(v) > 0, nil
}

// sweep rewrites the files until they hold as many documents as the index does, which is when none of them holds a deleted
// one. It needs no ids, but nobody may write meanwhile.
func (x *index) sweep(ctx context.Context) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return errClosed
	}
	want, err := x.idx.DocCount()
	if err != nil {
		return fmt.Errorf("sweep the index: %w", err)
	}
	err = x.rewrite(ctx, func() (bool, error) {
		have, err := x.held()
		return have == want, err
	})
	if err != nil {
		return err
	}
	return x.idx.DeleteInternal(keyUnpurged)
}

// held counts the documents of every segment file of the folder, deleted ones among them, dummies not.
func (x *index) held() (uint64, error) {
	files, err := filepath.Glob(filepath.Join(x.dir, "store", "*.zap"))
	if err != nil {
		return 0, err
	}
	n := uint64(0)
	for _, path := range files {
		seg, err := (&zap.ZapPlugin{}).Open(path)
		if err != nil {
			return 0, fmt.Errorf("open a segment: %w", err)
		}
		dummies, err := seg.DocNumbers([]string{dummy})
		n += seg.Count()
		_ = seg.Close()
		if err != nil {
			return 0, fmt.Errorf("read a segment: %w", err)
		}
		n -= dummies.GetCardinality()
	}
	return n, nil
}

// tidy purges, until ctx ends, what was forgotten elsewhere: another process, or an earlier one, forgot it, and this
// index only heard of it.
func (l *Live) tidy(ctx context.Context) {
	tick := time.NewTicker(max(l.linger/4, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ids := l.x.unpurged(l.linger)
		if len(ids) == 0 {
			continue
		}
		if err := l.Purge(ctx, ids); err != nil && ctx.Err() == nil {
			l.x.log.Error("live index not purged", "error", err)
		}
	}
}

// begin cleans what an earlier process left. What cannot be cleaned is made anew.
func (l *Live) begin(ctx context.Context) error {
	left, err := l.x.left()
	if err != nil || !left {
		return err
	}
	if err = l.x.sweep(ctx); err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	l.x.log.Warn("live index made anew", "error", err)
	return l.x.renew(liveKeywords())
}

var errClosed = errors.New("the index is closed")
