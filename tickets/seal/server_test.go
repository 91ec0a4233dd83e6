package seal_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/seal"
)

// Of nodes that make a key store at once all get one.
func TestServerIsMadeOnceByMany(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := kd.closedShop(t)
		var all sync.WaitGroup
		rings := make([]*seal.Ring, 4)
		for i := range rings {
			all.Go(func() {
				var err error
				if rings[i], err = seal.Open(t.Context(), s.options()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, r := range rings {
			if r == nil || r.Name() != rings[0].Name() {
				t.Fatal("two key stores were made")
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// What does not fit is said before anything is written.
func TestServerTellsWhatIsWrong(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := kd.closedShop(t)
		same := func(o seal.Options, want error) {
			t.Helper()
			before := s.docs()
			if _, err := seal.Open(t.Context(), o); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
			for name, docs := range s.docs() {
				if len(docs) != len(before[name]) {
					t.Errorf("%s was changed", name)
				}
			}
		}
		o := s.options()
		o.Create = false
		same(o, seal.ErrAbsent)
		s.open()
		k := s.keys(1)[0]
		sealed := s.seal(k)
		s.close()
		o = s.options()
		o.Master = bytes.Repeat([]byte{8}, 32)
		same(o, seal.ErrWrongMaster)
		o.Master = nil
		same(o, seal.ErrNoMaster)
		o = s.options()
		o.Dir = t.TempDir()
		if _, err := seal.Open(t.Context(), o); err == nil {
			t.Error("opened in two places")
		}
		epochs := s.docs()["epochs"]
		if _, err := s.db.Collection("epochs").DeleteMany(t.Context(), bson.D{}); err != nil {
			t.Fatal(err)
		}
		same(s.options(), seal.ErrDamaged)
		if _, err := s.db.Collection("epochs").InsertMany(t.Context(), epochs); err != nil {
			t.Fatal(err)
		}
		s.open()
		s.opens(k, sealed)
		s.close()
	})
}

// What is on the erase list is shredded, whatever else is stored: a collection of keys given back from a copy, an insert
// carried out late, a node that died on the way. The next start, or rotation, erases it.
func TestKeysThatAreErasedAndThere(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		for _, how := range []string{"start", "rotation"} {
			s := kd.shop(t)
			ks := s.keys(2)
			sealed := [][]byte{s.seal(ks[0]), s.seal(ks[1])}
			back := s.doc(ks[0])
			s.shred(ks[0])
			entry := bson.D{{Key: "p", Value: true}}
			if how == "start" { // as it is between the two writes
				if _, err := s.db.Collection("erased").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: ks[0]}}, bson.D{{Key: "$set", Value: entry}}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.db.Collection("keys").InsertOne(t.Context(), bson.D{{Key: "_id", Value: ks[0]}, {Key: "e", Value: back.Epoch}, {Key: "k", Value: back.Key}}); err != nil {
				t.Fatal(err)
			}
			s.fails(ks[0], sealed[0], seal.ErrShredded)
			if how == "start" {
				s.reopen()
			} else {
				s.rotate()
			}
			if in := s.left(back.Key); in != "" {
				t.Errorf("after a %s the key is left in %s", how, in)
			}
			s.fails(ks[0], sealed[0], seal.ErrShredded)
			s.opens(ks[1], sealed[1])
		}
	})
}

// A damaged key passes for missing and never for shredded, outlives a rotation, and goes with Discard or Shred.
func TestDamagedKeyOnAServer(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		ks := s.keys(3)
		sealed := map[seal.KeyID][]byte{}
		for _, k := range ks {
			sealed[k] = s.seal(k)
		}
		for _, k := range ks[:2] {
			bad := bytes.Clone(s.doc(k).Key)
			bad[5] ^= 1
			s.change(k, bson.D{{Key: "k", Value: bad}})
		}
		s.clock.add(30 * time.Second)
		for range 2 {
			s.fails(ks[0], sealed[ks[0]], seal.ErrDamaged)
			s.opens(ks[2], sealed[ks[2]])
			if missing, err := s.ring.Missing(t.Context(), ks...); err != nil || len(missing) != 2 || missing[0] != ks[0] {
				t.Errorf("missing %v, %v", missing, err)
			}
			s.rotate()
		}
		if st := s.status(); st.Damaged != 2 || st.Alive != 1 {
			t.Errorf("%+v", st)
		}
		s.shred(ks[0])
		s.fails(ks[0], sealed[ks[0]], seal.ErrShredded)
		if n, err := s.ring.Discard(t.Context()); err != nil || n != 1 {
			t.Errorf("discarded %d, %v", n, err)
		}
		if st := s.status(); st.Damaged != 0 || st.Alive != 1 {
			t.Errorf("%+v", st)
		}
		s.fails(ks[1], sealed[ks[1]], seal.ErrNoKey)
		s.opens(ks[2], sealed[ks[2]])
	})
}

// A destroyed key store holds no byte of a key, opens never again, and is not made anew; other nodes notice.
func TestDestroyOnAServer(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		ks := s.keys(10)
		s.shred(ks[9])
		sealed := s.seal(ks[0])
		other := s.node(s.db)
		secrets := [][]byte{s.wrapped(ks[0]), s.wrapped(ks[5]), s.wrappedEpoch(0), []byte(ks[1])}
		if err := s.ring.Destroy(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, n := range []*shop{s, other} {
			n.fails(ks[0], sealed, seal.ErrDestroyed)
			if _, err := n.ring.NewKeys(t.Context(), 5000); !errors.Is(err, seal.ErrDestroyed) {
				t.Errorf("new keys: %v", err)
			}
			if err := n.ring.Rotate(t.Context()); !errors.Is(err, seal.ErrDestroyed) {
				t.Errorf("rotate: %v", err)
			}
			if err := n.ring.Destroy(t.Context()); err != nil {
				t.Errorf("destroyed again: %v", err)
			}
		}
		o := s.options()
		o.Master = nil
		for range 2 {
			if _, err := seal.Open(t.Context(), o); !errors.Is(err, seal.ErrDestroyed) {
				t.Errorf("opened: %v", err)
			}
		}
		for _, b := range secrets {
			if in := s.left(b); in != "" {
				t.Errorf("something is left in %s", in)
			}
		}
		if docs := s.docs(); len(docs["keys"])+len(docs["epochs"])+len(docs["erased"]) > 0 {
			t.Errorf("left are %v", docs)
		}
	})
}

// A copy goes from each kind to each, and back.
func TestCopyBetweenKinds(t *testing.T) {
	overServers(t, func(t *testing.T, kd kind) {
		s := newShop(t)
		ks := s.keys(30)
		sealed := map[seal.KeyID][]byte{}
		for _, k := range ks {
			sealed[k] = s.seal(k)
		}
		s.shred(ks[:10]...)
		there := s.twinOn(kd)
		s.copyTo(there)
		there.shred(ks[10])
		back := there.twinOn(inFolder)
		there.copyTo(back)
		back.reopen()
		for i, k := range ks {
			if i <= 10 {
				back.fails(k, sealed[k], seal.ErrShredded)
			} else {
				back.opens(k, sealed[k])
			}
		}
	})
}
