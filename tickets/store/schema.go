package store

import (
	"fmt"
	"slices"
	"strings"
)

// Schema is a checked set of declared collections. Engines share it, so that each of them refuses the same things.
// It never changes and is safe for concurrent use.
type Schema struct {
	colls map[string]Coll
	names []string
}

// NewSchema checks declarations: every collection and index has a name of its own, every field a name and a kind, and
// no index names a field twice.
func NewSchema(colls []Coll) (*Schema, error) {
	s := &Schema{colls: make(map[string]Coll, len(colls))}
	for _, c := range colls {
		if !plainName(c.Name) {
			return nil, fmt.Errorf("store: collection name %q: want 1 to 64 of a-z, 0-9, - and _", c.Name)
		}
		if _, twice := s.colls[c.Name]; twice {
			return nil, fmt.Errorf("store: collection %s is declared twice", c.Name)
		}
		if err := checkIndexes(c); err != nil {
			return nil, fmt.Errorf("store: collection %s: %w", c.Name, err)
		}
		s.colls[c.Name] = c
		s.names = append(s.names, c.Name)
	}
	slices.Sort(s.names)
	return s, nil
}

func checkIndexes(c Coll) error {
	names := map[string]bool{}
	for _, ix := range c.Indexes {
		if !plainName(ix.Name) {
			return fmt.Errorf("index name %q: want 1 to 64 of a-z, 0-9, - and _", ix.Name)
		}
		if names[ix.Name] {
			return fmt.Errorf("index %s is declared twice", ix.Name)
		}
		names[ix.Name] = true
		if err := checkFields(ix); err != nil {
			return fmt.Errorf("index %s: %w", ix.Name, err)
		}
	}
	return nil
}

func checkFields(ix Index) error {
	fields := map[string]bool{}
	for _, f := range ix.fields() {
		switch {
		case f.Name == "" || strings.ContainsAny(f.Name, ".$\x00"):
			return fmt.Errorf("field name %q: want a top-level name without . and $", f.Name)
		case f.Kind < String || f.Kind > Time:
			return fmt.Errorf("field %s has no kind", f.Name)
		case fields[f.Name]:
			return fmt.Errorf("field %s stands twice", f.Name)
		}
		fields[f.Name] = true
	}
	if ix.Order.Name == "" && ix.Order.Kind != 0 {
		return fmt.Errorf("the order has a kind but no name")
	}
	return nil
}

func plainName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 64
}

// Names returns the declared collections' names in order.
func (s *Schema) Names() []string { return slices.Clone(s.names) }

// Coll returns a declared collection; one that was not declared is ErrQuery.
func (s *Schema) Coll(name string) (Coll, error) {
	c, ok := s.colls[name]
	if !ok {
		return Coll{}, fmt.Errorf("%w: collection %q is not declared", ErrQuery, name)
	}
	return c, nil
}

// CheckRefs refuses references that could not name a document.
func (s *Schema) CheckRefs(refs []Ref) error {
	for _, r := range refs {
		if _, err := s.Coll(r.Coll); err != nil {
			return err
		}
		if err := checkID(r.ID); err != nil {
			return fmt.Errorf("%w: %w", ErrQuery, err)
		}
	}
	return nil
}

// index finds a declared index of a collection, or the one that each has.
func (c Coll) index(name string) (Index, error) {
	if name == ByID {
		return Index{Name: ByID}, nil
	}
	for _, ix := range c.Indexes {
		if ix.Name == name {
			return ix, nil
		}
	}
	return Index{}, fmt.Errorf("%w: %s has no index %q", ErrQuery, c.Name, name)
}

// fields are the fields that a body must hold to be in the index: those of Eq, then the order's.
func (ix Index) fields() []Field {
	if ix.Order.Name == "" {
		return ix.Eq
	}
	return append(slices.Clone(ix.Eq), ix.Order)
}
