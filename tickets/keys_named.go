package tickets

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"strings"

	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

var keyIDType = reflect.TypeFor[seal.KeyID]()

// keyNames are the fields that name keys, by collection. This is the one place that knows: a key that is named in none of
// them may be shredded at any start. So a key's id is of type seal.KeyID wherever it is stored, and planOf lets it
// stand only in the clear and in a field of its own. Whoever adds one, or a collection, raises storedVersion: a program that
// does not know it is refused then, whatever engine keeps the documents, and destroys nothing, see adopt.
type keyNames map[string][]string

func storedKeys() keyNames {
	names := keyNames{}
	for _, r := range storedTypes() {
		names[r.coll()] = append(names[r.coll()], keyFields(reflect.TypeOf(r).Elem())...)
	}
	names[move.Meta] = append(names[move.Meta], keyFields(reflect.TypeFor[move.Mark]())...)
	return names
}

// keyFields gives the names under which a stored type keeps ids of keys.
func keyFields(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		switch f := t.Field(i); f.Type {
		case reflect.TypeFor[base]():
			names = append(names, keyName)
		case keyIDType:
			name, _, _ := strings.Cut(f.Tag.Get("bson"), ",")
			names = append(names, name)
		}
	}
	return names
}

// of gives the keys that a document names. What lists a key to be destroyed does not name it.
func (names keyNames) of(d store.Doc) []seal.KeyID {
	if d.Coll == collClaims && strings.HasPrefix(d.ID, endsPrefix) {
		return nil
	}
	var ks []seal.KeyID
	for _, name := range names[d.Coll] {
		if key, ok := d.Body.Lookup(name).StringValueOK(); ok && key != "" {
			ks = append(ks, seal.KeyID(key))
		}
	}
	return ks
}

// namedIn gives the keys that each document of a query names, leaving out those that name none.
func namedIn(ctx context.Context, st store.Reader, q store.Query) iter.Seq2[[]seal.KeyID, error] {
	names := storedKeys()
	return func(yield func([]seal.KeyID, error) bool) {
		for d, err := range st.Find(ctx, q) {
			if err != nil {
				yield(nil, fmt.Errorf("look for keys in %s: %w", q.Coll, err))
				return
			}
			if ks := names.of(d); len(ks) > 0 && !yield(ks, nil) {
				return
			}
		}
	}
}
