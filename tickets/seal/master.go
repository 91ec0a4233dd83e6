package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// LoadOrCreateMaster reads a master key of 32 bytes from a file, or makes the file, for its owner alone. A crash leaves
// the whole file or none, and all who make it at once get one key. ErrWrongMaster if the file has another length;
// ErrNoMaster if it is missing beside a key store, which no new key would open.
func LoadOrCreateMaster(path string) ([]byte, error) {
	key, err := readMaster(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if used, err := Exists(filepath.Dir(path)); used || err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s is missing beside its key store", ErrNoMaster, path), err)
	}
	if err := createMaster(path); err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	return readMaster(path)
}

func readMaster(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	if len(b) != masterSize {
		return nil, fmt.Errorf("%w: %s has %d bytes, not %d", ErrWrongMaster, path, len(b), masterSize)
	}
	return b, nil
}

// createMaster makes a master key under another name, and gives it its own when it is durable, unless somebody else was
// faster.
func createMaster(path string) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+newSuffix) // for its owner alone
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	key := make([]byte, masterSize)
	_, _ = rand.Read(key) // crypto/rand never fails on supported systems
	_, err = f.Write(key)
	clear(key)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := claimName(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// claimName gives a file a name unless the name is taken. Where a file cannot have two names, the last one wins.
func claimName(old, name string) error {
	err := os.Link(old, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(old, name)
}
