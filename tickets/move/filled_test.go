package move_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// content is all that a side holds, in a form that can be compared.
type content struct {
	docs  map[store.Ref]string  // checksums of revision and body
	blobs map[string]string     // checksums
	keys  map[seal.KeyID]string // what was sealed under them, opened; "" for a shredded one
}

// filling is what a test puts into a source.
type filling struct {
	docs, blobs, keys int
	many              int // tickets, when there are many
	sealed            map[seal.KeyID][]byte
}

const bind = "a test's"

// fill fills a place with documents at all kinds of revisions, blobs of all sizes, and keys, some of them shredded.
func fill(t testing.TB, p place, f *filling) {
	t.Helper()
	s := open(t, p, nil)
	r := rand.New(rand.NewPCG(1, 2))
	f.sealed = map[seal.KeyID][]byte{}
	ids, err := s.Keys.NewKeys(t.Context(), f.keys)
	if err != nil {
		t.Fatal(err)
	}
	var gone []seal.KeyID
	for i, id := range ids {
		if f.sealed[id], err = s.Keys.Seal(t.Context(), id, bind, fmt.Appendf(nil, "secret %d", i)); err != nil {
			t.Fatal(err)
		}
		if i%5 == 0 {
			gone = append(gone, id)
		}
	}
	if err := s.Keys.Shred(t.Context(), gone...); err != nil {
		t.Fatal(err)
	}
	var writes []store.Write
	for i := range f.docs {
		ref := store.Ref{Coll: names[1+i%3], ID: fmt.Sprintf("%x.å%d", r.Uint32(), i)}
		writes = append(writes, store.Write{Op: store.OpLoad, Ref: ref, Rev: 1 + r.Int64N(9), Body: body(t, "n", i, "sealed", noise(r, r.IntN(2000)))})
	}
	writes = append(writes, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: move.Meta, ID: "installation"}, Body: body(t, "v", 1)})
	for i := 0; i < len(writes); i += 200 {
		if err := s.Store.Apply(t.Context(), writes[i:min(i+200, len(writes))]...); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	for part := range 8 {
		wait.Go(func() {
			r := rand.New(rand.NewPCG(3, uint64(part)))
			for i := part; i < f.blobs; i += 8 {
				size := r.IntN(3000)
				if i%40 == 0 && i < 1000 {
					size = 600 << 10 * (i % 3)
				}
				if _, err := s.Blobs.Put(t.Context(), fmt.Sprintf("blob%08d", i), bytes.NewReader(noise(r, size))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
}

func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func body(t testing.TB, pairs ...any) bson.Raw {
	t.Helper()
	d := bson.D{}
	for i := 0; i < len(pairs); i += 2 {
		d = append(d, bson.E{Key: pairs[i].(string), Value: pairs[i+1]})
	}
	b, err := bson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// contentOf reads all that a place holds, the mark left out.
func (f *filling) contentOf(t testing.TB, p place) content {
	t.Helper()
	s := open(t, p, nil)
	c := content{map[store.Ref]string{}, map[string]string{}, map[seal.KeyID]string{}}
	for _, coll := range names {
		for d, err := range s.Store.Find(t.Context(), store.Query{Coll: coll, Index: store.ByID}) {
			if err != nil {
				t.Fatal(err)
			}
			if d.Ref != move.MarkRef {
				sum := sha256.Sum256(d.Body)
				c.docs[d.Ref] = fmt.Sprintf("%d %x", d.Rev, sum[:8])
			}
		}
	}
	c.blobs = blobsOf(t, s)
	for id, sealed := range f.sealed {
		if plain, err := s.Keys.Open(t.Context(), id, bind, sealed); err == nil {
			c.keys[id] = string(plain)
		} else {
			c.keys[id] = err.Error()
		}
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	return c
}

// blobsOf reads all blobs of a side, some at once.
func blobsOf(t testing.TB, s *side) map[string]string {
	t.Helper()
	all := map[string]string{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	todo := make(chan string)
	for range 8 {
		wait.Go(func() {
			for name := range todo {
				sum, err := sumOf(t, s, name)
				if err != nil {
					t.Errorf("the blob %s: %v", name, err)
				}
				mu.Lock()
				all[name] = sum
				mu.Unlock()
			}
		})
	}
	for name, err := range s.Blobs.Names(t.Context()) {
		if err != nil {
			t.Error(err)
			break
		}
		todo <- name
	}
	close(todo)
	wait.Wait()
	return all
}

func sumOf(t testing.TB, s *side, name string) (string, error) {
	r, err := s.Blobs.Open(t.Context(), name)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, r)
	return fmt.Sprintf("%x", h.Sum(nil)), errors.Join(err, r.Close())
}

// same fails the test unless two contents are equal, and are all that was filled in.
func (f *filling) same(t testing.TB, want, got content) {
	t.Helper()
	if len(want.docs) != f.docs+1 || len(want.blobs) != f.blobs || len(want.keys) != f.keys {
		t.Errorf("%d documents, %d blobs, %d keys in the source, want %d, %d and %d", len(want.docs), len(want.blobs), len(want.keys), f.docs+1, f.blobs, f.keys)
	}
	equal(t, "document", want.docs, got.docs)
	equal(t, "blob", want.blobs, got.blobs)
	equal(t, "key", want.keys, got.keys)
}

func equal[K comparable](t testing.TB, what string, want, got map[K]string) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d of each %s, want %d", len(got), what, len(want))
	}
	for k, v := range want {
		if got[k] != v {
			t.Errorf("the %s %v is not the same: %.40q, want %.40q", what, k, got[k], v)
			return
		}
	}
}
