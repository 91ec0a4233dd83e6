package tickets

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// The version of every stored type that this binary writes. Older ones are lifted by pure steps in upgrade.
const storedVersion = 1

// keyName is the name of the key's id in every body that has a sealed part.
const keyName = "key"

// base is what every stored record has beside its fields.
type base struct {
	ID  string
	Rev int64      // 0: not stored yet
	Key seal.KeyID // the key its sealed part is under
}

func (b *base) meta() *base { return b }

// record is a pointer to a stored type: a private struct that embeds base and whose other fields all bear a bson name, a
// class (what forgetting does with it) and, if an index needs it in the clear, the reason why.
type record interface {
	meta() *base
	coll() string
}

// plan is how one stored type is laid out.
type plan struct {
	fields []field
}

type field struct {
	index int
	name  string
	class string
	clear string // the reason for standing in the clear; "" means sealed
}

// planOf reads the tags of a stored type and refuses one that is not wholly classified, or names two fields alike.
func planOf(t reflect.Type) (*plan, error) {
	p := &plan{}
	taken := map[string]bool{"_id": true, "v": true, keyName: true, "sealed": true}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type == reflect.TypeFor[base]() {
			continue
		}
		fd := field{index: i, name: f.Tag.Get("bson"), class: f.Tag.Get("class"), clear: f.Tag.Get("clear")}
		if fd.name == "" || !validClass(fd.class) {
			return nil, fmt.Errorf("%s.%s: needs a bson name and a class", t.Name(), f.Name)
		}
		if taken[fd.name] {
			return nil, fmt.Errorf("%s.%s: the name %s is taken", t.Name(), f.Name, fd.name)
		}
		taken[fd.name] = true
		if fd.clear != "" && holds(f.Type, personalType) {
			return nil, fmt.Errorf("%s.%s: personal text cannot stand in the clear", t.Name(), f.Name)
		}
		if holds(f.Type, keyIDType) && (f.Type != keyIDType || fd.clear == "") {
			return nil, fmt.Errorf("%s.%s: the id of a key stands in the clear and in a field of its own", t.Name(), f.Name)
		}
		p.fields = append(p.fields, fd)
	}
	return p, nil
}

// validClass says whether c is one of the four classes of a stored field.
func validClass(c string) bool {
	switch c {
	case "drop", "scrub", "keep":
		return true
	}
	rule, ok := strings.CutPrefix(c, "generalise:")
	return ok && rule != ""
}

// holds says whether a type is what, or has it anywhere within.
func holds(t, what reflect.Type) bool {
	switch {
	case t == what:
		return true
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Pointer:
		return holds(t.Elem(), what)
	case t.Kind() == reflect.Struct && t != timeType:
		for i := range t.NumField() {
			if holds(t.Field(i).Type, what) {
				return true
			}
		}
	}
	return false
}

// codec turns records into documents and back. It alone reveals personal text for storage, and seals it at once.
type codec struct {
	keys  *seal.Ring
	plans map[reflect.Type]*plan
}

// newCodec learns the given stored types.
func newCodec(keys *seal.Ring, types []record) (*codec, error) {
	c := &codec{keys: keys, plans: map[reflect.Type]*plan{}}
	for _, r := range types {
		t := reflect.TypeOf(r).Elem()
		p, err := planOf(t)
		if err != nil {
			return nil, err
		}
		c.plans[t] = p
	}
	return c, nil
}

// bind ties a sealed part to the document that it belongs to.
func bind(coll, id string, v int64) string { return fmt.Sprintf("%s/%s/%d", coll, id, v) }

// encode lays a record out as a body: clear fields, v, key, and one sealed binary of all others.
func (c *codec) encode(ctx context.Context, r record) (bson.Raw, error) {
	v := reflect.ValueOf(r).Elem()
	p, b := c.plans[v.Type()], r.meta()
	if p == nil {
		return nil, fmt.Errorf("%s: not a stored type", v.Type())
	}
	clear, hidden := bson.D{}, bson.D{}
	for _, f := range p.fields {
		fv := v.Field(f.index)
		switch {
		case f.clear != "" && !omitClear(fv):
			clear = append(clear, bson.E{Key: f.name, Value: toBSON(fv)})
		case f.clear == "" && !fv.IsZero():
			hidden = append(hidden, bson.E{Key: f.name, Value: toBSON(fv)})
		}
	}
	clear = append(clear, bson.E{Key: "v", Value: int64(storedVersion)})
	if b.Key != "" {
		plain, err := bson.Marshal(hidden)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", r.coll(), err)
		}
		sealed, err := c.keys.Seal(ctx, b.Key, bind(r.coll(), b.ID, storedVersion), plain)
		if err != nil {
			return nil, fmt.Errorf("seal %s: %w", r.coll(), err)
		}
		clear = append(clear, bson.E{Key: keyName, Value: string(b.Key)}, bson.E{Key: "sealed", Value: bson.Binary{Data: sealed}})
	} else if len(hidden) > 0 {
		return nil, fmt.Errorf("encode %s: sealed fields need a key", r.coll())
	}
	return bson.Marshal(clear)
}

// omitClear leaves unknown times, empty references and keys that are none out of the body, and so out of the indexes.
func omitClear(v reflect.Value) bool {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.IsZero()
	case ref:
		return x == ""
	case seal.KeyID:
		return x == ""
	}
	return false
}

// decode fills a record from a document. The keys of a shredded document give seal.ErrShredded.
func (c *codec) decode(ctx context.Context, d store.Doc, r record) error {
	v := reflect.ValueOf(r).Elem()
	p, b := c.plans[v.Type()], r.meta()
	if p == nil {
		return fmt.Errorf("%s: not a stored type", v.Type())
	}
	b.ID, b.Rev = d.ID, d.Rev
	version, ok := d.Body.Lookup("v").AsInt64OK()
	if !ok || version < 1 {
		return fmt.Errorf("%s: a damaged document", r.coll())
	}
	if version > storedVersion {
		return fmt.Errorf("%s: written by a newer Lethe (version %d)", r.coll(), version)
	}
	var hidden bson.Raw
	if key, ok := d.Body.Lookup(keyName).StringValueOK(); ok {
		b.Key = seal.KeyID(key)
		_, sealed, _ := d.Body.Lookup("sealed").BinaryOK()
		plain, err := c.keys.Open(ctx, b.Key, bind(r.coll(), d.ID, version), sealed)
		if err != nil {
			return fmt.Errorf("open %s: %w", r.coll(), err)
		}
		hidden = plain
	}
	hidden = upgrade(r.coll(), version, hidden)
	for _, f := range p.fields {
		from := hidden
		if f.clear != "" {
			from = d.Body
		}
		if len(from) == 0 {
			continue
		}
		if val, err := from.LookupErr(f.name); err == nil {
			if err := fromBSON(val, v.Field(f.index)); err != nil {
				return fmt.Errorf("read %s.%s: %w", r.coll(), f.name, err)
			}
		}
	}
	return nil
}

// upgrade lifts the sealed part of an older version, step by step. There is one version so far.
func upgrade(_ string, _ int64, sealed bson.Raw) bson.Raw { return sealed }
