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

// The file keys is a header of 64 bytes and slots of 64 bytes, each a data key wrapped under the epoch that the header
// names. A slot never crosses the sector of a disk, so it is written whole or not at all. All zeros is an empty slot.
//
//	header: magic 16 | epoch 4 | zeros 40 | CRC-32C 4
//	slot:   id 16    | wrapped key 32, tag 12 | CRC-32C 4
//
// One slot is the mark: it counts the batches of keys that were ever made. It is the first, and written in its place.
//
//	mark:   its id 16 | batch 8 | zeros 36 | CRC-32C 4
//
// The nonce of a wrapped key is the first 12 bytes of its id: ids are random, and each is wrapped once in an epoch.
const (
	slotSize  = 64
	slotTag   = 12
	slotNonce = 12
	slotSum   = slotSize - 4
)

const slotsMagic = "lethe keys 1\n\x00\x00\x00"

type slot [slotSize]byte

// markID is the id of the mark. No key has it.
var markID = rawID([]byte("lethe mark\x00\x00\x00\x00\x00\x00"))

func newMark(batch int64) (s slot) {
	copy(s[:], markID[:])
	binary.BigEndian.PutUint64(s[idSize:], uint64(batch))
	binary.BigEndian.PutUint32(s[slotSum:], s.sum())
	return s
}

func (s *slot) batch() int64 { return int64(binary.BigEndian.Uint64(s[idSize:])) }

func (s *slot) id() rawID { return rawID(s[:idSize]) }

func (s *slot) empty() bool { return *s == slot{} }

func (s *slot) sum() uint32 { return checksum(s[:slotSum]) }

// good says whether the slot is as it was written.
func (s *slot) good() bool {
	return binary.BigEndian.Uint32(s[slotSum:]) == s.sum() && s.id() != (rawID{})
}

func (o *openedEpoch) bind(id rawID) []byte {
	b := make([]byte, 0, 32)
	b = append(b, "lethe/key/"...)
	b = binary.BigEndian.AppendUint32(b, o.number)
	return append(b, id[:]...)
}

// wrapKey appends a wrapped data key to dst: the same key wrapped twice is the same bytes.
func (o *openedEpoch) wrapKey(id rawID, key, dst []byte) []byte {
	return o.wrap.Seal(dst, id[:slotNonce], key, o.bind(id))
}

// unwrapKey appends a data key to dst.
func (o *openedEpoch) unwrapKey(id rawID, wrapped, dst []byte) ([]byte, error) {
	key, err := o.wrap.Open(dst, id[:slotNonce], wrapped, o.bind(id))
	if err != nil || len(key) != keySize {
		return nil, ErrDamaged
	}
	return key, nil
}

// fill wraps a data key into a slot.
func (o *openedEpoch) fill(s *slot, id rawID, key []byte) {
	copy(s[:], id[:])
	o.wrapKey(id, key, s[idSize:idSize])
	binary.BigEndian.PutUint32(s[slotSum:], s.sum())
}

// key unwraps the data key of a slot into dst.
func (o *openedEpoch) key(s *slot, dst []byte) ([]byte, error) {
	return o.unwrapKey(s.id(), s[idSize:slotSum], dst)
}

// slotFile is the open file keys.
type slotFile struct {
	f     *os.File
	epoch *openedEpoch
	slots uint32 // how many there are, empty ones included
	mark  int64  // which of them is the mark, noMark if it is lost
	batch int64  // what it says; 0 if it is lost
}

const noMark = -1

func slotAt(n uint32) int64 { return slotSize + int64(n)*slotSize }

func slotsHeader(epoch uint32) []byte {
	var h slot
	copy(h[:], slotsMagic)
	binary.BigEndian.PutUint32(h[16:], epoch)
	binary.BigEndian.PutUint32(h[slotSum:], h.sum())
	return h[:]
}

// parseSlotsHeader gives the epoch that the slots are wrapped under.
func parseSlotsHeader(h []byte) (uint32, error) {
	if len(h) < slotSize || string(h[:len(slotsMagic)]) != slotsMagic {
		return 0, fmt.Errorf("%w: the file %s does not begin as one", ErrDamaged, keysName)
	}
	s := slot(h[:slotSize])
	if binary.BigEndian.Uint32(s[slotSum:]) != s.sum() {
		return 0, fmt.Errorf("%w: the head of the file %s", ErrDamaged, keysName)
	}
	return binary.BigEndian.Uint32(s[16:]), nil
}

