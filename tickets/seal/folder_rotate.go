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

func (v *folder) rotate(ctx context.Context) error {
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.ready(ctx); err != nil {
		return err
	}
	next, err := v.nextEpoch()
	if err != nil {
		return err
	}
	if err := v.rewrap(ctx, next); err != nil {
		return errors.Join(err, discardNew(v.dir), v.settleEpochs(v.file.epoch.number))
	}
	if err := v.settleEpochs(next.number); err != nil {
		return err
	}
	_, err = v.endEpochs()
	return err
}

func (v *folder) expire(ctx context.Context) (int, error) {
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.ready(ctx); err != nil {
		return 0, err
	}
	return v.endEpochs()
}

// endEpochs destroys the epoch keys that have reached their age.
func (v *folder) endEpochs() (int, error) {
	now := v.now()
	kept := slices.DeleteFunc(slices.Clone(v.epochs), func(e epoch) bool { return e.over(now) })
	n := len(v.epochs) - len(kept)
	if n == 0 {
		return 0, nil
	}
	if err := writeEpochs(v.dir, kept); err != nil {
		return 0, err
	}
	v.epochs = kept
	return n, nil
}

// nextEpoch makes the key of the next epoch and writes it down, before anything is wrapped under it.
func (v *folder) nextEpoch() (*openedEpoch, error) {
	last := v.epochs[len(v.epochs)-1].Number
	e, err := newEpoch(v.rand, v.master, last+1, v.now(), v.file.epoch.tags)
	if err != nil {
		return nil, err
	}
	es := append(slices.Clone(v.epochs), e)
	if err := writeEpochs(v.dir, es); err != nil {
		return nil, err
	}
	v.epochs = es
	return e.open(v.master)
}

// settleEpochs retires every epoch but the current one. A later one may be what a crash left, or what the newest keys
// are under while an older copy of the file keys is in use: it too is kept for AgeLimit.
func (v *folder) settleEpochs(current uint32) error {
	es := slices.Clone(v.epochs)
	changed := false
	for i, e := range es {
		switch {
		case e.Number == current && !e.Retired.IsZero():
			es[i].Retired = time.Time{}
		case e.Number != current && e.Retired.IsZero():
			es[i].Retired = v.now().UTC()
		default:
			continue
		}
		changed = true
	}
	if !changed {
		return nil
	}
	if err := writeEpochs(v.dir, es); err != nil {
		return err
	}
	v.epochs = es
	return nil
}

// rewrap writes the file keys anew under an epoch and puts it in the place of the old one.
func (v *folder) rewrap(ctx context.Context, next *openedEpoch) error {
	f, err := os.OpenFile(filepath.Join(v.dir, keysName+newSuffix), os.O_RDWR|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	c := &carrier{from: v.file, to: &slotFile{f: f, epoch: next}, w: bufio.NewWriterSize(f, 256<<10),
		alive: make(map[rawID]uint32, len(v.alive)), damaged: map[rawID][]uint32{}}
	err = c.carry(ctx, v.alive, v.damaged)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = v.swap(c)
	}
	if err != nil && v.file.f != f {
		err = errors.Join(err, f.Close())
	}
	return err
}

// swap lets readers see the new file. Every reader of the old one is done when the lock is taken.
func (v *folder) swap(c *carrier) error {
	old := v.file
	if err := os.Rename(filepath.Join(v.dir, keysName+newSuffix), filepath.Join(v.dir, keysName)); err != nil {
		return err
	}
	v.mu.Lock()
	v.file, v.alive, v.damaged = c.to, c.alive, c.damaged
	v.mu.Unlock()
	clear(v.unwiped)
	if err := syncFolder(v.dir); err != nil {
		return errors.Join(v.fail(fmt.Errorf("%w: %w", errUnsure, err)), old.f.Close())
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
	mark := newMark(c.from.batch)
	if err := c.write(&mark); err != nil {
		return err
	}
	c.to.mark, c.to.batch = 0, c.from.batch
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
