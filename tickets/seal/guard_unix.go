//go:build unix

package seal

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Who may read a file.
const (
	ownerOnly     fs.FileMode = 0o700
	ownerAndGroup fs.FileMode = 0o770
)

// guarded says that nobody but those of may can read a file, or put another in its place.
func guarded(f *os.File, may fs.FileMode) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read the master key: %w", err)
	}
	if mode := info.Mode(); mode.IsRegular() && mode.Perm()&^may != 0 {
		return fmt.Errorf("%w: %s has mode %04o; take the rights of others away with chmod 600", ErrExposed, f.Name(), mode.Perm())
	}
	return guardedFolder(f.Name())
}

// guardedFolder says that nobody but its owner can put files into the folder of a file, the one that links lead to.
func guardedFolder(path string) error {
	dir := filepath.Dir(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		dir = filepath.Dir(real)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("read the master key: %w", err)
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%w: it lies in %s, into which others may write (mode %04o); take that right away with chmod go-w", ErrExposed, dir, info.Mode().Perm())
	}
	return nil
}
