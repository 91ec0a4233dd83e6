package sqlite

import (
	"bytes"
	"context"
	sqldriver "database/sql/driver"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
)

// SQLite's secure_delete overwrites what is deleted, but not what it leaves behind when it moves rows from one page to
// another: their old bytes stay in the page's unused part, and are not found again when the row is deleted at its new
// place. So the pages that were written since the last time are looked at, and their unused parts are made zero.

// touched is the set of pages that may hold such leftovers.
type touched struct {
	mu    sync.Mutex
	all   bool // every page may
	pages map[int64]bool
}

// touchedLimit bounds the set; beyond it, every page is looked at.
const touchedLimit = 1 << 18

func (t *touched) add(pages ...int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pages == nil {
		t.pages = map[int64]bool{}
	}
	for _, p := range pages {
		t.pages[p] = true
	}
	if len(t.pages) > touchedLimit {
		t.all, t.pages = true, nil
	}
}

func (t *touched) addAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all, t.pages = true, nil
}

// take empties the set. With all, it returns the pages 1 to last.
func (t *touched) take(last int64) []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []int64
	if t.all {
		for p := int64(1); p <= last; p++ {
			out = append(out, p)
		}
	} else {
		for p := range t.pages {
			out = append(out, p)
		}
		slices.Sort(out)
	}
	t.all, t.pages = false, nil
	return out
}

// noteLog adds the pages of the write-ahead log to the set. It is called before each checkpoint, by the writer, so no
// page gets into the file unseen.
func (s *Store) noteLog() error {
	pages, err := loggedPages(s.path + "-wal")
	if err != nil {
		return err
	}
	s.touched.add(pages...)
	return nil
}

// Sizes of the write-ahead log's parts, and where its salt stands (sqlite.org/fileformat2.html, section 4.1).
const (
	logHeader   = 32
	logSalt     = 16 // in the log's header
	frameHeader = 24
	frameSalt   = 8 // in a frame's header
	saltSize    = 8
)

// loggedPages are the pages of the log's frames, up to the first of an older round: when the log begins anew it is written
// over from its beginning under a new salt, and so only those frames count that bear the salt of its header.
func loggedPages(path string) ([]int64, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var salt [saltSize]byte
	if _, err := f.ReadAt(salt[:], logSalt); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var pages []int64
	var frame [frameSalt + saltSize]byte
	for at := int64(logHeader); ; at += frameHeader + pageSize {
		if _, err := f.ReadAt(frame[:], at); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		} else if err != nil || !bytes.Equal(frame[frameSalt:], salt[:]) {
			return pages, nil
		}
		pages = append(pages, int64(binary.BigEndian.Uint32(frame[:])))
	}
}

// cleanStep is how many pages are looked at, or mended, at a time.
const cleanStep = 400

// clean makes the unused parts of the touched pages zero. It looks through a reader's connection and holds the writer
// only to mend. When it fails, every page is looked at the next time.
func (s *Store) clean(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			s.touched.addAll()
		}
	}()
	if err := s.do(ctx, func(*conn) error { return s.noteLog() }); err != nil {
		return err
	}
	var last int64
	err = s.readers.with(ctx, func(c *conn) (err error) {
		last, _, err = c.number("PRAGMA page_count")
		return err
	})
	if err != nil {
		return err
	}
	for pages := range slices.Chunk(s.touched.take(last), cleanStep) {
		var dirty []int64
		err := s.readers.snapshot(ctx, func(c *conn) (err error) {
			dirty, err = leftovers(c, pages)
			return err
		})
		if err != nil {
			return err
		}
		if len(dirty) == 0 {
			continue
		}
		if err := s.do(ctx, func(c *conn) error { return mend(c, dirty) }); err != nil {
			return err
		}
	}
	return nil
}

const readPage = "SELECT data FROM sqlite_dbpage WHERE pgno = ?"

// leftovers are those of the pages whose unused parts are not zero.
func leftovers(c *conn, pages []int64) (dirty []int64, err error) {
	for _, n := range pages {
		err := c.each(context.Background(), func(row []sqldriver.Value) bool {
			if page := bytesOf(row[0]); wipe(page, n) {
				dirty = append(dirty, n)
			}
			return false
		}, readPage, n)
		if err != nil {
			return nil, err
		}
	}
	return dirty, nil
}

func mend(c *conn, pages []int64) error {
	return c.within("BEGIN IMMEDIATE", func() error {
		for _, n := range pages {
			var page []byte
			err := c.each(context.Background(), func(row []sqldriver.Value) bool {
				page = bytesOf(row[0])
				return false
			}, readPage, n)
			if err != nil {
				return err
			}
			if !wipe(page, n) {
				continue
			}
			if err := c.exec("UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?", page, n); err != nil {
				return err
			}
		}
		return nil
	})
}
