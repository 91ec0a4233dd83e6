package seal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Rotate wraps every living key under a fresh epoch key, and destroys the retired epoch keys that have reached
// AgeLimit. Keys, and what is sealed under them, stay as they are; sealing, opening and NewKeys from the stock go on
// meanwhile, Shred waits. A crash leaves the old state or the new. It also drops the empty slots that shredding leaves,
// and puts the slots into a random order, which no longer tells when a key was made.
func (r *Ring) Rotate(ctx context.Context) error {
	r.change.Lock()
	defer r.change.Unlock()
	if err := r.ready(ctx); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	next, err := r.nextEpoch()
	if err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	if err := r.rewrap(ctx, next); err != nil {
		return fmt.Errorf("rotate: %w", errors.Join(err, discardNew(r.dir), r.settleEpochs(r.file.epoch.number)))
	}
	if err := r.settleEpochs(next.number); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	if _, err := r.expire(); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	return nil
}

// Expire destroys the retired epoch keys that have reached AgeLimit, and says how many. Call it daily.
func (r *Ring) Expire(ctx context.Context) (int, error) {
	r.change.Lock()
	defer r.change.Unlock()
	if err := r.ready(ctx); err != nil {
		return 0, fmt.Errorf("expire epochs: %w", err)
	}
	n, err := r.expire()
	if err != nil {
		return 0, fmt.Errorf("expire epochs: %w", err)
	}
	return n, nil
}

func (r *Ring) expire() (int, error) {
	now := r.now()
	kept := slices.DeleteFunc(slices.Clone(r.epochs), func(e epoch) bool {
		return !e.Retired.IsZero() && !now.Before(e.due())
	})
	n := len(r.epochs) - len(kept)
	if n == 0 {
		return 0, nil
	}
	if err := writeEpochs(r.dir, kept); err != nil {
		return 0, err
	}
	r.epochs = kept
	return n, nil
}

// nextEpoch makes the key of the next epoch and writes it down, before anything is wrapped under it.
func (r *Ring) nextEpoch() (*openedEpoch, error) {
	last := r.epochs[len(r.epochs)-1].Number
	e, err := newEpoch(r.rand, r.master, last+1, r.now(), r.tags.secret)
	if err != nil {
		return nil, err
	}
	es := append(slices.Clone(r.epochs), e)
	if err := writeEpochs(r.dir, es); err != nil {
		return nil, err
	}
	r.epochs = es
	return e.open(r.master)
}

// settleEpochs retires every epoch but the current one. A later one may be what a crash left, or what the newest keys
// are under while an older copy of the file keys is in use: it too is kept for AgeLimit.
func (r *Ring) settleEpochs(current uint32) error {
	es := slices.Clone(r.epochs)
	changed := false
	for i, e := range es {
		switch {
		case e.Number == current && !e.Retired.IsZero():
			es[i].Retired = time.Time{}
		case e.Number != current && e.Retired.IsZero():
			es[i].Retired = r.now().UTC()
		default:
			continue
		}
		changed = true
	}
	if !changed {
		return nil
	}
	if err := writeEpochs(r.dir, es); err != nil {
		return err
	}
	r.epochs = es
	return nil
}

// rewrap writes the file keys anew under an epoch and puts it in the place of the old one.
func (r *Ring) rewrap(ctx context.Context, next *openedEpoch) error {
	f, err := os.OpenFile(filepath.Join(r.dir, keysName+newSuffix), os.O_RDWR|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	c := &carrier{from: r.file, to: &slotFile{f: f, epoch: next}, w: bufio.NewWriterSize(f, 256<<10),
		alive: make(map[rawID]uint32, len(r.alive)), damaged: map[rawID][]uint32{}}
	err = c.carry(ctx, r.alive, r.damaged)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = r.swap(c)
	}
	if err != nil && r.file.f != f {
		err = errors.Join(err, f.Close())
	}
	return err
}

// swap lets readers see the new file. Every reader of the old one is done when the lock is taken.
func (r *Ring) swap(c *carrier) error {
	old := r.file
	if err := os.Rename(filepath.Join(r.dir, keysName+newSuffix), filepath.Join(r.dir, keysName)); err != nil {
		return err
	}
	r.mu.Lock()
	r.file, r.alive, r.damaged = c.to, c.alive, c.damaged
	r.mu.Unlock()
	clear(r.unwiped)
	if err := syncFolder(r.dir); err != nil {
		return errors.Join(r.fail(fmt.Errorf("%w: %w", errUnsure, err)), old.f.Close())
	}
	return errors.Join(overwrite(old.f), old.f.Close())
}

// carrier carries keys from one file into another. Only Shred and NewKeys change the maps, and they wait.
type carrier struct {
	from, to *slotFile
	w        *bufio.Writer
	alive    map[rawID]uint32
	damaged  map[rawID][]uint32
}

func (c *carrier) carry(ctx context.Context, alive map[rawID]uint32, damaged map[rawID][]uint32) error {
	if _, err := c.w.Write(slotsHeader(c.to.epoch.number)); err != nil {
		return err
	}
	for id, n := range alive { // a map's order is random
		if c.to.slots&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := c.living(id, n); err != nil {
			return err
		}
	}
	for id, at := range damaged {
		for _, n := range at {
			if err := c.asItIs(id, n); err != nil {
				return err
			}
		}
	}
	return c.w.Flush()
}

// living wraps a key under the new epoch. One that cannot be opened is carried as it is: it stays known as damaged.
func (c *carrier) living(id rawID, n uint32) error {
	key, err := c.from.read(n, id)
	if errors.Is(err, ErrDamaged) {
		return c.asItIs(id, n)
	}
	if err != nil {
		return err
	}
	defer clear(key)
	var s slot
	c.to.epoch.fill(&s, id, key)
	c.alive[id] = c.to.slots
	return c.write(&s)
}

func (c *carrier) asItIs(id rawID, n uint32) error {
	var s slot
	if _, err := c.from.f.ReadAt(s[:], slotAt(n)); err != nil {
		return err
	}
	c.damaged[id] = append(c.damaged[id], c.to.slots)
	return c.write(&s)
}

func (c *carrier) write(s *slot) error {
	c.to.slots++
	_, err := c.w.Write(s[:])
	return err
}
