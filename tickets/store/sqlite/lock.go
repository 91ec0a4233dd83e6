package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// folderLock keeps other processes out of the folder. The operating system drops it when the process ends, however it
// ends; the file stays, and the process id and the program's name in it are for the message alone.
type folderLock struct{ file *os.File }

// FolderLock is a folder taken by a process that keeps no documents in it.
type FolderLock struct{ lock *folderLock }

// Lock takes a folder as Open does, so that neither an engine nor another Lock can have it at the same time. It is an
// *InUseError when somebody has. Close gives it back, and so does the end of the process.
func Lock(dir string) (*FolderLock, error) {
	l, err := lockFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("lock the folder %s: %w", dir, err)
	}
	return &FolderLock{l}, nil
}

// Close gives the folder back.
func (l *FolderLock) Close() error { return l.lock.release() }

// errLocked is how a platform's lockFile says that another holds the file.
var errLocked = errors.New("locked")

func lockFolder(dir string) (*folderLock, error) {
	path := filepath.Join(dir, lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		defer f.Close()
		if errors.Is(err, errLocked) {
			pid, name := holder(path)
			return nil, &InUseError{Dir: dir, PID: pid, Name: name}
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := writeHolder(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &folderLock{f}, nil
}

func writeHolder(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := fmt.Fprintf(f, "%d\n%s\n", os.Getpid(), filepath.Base(os.Args[0]))
	return err
}

// holder reads who has the folder: 0 and nothing when the file does not say.
func holder(path string) (pid int, name string) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, ""
	}
	first, rest, _ := strings.Cut(string(b), "\n")
	if pid, err = strconv.Atoi(strings.TrimSpace(first)); err != nil {
		return 0, ""
	}
	name, _, _ = strings.Cut(rest, "\n")
	return pid, name
}

func (l *folderLock) release() error { return l.file.Close() }
