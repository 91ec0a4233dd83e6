package seal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const destroyedMark = "The keys that lay here were destroyed for good.\n"

// destroy writes the mark first: whoever opens the folder from then on finishes the rest.
func (v *folder) destroy(ctx context.Context) error {
	v.change.Lock()
	defer v.change.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ended == nil {
		if err := replaceFile(v.dir, destroyedName, []byte(destroyedMark)); err != nil {
			return err
		}
		v.ended, v.broken = ErrDestroyed, ErrDestroyed
	}
	return bury(v.dir)
}

// buried finishes the destruction of a key store that bears the mark, and says ErrDestroyed then.
func (v *folder) buried() error {
	switch _, err := os.Stat(filepath.Join(v.dir, destroyedName)); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	lock, err := lockFolder(v.dir)
	if err != nil {
		return errors.Join(ErrDestroyed, err)
	}
	return errors.Join(ErrDestroyed, bury(v.dir), lock.Close())
}

// bury overwrites and removes the files of a key store.
func bury(dir string) error {
	for _, name := range []string{epochsName, keysName, erasedName} {
		for _, path := range []string{filepath.Join(dir, name), filepath.Join(dir, name+newSuffix)} {
			if err := buryFile(path); err != nil {
				return fmt.Errorf("destroy %s: %w", path, err)
			}
		}
	}
	return syncFolder(dir)
}

func buryFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(overwrite(f), f.Close(), os.Remove(path))
}