// layout is what was found in a file of slots.
type layout struct {
	epoch   uint32
	alive   map[rawID]uint32
	damaged map[rawID][]uint32 // by the id that can still be read; a second slot of a living key counts as damage
	slots   uint32             // whole ones; what follows was torn by a crash
	torn    bool
	mark    int64 // as in slotFile
	batch   int64
}

// parseSlots reads a file of slots of the given size. A slot at the end that is not whole was never acknowledged and is
// left out. A whole one that is bad is damage wherever it stands, because a crash writes slots whole or not at all.
func parseSlots(rd io.Reader, size int64) (*layout, error) {
	br := bufio.NewReaderSize(rd, 256<<10)
	var s slot
	if _, err := io.ReadFull(br, s[:]); err != nil {
		return nil, fmt.Errorf("%w: the file %s is cut short", ErrDamaged, keysName)
	}
	number, err := parseSlotsHeader(s[:])
	if err != nil {
		return nil, err
	}
	l := &layout{epoch: number, alive: make(map[rawID]uint32, max(size, slotSize)/slotSize-1), damaged: map[rawID][]uint32{}, mark: noMark}
	for ; ; l.slots++ {
		switch _, err := io.ReadFull(br, s[:]); {
		case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
			l.torn = err != io.EOF
			return l, nil
		case err != nil:
			return nil, err
		case s.empty():
		case !s.good():
			l.damaged[s.id()] = append(l.damaged[s.id()], l.slots)
		case s.id() == markID && l.mark == noMark && s.batch() >= 0:
			l.mark, l.batch = int64(l.slots), s.batch()
		default:
			l.add(s.id(), l.slots)
		}
	}
}

func (l *layout) add(id rawID, n uint32) {
	if _, twice := l.alive[id]; twice {
		l.damaged[id] = append(l.damaged[id], n)
		return
	}
	l.alive[id] = n
}

// openSlots opens the file keys and drops what a crash has torn.
func openSlots(dir string) (*slotFile, *layout, error) {
	f, err := os.OpenFile(filepath.Join(dir, keysName), os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	l, err := readLayout(f)
	if err == nil && l.torn {
		err = errors.Join(f.Truncate(slotAt(l.slots)), f.Sync())
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return &slotFile{f: f, slots: l.slots, mark: l.mark, batch: l.batch}, l, nil
}

func readLayout(f *os.File) (*layout, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return parseSlots(f, info.Size())
}

// read unwraps the data key in slot n, which must be that of id.
func (sf *slotFile) read(n uint32, id rawID) ([]byte, error) {
	var s slot
	if _, err := sf.f.ReadAt(s[:], slotAt(n)); err != nil {
		return nil, fmt.Errorf("read a wrapped key: %w", err)
	}
	if !s.good() || s.id() != id {
		return nil, ErrDamaged
	}
	return sf.epoch.key(&s, make([]byte, 0, keySize))
}

// extend appends whole slots, sets the mark, and waits until both are durable. It gives the number of the first slot.
// After an error none of them is there; the mark may be.
func (sf *slotFile) extend(b []byte, batch int64) (first uint32, err error) {
	mark, first := newMark(batch), sf.slots
	if sf.mark == noMark {
		b = append(mark[:], b...)
		first++
	}
	if _, err := sf.f.WriteAt(b, slotAt(sf.slots)); err != nil {
		return 0, errors.Join(err, sf.f.Truncate(slotAt(sf.slots)))
	}
	if sf.mark != noMark {
		if _, err := sf.f.WriteAt(mark[:], slotAt(uint32(sf.mark))); err != nil {
			return 0, errors.Join(err, sf.f.Truncate(slotAt(sf.slots)))
		}
	}
	if err := settle(sf.f); err != nil {
		return 0, err
	}
	if sf.mark == noMark {
		sf.mark = int64(sf.slots)
	}
	sf.slots += uint32(len(b) / slotSize)
	sf.batch = batch
	return first, nil
}

// wipe overwrites slots with zeros and waits until that is durable.
func (sf *slotFile) wipe(slots []uint32) error {
	var zero slot
	for _, n := range slots {
		if _, err := sf.f.WriteAt(zero[:], slotAt(n)); err != nil {
			return err
		}
	}
	return settle(sf.f)
}
