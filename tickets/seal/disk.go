package seal

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
)

// Names in the folder of a key store.
const (
	lockName   = "lock"
	epochsName = "epochs"
	keysName   = "keys"
	erasedName = "erased"

	destroyedName = "destroyed" // the mark of a key store that was destroyed

	newSuffix = ".new" // a file on its way to replace another
)

const (
	folderMode = 0o700
	fileMode   = 0o600
)

// errUnsure says that a sync failed: nobody knows what the disk holds, and a later sync may succeed without it.
var errUnsure = errors.New("the disk did not keep what was written")

// settle waits until the bytes of a file are on the disk. Its errors are errUnsure.
func settle(f *os.File) error {
	if err := syncData(f); err != nil {
		return fmt.Errorf("%w: %w", errUnsure, err)
	}
	return nil
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// replaceFile puts data in the place of a file: after a crash there is the old or the new one, whole. The old bytes are
// overwritten before their blocks are given back.
func replaceFile(dir, name string, data []byte) error {
	f, err := os.OpenFile(filepath.Join(dir, name+newSuffix), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return putInPlace(dir, name)
}

// putInPlace renames name.new to name and overwrites what stood there before.
func putInPlace(dir, name string) error {
	old, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY, 0)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if old != nil {
		defer func() { _ = old.Close() }()
	}
	if err := os.Rename(filepath.Join(dir, name+newSuffix), filepath.Join(dir, name)); err != nil {
		return err
	}
	if err := syncFolder(dir); err != nil {
		return err
	}
	if old != nil {
		return overwrite(old)
	}
	return nil
}

// overwrite writes zeros over a whole file. On a file system that copies on write, or a disk that moves blocks, the old
// bytes may live on below: that is what the end of an epoch is for.
func overwrite(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var zeros [64 << 10]byte
	for at := int64(0); at < info.Size(); at += int64(len(zeros)) {
		n := min(int64(len(zeros)), info.Size()-at)
		if _, err := f.WriteAt(zeros[:n], at); err != nil {
			return err
		}
	}
	return syncData(f)
}

// discardNew removes what a crash left on its way.
func discardNew(dir string) error {
	for _, name := range []string{epochsName, keysName, erasedName, destroyedName} {
		path := filepath.Join(dir, name+newSuffix)
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("discard %s: %w", path, err)
		}
		if err := errors.Join(overwrite(f), f.Close(), os.Remove(path)); err != nil {
			return fmt.Errorf("discard %s: %w", path, err)
		}
	}
	return nil
}
