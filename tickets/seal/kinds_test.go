package seal_test

import (
	"bytes"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// Where a key store may be: in a folder, on the server that LETHE_TEST_MONGODB gives the address of, on FerretDB.
type kind string

const (
	inFolder kind = "folder"
	onServer kind = "server"
	onFerret kind = "ferretdb"
)

// over runs a test on a folder and a server.
func over(t *testing.T, test func(*testing.T, kind)) { overKinds(t, test, inFolder, onServer) }

// overAll runs a test on all kinds of key stores. FerretDB looks at every document for most of what it is asked, so
// that it is no place for many keys.
func overAll(t *testing.T, test func(*testing.T, kind)) {
	overKinds(t, test, inFolder, onServer, onFerret)
}

// overServers runs a test on the kinds that several nodes may have open.
func overServers(t *testing.T, test func(*testing.T, kind)) { overKinds(t, test, onServer, onFerret) }

func overKinds(t *testing.T, test func(*testing.T, kind), kinds ...kind) {
	for _, k := range kinds {
		t.Run(string(k), func(t *testing.T) {
			test(t, k)
		})
	}
}

// shop is a new key store of the kind, open.
func (k kind) shop(t testing.TB) *shop {
	t.Helper()
	s := k.closedShop(t)
	s.open()
	t.Cleanup(func() { _ = s.ring.Close() })
	return s
}

// closedShop is a place for a key store of the kind.
func (k kind) closedShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{t: t, kind: k, master: bytes.Repeat([]byte{7}, 32), clock: &clock{at: time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)}}
	switch k {
	case inFolder:
		s.dir = t.TempDir()
	case onServer:
		s.uri = mongotest.Server(t)
		s.db = mongotest.Database(t, s.uri)
	case onFerret:
		s.uri = mongotest.Ferret(t)
		s.db = mongotest.Database(t, s.uri)
	}
	return s
}

// node is another process's view of the same key store: a ring of its own.
func (s *shop) node(db *mongo.Database) *shop {
	s.t.Helper()
	n := *s
	n.db = db
	n.open()
	s.t.Cleanup(func() { _ = n.ring.Close() })
	return &n
}

// docs are all documents of a database, by collection.
func (s *shop) docs() map[string][]bson.Raw {
	s.t.Helper()
	out := map[string][]bson.Raw{}
	for _, name := range []string{"epochs", "keys", "erased", "state"} {
		c, err := s.db.Collection(name).Find(s.t.Context(), bson.D{})
		if err != nil {
			s.t.Fatal(err)
		}
		var docs []bson.Raw
		if err := c.All(s.t.Context(), &docs); err != nil {
			s.t.Fatal(err)
		}
		out[name] = docs
	}
	return out
}

// place says where a piece of secret lies, if it does: a file or a collection.
func (s *shop) place(piece []byte) string {
	s.t.Helper()
	if s.db == nil {
		for name, b := range s.files() {
			if bytes.Contains(b, piece) {
				return name
			}
		}
		return ""
	}
	for name, docs := range s.docs() {
		for _, d := range docs {
			if bytes.Contains(d, piece) {
				return name
			}
		}
	}
	return ""
}

// change changes a key's document.
func (s *shop) change(k seal.KeyID, set bson.D) {
	s.t.Helper()
	r, err := s.db.Collection("keys").UpdateOne(s.t.Context(), bson.D{{Key: "_id", Value: k}}, bson.D{{Key: "$set", Value: set}})
	if err != nil || r.MatchedCount != 1 {
		s.t.Fatalf("change %s: %+v, %v", k, r, err)
	}
}

// doc is a key's document.
func (s *shop) doc(k seal.KeyID) (d struct {
	Epoch int64  `bson:"e"`
	Key   []byte `bson:"k"`
}) {
	s.t.Helper()
	if err := s.db.Collection("keys").FindOne(s.t.Context(), bson.D{{Key: "_id", Value: k}}).Decode(&d); err != nil {
		s.t.Fatalf("the document of %s: %v", k, err)
	}
	return d
}

// backup is a copy of the store while it is closed; it is open again then.
func (s *shop) backup() any {
	s.t.Helper()
	s.close()
	defer s.open()
	if s.db == nil {
		return s.files()
	}
	return s.docs()
}

// restore puts a copy in the place of the store.
func (s *shop) restore(backup any) {
	s.t.Helper()
	s.close()
	defer s.open()
	switch b := backup.(type) {
	case map[string][]byte:
		for name, bytes := range b {
			s.write(name, bytes)
		}
	case map[string][]bson.Raw:
		for name, docs := range b {
			coll := s.db.Collection(name)
			if _, err := coll.DeleteMany(s.t.Context(), bson.D{}); err != nil {
				s.t.Fatal(err)
			}
			if len(docs) == 0 {
				continue
			}
			if _, err := coll.InsertMany(s.t.Context(), docs); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}
