package seal

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The file erased is a header of 20 bytes and entries of 20 bytes, each the id of a shredded key and its CRC-32C. It
// only grows. Ids are random: the list tells how many keys were shredded and nothing of what was sealed under them.
const (
	erasedSize  = 20
	erasedMagic = "lethe erased keys 1\n"
)

type erasedEntry [erasedSize]byte

func newErasedEntry(id rawID) (e erasedEntry) {
	copy(e[:], id[:])
	binary.BigEndian.PutUint32(e[idSize:], checksum(id[:]))
	return e
}

func (e *erasedEntry) id() rawID { return rawID(e[:idSize]) }

func (e *erasedEntry) good() bool {
	return e.id() != rawID{} && *e == newErasedEntry(e.id())
}

// eraseList is the open file erased.
type eraseList struct {
	f   *os.File
	end int64
}

// erasures is what was found in an erase list.
type erasures struct {
	ids     map[rawID]struct{}
	end     int64 // behind the last whole entry; what follows was torn by a crash
	torn    bool
	damaged int // bad entries: their keys count as missing, never as shredded
}

// parseErased reads an erase list of the given size. What is not whole at its end was never acknowledged. A bad entry
// stays and is counted: it may be one that a loss of power left unfinished, or one that was acknowledged long ago.
func parseErased(rd io.Reader, size int64) (*erasures, error) {
	br := bufio.NewReaderSize(rd, 256<<10)
	var e erasedEntry
	if _, err := io.ReadFull(br, e[:]); err != nil || string(e[:]) != erasedMagic {
		return nil, fmt.Errorf("%w: the file %s does not begin as one", ErrDamaged, erasedName)
	}
	found := &erasures{ids: make(map[rawID]struct{}, max(size, erasedSize)/erasedSize-1), end: erasedSize}
	for ; ; found.end += erasedSize {
		switch _, err := io.ReadFull(br, e[:]); {
		case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
			found.torn = err != io.EOF
			return found, nil
		case err != nil:
			return nil, err
		case e.good():
			found.ids[e.id()] = struct{}{}
		default:
			found.damaged++
		}
	}
}

// openErased opens the erase list and drops what a crash has torn.
func openErased(dir string) (*eraseList, *erasures, error) {
	f, err := os.OpenFile(filepath.Join(dir, erasedName), os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	found, err := readErased(f)
	if err == nil && found.torn {
		err = errors.Join(f.Truncate(found.end), f.Sync())
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return &eraseList{f, found.end}, found, nil
}

func readErased(f *os.File) (*erasures, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return parseErased(f, info.Size())
}

// add appends ids and waits until they are durable.
func (l *eraseList) add(ids []rawID) error {
	b := make([]byte, 0, len(ids)*erasedSize)
	for _, id := range ids {
		e := newErasedEntry(id)
		b = append(b, e[:]...)
	}
	if _, err := l.f.WriteAt(b, l.end); err != nil {
		return errors.Join(err, l.f.Truncate(l.end))
	}
	if err := settle(l.f); err != nil {
		return err
	}
	l.end += int64(len(b))
	return nil
}
