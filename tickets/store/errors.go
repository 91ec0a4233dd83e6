package store

import (
	"errors"
	"fmt"
)

// The errors of the port. Engines wrap them; callers use errors.Is.
var (
	ErrStale      = errors.New("revision does not match")
	ErrDuplicate  = errors.New("document exists already")
	ErrTooLarge   = errors.New("too much for one write")
	ErrFull       = errors.New("no room to write")
	ErrUnsure     = errors.New("outcome of the write is unknown")
	ErrCursorLost = errors.New("cursor is older than the kept changes")
	ErrAway       = errors.New("the store cannot be reached just now") // nothing was written; it may be tried again
	ErrNewer      = errors.New("a newer Lethe has opened the store")   // at Open: nothing was changed
	ErrClosed     = errors.New("store is closed")
	ErrQuery      = errors.New("query does not fit a declared index")
)

// Conflict is how ErrStale and ErrDuplicate come back: it names the document.
type Conflict struct {
	Ref
	Err error // ErrStale or ErrDuplicate
}

func (c *Conflict) Error() string { return fmt.Sprintf("%s/%s: %v", c.Coll, c.ID, c.Err) }
func (c *Conflict) Unwrap() error { return c.Err }
