package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Ring is an open key store. It is safe for use by many goroutines at once.
type Ring struct {
	dir    string
	now    func() time.Time
	rand   io.Reader
	master []byte
	lock   *os.File

	change  sync.Mutex // held while files change; taken before mu
	epochs  []epoch
	list    *eraseList
	unwiped map[rawID][]uint32 // on the erase list, while their bytes may still lie in the file
	broken  error              // what the disk holds is not known any more

	mu      sync.RWMutex // what readers see
	file    *slotFile
	alive   map[rawID]uint32
	damaged map[rawID][]uint32
	erased  map[rawID]struct{}
	badList int // entries of the erase list that cannot be read
	closed  bool

	cache cache
	stock stock
	tags  tagKeys
}

// Exists says whether a folder holds a key store, or part of one. It needs no key and changes nothing.
func Exists(dir string) (bool, error) {
	for _, name := range []string{epochsName, keysName, erasedName} {
		switch _, err := os.Stat(filepath.Join(dir, name)); {
		case err == nil:
			return true, nil
		case !errors.Is(err, fs.ErrNotExist):
			return false, err
		}
	}
	return false, nil
}

// Open opens the key store in a folder, and finishes what a crash interrupted: keys on the erase list are overwritten.
//
// Before anything is written it fails with ErrNoMaster, ErrWrongMaster, ErrAbsent (nothing there, and no Create),
// ErrDamaged (a file is missing or cannot be read) or *InUseError. A new store does not know the keys of old documents:
// ask Missing before serving them.
func Open(ctx context.Context, o Options) (*Ring, error) {
	r, err := open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("open the key store: %w", err)
	}
	return r, nil
}

func open(ctx context.Context, o Options) (*Ring, error) {
	r := &Ring{dir: o.Dir, now: o.Now, rand: o.Rand, unwiped: map[rawID][]uint32{}}
	if r.now == nil {
		r.now = time.Now
	}
	if r.rand == nil {
		r.rand = rand.Reader
	}
	key, err := o.master(ctx)
	if err != nil {
		return nil, err
	}
	r.master = append([]byte(nil), key...)
	r.cache.now = r.now
	exists, err := inspect(o.Dir, r.master)
	if err != nil {
		return nil, err
	}
	if !exists && !o.Create {
		return nil, ErrAbsent
	}
	if err := r.take(!exists); err != nil {
		return nil, errors.Join(err, r.release())
	}
	return r, nil
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
	for name, head := range map[string]int64{keysName: slotSize, erasedName: erasedSize} {
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
func (r *Ring) take(create bool) error {
	if create {
		if err := os.MkdirAll(r.dir, folderMode); err != nil {
			return err
		}
	}
	var err error
	if r.lock, err = lockFolder(r.dir); err != nil {
		return err
	}
	if err := discardNew(r.dir); err != nil {
		return err
	}
	if create {
		if err := r.create(); err != nil {
			return err
		}
	}
	if err := r.load(); err != nil {
		return err
	}
	return r.replay()
}

// create makes the files of an empty key store. The file epochs comes last: with it the store exists.
func (r *Ring) create() error {
	var tags [keySize]byte
	if _, err := io.ReadFull(r.rand, tags[:]); err != nil {
		return err
	}
	first, err := newEpoch(r.rand, r.master, 1, r.now(), tags[:])
	if err != nil {
		return err
	}
	if err := replaceFile(r.dir, erasedName, []byte(erasedMagic)); err != nil {
		return err
	}
	if err := replaceFile(r.dir, keysName, slotsHeader(first.Number)); err != nil {
		return err
	}
	return writeEpochs(r.dir, []epoch{first})
}

// load reads the files into memory.
func (r *Ring) load() error {
	var err error
	if r.epochs, err = readEpochs(r.dir); err != nil {
		return err
	}
	file, l, err := openSlots(r.dir)
	if err != nil {
		return missingFile(err, keysName)
	}
	r.file, r.alive, r.damaged = file, l.alive, l.damaged
	at := findEpoch(r.epochs, l.epoch)
	if at < 0 {
		return fmt.Errorf("%w: the keys are wrapped under epoch %d, which is not in the file %s", ErrDamaged, l.epoch, epochsName)
	}
	if file.epoch, err = r.epochs[at].open(r.master); err != nil {
		return err
	}
	r.tags.secret = file.epoch.tags
	list, found, err := openErased(r.dir)
	if err != nil {
		return missingFile(err, erasedName)
	}
	r.list, r.erased, r.badList = list, found.ids, found.damaged
	return r.settleEpochs(l.epoch)
}

func missingFile(err error, name string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: the file %s is missing", ErrDamaged, name)
	}
	return err
}

// replay overwrites keys that are on the erase list: a crash came between, or the file keys is a restored copy.
func (r *Ring) replay() error {
	for id, n := range r.alive {
		if _, gone := r.erased[id]; gone {
			r.unwiped[id] = append(r.unwiped[id], n)
			delete(r.alive, id)
		}
	}
	for id, at := range r.damaged {
		if _, gone := r.erased[id]; gone {
			r.unwiped[id] = append(r.unwiped[id], at...)
			delete(r.damaged, id)
		}
	}
	return r.wipe()
}

// Close overwrites keys that nobody took, and gives the folder back. It waits for calls under way.
// A second Close does nothing.
func (r *Ring) Close() error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed = true
	r.mu.Unlock()
	r.stock.close()
	r.change.Lock()
	defer r.change.Unlock()
	err := r.giveBack()
	r.cache.drop()
	return errors.Join(err, r.release())
}

func (r *Ring) release() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	if r.file != nil {
		errs = append(errs, r.file.f.Close())
	}
	if r.list != nil {
		errs = append(errs, r.list.f.Close())
	}
	if r.lock != nil {
		errs = append(errs, r.lock.Close())
	}
	clear(r.master)
	return errors.Join(errs...)
}

// ready says whether files may be changed. The caller holds change.
func (r *Ring) ready(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.isClosed() {
		return ErrClosed
	}
	return r.broken
}

func (r *Ring) isClosed() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.closed
}

// fail remembers an error after which nobody knows what the disk holds: nothing is changed any more until the store is
// opened again. After any other, a full disk for one, the same may be tried again.
func (r *Ring) fail(err error) error {
	if errors.Is(err, errUnsure) {
		r.broken = fmt.Errorf("the key store must be opened again after: %w", err)
	}
	return err
}
