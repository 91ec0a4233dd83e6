// Package lexicon keeps a fixed set of words as a minimal acyclic automaton: exact, compact and read-only.
package lexicon

// An arc is one byte of a word. The arcs of a state lie side by side, the last one marked; the target is the number of the
// first arc of the state it leads to, and none is the state without arcs.
type arc uint32

const (
	lastArc  arc    = 1 << 8
	endsWord arc    = 1 << 9
	shift           = 10
	none     uint32 = 1<<22 - 1 // also the limit of a set's size in arcs
)

func (a arc) label() byte    { return byte(a) }
func (a arc) target() uint32 { return uint32(a >> shift) }

// A Set answers whether a word belongs to it, and if so as which in byte order. It is safe for concurrent use. The zero Set
// is empty.
type Set struct {
	arcs  []arc
	under []uint32 // under[i]: words that pass through arc i or an earlier arc of the same state; see rank
	root  uint32
	size  int
}

// Len is the number of words.
func (s *Set) Len() int { return s.size }

// Has tells whether word is in the set, byte for byte.
func (s *Set) Has(word string) bool {
	if len(s.arcs) == 0 || word == "" {
		return false
	}
	at := s.root
	for i := 0; ; i++ {
		a, ok := s.step(at, word[i])
		if !ok {
			return false
		}
		if i == len(word)-1 {
			return s.arcs[a]&endsWord != 0
		}
		if at = s.arcs[a].target(); at == none {
			return false
		}
	}
}

// step finds the arc of a state for one byte.
func (s *Set) step(state uint32, b byte) (uint32, bool) {
	for i := state; ; i++ {
		a := s.arcs[i]
		if a.label() == b {
			return i, true
		}
		if a&lastArc != 0 || a.label() > b {
			return 0, false
		}
	}
}

// Rank is the word's place in byte order, from 0, or false if the set lacks it. Rank counts the set's paths once, so a Set
// whose ranks are asked for must have been made by Ranked.
func (s *Set) Rank(word string) (int, bool) {
	if len(s.arcs) == 0 || word == "" || s.under == nil {
		return 0, false
	}
	at, rank := s.root, uint32(0)
	for i := 0; ; i++ {
		a, ok := s.step(at, word[i])
		if !ok {
			return 0, false
		}
		if a > at {
			rank += s.under[a-1]
		}
		if i == len(word)-1 {
			return int(rank), s.arcs[a]&endsWord != 0
		}
		if s.arcs[a]&endsWord != 0 {
			rank++
		}
		if at = s.arcs[a].target(); at == none {
			return 0, false
		}
	}
}

// Ranked prepares s for Rank and returns it.
func (s *Set) Ranked() *Set {
	s.under = make([]uint32, len(s.arcs))
	sum := uint32(0)
	// A state's arcs lie after those of every state it leads to, so one pass finds each target already counted.
	for i, a := range s.arcs {
		if a&endsWord != 0 {
			sum++
		}
		if t := a.target(); t != none {
			sum += s.under[s.lastOf(t)]
		}
		s.under[i] = sum
		if a&lastArc != 0 {
			sum = 0
		}
	}
	return s
}

func (s *Set) lastOf(state uint32) uint32 {
	for s.arcs[state]&lastArc == 0 {
		state++
	}
	return state
}
