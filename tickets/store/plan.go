package store

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Plan is a query that was checked against its declared index, with values in canonical form (see Field.Value).
type Plan struct {
	Coll  Coll
	Index Index
	Eq    []any
	From  any // nil: open
	To    any // nil: open
	After *Place
	Desc  bool
	Limit int
}

// Place is where a document stands in the part of an index that one set of Eq values selects: its order value (nil
// when the index orders by the id alone), then its id.
type Place struct {
	Order any
	ID    string
}

// Plan checks a query. Whatever does not fit the declaration is ErrQuery: an unknown collection or index, values too
// few, too many or of another type, a bound on an index without an order field, a foreign position, a negative limit.
func (s *Schema) Plan(q Query) (Plan, error) {
	coll, err := s.Coll(q.Coll)
	if err != nil {
		return Plan{}, err
	}
	ix, err := coll.index(q.Index)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Coll: coll, Index: ix, Desc: q.Desc, Limit: q.Limit}
	if p.Limit < 0 {
		return Plan{}, fmt.Errorf("%w: limit %d", ErrQuery, q.Limit)
	}
	if p.Eq, err = ix.equals(q.Eq); err != nil {
		return Plan{}, fmt.Errorf("index %s of %s: %w", ix.Name, coll.Name, err)
	}
	if p.From, err = ix.bound(q.From); err != nil {
		return Plan{}, fmt.Errorf("index %s of %s: %w", ix.Name, coll.Name, err)
	}
	if p.To, err = ix.bound(q.To); err != nil {
		return Plan{}, fmt.Errorf("index %s of %s: %w", ix.Name, coll.Name, err)
	}
	if q.After != "" {
		if p.After, err = ix.place(q.After); err != nil {
			return Plan{}, fmt.Errorf("index %s of %s: %w", ix.Name, coll.Name, err)
		}
	}
	return p, nil
}

func (ix Index) equals(values []any) ([]any, error) {
	if len(values) != len(ix.Eq) {
		return nil, fmt.Errorf("%w: %d values for %d fields", ErrQuery, len(values), len(ix.Eq))
	}
	out := make([]any, len(values))
	for i, f := range ix.Eq {
		v, err := f.canonical(values[i])
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (ix Index) bound(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	if ix.Order.Name == "" {
		return nil, fmt.Errorf("%w: a bound, but no order field", ErrQuery)
	}
	return ix.Order.canonical(v)
}

// Pos writes a place as a position.
func (p Place) Pos() Pos { return encodePos(p.key(nil)) }

func (p Place) key(b []byte) []byte {
	if p.Order != nil {
		b = appendValue(b, p.Order)
	}
	return append(b, p.ID...)
}

func encodePos(place []byte) Pos { return Pos(base64.RawURLEncoding.EncodeToString(place)) }

// place reads a position that was made in this index, or in one with the same kind of order.
func (ix Index) place(pos Pos) (*Place, error) {
	b, err := base64.RawURLEncoding.DecodeString(string(pos))
	if err != nil {
		return nil, fmt.Errorf("%w: not a position", ErrQuery)
	}
	p, ok := ix.cutPlace(b)
	if !ok || checkID(p.ID) != nil {
		return nil, fmt.Errorf("%w: a position of another index", ErrQuery)
	}
	return &p, nil
}

func (ix Index) cutPlace(b []byte) (Place, bool) {
	var p Place
	if ix.Order.Name != "" {
		v, rest, ok := cutValue(ix.Order.Kind, b)
		if !ok {
			return Place{}, false
		}
		p.Order, b = v, rest
	}
	p.ID = string(b)
	return p, true
}

// Key is the place of a body in the index as one string of bytes: its Eq values, its order value, its id. Keys
// order by their bytes as the index does. It reports false when the body lacks a field and so is not in the index.
func (ix Index) Key(id string, body bson.Raw) ([]byte, bool, error) {
	key := make([]byte, 0, 96)
	for _, f := range ix.fields() {
		v, ok, err := f.Value(body)
		if err != nil || !ok {
			return nil, false, err
		}
		key = appendValue(key, v)
	}
	return append(key, id...), true, nil
}

// prefix is what the keys of all documents with the plan's Eq values begin with.
func (p Plan) prefix() []byte {
	var b []byte
	for _, v := range p.Eq {
		b = appendValue(b, v)
	}
	return b
}

// Range is the half-open range [low, high) of keys that the plan asks for, what lies up to After left out. It may be
// empty (low >= high). A nil high is open: the index's end.
func (p Plan) Range() (low, high []byte) {
	prefix := p.prefix()
	low, high = prefix, successor(prefix)
	if p.From != nil {
		low = appendValue(slices.Clone(prefix), p.From)
	}
	if p.To != nil {
		high = appendValue(slices.Clone(prefix), p.To)
	}
	if p.After == nil {
		return low, high
	}
	after := p.After.key(slices.Clone(prefix))
	if p.Desc {
		if high == nil || bytes.Compare(after, high) < 0 {
			high = after
		}
		return low, high
	}
	if next := append(after, 0); bytes.Compare(next, low) > 0 {
		low = next
	}
	return low, high
}

// Place reads a key that lies in the plan's range.
func (p Plan) Place(key []byte) (Place, error) {
	if rest, ok := bytes.CutPrefix(key, p.prefix()); ok {
		if place, ok := p.Index.cutPlace(rest); ok {
			return place, nil
		}
	}
	return Place{}, fmt.Errorf("a key of index %s of %s cannot be read", p.Index.Name, p.Coll.Name)
}

// successor is the first string of bytes after all that begin with b; nil when there is none.
func successor(b []byte) []byte {
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			s := slices.Clone(b[:i+1])
			s[i]++
			return s
		}
	}
	return nil
}
