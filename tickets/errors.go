package tickets

import (
	"errors"
	"fmt"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// What callers may act on. The web turns them into status codes in one table.
var (
	ErrNotFound   = errors.New("not found")
	ErrForbidden  = errors.New("not allowed")
	ErrConflict   = errors.New("changed by somebody else meanwhile")
	ErrForgetting = errors.New("the ticket is being forgotten")
	ErrTooLarge   = errors.New("too large")
	ErrBadSignIn  = errors.New("sign-in refused")
	ErrInvalid    = errors.New("invalid")
	ErrNotDue     = errors.New("not due")
	ErrKeys       = errors.New("keys are missing")
	ErrKeysUsed   = errors.New("the key store holds the keys of other data") // at Open, where no installation is yet: nothing was changed
	ErrUnfinished = errors.New("the move to here is not finished: keys live on where it came from")
)

// What the store says that others act on.
var (
	// ErrCursorLost says that a place in the changes is older than what is kept: start again from the beginning.
	ErrCursorLost = store.ErrCursorLost
	// ErrClosed says that the store, or an index, is closed.
	ErrClosed = store.ErrClosed
	// ErrFull says that the disk has no room. Nothing was written.
	ErrFull = store.ErrFull
	// ErrKeysFull says that the server of the keys, or of the blobs, has no room. Nothing was written.
	ErrKeysFull = seal.ErrFull
	// ErrAway says that the store cannot be reached just now. Nothing was written.
	ErrAway = store.ErrAway
	// ErrKeysAway says that the server of the keys, or of the blobs, cannot be reached just now. Nothing was written.
	ErrKeysAway = seal.ErrAway
)

// Invalid says which field of an input is wrong and why. Key names a sentence in lang, Args fill it.
type Invalid struct {
	Field string
	Key   string
	Args  []any
}

func (e *Invalid) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Key) }
func (e *Invalid) Unwrap() error { return ErrInvalid }

// Problems is a list of everything wrong with one input, for forms that show all errors at once.
type Problems []*Invalid

func (p Problems) Error() string {
	if len(p) == 0 {
		return ErrInvalid.Error()
	}
	return p[0].Error()
}
func (p Problems) Unwrap() error { return ErrInvalid }

// or returns the problems as an error, nil when there are none.
func (p Problems) or() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
