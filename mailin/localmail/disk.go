package localmail

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

const (
	uidsFile   = "uids" // holds "<UIDVALIDITY> <ceiling>"
	mailSuffix = ".eml"
	partSuffix = ".part"
	reserve    = 1000 // UIDs noted as given at once
)

// disk keeps an account in a directory: one directory a folder, one file a mail, named for UID, arrival and flags.
type disk struct{ dir string }

// escape makes a name one safe path element. A leading dot is escaped too.
func escape(name string) string {
	e := strings.ReplaceAll(url.QueryEscape(name), "*", "%2A")
	if strings.HasPrefix(e, ".") {
		e = "%2E" + e[1:]
	}
	return e
}

func (k disk) path(f *folder) string { return filepath.Join(k.dir, escape(f.name)) }

func (k disk) file(f *folder, m *message, flags flagSet) string {
	return filepath.Join(k.path(f), fmt.Sprintf("%010d.%d.%s%s", m.uid, m.at.UnixMilli(), flags.letters(), mailSuffix))
}

func (k disk) load() ([]*folder, error) {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return nil, err
	}
	var out []*folder
	for _, e := range entries {
		name, err := url.QueryUnescape(e.Name())
		if err != nil || !e.IsDir() {
			continue
		}
		f := &folder{name: name}
		if err := k.loadFolder(f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func (k disk) loadFolder(f *folder) error {
	note, err := os.ReadFile(filepath.Join(k.path(f), uidsFile))
	if err != nil {
		return err
	}
	if _, err := fmt.Sscanf(string(note), "%d %d", &f.validity, &f.ceiling); err != nil {
		return fmt.Errorf("read the UIDs of a folder: %w", err)
	}
	f.next = f.ceiling
	entries, err := os.ReadDir(k.path(f))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), partSuffix) { // a write that a crash interrupted: nobody was told it was taken
			if err := os.Remove(filepath.Join(k.path(f), e.Name())); err != nil {
				return err
			}
			continue
		}
		if m := parseName(e); m != nil {
			f.messages = append(f.messages, m)
		}
	}
	slices.SortFunc(f.messages, func(a, b *message) int { return int(int64(a.uid) - int64(b.uid)) })
	return nil
}

func parseName(e fs.DirEntry) *message {
	parts := strings.Split(e.Name(), ".")
	info, err := e.Info()
	if len(parts) != 4 || !strings.HasSuffix(e.Name(), mailSuffix) || err != nil {
		return nil
	}
	uid, err1 := strconv.ParseUint(parts[0], 10, 32)
	milli, err2 := strconv.ParseInt(parts[1], 10, 64)
	if errors.Join(err1, err2) != nil {
		return nil
	}
	return &message{uid: imap.UID(uid), at: time.UnixMilli(milli), size: info.Size(), flags: parseLetters(parts[2])}
}

func (k disk) create(f *folder) error {
	if err := os.MkdirAll(k.path(f), 0o700); err != nil {
		return err
	}
	f.ceiling = 1
	return k.note(f)
}

func (k disk) delete(f *folder) error { return os.RemoveAll(k.path(f)) }

func (k disk) rename(f *folder, name string) error {
	return os.Rename(k.path(f), filepath.Join(k.dir, escape(name)))
}

// note writes down which UIDs may have been given.
func (k disk) note(f *folder) error {
	return write(filepath.Join(k.path(f), uidsFile), fmt.Appendf(nil, "%d %d\n", f.validity, f.ceiling))
}

func (k disk) nextUID(f *folder) (imap.UID, error) {
	if f.next >= f.ceiling {
		f.ceiling = f.next + reserve
		if err := k.note(f); err != nil {
			f.ceiling = f.next
			return 0, err
		}
	}
	f.next++
	return f.next - 1, nil
}

func (k disk) put(f *folder, m *message, raw []byte) error { return write(k.file(f, m, m.flags), raw) }

func (k disk) get(f *folder, m *message) ([]byte, error) { return os.ReadFile(k.file(f, m, m.flags)) }

func (k disk) drop(f *folder, m *message) error {
	err := os.Remove(k.file(f, m, m.flags))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (k disk) mark(f *folder, m *message, flags flagSet) error {
	if flags == m.flags {
		return nil
	}
	return os.Rename(k.file(f, m, m.flags), k.file(f, m, flags))
}

func (k disk) move(from *folder, m *message, to *folder, moved *message) error {
	return os.Rename(k.file(from, m, m.flags), k.file(to, moved, moved.flags))
}

// write puts a file into place whole and durably, or not at all.
func write(path string, data []byte) (err error) {
	part := path + partSuffix
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err = os.Rename(part, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
