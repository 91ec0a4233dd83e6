package localmail

import (
	"errors"
	"sync"

	"github.com/emersion/go-imap/v2"
)

// keep is where the mails of an account lie. The account's lock is held during every call.
type keep interface {
	// load finds the folders and mails of an earlier run.
	load() ([]*folder, error)
	create(f *folder) error
	delete(f *folder) error
	rename(f *folder, name string) error
	// nextUID gives a UID that the folder never gave before, a crash in between included.
	nextUID(f *folder) (imap.UID, error)
	put(f *folder, m *message, raw []byte) error
	get(f *folder, m *message) ([]byte, error)
	drop(f *folder, m *message) error
	mark(f *folder, m *message, flags flagSet) error
	// move makes m of one folder the mail moved of another.
	move(from *folder, m *message, to *folder, moved *message) error
}

var errShut = errors.New("the server was closed")

// worldRoom is how many bytes of mail are kept in memory altogether.
const worldRoom = 256 << 20

// memory keeps mails for as long as the process lives, up to a number of bytes. It may serve several accounts.
type memory struct {
	mu   sync.Mutex
	room int64
}

func (k *memory) load() ([]*folder, error)                  { return nil, nil }
func (k *memory) create(*folder) error                      { return nil }
func (k *memory) rename(*folder, string) error              { return nil }
func (k *memory) get(_ *folder, m *message) ([]byte, error) { return m.raw, nil }
func (k *memory) mark(*folder, *message, flagSet) error     { return nil }

func (k *memory) delete(f *folder) error {
	for _, m := range f.messages {
		k.release(m.size)
	}
	return nil
}

func (k *memory) nextUID(f *folder) (imap.UID, error) {
	f.next++
	return f.next - 1, nil
}

func (k *memory) put(_ *folder, m *message, raw []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.room < m.size {
		return ErrFull
	}
	k.room -= m.size
	m.raw = raw
	return nil
}

func (k *memory) drop(_ *folder, m *message) error {
	k.release(m.size)
	return nil
}

func (k *memory) move(_ *folder, m *message, _ *folder, moved *message) error {
	moved.raw = m.raw
	return nil
}

func (k *memory) release(n int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.room += n
}

// closed keeps nothing: it takes the place of a keep when the server was closed, so that no late command writes a file.
type closed struct{}

func (closed) load() ([]*folder, error)                        { return nil, errShut }
func (closed) create(*folder) error                            { return errShut }
func (closed) delete(*folder) error                            { return errShut }
func (closed) rename(*folder, string) error                    { return errShut }
func (closed) nextUID(*folder) (imap.UID, error)               { return 0, errShut }
func (closed) put(*folder, *message, []byte) error             { return errShut }
func (closed) get(*folder, *message) ([]byte, error)           { return nil, errShut }
func (closed) drop(*folder, *message) error                    { return errShut }
func (closed) mark(*folder, *message, flagSet) error           { return errShut }
func (closed) move(*folder, *message, *folder, *message) error { return errShut }
