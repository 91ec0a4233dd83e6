package sqlite

import (
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/axsensor/lethe/tickets/store"
)

// ErrDamaged says that the file is no database or not a whole one. Nothing is written to it; restore a backup.
var ErrDamaged = errors.New("the database file is damaged")

// InUseError says that another process holds the folder.
type InUseError struct {
	Dir  string
	PID  int    // 0 when it could not be read
	Name string // of its program; empty when it could not be read
}

func (e *InUseError) Error() string {
	switch {
	case e.PID == 0:
		return fmt.Sprintf("%s is in use by another process", e.Dir)
	case e.Name == "":
		return fmt.Sprintf("%s is in use by process %d", e.Dir, e.PID)
	}
	return fmt.Sprintf("%s is in use by %s, process %d", e.Dir, e.Name, e.PID)
}

// fault gives an error of the driver its meaning for the port.
func fault(err error) error {
	code, ok := codeOf(err)
	if !ok {
		return err
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	switch code {
	case sqlite3.SQLITE_IOERR_SHMSIZE:
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case sqlite3.SQLITE_IOERR_WRITE: // a quota, a bound on files, a system that turned read-only
		return fmt.Errorf("%w: the system lets the file take no more: %w", store.ErrFull, err)
	}
	return err
}

func codeOf(err error) (int, bool) {
	var e interface { // *sqlite.Error of the driver
		error
		Code() int
	}
	if !errors.As(err, &e) {
		return 0, false
	}
	return e.Code(), true
}

func isConstraint(err error) bool {
	code, ok := codeOf(err)
	return ok && code&0xff == sqlite3.SQLITE_CONSTRAINT
}

func isBusy(err error) bool {
	code, ok := codeOf(err)
	return ok && code&0xff == sqlite3.SQLITE_BUSY
}

// commitError is an error of COMMIT itself.
type commitError struct{ err error }

func (e *commitError) Error() string { return "commit: " + e.err.Error() }
func (e *commitError) Unwrap() error { return e.err }

// settle turns the failure of a transaction into what its Apply returns. Most failures mean that nothing was stored. An
// input or output error of the commit itself does not: the log may hold it whole, and bring it back after a crash. A write
// that was refused does: the commit's frame is the last that is written, and counts for nothing unless it is whole.
func settle(err error) error {
	var commit *commitError
	code, ok := codeOf(err)
	if errors.As(err, &commit) && ok && code&0xff == sqlite3.SQLITE_IOERR && !errors.Is(err, store.ErrFull) {
		return fmt.Errorf("%w: %w", store.ErrUnsure, err)
	}
	return err
}
