package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// createMaster writes a new master key and waits until it is durable.
func createMaster(path string) ([]byte, error) {
	key := make([]byte, masterSize)
	_, _ = rand.Read(key) // crypto/rand never fails on supported systems
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	_, err = f.Write(key)
	if err := errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(path))); err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	return key, nil
}

// LoadOrCreateMaster reads a master key of 32 bytes from a file, or makes the file, for its owner alone.
func LoadOrCreateMaster(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err == nil {
		if len(b) != masterSize {
			return nil, fmt.Errorf("%w: %s has %d bytes, not %d", ErrWrongMaster, path, len(b), masterSize)
		}
		return b, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	return createMaster(path)
}
