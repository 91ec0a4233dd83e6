package move

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/axsensor/lethe/tickets/blob"
)

// carriers is how many blobs are on their way at once.
const carriers = 8

// blobs carries every blob that the destination does not have, unless an earlier run has: what differs is found later.
func (m *mover) blobs(ctx context.Context) error {
	if m.dest.HasBlobs {
		return nil
	}
	names, err := m.names(ctx, m.From)
	if err != nil {
		return err
	}
	m.watch.begin(Blobs, int64(len(names)))
	if err := m.atOnce(ctx, names, m.carry); err != nil {
		return err
	}
	mark := m.dest.Mark
	mark.HasBlobs = true
	if err := m.dest.put(ctx, m.To.Store, mark); err != nil {
		return err
	}
	m.watch.end()
	return nil
}

// blobsAgain carries what has come meanwhile, and deletes what has gone: another node may have been at it when the source
// was taken, and an earlier run may have met it.
func (m *mover) blobsAgain(ctx context.Context) error {
	here, err := m.names(ctx, m.From)
	if err != nil {
		return err
	}
	there, err := m.names(ctx, m.To)
	if err != nil {
		return err
	}
	come := slices.DeleteFunc(slices.Clone(here), func(name string) bool { return has(there, name) })
	gone := slices.DeleteFunc(there, func(name string) bool { return has(here, name) })
	m.named = here
	m.watch.begin(Blobs, int64(len(come)+len(gone)))
	if err := m.atOnce(ctx, come, m.carry); err != nil {
		return err
	}
	for part := range slices.Chunk(gone, 100) {
		if err := m.To.Blobs.Delete(ctx, part...); err != nil {
			return err
		}
		m.watch.add(int64(len(part)), 0)
	}
	m.watch.end()
	return nil
}

// has says whether a name is among sorted ones.
func has(sorted []string, name string) bool {
	_, found := slices.BinarySearch(sorted, name)
	return found
}

// names lists a side's blobs in order, each once.
func (m *mover) names(ctx context.Context, s Side) ([]string, error) {
	all := map[string]struct{}{}
	for name, err := range s.Blobs.Names(ctx) {
		if err != nil {
			return nil, fmt.Errorf("list the blobs of %s: %w", s.Name, err)
		}
		all[name] = struct{}{}
	}
	return slices.Sorted(maps.Keys(all)), nil
}

// atOnce does something with each name, some at once, and counts its bytes. The first error ends it.
func (m *mover) atOnce(ctx context.Context, names []string, f func(context.Context, string) (int64, error)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan string)
	var wait sync.WaitGroup
	for range carriers {
		wait.Go(func() {
			for name := range next {
				n, err := f(ctx, name)
				if err != nil {
					cancel(fmt.Errorf("the blob %s: %w", name, err))
					return
				}
				m.watch.add(1, n)
			}
		})
	}
	for _, name := range names {
		select {
		case next <- name:
		case <-ctx.Done():
		}
	}
	close(next)
	wait.Wait()
	return context.Cause(ctx)
}

// carry brings one blob to the destination. One that is unfinished at the source is left out: nothing names it. One that
// is there already, from a run that was cut short, is looked at when all are compared.
func (m *mover) carry(ctx context.Context, name string) (int64, error) {
	n, err := m.put(ctx, name)
	if errors.Is(err, blob.ErrExists) {
		return 0, nil
	}
	return n, err
}

func (m *mover) put(ctx context.Context, name string) (int64, error) {
	r, err := m.From.Blobs.Open(ctx, name)
	if errors.Is(err, blob.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n, err := m.To.Blobs.Put(ctx, name, r)
	return n, errors.Join(err, r.Close())
}

// print is what a blob is compared by.
type print struct {
	there bool
	bytes int64
	sum   [sha256.Size]byte
}

// digest reads a blob to its end. One that is not there, or is unfinished, is no error.
func digest(ctx context.Context, s blob.Store, name string) (p print, err error) {
	r, err := s.Open(ctx, name)
	if errors.Is(err, blob.ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	h := sha256.New()
	p.bytes, err = io.Copy(h, r)
	if err = errors.Join(err, r.Close()); err != nil {
		return print{}, err
	}
	p.there = true
	h.Sum(p.sum[:0])
	return p, nil
}

// sameBlobs reads every blob on both sides, which have the same names by now. One that is not equal is carried again, once.
func (m *mover) sameBlobs(ctx context.Context) error {
	m.watch.begin(SameBlobs, int64(len(m.named)))
	var mu sync.Mutex
	err := m.atOnce(ctx, m.named, func(ctx context.Context, name string) (int64, error) {
		p, err := m.same(ctx, name)
		if errors.Is(err, ErrUnlike) {
			p, err = m.replace(ctx, name)
		}
		if err != nil || !p.there {
			return 0, err
		}
		mu.Lock()
		defer mu.Unlock()
		m.result.Blobs++
		m.result.Bytes += p.bytes
		return p.bytes, nil
	})
	if err != nil {
		return err
	}
	m.watch.end()
	return nil
}

// same reads a blob on both sides. A damaged one at the destination is not equal.
func (m *mover) same(ctx context.Context, name string) (print, error) {
	here, err := digest(ctx, m.From.Blobs, name)
	if err != nil {
		return print{}, err
	}
	there, err := digest(ctx, m.To.Blobs, name)
	if errors.Is(err, blob.ErrDamaged) || err == nil && here != there {
		return print{}, ErrUnlike
	}
	return here, err
}

// replace carries a blob again that is not equal.
func (m *mover) replace(ctx context.Context, name string) (print, error) {
	if err := m.To.Blobs.Delete(ctx, name); err != nil {
		return print{}, err
	}
	if _, err := m.put(ctx, name); err != nil {
		return print{}, err
	}
	return m.same(ctx, name)
}
