package store_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
)

var (
	owner = store.Field{Name: "owner", Kind: store.String}
	open  = store.Field{Name: "open", Kind: store.Bool}
	rank  = store.Field{Name: "rank", Kind: store.Int}
	at    = store.Field{Name: "at", Kind: store.Time}
)

func TestDeclarationsThatContradict(t *testing.T) {
	one := func(ix ...store.Index) []store.Coll { return []store.Coll{{Name: "a", Indexes: ix}} }
	for name, colls := range map[string][]store.Coll{
		"collection twice":  {{Name: "a"}, {Name: "a"}},
		"no name":           {{}},
		"a space":           {{Name: "a b"}},
		"upper case":        {{Name: "A"}},
		"index twice":       one(store.Index{Name: "i"}, store.Index{Name: "i"}),
		"index no name":     one(store.Index{}),
		"field twice":       one(store.Index{Name: "i", Eq: []store.Field{rank}, Order: rank}),
		"field no kind":     one(store.Index{Name: "i", Eq: []store.Field{{Name: "x"}}}),
		"field kind wrong":  one(store.Index{Name: "i", Order: store.Field{Name: "x", Kind: 9}}),
		"field no name":     one(store.Index{Name: "i", Eq: []store.Field{{Kind: store.Int}}}),
		"order no name":     one(store.Index{Name: "i", Order: store.Field{Kind: store.Int}}),
		"field with a dot":  one(store.Index{Name: "i", Order: store.Field{Name: "x.y", Kind: store.Int}}),
		"field of operator": one(store.Index{Name: "i", Order: store.Field{Name: "$x", Kind: store.Int}}),
	} {
		if _, err := store.NewSchema(colls); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestNames(t *testing.T) {
	s, err := store.NewSchema([]store.Coll{{Name: "b"}, {Name: "a", Unlogged: true}})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Names(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%v", got)
	}
	if c, err := s.Coll("a"); err != nil || !c.Unlogged {
		t.Errorf("%v, %v", c, err)
	}
	if _, err := s.Coll("c"); !errors.Is(err, store.ErrQuery) {
		t.Errorf("%v, want ErrQuery", err)
	}
}

// FuzzKeys: keys order as their values do, and a position is read back as the place it was made of.
func FuzzKeys(f *testing.F) {
	f.Add("a", "a\x00", int64(-1), int64(1), true, false, "x", "y")
	f.Add("", "\x00", int64(1<<63-1), int64(-1<<63), true, true, "x", "x\x00")
	f.Add("a\x00\x01", "a", int64(0), int64(0), false, false, "\x00", "\x01")
	ix := store.Index{Name: "i", Eq: []store.Field{owner, open}, Order: at}
	byText := store.Index{Name: "t", Order: owner}
	schema, err := store.NewSchema([]store.Coll{{Name: "c", Indexes: []store.Index{ix, byText}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s1, s2 string, n1, n2 int64, b1, b2 bool, id1, id2 string) {
		one := place{s1, b1, n1, id1}
		two := place{s2, b2, n2, id2}
		k1, k2 := one.key(t, ix), two.key(t, ix)
		if k1 == nil || k2 == nil {
			return
		}
		if got, want := bytes.Compare(k1, k2), one.compare(two); got != want {
			t.Errorf("%+v and %+v: keys compare %d, values %d", one, two, got, want)
		}
		q := store.Query{Coll: "c", Index: "i", Eq: []any{s1, b1}}
		plan, err := schema.Plan(q)
		if err != nil {
			t.Fatal(err)
		}
		low, high := plan.Range()
		inside := bytes.Compare(low, k2) <= 0 && (high == nil || bytes.Compare(k2, high) < 0)
		if inside != (s1 == s2 && b1 == b2) {
			t.Errorf("%+v in the range of %+v: %v", two, one, inside)
		}
		back, err := plan.Place(k1)
		if err != nil || back.ID != id1 || back.Order != bson.DateTime(n1) {
			t.Errorf("%+v read back as %v, %v", one, back, err)
		}
		if id1 == "" || bytes.ContainsRune([]byte(id1), 0xfffd) {
			return
		}
		q.After = back.Pos()
		if plan, err = schema.Plan(q); err == nil && *plan.After != back {
			t.Errorf("a position of %v read as %v", back, *plan.After)
		}
	})
}

type place struct {
	s  string
	b  bool
	n  int64
	id string
}

func (p place) key(t *testing.T, ix store.Index) []byte {
	body, err := bson.Marshal(bson.D{{Key: "owner", Value: p.s}, {Key: "open", Value: p.b}, {Key: "at", Value: bson.DateTime(p.n)}})
	if err != nil {
		t.Fatal(err)
	}
	key, ok, err := ix.Key(p.id, body)
	if errors.Is(err, store.ErrTooLarge) {
		return nil
	}
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	return key
}

func (p place) compare(o place) int {
	switch {
	case p.s != o.s:
		return bytes.Compare([]byte(p.s), []byte(o.s))
	case p.b != o.b:
		if p.b {
			return 1
		}
		return -1
	case p.n < o.n:
		return -1
	case p.n > o.n:
		return 1
	}
	return bytes.Compare([]byte(p.id), []byte(o.id))
}

// FuzzPositions: whatever comes back from outside as a position is refused or means a place.
func FuzzPositions(f *testing.F) {
	f.Add("")
	f.Add("AAAA")
	f.Add("gAAAAAAAAAFh")
	ixs := []store.Index{{Name: "s", Order: owner}, {Name: "b", Order: open}, {Name: "n", Order: rank}, {Name: "t", Order: at}, {Name: "all"}}
	schema, err := store.NewSchema([]store.Coll{{Name: "c", Indexes: ixs}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, pos string) {
		for _, ix := range ixs {
			plan, err := schema.Plan(store.Query{Coll: "c", Index: ix.Name, After: store.Pos(pos)})
			if err != nil {
				if !errors.Is(err, store.ErrQuery) {
					t.Errorf("%v, want ErrQuery", err)
				}
				continue
			}
			if plan.After == nil {
				continue
			}
			again, err := schema.Plan(store.Query{Coll: "c", Index: ix.Name, After: plan.After.Pos()})
			if err != nil || *again.After != *plan.After {
				t.Errorf("%v came back as %v, %v", plan.After, again.After, err)
			}
		}
	})
}

func TestTimeIsCut(t *testing.T) {
	schema, err := store.NewSchema([]store.Coll{{Name: "c", Indexes: []store.Index{{Name: "at", Order: at}}}})
	if err != nil {
		t.Fatal(err)
	}
	when := time.Date(2024, 1, 2, 3, 4, 5, 678_999_999, time.UTC)
	plan, err := schema.Plan(store.Query{Coll: "c", Index: "at", From: when, To: when.Add(-time.Hour).Local()})
	if err != nil {
		t.Fatal(err)
	}
	if plan.From != bson.DateTime(when.UnixMilli()) || plan.To != bson.DateTime(when.Add(-time.Hour).UnixMilli()) {
		t.Errorf("%v to %v", plan.From, plan.To)
	}
}
