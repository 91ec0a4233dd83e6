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
	"time"
)

// Folder keeps blobs as files, in folders named by the first two letters of their names. One process has it open.
type Folder struct {
	dir   string
	limit int64
}

var _ Store = (*Folder)(nil)

// All files bear this time: when a blob was written is nobody's business.
var fileTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

const tmpName = "tmp"

// OpenFolder opens a folder of blobs, making it if it is missing. What a crash left half written is removed.
func OpenFolder(dir string, opts ...Option) (*Folder, error) {
	f := &Folder{dir: dir, limit: settled(opts).limit}
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

func (f *Folder) tmp(name string) string { return filepath.Join(f.dir, tmpName, name) }

// Limit implements Store.
func (f *Folder) Limit() int64 { return f.limit }

// Put implements Store: a temporary file, synced and then renamed.
func (f *Folder) Put(ctx context.Context, name string, r io.Reader) (int64, error) {
	if !validName(name) {
		return 0, ErrBadName
	}
	n, err := f.put(ctx, name, r)
	if errors.Is(err, fs.ErrExist) {
		err = ErrExists
	}
	if err != nil {
		return 0, fmt.Errorf("write a blob: %w", err)
	}
	return n, nil
}

func (f *Folder) put(ctx context.Context, name string, r io.Reader) (n int64, err error) {
	tmp, err := os.OpenFile(f.tmp(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
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
		return 0, err
	}
	return n, f.place(tmp.Name(), name)
}

func (f *Folder) fill(ctx context.Context, tmp *os.File, r io.Reader) (int64, error) {
	n, err := io.Copy(tmp, io.LimitReader(reader{ctx, r}, f.limit+1))
	if err != nil {
		return n, err
	}
	if n > f.limit {
		return n, ErrTooLarge
	}
	return n, tmp.Sync()
}

// place moves a finished file to its name and makes the name durable. Nobody else can be about to take the name: they
// would need a temporary file of the same name.
func (f *Folder) place(tmp, name string) error {
	dir := filepath.Dir(f.path(name))
	err := os.Mkdir(dir, 0o700)
	made := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(f.path(name)); err == nil {
		return ErrExists
	}
	if err := os.Rename(tmp, f.path(name)); err != nil {
		return err
	}
	if made {
		err = syncDir(f.dir)
	} else {
		err = nil
	}
	if err = errors.Join(err, syncDir(dir)); err != nil {
		_ = os.Remove(f.path(name))
	}
	return err
}

// Open implements Store. That a file was cut is seen by whoever opens what is sealed in it.
func (f *Folder) Open(ctx context.Context, name string) (io.ReadCloser, error) {
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
	return struct {
		io.Reader
		io.Closer
	}{reader{ctx, file}, file}, nil
}

// Delete implements Store.
func (f *Folder) Delete(_ context.Context, names ...string) error {
	dirs := map[string]bool{}
	for _, name := range names {
		if !validName(name) {
			return ErrBadName
		}
		for _, path := range []string{f.tmp(name), f.path(name)} {
			err := os.Remove(path)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("delete a blob: %w", err)
			}
			if err == nil {
				dirs[filepath.Dir(path)] = true
			}
		}
	}
	for dir := range dirs {
		if err := syncDir(dir); err != nil {
			return fmt.Errorf("delete a blob: %w", err)
		}
	}
	return nil
}

// Names implements Store. Unfinished blobs come first: one that is finished meanwhile is met again at its place.
func (f *Folder) Names(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if err := f.names(ctx, func(name string) bool { return yield(name, nil) }); err != nil {
			yield("", fmt.Errorf("list blobs: %w", err))
		}
	}
}

func (f *Folder) names(ctx context.Context, yield func(string) bool) error {
	dirs := []string{tmpName}
	all, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, d := range all {
		if len(d.Name()) == 2 && d.IsDir() {
			dirs = append(dirs, d.Name())
		}
	}
	for _, d := range dirs {
		files, err := os.ReadDir(filepath.Join(f.dir, d))
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		for _, file := range files {
			if validName(file.Name()) && !yield(file.Name()) {
				return nil
			}
		}
	}
	return nil
}
