// Package sqlite is the embedded engine of the document port: BSON documents in one SQLite file, for one process.
//
// One goroutine writes; concurrent Applies share its commits. Readers have connections of their own and never wait for
// the writer, nor it for them. A commit is on the disk (write-ahead log, synchronous=FULL) before Apply returns.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// File names in the folder.
const (
	FileName = "store.db"
	lockName = "store.lock"
)

// DefaultKeepChanges is how long the log of changes is kept unless Options say otherwise.
const DefaultKeepChanges = 14 * 24 * time.Hour

// Options say where the data is and what it holds.
type Options struct {
	Dir         string           // an existing folder that is ours alone; the file and its lock stand in it
	Colls       []store.Coll     // what is declared; what was declared before and is not now stays in the file, unread
	Now         func() time.Time // time.Now when nil; used for nothing but the age of changes
	Logger      *slog.Logger     // discarded when nil
	KeepChanges time.Duration    // how long changes are kept for readers that resume; DefaultKeepChanges when zero
	Readers     int              // connections for reading; 8 when zero
	// Hasty leaves it to the operating system when commits reach the disk: they outlive the end of the process, but a power
	// cut only once Close has returned. It is for a folder that is thrown away unless it is filled to the end.
	Hasty bool
	// Look is asked once the file can be read, and before anything that is in it is changed. Its error ends Open, with
	// no word added. The reader ends with it, and has no declared index. nil: nobody is asked.
	Look func(ctx context.Context, r store.Reader) error
}

// Store is the engine. It implements store.Store and store.Truncater.
type Store struct {
	schema  *store.Schema
	nums    map[string]int64   // collection → its number
	names   map[int64]string   // and back
	indexes map[string][]index // collection → its indexes
	now     func() time.Time
	log     *slog.Logger
	keep    time.Duration

	path    string
	lock    *folderLock
	queue   *queue
	readers *pool
	changes *changeLog

	hasty    bool
	touched  touched
	cleaning chan struct{} // holds a token while one Truncate is at work

	todo    []task         // indexes to build and drop
	aside   sync.WaitGroup // what goes on beside the serving
	verdict verdict
	yield   chan struct{} // a token asks the check of the whole file to stand aside

	closing chan struct{} // closed when Close begins
	written chan struct{} // closed when the writer has ended
	once    sync.Once
	ended   error
	closed  atomic.Bool
}

var (
	_ store.Store     = (*Store)(nil)
	_ store.Truncater = (*Store)(nil)
)

// Open opens the folder's file, making it when it is not there, and takes the folder for this process. It returns
// *InUseError when another process has it and ErrDamaged when the file cannot be read. Indexes whose declaration is new or
// has changed are built while the store serves, and a build that was cut short goes on where it stood: a query by such an
// index waits for it, and so does a View. Whether the file is whole is looked at in the background too; see Check.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := open(ctx, o)
	if looked := (*lookError)(nil); errors.As(err, &looked) {
		return nil, looked.err
	}
	if err != nil {
		return nil, fmt.Errorf("open store in %s: %w", o.Dir, err)
	}
	return s, nil
}

func open(ctx context.Context, o Options) (*Store, error) {
	if err := checkVersions(); err != nil {
		return nil, err
	}
	schema, err := store.NewSchema(o.Colls)
	if err != nil {
		return nil, err
	}
	if err := checkFolder(o.Dir); err != nil {
		return nil, err
	}
	lock, err := lockFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	s := newStore(o, schema, lock)
	s.path = filepath.Join(o.Dir, FileName)
	s.touched.addAll()
	if err := ctx.Err(); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	if err := s.start(ctx, o); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	return s, nil
}

func newStore(o Options, schema *store.Schema, lock *folderLock) *Store {
	s := &Store{
		schema: schema, lock: lock, now: o.Now, log: o.Logger, keep: o.KeepChanges, hasty: o.Hasty,
		queue: newQueue(), cleaning: make(chan struct{}, 1), yield: make(chan struct{}, 1), closing: make(chan struct{}), written: make(chan struct{}),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.keep <= 0 {
		s.keep = DefaultKeepChanges
	}
	return s
}

// lookError is what Look said.
type lookError struct{ err error }

func (e *lookError) Error() string { return e.err.Error() }

// start opens the connections, brings the file to the declarations and sets the writer going.
func (s *Store) start(ctx context.Context, o Options) error {
	if err := makeFile(s.path); err != nil {
		return err
	}
	c, err := connect(s.path, false)
	if err != nil {
		return fmt.Errorf("%s: %w", FileName, err)
	}
	if err := s.open(ctx, c, o); err != nil {
		if s.readers != nil {
			err = errors.Join(err, s.readers.close())
		}
		return errors.Join(err, c.close())
	}
	go s.write(&writer{Store: s, conn: c})
	s.besides(func(ctx context.Context) { s.rebuild(ctx, s.todo) })
	s.besides(s.verify)
	return nil
}

// open makes the tables, lets them be looked at, and brings the file to the declarations.
func (s *Store) open(ctx context.Context, c *conn, o Options) (err error) {
	if err := makeTables(c); err != nil {
		return err
	}
	if o.Readers <= 0 {
		o.Readers = 8
	}
	if s.readers, err = newPool(s.path, o.Readers); err != nil {
		return err
	}
	if s.nums, _, err = numbered(c); err != nil {
		return err
	}
	if o.Look != nil {
		if err := o.Look(ctx, s.reader()); err != nil {
			return &lookError{err}
		}
	}
	if err := s.prepareFile(c); err != nil {
		return err
	}
	if s.hasty {
		return c.exec("PRAGMA synchronous = OFF")
	}
	return nil
}

// besides runs f until it returns, beside the serving. Its context ends when the store closes.
func (s *Store) besides(f func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	s.aside.Go(func() {
		defer cancel()
		defer close(over)
		f(ctx)
	})
	s.aside.Go(func() {
		select {
		case <-s.closing:
			cancel()
		case <-over:
		}
	})
}

func (s *Store) prepareFile(c *conn) error {
	err := c.within("BEGIN IMMEDIATE", func() (err error) {
		s.nums, err = collNumbers(c, s.schema.Names())
		return err
	})
	if err != nil {
		return err
	}
	s.names = make(map[int64]string, len(s.nums))
	for name, num := range s.nums {
		s.names[num] = name
	}
	if s.indexes, s.todo, err = s.reconcile(c); err != nil {
		return err
	}
	s.changes, err = openLog(c)
	if err != nil {
		return err
	}
	return s.trim(c)
}

// Close ends the store: writes that wait are refused, the one under way is finished, readers are waited for, watchers
// end, and the write-ahead log is folded into the file. Everything after it returns ErrClosed; a second Close does
// nothing and returns what the first did.
func (s *Store) Close() error {
	s.once.Do(func() {
		s.closed.Store(true)
		close(s.closing)
		s.queue.close()
		<-s.written
		s.aside.Wait()
		s.ended = errors.Join(s.ended, s.readers.close(), s.settle(), s.lock.release())
	})
	return s.ended
}

// settle brings to the disk what a hasty store wrote.
func (s *Store) settle() error {
	if !s.hasty {
		return nil
	}
	for _, path := range []string{s.path, s.path + "-wal"} {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if errors.Is(err, fs.ErrNotExist) {
			continue // folded into the file
		}
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("bring %s to the disk: %w", path, err)
		}
	}
	return nil
}

func checkFolder(dir string) error {
	if dir == "" {
		return errors.New("no folder was given")
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	return nil
}

// makeFile makes the file, if it is not there, so that nobody else may read it; SQLite gives its other files the same mode.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}
