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
