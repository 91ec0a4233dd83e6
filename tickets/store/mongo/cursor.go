package mongo

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/axsensor/lethe/tickets/store"
)

// place is how far a reader came in each lane: the number of the last change and its operation's tag. The tag tells a
// cursor of this history from one of another, such as that of a backup which was put back and then went another way.
type place [laneCount]struct {
	seq int64
	tag uint32
}

// cursorMark begins every cursor of this form.
const cursorMark = "m1."

// cursor writes a place: for each lane the number, and behind one above zero the tag.
func (p *place) cursor() store.Cursor {
	b := make([]byte, 0, laneCount*6)
	for _, l := range p {
		b = binary.AppendUvarint(b, uint64(l.seq))
		if l.seq > 0 {
			b = binary.BigEndian.AppendUint32(b, l.tag)
		}
	}
	return store.Cursor(cursorMark + base64.RawURLEncoding.EncodeToString(b))
}

// parseCursor reads what cursor wrote, and nothing else.
func parseCursor(c store.Cursor) (p place, err error) {
	lost := fmt.Errorf("%w: not a cursor of this engine", store.ErrCursorLost)
	text, ok := strings.CutPrefix(string(c), cursorMark)
	if !ok {
		return place{}, lost
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return place{}, lost
	}
	for i := range p {
		n, size := binary.Uvarint(b)
		if size <= 0 || n >= 1<<laneShift {
			return place{}, lost
		}
		b = b[size:]
		if p[i].seq = int64(n); n == 0 {
			continue
		}
		if len(b) < 4 {
			return place{}, lost
		}
		p[i].tag, b = binary.BigEndian.Uint32(b), b[4:]
	}
	if len(b) > 0 || p.cursor() != c {
		return place{}, lost
	}
	return p, nil
}
