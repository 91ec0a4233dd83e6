package scrub

import "slices"

// claim is a piece of the readable text that a layer takes out.
type claim struct {
	s, e  int
	kind  string
	layer string
}

// state of a byte of the readable text.
const (
	free      uint8 = iota
	fixed           // a placeholder: never touched
	technical       // protected by a grammar from all later layers
	weak            // technical by form alone: a layer that knows better may still take it
	taken           // part of a claim
)

// take removes text[s:e] unless that touches a placeholder or, when polite, anything protected.
func (p *page) take(s, e int, kind, layer string) bool {
	if s >= e || p.any(s, e, fixed) {
		return false
	}
	if layer != LayerKnown && p.any(s, e, technical) {
		return false
	}
	p.force(s, e, kind, layer)
	return true
}

// force removes text[s:e] even from protected text, but not from placeholders.
func (p *page) force(s, e int, kind, layer string) {
	for i := s; i < e; i++ {
		p.state[i] = taken
	}
	p.claims = append(p.claims, claim{s, e, kind, layer})
}

// protect keeps text[s:e] from later layers, except what is taken already.
func (p *page) protect(s, e int, as uint8) {
	for i := s; i < e; i++ {
		if p.state[i] == free || as == technical && p.state[i] == weak {
			p.state[i] = as
		}
	}
}

// any tells whether a byte of text[s:e] is in the state.
func (p *page) any(s, e int, state uint8) bool {
	return slices.Contains(p.state[s:e], state)
}

// spans gives the claims as spans of the raw text: sorted, those that overlap joined under the kind of the longest.
func (p *page) spans() []Span {
	slices.SortStableFunc(p.claims, func(a, b claim) int {
		if a.s != b.s {
			return a.s - b.s
		}
		return b.e - a.e
	})
	var out []Span
	longest := 0
	for _, c := range p.claims {
		s, e := p.rawSpan(c.s, c.e)
		if k := len(out) - 1; k >= 0 && s < out[k].End {
			out[k].End = max(out[k].End, e)
			if e-s > longest {
				longest, out[k].Kind, out[k].Layer = e-s, c.kind, c.layer
			}
			continue
		}
		longest = e - s
		out = append(out, Span{s, e, c.kind, c.layer})
	}
	return joinNames(p.raw, out)
}

// joinNames makes one span of person names that only blanks or hyphens part, so that the number of a person's names is
// not told.
func joinNames(text string, spans []Span) []Span {
	out := spans[:0]
	for _, s := range spans {
		if k := len(out) - 1; k >= 0 && out[k].Kind == s.Kind && (s.Kind == Person || s.Kind == Company) && closeBy(text[out[k].End:s.Start]) {
			out[k].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}

// closeBy tells whether the text between two names is only what stands between parts of one name.
func closeBy(gap string) bool {
	switch gap {
	case "", " ", "-", ". ", ".", "\u00a0":
		return true
	}
	return false
}
