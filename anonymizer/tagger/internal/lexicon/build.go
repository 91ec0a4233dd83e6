package lexicon

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Build makes the set of the given words. Order and repetition do not matter; empty words are left out. It fails only if
// the automaton would be too large.
func Build(words []string) (*Set, error) {
	words = slices.Clone(words)
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) > 0 && words[0] == "" {
		words = words[1:]
	}
	b := builder{known: map[string]uint32{}}
	b.path = append(b.path, state{})
	prev := ""
	for _, w := range words {
		common := 0
		for common < len(w) && common < len(prev) && w[common] == prev[common] {
			common++
		}
		if err := b.freeze(common); err != nil {
			return nil, err
		}
		for i := common; i < len(w); i++ {
			b.path[i].arcs = append(b.path[i].arcs, arc(w[i]))
			b.path = append(b.path, state{})
		}
		top := &b.path[len(w)-1].arcs
		(*top)[len(*top)-1] |= endsWord
		prev = w
	}
	if err := b.freeze(0); err != nil {
		return nil, err
	}
	root, err := b.place(b.path[0])
	if err != nil {
		return nil, err
	}
	s := &Set{arcs: b.arcs, root: root, size: len(words)}
	if len(words) == 0 {
		*s = Set{}
	}
	return s, nil
}

// builder adds words in order (Daciuk and others 2000, algorithm 1): only the path of the latest word is still open.
type builder struct {
	arcs  []arc
	path  []state
	known map[string]uint32
}

type state struct{ arcs []arc }

// freeze closes the open path below depth, replacing states that exist already.
func (b *builder) freeze(depth int) error {
	for len(b.path) > depth+1 {
		at, err := b.place(b.path[len(b.path)-1])
		if err != nil {
			return err
		}
		b.path = b.path[:len(b.path)-1]
		parent := b.path[len(b.path)-1].arcs
		parent[len(parent)-1] |= arc(at) << shift
	}
	return nil
}

var errTooLarge = errors.New("lexicon: more than 4 million arcs")

// place puts a finished state behind the others, or finds its equal.
func (b *builder) place(s state) (uint32, error) {
	if len(s.arcs) == 0 {
		return none, nil
	}
	s.arcs[len(s.arcs)-1] |= lastArc
	key := make([]byte, 0, 4*len(s.arcs))
	for _, a := range s.arcs {
		key = binary.LittleEndian.AppendUint32(key, uint32(a))
	}
	if at, ok := b.known[string(key)]; ok {
		return at, nil
	}
	at := uint32(len(b.arcs))
	if at+uint32(len(s.arcs)) >= none {
		return 0, fmt.Errorf("%w after %d", errTooLarge, at)
	}
	b.arcs = append(b.arcs, s.arcs...)
	b.known[string(key)] = at
	return at, nil
}
