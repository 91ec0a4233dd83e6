package blob_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// kinds are the stores that are measured.
func kinds(b *testing.B, f func(b *testing.B, s blob.Store)) {
	b.Run("folder", func(b *testing.B) {
		s, err := blob.OpenFolder(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		f(b, s)
	})
	b.Run("mongodb", func(b *testing.B) {
		s, err := blob.OpenGridFS(b.Context(), mongotest.Database(b, mongotest.Server(b)))
		if err != nil {
			b.Fatal(err)
		}
		f(b, s)
	})
}

// BenchmarkPut and BenchmarkOpen carry 5 MB at a time.
func BenchmarkPut(b *testing.B) {
	data := make([]byte, 5<<20)
	kinds(b, func(b *testing.B, s blob.Store) {
		b.SetBytes(int64(len(data)))
		for i := range b.N {
			if _, err := s.Put(b.Context(), fmt.Sprintf("benchput%d", i), bytes.NewReader(data)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	kinds(b, func(b *testing.B, s blob.Store) {
		n, err := s.Put(b.Context(), "benchopen", bytes.NewReader(make([]byte, 5<<20)))
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(n)
		for b.Loop() {
			rc, err := s.Open(b.Context(), "benchopen")
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, rc); err != nil {
				b.Fatal(err)
			}
			_ = rc.Close()
		}
	})
}

// BenchmarkNames lists 2,000 blobs: what a sweep asks the store for.
func BenchmarkNames(b *testing.B) {
	kinds(b, func(b *testing.B, s blob.Store) {
		for i := range 2000 {
			if _, err := s.Put(b.Context(), fmt.Sprintf("%c%cbench%d", 'a'+i%26, 'a'+i%17, i), bytes.NewReader([]byte("sealed"))); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			n := 0
			for _, err := range s.Names(b.Context()) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != 2000 {
				b.Fatalf("%d names", n)
			}
		}
	})
}
