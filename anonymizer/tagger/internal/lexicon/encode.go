package lexicon

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Encode writes s compactly. The form is stable: words, arcs and root as varints, then three columns (labels; marks; the
// distance back to each target, 0 for none), deflated together.
func (s *Set) Encode() ([]byte, error) {
	var labels, marks, targets []byte
	for i, a := range s.arcs {
		labels = append(labels, a.label())
		marks = append(marks, byte(a>>8)&3)
		back := uint64(0)
		if t := a.target(); t != none {
			back = uint64(uint32(i) - t)
		}
		targets = binary.AppendUvarint(targets, back)
	}
	var out bytes.Buffer
	head := binary.AppendUvarint(nil, uint64(s.size))
	head = binary.AppendUvarint(head, uint64(len(s.arcs)))
	head = binary.AppendUvarint(head, uint64(s.root))
	out.Write(head)
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, column := range [][]byte{labels, pack(marks), targets} {
		if _, err := w.Write(column); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// pack puts four two-bit marks in a byte.
func pack(marks []byte) []byte {
	out := make([]byte, (len(marks)+3)/4)
	for i, m := range marks {
		out[i/4] |= m << (i % 4 * 2)
	}
	return out
}

var errDamaged = errors.New("lexicon: damaged")

// Decode reads what Encode wrote. Damaged bytes are an error, never a set that loops or points outside itself.
func Decode(data []byte) (*Set, error) {
	r := bytes.NewReader(data)
	var head [3]uint64
	for i := range head {
		v, err := binary.ReadUvarint(r)
		if err != nil || v >= uint64(none) {
			return nil, fmt.Errorf("%w: head", errDamaged)
		}
		head[i] = v
	}
	size, n, root := int(head[0]), int(head[1]), uint32(head[2])
	if n == 0 {
		return &Set{}, nil
	}
	if int(root) >= n {
		return nil, fmt.Errorf("%w: root", errDamaged)
	}
	// Each arc takes at most label, a quarter of a byte and four bytes of target.
	body, err := io.ReadAll(io.LimitReader(flate.NewReader(r), int64(n)*6))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if len(body) < n+(n+3)/4 {
		return nil, fmt.Errorf("%w: short", errDamaged)
	}
	s := &Set{arcs: make([]arc, n), root: root, size: size}
	return s, s.fill(body[:n], body[n:n+(n+3)/4], body[n+(n+3)/4:])
}

// fill rebuilds the arcs from their columns. Targets only ever lead back, so a walk always ends.
func (s *Set) fill(labels, marks, targets []byte) error {
	first := true // whether the arc before was the last of its state
	for i := range s.arcs {
		back, used := binary.Uvarint(targets)
		if used <= 0 || back > uint64(i) {
			return fmt.Errorf("%w: target", errDamaged)
		}
		targets = targets[used:]
		target := none
		if back > 0 {
			target = uint32(i) - uint32(back)
		}
		a := arc(labels[i]) | arc(marks[i/4]>>(i%4*2)&3)<<8 | arc(target)<<shift
		if !first && labels[i] <= s.arcs[i-1].label() {
			return fmt.Errorf("%w: order", errDamaged)
		}
		first = a&lastArc != 0
		s.arcs[i] = a
	}
	if !first {
		return fmt.Errorf("%w: open end", errDamaged)
	}
	return nil
}
