package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// word is a canary: what is found of it in a file was left there.
func word(n int) string { return fmt.Sprintf("canary%07dyranac", n) }

const wordLength = 6 + 7 + 6

// planted makes a document with one word in its id and another in its indexed field and its text.
func planted(id, n, size int) store.Write {
	body, _ := bson.Marshal(bson.D{{Key: "tag", Value: word(n)}, {Key: "text", Value: strings.Repeat(word(n)+" ", 1+size/20)}})
	return store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "kept", ID: word(id)}, Body: body}
}

// TestDeletedBytesAreGone plants words in documents of all sizes, deletes and replaces most of them in small and large
// Applies, and looks for the words in every file.
func TestDeletedBytesAreGone(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			p := newPlanter(t, seed)
			for round := range 24 {
				p.plant(100)
				p.uproot()
				if round%8 == 7 { // the first looks at every page, later ones at those written since
					p.truncate()
				}
			}
		})
	}
}

// TestDeletedBytesAfterRestart: leftovers of an earlier process are found too.
func TestDeletedBytesAfterRestart(t *testing.T) {
	p := newPlanter(t, 7)
	for range 12 {
		p.plant(100)
		p.uproot()
	}
	if err := p.s.Close(); err != nil {
		t.Fatal(err)
	}
	p.open()
	p.truncate()
}

// planter makes documents and takes them away again.
type planter struct {
	*testing.T
	s interface {
		store.Store
		store.Truncater
	}
	dir    string
	random *rand.Rand
	next   int
	living map[int]store.Write // by the number of the word in the text
	gone   map[string]bool
}

func newPlanter(t *testing.T, seed uint64) *planter {
	p := &planter{T: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(seed, 2)), living: map[int]store.Write{}, gone: map[string]bool{}}
	p.open()
	return p
}

func (p *planter) open() {
	s := openIn(p.T, p.dir, storetest.Options{Colls: []store.Coll{{Name: "kept", Unlogged: true, Indexes: []store.Index{
		{Name: "tag", Eq: []store.Field{{Name: "tag", Kind: store.String}}},
	}}}})
	p.Cleanup(func() { s.Close() })
	p.s = s
}

func (p *planter) number() int { p.next++; return p.next }

func (p *planter) size() int {
	return []int{10, 100, 400, 900, 1500, 3000, 9000, 40_000}[p.random.IntN(8)]
}

func (p *planter) plant(number int) {
	var writes []store.Write
	for range number {
		id, n := p.number(), p.number()
		w := planted(id, n, p.size())
		writes = append(writes, w)
		p.living[n] = w
	}
	p.inParts(writes)
}

// uproot deletes a third of what lives and replaces a third.
func (p *planter) uproot() {
	var writes []store.Write
	for _, n := range slices.Sorted(maps.Keys(p.living)) {
		w := p.living[n]
		w.Rev++
		switch p.random.IntN(3) {
		case 0:
			writes = append(writes, store.Write{Op: store.OpDelete, Ref: w.Ref, Rev: w.Rev})
			p.gone[w.ID] = true
		case 1:
			next := p.number()
			w.Body = planted(0, next, p.size()).Body
			p.living[next] = w
			writes = append(writes, w)
		default:
			continue
		}
		delete(p.living, n)
		p.gone[word(n)] = true
	}
	p.inParts(writes)
}

// inParts writes in Applies of random sizes.
func (p *planter) inParts(writes []store.Write) {
	for len(writes) > 0 {
		n, bytes := 0, 0
		for most := 1 + p.random.IntN(store.MaxWrites); n < min(most, len(writes)) && bytes < store.MaxBytes/2; n++ {
			bytes += len(writes[n].Body)
		}
		apply(p.T, p.s, writes[:n]...)
		writes = writes[n:]
	}
}

// truncate shreds and looks.
func (p *planter) truncate() {
	p.Helper()
	if err := p.s.Truncate(p.Context()); err != nil {
		p.Fatal(err)
	}
	found := words(p.T, p.dir)
	for n, w := range p.living {
		if !found[word(n)] || !found[w.ID] {
			p.Fatal("a living word is not found: the scan is blind")
		}
	}
	left := 0
	for word := range p.gone {
		if found[word] {
			left++
		}
	}
	if left > 0 {
		p.Errorf("%d of %d deleted words are still in the files", left, len(p.gone))
	}
}

// words are the words in all files of a folder.
func words(t *testing.T, dir string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		rest, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for {
			i := bytes.Index(rest, []byte("canary"))
			if i < 0 {
				break
			}
			rest = rest[i:]
			if word := rest[:min(wordLength, len(rest))]; bytes.HasSuffix(word, []byte("yranac")) {
				found[string(word)] = true
			}
			rest = rest[6:]
		}
	}
	return found
}

// TestTruncateWaitsForReaders: while a View holds its snapshot a truncation cannot be done and says so.
func TestTruncateWaitsForReaders(t *testing.T) {
	p := newPlanter(t, 1)
	p.plant(10)
	err := p.s.View(t.Context(), func(r store.Reader) error {
		p.uproot()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := p.s.Truncate(ctx); err == nil {
			t.Error("truncated under a reader")
		}
		p.plant(1) // the failed try leaves the writer free
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p.truncate()
}

func apply(t testing.TB, s store.Store, writes ...store.Write) {
	t.Helper()
	if err := s.Apply(t.Context(), writes...); err != nil {
		t.Fatal(err)
	}
}
