package tickets

import (
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// A damaged document is an error, whatever is in it: it never stops the process.
func FuzzDecode(f *testing.F) {
	ring, err := seal.Open(f.Context(), seal.Options{Dir: f.TempDir(), Master: fixtureMaster, Create: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = ring.Close() })
	c, err := newCodec(ring, storedTypes())
	if err != nil {
		f.Fatal(err)
	}
	ks, err := ring.NewKeys(f.Context(), 1)
	if err != nil {
		f.Fatal(err)
	}
	for i, r := range storedTypes() {
		body, err := c.encode(f.Context(), filled(r, ks[0]))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), []byte(body), false)
		if hidden := sealedPart(f, c, body, r); hidden != nil {
			f.Add(uint8(i), hidden, true)
		}
	}
	f.Add(uint8(0), []byte{}, false)
	f.Add(uint8(0), []byte{5, 0, 0, 0, 0}, false)
	f.Fuzz(func(t *testing.T, which uint8, b []byte, within bool) {
		types := storedTypes()
		r := types[int(which)%len(types)]
		doc := store.Doc{Ref: store.Ref{Coll: r.coll(), ID: fixtureID}, Body: b}
		if within { // the damage is in what was sealed
			sealed, err := ring.Seal(t.Context(), ks[0], bind(r.coll(), fixtureID, storedVersion), b)
			if err != nil {
				t.Fatal(err)
			}
			doc.Body, err = bson.Marshal(bson.D{{Key: "v", Value: int64(storedVersion)}, {Key: "key", Value: string(ks[0])}, {Key: "sealed", Value: bson.Binary{Data: sealed}}})
			if err != nil {
				t.Fatal(err)
			}
		}
		fresh := reflect.New(reflect.TypeOf(r).Elem()).Interface().(record)
		if err := c.decode(t.Context(), doc, fresh); err != nil {
			return
		}
		if _, err := c.encode(t.Context(), fresh); err != nil && fresh.meta().Key != "" {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}

func sealedPart(f *testing.F, c *codec, body bson.Raw, r record) []byte {
	f.Helper()
	key, ok := body.Lookup("key").StringValueOK()
	if !ok {
		return nil
	}
	_, sealed, _ := body.Lookup("sealed").BinaryOK()
	plain, err := c.keys.Open(f.Context(), seal.KeyID(key), bind(r.coll(), fixtureID, storedVersion), sealed)
	if err != nil {
		f.Fatal(err)
	}
	return plain
}
