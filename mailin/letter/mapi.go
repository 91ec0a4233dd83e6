package letter

import (
	"bytes"
	"encoding/binary"
	"strconv"
)

// Properties and their types (MS-OXPROPS, MS-OXCDATA section 2.11.1).
const (
	mapiBody      = 0x1000
	mapiRTF       = 0x1009
	mapiHTML      = 0x1013
	mapiData      = 0x3701
	mapiLongName  = 0x3707
	mapiMimeTag   = 0x370e
	mapiContentID = 0x3712

	mapiObject  = 0x000d
	mapiString  = 0x001e
	mapiUnicode = 0x001f
	mapiBinary  = 0x0102
	mapiMany    = 0x1000
	mapiNamed   = 0x8000
)

// mapiProps gives the properties of an attribute in their order, up to the first that cannot be read (MS-OXTNEF section
// 2.1.3.4). Of a property with several values the first counts.
func mapiProps(b []byte, take func(id, kind uint16, value []byte)) {
	c := &cutter{b: b}
	for n := min(c.number(), 10_000); n > 0 && !c.bad; n-- {
		kind, id := c.short(), c.short()
		if id >= mapiNamed {
			c.skipName()
		}
		count := uint32(1)
		variable := mapiVariable(kind &^ mapiMany)
		if kind&mapiMany != 0 || variable {
			count = min(c.number(), 10_000)
		}
		for i := uint32(0); i < count && !c.bad; i++ {
			var value []byte
			if variable {
				value = c.bytes(c.number())
			} else {
				value = c.bytes(mapiSize(kind &^ mapiMany))
			}
			if i == 0 && !c.bad {
				take(id, kind&^mapiMany, value)
			}
		}
	}
}

func mapiVariable(kind uint16) bool {
	return kind == mapiObject || kind == mapiString || kind == mapiUnicode || kind == mapiBinary
}

// mapiSize is the size of a value of fixed length, padded to four bytes.
func mapiSize(kind uint16) uint32 {
	switch kind {
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		return 8
	case 0x0048:
		return 16
	case 0x0000, 0x0001:
		return 0
	}
	return 4
}

// cutter takes numbers and strings off the front. Once something is missing all is bad.
type cutter struct {
	b   []byte
	bad bool
}

// bytes cuts n bytes and their padding to a multiple of four.
func (c *cutter) bytes(n uint32) []byte {
	if c.bad || uint64(n) > uint64(len(c.b)) {
		c.bad = true
		return nil
	}
	v := c.b[:n]
	c.b = c.b[min(uint64(n)+uint64(3-(n+3)%4), uint64(len(c.b))):]
	return v
}

func (c *cutter) number() uint32 {
	if v := c.bytes(4); !c.bad {
		return binary.LittleEndian.Uint32(v)
	}
	return 0
}

func (c *cutter) short() uint16 {
	if c.bad || len(c.b) < 2 {
		c.bad = true
		return 0
	}
	v := binary.LittleEndian.Uint16(c.b)
	c.b = c.b[2:]
	return v
}

// skipName passes over the name of a named property: a set, and a number or a string.
func (c *cutter) skipName() {
	c.bytes(16)
	if c.number() == 0 {
		c.number()
		return
	}
	c.bytes(c.number())
}

// codepage is the name of a Windows code page.
func codepage(n uint32) string {
	switch n {
	case 65001:
		return "utf-8"
	case 20127, 28591:
		return "windows-1252"
	case 20866:
		return "koi8-r"
	case 932:
		return "shift_jis"
	case 936, 54936:
		return "gb18030"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	}
	if n > 28591 && n < 28606 {
		return "iso-8859-" + strconv.Itoa(int(n-28590))
	}
	return "windows-" + strconv.Itoa(int(n))
}

func trimNUL(b []byte) []byte { return bytes.TrimRight(b, "\x00") }

// trimWideNUL drops a NUL of two bytes from the end.
func trimWideNUL(b []byte) []byte {
	for len(b) >= 2 && len(b)%2 == 0 && b[len(b)-1] == 0 && b[len(b)-2] == 0 {
		b = b[:len(b)-2]
	}
	return b
}
