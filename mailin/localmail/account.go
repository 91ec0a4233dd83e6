package localmail

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
)

const (
	inbox     = "INBOX"
	delimiter = '/'
	// worldNewest is how many mails a stranger's folder keeps; older ones give way.
	worldNewest = 200
	// maxName is the longest escaped folder name; file systems take 255 bytes.
	maxName = 200
)

// account is one mailbox owner with their folders. Its lock covers all of them.
type account struct {
	address  string
	password string
	keep     keep
	now      func() time.Time
	newest   int // how many mails a folder keeps, 0 for all

	mu       sync.Mutex
	folders  map[string]*folder
	validity uint32 // the highest UIDVALIDITY given so far
}

func openAccount(address, password string, k keep, now func() time.Time) (*account, error) {
	a := &account{address: address, password: password, keep: k, now: now, folders: map[string]*folder{}}
	found, err := k.load()
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		f.changed = make(chan struct{})
		a.folders[f.name] = f
		a.validity = max(a.validity, f.validity)
	}
	if a.folders[inbox] == nil {
		if err := a.create(inbox); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// folderName gives INBOX its one spelling (RFC 3501 section 5.1).
func folderName(name string) string {
	name = strings.TrimRight(name, string(delimiter))
	if strings.EqualFold(name, inbox) {
		return inbox
	}
	return name
}

func (a *account) folder(name string) (*folder, error) {
	if f := a.folders[folderName(name)]; f != nil {
		return f, nil
	}
	return nil, errNoFolder
}

// create makes a folder. A name that was used before gets a higher UIDVALIDITY (RFC 3501 section 6.3.3).
func (a *account) create(name string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	name = folderName(name)
	if name == "" || len(escape(name)) > maxName {
		return refuse(imap.ResponseCodeCannot, "Not a folder name")
	}
	if a.folders[name] != nil {
		return refuse(imap.ResponseCodeAlreadyExists, "The folder exists")
	}
	a.validity = max(a.validity+1, uint32(a.now().Unix()))
	f := &folder{name: name, validity: a.validity, next: 1, changed: make(chan struct{})}
	if err := a.keep.create(f); err != nil {
		return err
	}
	a.folders[name] = f
	return nil
}

// delete removes a folder with everything in it.
func (a *account) delete(name string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, err := a.folder(name)
	if err != nil {
		return err
	}
	if f.name == inbox {
		return refuse(imap.ResponseCodeCannot, "The inbox stays")
	}
	if err := a.keep.delete(f); err != nil {
		return err
	}
	delete(a.folders, f.name)
	f.messages = nil
	f.announce()
	return nil
}

// append stores a mail; it is durable when append returns.
func (a *account) append(name string, raw []byte, at time.Time, flags flagSet) (*imap.AppendData, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, err := a.folder(name)
	if err != nil {
		return nil, err
	}
	m := &message{at: at, flags: flags, size: int64(len(raw))}
	if m.uid, err = a.keep.nextUID(f); err != nil {
		return nil, err
	}
	if err := a.keep.put(f, m, raw); err != nil {
		return nil, err
	}
	f.messages = append(f.messages, m)
	if a.newest > 0 && len(f.messages) > a.newest {
		if err := a.remove(f, f.messages[0]); err != nil {
			return nil, err
		}
	}
	f.announce()
	return &imap.AppendData{UIDValidity: f.validity, UID: m.uid}, nil
}

// remove takes one mail out of the folder and off the disk. The caller holds the lock and announces.
func (a *account) remove(f *folder, m *message) error {
	if err := a.keep.drop(f, m); err != nil {
		return err
	}
	f.messages = slices.DeleteFunc(f.messages, func(x *message) bool { return x == m })
	return nil
}

// all reads every mail of a folder.
func (a *account) all(name string) ([][]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, err := a.folder(name)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for _, m := range f.messages {
		raw, err := a.keep.get(f, m)
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}
