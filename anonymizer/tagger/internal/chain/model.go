package chain

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// A Model is a table of one byte a weight, and the steps. It is read-only and safe for concurrent use.
type Model struct {
	Weights
	rows  [][8]int8 // Labels of each row are used; eight keep a row in one cache line
	scale float32
}

// Add implements Table.
func (m *Model) Add(traits []uint32, sum *[Labels]float32) {
	var total [Labels]int32
	mask := uint32(len(m.rows) - 1)
	for _, t := range traits {
		row := &m.rows[t&mask]
		for l := range total {
			total[l] += int32(row[l])
		}
	}
	for l, v := range total {
		sum[l] += float32(v) * m.scale
	}
}

// Quantise rounds weights to steps of scale and drops rows without any; the number of rows is a power of two.
func Quantise(rows [][Labels]float32, steps [Labels + 1][Labels]float32, scale float32) *Model {
	m := &Model{rows: make([][8]int8, len(rows)), scale: scale}
	m.Steps, m.Table = steps, m
	for i := range rows {
		for l, v := range rows[i] {
			m.rows[i][l] = int8(max(-127, min(127, math.Round(float64(v/scale)))))
		}
	}
	return m
}

// Rows is the number of rows that hold any weight.
func (m *Model) Rows() (n int) {
	for i := range m.rows {
		if m.rows[i] != [8]int8{} {
			n++
		}
	}
	return n
}

// Encode writes m compactly: rows, scale and steps, then three columns deflated together: gaps between rows that are not empty, which labels each
// has, and the weights by label.
func (m *Model) Encode() ([]byte, error) {
	var gaps, which []byte
	var weights [Labels][]byte
	previous := -1
	for i, row := range m.rows {
		mark := byte(0)
		for l := range Labels {
			if row[l] != 0 {
				mark |= 1 << l
				weights[l] = append(weights[l], byte(row[l]))
			}
		}
		if mark != 0 {
			gaps = binary.AppendUvarint(gaps, uint64(i-previous))
			which = append(which, mark)
			previous = i
		}
	}
	var out bytes.Buffer
	out.Write(binary.AppendUvarint(nil, uint64(len(m.rows))))
	out.Write(binary.AppendUvarint(nil, uint64(len(which))))
	if err := binary.Write(&out, binary.LittleEndian, m.scale); err != nil {
		return nil, err
	}
	if err := binary.Write(&out, binary.LittleEndian, m.Steps); err != nil {
		return nil, err
	}
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, column := range append([][]byte{which}, append(weights[:], gaps)...) {
		if _, err := w.Write(column); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

var errDamaged = errors.New("chain: damaged model")

const mostRows = 1 << 24

// Decode reads what Encode wrote; damaged bytes are an error.
func Decode(data []byte) (*Model, error) {
	r := bytes.NewReader(data)
	size, err := binary.ReadUvarint(r)
	if err != nil || size == 0 || size > mostRows || size&(size-1) != 0 {
		return nil, fmt.Errorf("%w: rows", errDamaged)
	}
	used, err := binary.ReadUvarint(r)
	if err != nil || used > size {
		return nil, fmt.Errorf("%w: rows in use", errDamaged)
	}
	m := &Model{}
	if err := errors.Join(binary.Read(r, binary.LittleEndian, &m.scale), binary.Read(r, binary.LittleEndian, &m.Steps)); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	// A row takes at most one mark, a weight a label, and four bytes of gap.
	body, err := io.ReadAll(io.LimitReader(flate.NewReader(r), int64(used)*(1+Labels+4)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if uint64(len(body)) < used {
		return nil, fmt.Errorf("%w: short", errDamaged)
	}
	m.rows = make([][8]int8, size)
	m.Table = m
	return m, m.fill(body[:used], body[used:])
}

func (m *Model) fill(which, rest []byte) error {
	var counts [Labels]int
	for _, mark := range which {
		for l := range Labels {
			counts[l] += int(mark >> l & 1)
		}
	}
	var weights [Labels][]byte
	for l, n := range counts {
		if n > len(rest) {
			return fmt.Errorf("%w: weights", errDamaged)
		}
		weights[l], rest = rest[:n], rest[n:]
	}
	at := -1
	for _, mark := range which {
		gap, used := binary.Uvarint(rest)
		if used <= 0 || gap == 0 || gap >= uint64(len(m.rows)-at) {
			return fmt.Errorf("%w: gap", errDamaged)
		}
		rest = rest[used:]
		at += int(gap)
		for l := range Labels {
			if mark>>l&1 != 0 {
				m.rows[at][l] = int8(weights[l][0])
				weights[l] = weights[l][1:]
			}
		}
	}
	return nil
}
