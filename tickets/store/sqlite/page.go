package sqlite

import (
	"encoding/binary"
)

// Layout of a b-tree page (sqlite.org/fileformat2.html, section 1.6): a header, an array of offsets of cells, unused
// bytes, and the cells' content with free blocks between.
const (
	fileHeader = 100 // before the first page's own header
	offFree    = 1   // first free block
	offCells   = 3   // number of cells
	offContent = 5   // where content begins
	leafHeader = 8
	nodeHeader = 12
	freeHeader = 4 // of a free block: next block, size
)

// wipe makes a page's unused bytes zero and reports whether any was not. Pages that are no part of a b-tree are left
// alone: overflow and free pages begin with a page number, whose first byte is below any type of a b-tree page until the
// file holds 33 million pages, and secure_delete clears them as wholes.
func wipe(page []byte, number int64) (changed bool) {
	p, ok := parsePage(page, number)
	if !ok {
		return false
	}
	changed = zero(page[p.gap:p.content])
	for at := p.free; at != 0; {
		next, size := int(binary.BigEndian.Uint16(page[at:])), int(binary.BigEndian.Uint16(page[at+2:]))
		changed = zero(page[at+freeHeader:at+size]) || changed
		at = next
	}
	return changed
}

type btreePage struct {
	gap     int // where the unused bytes begin, behind the array of cells
	content int // where they end
	free    int // the first free block, or zero
}

// parsePage reads the header and holds every offset on the page against it.
func parsePage(page []byte, number int64) (p btreePage, ok bool) {
	h := 0
	if number == 1 {
		h = fileHeader
	}
	if len(page) < h+nodeHeader {
		return p, false
	}
	switch page[h] {
	case 2, 5:
		p.gap = h + nodeHeader
	case 10, 13:
		p.gap = h + leafHeader
	default:
		return p, false
	}
	cells := int(binary.BigEndian.Uint16(page[h+offCells:]))
	p.content = int(binary.BigEndian.Uint16(page[h+offContent:]))
	p.free = int(binary.BigEndian.Uint16(page[h+offFree:]))
	first := p.gap
	if p.gap += 2 * cells; p.gap > p.content || p.content > len(page) {
		return p, false
	}
	for at := first; at < p.gap; at += 2 {
		if cell := int(binary.BigEndian.Uint16(page[at:])); cell < p.content || cell >= len(page) {
			return p, false
		}
	}
	for at, before := p.free, p.content-1; at != 0; {
		if at <= before || at+freeHeader > len(page) {
			return p, false
		}
		size := int(binary.BigEndian.Uint16(page[at+2:]))
		if size < freeHeader || at+size > len(page) {
			return p, false
		}
		before, at = at+size-1, int(binary.BigEndian.Uint16(page[at:]))
	}
	return p, true
}

// zero clears bytes and reports whether any was set.
func zero(b []byte) bool {
	for i, c := range b {
		if c != 0 {
			clear(b[i:])
			return true
		}
	}
	return false
}
