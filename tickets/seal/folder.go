package seal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// folder is a vault in a folder of this machine, for one process. What is known of each key is held in memory.
type folder struct {
	dir    string
	now    func() time.Time
	rand   io.Reader
	master []byte
	lock   *os.File

	change  sync.Mutex // held while files change; taken before mu
	epochs  []epoch
	list    *eraseList
	batches atomic.Int64       // as in file
	unwiped map[rawID][]uint32 // on the erase list, while their bytes may still lie in the file
	broken  error              // what the disk holds is not known any more

	mu      sync.RWMutex // what readers see
	file    *slotFile
	alive   map[rawID]uint32
	damaged map[rawID][]uint32
	erased  map[rawID]struct{}
	badList int // entries of the erase list that cannot be read
	ended   error
}

// Exists says whether a folder holds a key store, part of one, or the mark of one that was destroyed. It needs no key
// and changes nothing.
func Exists(dir string) (bool, error) {
	for _, name := range []string{epochsName, keysName, erasedName, destroyedName} {
		switch _, err := os.Stat(filepath.Join(dir, name)); {
		case err == nil:
			return true, nil
		case !errors.Is(err, fs.ErrNotExist):
			return false, err
		}
	}
	return false, nil
}

func openFolder(ctx context.Context, o Options) (*folder, error) {
	v := &folder{dir: o.Dir, now: o.Now, rand: o.Rand, unwiped: map[rawID][]uint32{}}
	if err := v.buried(); err != nil {
		return nil, err
	}
	key, err := o.master(ctx)
	if err != nil {
		return nil, err
	}
	v.master = append([]byte(nil), key...)
	exists, err := inspect(o.Dir, v.master)
	if err != nil {
		return nil, err
	}
	if !exists && !o.Create {
		return nil, ErrAbsent
	}
	if err := v.take(o, !exists); err != nil {
		return nil, errors.Join(err, v.close())
	}
	return v, nil
}

// inspect reads whether there is a key store that the master key opens. It writes nothing.
func inspect(dir string, master []byte) (exists bool, err error) {
	es, err := readEpochs(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, bare(dir)
	}
	if err != nil {
		return false, err
	}
	_, err = es[len(es)-1].open(master)
	return true, err
}

// bare says that nothing in the folder ever held a key. The file epochs is made last, so without it the others are at
// most their heads.
func bare(dir string) error {
	for name, head := range map[string]int64{keysName: 2 * slotSize, erasedName: erasedSize} {
		info, err := os.Stat(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Size() > head {
			return fmt.Errorf("%w: the file %s is missing beside %s", ErrDamaged, epochsName, name)
		}
	}
	return nil
}

// take locks the folder and reads it.
func (v *folder) take(o Options, create bool) error {
	if create {
		if err := os.MkdirAll(v.dir, folderMode); err != nil {
			return err
		}
	}
	var err error
	if v.lock, err = lockFolder(v.dir); err != nil {
		return err
	}
	if err := discardNew(v.dir); err != nil {
		return err
	}
	if create {
		if err := v.create(o); err != nil {
			return err
		}
	}
	if err := v.load(); err != nil {
		return err
	}
	return v.replay()
}

// create makes the files of an empty key store. The file epochs comes last: with it the store exists.
func (v *folder) create(o Options) error {
	tags, err := o.seed()
	if err != nil {
		return err
	}
	first, err := newEpoch(v.rand, v.master, 1, v.now(), tags)
	if err != nil {
		return err
	}
	if err := replaceFile(v.dir, erasedName, []byte(erasedMagic)); err != nil {
		return err
	}
	mark := newMark(0)
	if err := replaceFile(v.dir, keysName, append(slotsHeader(first.Number), mark[:]...)); err != nil {
		return err
	}
	return writeEpochs(v.dir, []epoch{first})
}

// load reads the files into memory.
func (v *folder) load() error {
	var err error
	if v.epochs, err = readEpochs(v.dir); err != nil {
		return err
	}
	file, l, err := openSlots(v.dir)
	if err != nil {
		return missingFile(err, keysName)
	}
	v.file, v.alive, v.damaged = file, l.alive, l.damaged
	v.batches.Store(l.batch)
	at := findEpoch(v.epochs, l.epoch)
	if at < 0 {
		return fmt.Errorf("%w: the keys are wrapped under epoch %d, which is not in the file %s", ErrDamaged, l.epoch, epochsName)
	}
	if file.epoch, err = v.epochs[at].open(v.master); err != nil {
		return err
	}
	list, found, err := openErased(v.dir)
	if err != nil {
		return missingFile(err, erasedName)
	}
	v.list, v.erased, v.badList = list, found.ids, found.damaged
	return v.settleEpochs(l.epoch)
}

func missingFile(err error, name string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: the file %s is missing", ErrDamaged, name)
	}
	return err
}

// replay overwrites keys that are on the erase list: a crash came between, or the file keys is a restored copy.
func (v *folder) replay() error {
	for id, n := range v.alive {
		if _, gone := v.erased[id]; gone {
			v.unwiped[id] = append(v.unwiped[id], n)
			delete(v.alive, id)
		}
	}
	for id, at := range v.damaged {
		if _, gone := v.erased[id]; gone {
			v.unwiped[id] = append(v.unwiped[id], at...)
			delete(v.damaged, id)
		}
	}
	return v.wipe()
}

func (v *folder) secret() []byte { return v.file.epoch.tags }

func (v *folder) close() error {
	v.change.Lock()
	defer v.change.Unlock()
	v.mu.Lock()
	defer v.mu.Unlock()
	var errs []error
	if v.file != nil {
		errs = append(errs, v.file.f.Close())
	}
	if v.list != nil {
		errs = append(errs, v.list.f.Close())
	}
	if v.lock != nil {
		errs = append(errs, v.lock.Close())
	}
	clear(v.master)
	return errors.Join(errs...)
}

// ready says whether files may be changed. The caller holds change.
func (v *folder) ready(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return v.broken
}

// fail remembers an error after which nobody knows what the disk holds: nothing is changed any more until the store is
// opened again. After any other, a full disk for one, the same may be tried again.
func (v *folder) fail(err error) error {
	if errors.Is(err, errUnsure) {
		v.broken = fmt.Errorf("the key store must be opened again after: %w", err)
	}
	return err
}

func (v *folder) status(ctx context.Context) (Status, error) {
	v.change.Lock()
	defer v.change.Unlock()
	if err := ctx.Err(); err != nil {
		return Status{}, err
	}
	if v.ended != nil {
		return Status{}, v.ended
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	s := Status{Alive: len(v.alive), Shredded: len(v.erased), Damaged: v.badList + v.hurt()}
	s.epochs(v.epochs, v.file.epoch.number, v.now())
	for i := range s.Epochs {
		if s.Epochs[i].Number == int(v.file.epoch.number) {
			s.Epochs[i].Keys = len(v.alive)
		}
	}
	return s, nil
}

// hurt counts damaged slots. The caller holds mu.
func (v *folder) hurt() (n int) {
	for _, at := range v.damaged {
		n += len(at)
	}
	return n
}
