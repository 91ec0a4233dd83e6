package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Folder keeps blobs as files, in folders named by the first two letters of their names.
type Folder struct {
	dir   string
	limit int64
	now   func() time.Time

	mu     sync.Mutex
	recent map[string]time.Time // put by this process, until a sweep has looked at them
}

// Option changes how a Folder works.
type Option func(*Folder)

// Limit is how large one blob may be, in bytes.
func Limit(n int64) Option { return func(f *Folder) { f.limit = n } }

// Clock is the time that sweeps go by.
func Clock(now func() time.Time) Option { return func(f *Folder) { f.now = now } }

// All files bear this time: when a blob was written is nobody's business.
var fileTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

const tmpName = "tmp"

// OpenFolder opens a folder of blobs, making it if it is missing. What a crash left half written is removed.
func OpenFolder(dir string, opts ...Option) (*Folder, error) {
	f := &Folder{dir: dir, limit: DefaultLimit, now: time.Now, recent: map[string]time.Time{}}
	for _, o := range opts {
		o(f)
	}
	tmp := filepath.Join(dir, tmpName)
	if err := os.RemoveAll(tmp); err != nil {
		return nil, fmt.Errorf("empty the folder of unfinished blobs: %w", err)
	}
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of blobs: %w", err)
	}
	return f, nil
}

func (f *Folder) path(name string) string { return filepath.Join(f.dir, name[:2], name) }

// Put implements Store.
func (f *Folder) Put(ctx context.Context, name string, r io.Reader) (n int64, err error) {
	if !validName(name) {
		return 0, ErrBadName
	}
	tmp, err := os.OpenFile(filepath.Join(f.dir, tmpName, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, fmt.Errorf("write a blob: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}()
	n, err = f.fill(ctx, tmp, r)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return 0, err
	}
	if err := os.Chtimes(tmp.Name(), fileTime, fileTime); err != nil {
		return 0, fmt.Errorf("write a blob: %w", err)
	}
	f.note(name)
	return n, f.place(tmp.Name(), name)
}

func (f *Folder) fill(ctx context.Context, tmp *os.File, r io.Reader) (int64, error) {
	n, err := io.Copy(tmp, io.LimitReader(reader{ctx, r}, f.limit+1))
	if err != nil {
		return n, fmt.Errorf("write a blob: %w", err)
	}
	if n > f.limit {
		return n, ErrTooLarge
	}
	if err := tmp.Sync(); err != nil {
		return n, fmt.Errorf("write a blob: %w", err)
	}
	return n, nil
}

// place moves a finished file to its name and makes the name durable.
func (f *Folder) place(tmp, name string) error {
	dir := filepath.Join(f.dir, name[:2])
	err := os.Mkdir(dir, 0o700)
	made := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write a blob: %w", err)
	}
	if _, err := os.Lstat(f.path(name)); err == nil {
		return fmt.Errorf("write a blob: %w", fs.ErrExist)
	}
	if err := os.Rename(tmp, f.path(name)); err != nil {
		return fmt.Errorf("write a blob: %w", err)
	}
	if made {
		if err := syncDir(f.dir); err != nil {
			return fmt.Errorf("write a blob: %w", err)
		}
	}
	if err := syncDir(dir); err != nil {
		return fmt.Errorf("write a blob: %w", err)
	}
	return nil
}

func (f *Folder) note(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.recent[name] = f.now()
}

// reader stops when its context ends.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// Open implements Store.
func (f *Folder) Open(_ context.Context, name string) (io.ReadCloser, error) {
	if !validName(name) {
		return nil, ErrBadName
	}
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read a blob: %w", err)
	}
	return file, nil
}

// Delete implements Store.
func (f *Folder) Delete(_ context.Context, names ...string) error {
	dirs := map[string]bool{}
	for _, name := range names {
		if !validName(name) {
			return ErrBadName
		}
		err := os.Remove(f.path(name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete a blob: %w", err)
		}
		if err == nil {
			dirs[filepath.Dir(f.path(name))] = true
		}
	}
	for dir := range dirs {
		if err := syncDir(dir); err != nil {
			return fmt.Errorf("delete a blob: %w", err)
		}
	}
	return nil
}

// Names implements Store.
func (f *Folder) Names(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		dirs, err := os.ReadDir(f.dir)
		if err != nil {
			yield("", fmt.Errorf("list blobs: %w", err))
			return
		}
		for _, d := range dirs {
			if len(d.Name()) != 2 || !d.IsDir() {
				continue
			}
			files, err := os.ReadDir(filepath.Join(f.dir, d.Name()))
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield("", fmt.Errorf("list blobs: %w", err))
				return
			}
			for _, file := range files {
				if validName(file.Name()) && !yield(file.Name(), nil) {
					return
				}
			}
		}
	}
}

// sweepPage is how many names keep is asked about at once.
const sweepPage = 200

// Sweep implements Store.
func (f *Folder) Sweep(ctx context.Context, olderThan time.Duration, keep func(context.Context, []string) (map[string]bool, error)) (int, error) {
	gone := 0
	var page []string
	flush := func() error {
		wanted, err := keep(ctx, page)
		if err != nil {
			return err
		}
		for _, name := range page {
			if wanted[name] {
				continue
			}
			if err := f.Delete(ctx, name); err != nil {
				return err
			}
			gone++
		}
		page = page[:0]
		return nil
	}
	for name, err := range f.Names(ctx) {
		if err != nil {
			return gone, err
		}
		if f.young(name, olderThan) {
			continue
		}
		if page = append(page, name); len(page) == sweepPage {
			if err := flush(); err != nil {
				return gone, err
			}
		}
	}
	if len(page) == 0 {
		return gone, nil
	}
	return gone, flush()
}

// young says whether this process put the blob less than olderThan ago.
func (f *Folder) young(name string, olderThan time.Duration) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, ok := f.recent[name]
	if ok && f.now().Sub(at) >= olderThan {
		delete(f.recent, name)
		return false
	}
	return ok
}
