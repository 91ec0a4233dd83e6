// Package blobtest is the contract of blob.Store as tests, run by every kind of store. It is for test files.
package blobtest

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/axsensor/lethe/tickets/blob"
)

// Kind is one kind of store.
type Kind struct {
	Parts bool // a blob is kept in parts, which Opened.Harm harms
	// Open opens an empty store.
	Open func(t *testing.T, opts ...blob.Option) Opened
	// Much is how many bytes the tests of memory stream.
	Much int64
}

// Opened is a store, and hands that reach below it.
type Opened struct {
	blob.Store
	// Half leaves an unfinished blob, as a killed writer does.
	Half func(t *testing.T, name string)
	// Harm are ways in which a part of a blob of several megabytes is lost or changed, which reading must tell.
	Harm map[string]func(t *testing.T, name string)
}

// test is one promise.
type test struct {
	name string
	run  func(t *testing.T, k Kind)
}

// Run holds a kind of store to the contract.
func Run(t *testing.T, k Kind) {
	all := slices.Concat(usual, limits, races, losses, memory)
	if k.Parts {
		all = append(all, inParts...)
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) { c.run(t, k) })
	}
}

const (
	one   = "aaaabbbb"
	other = "ccccdddd"
	third = "9999zzzzyyyyxxxx"
)

// content is bytes that differ from place to place, the same each time for a seed.
func content(seed uint64, n int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), 1}), n)
}

func contents(t *testing.T, seed uint64, n int64) []byte {
	t.Helper()
	b, err := io.ReadAll(content(seed, n))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, s blob.Store, name string, b []byte) {
	t.Helper()
	n, err := s.Put(t.Context(), name, bytes.NewReader(b))
	if err != nil || n != int64(len(b)) {
		t.Fatalf("put %s of %d bytes: %d, %v", name, len(b), n, err)
	}
}

func read(t *testing.T, s blob.Store, name string) ([]byte, error) {
	t.Helper()
	rc, err := s.Open(t.Context(), name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(rc)
	return b, errors.Join(err, rc.Close())
}

func holds(t *testing.T, s blob.Store, name string, want []byte) {
	t.Helper()
	got, err := read(t, s, name)
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%s reads %d bytes, not the %d that were put", name, len(got), len(want))
	}
}

// names lists each name once, in order.
func names(t *testing.T, s blob.Store) []string {
	t.Helper()
	var out []string
	for name, err := range s.Names(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func empty(t *testing.T, s blob.Store) {
	t.Helper()
	if got := names(t, s); len(got) > 0 {
		t.Fatalf("left: %q", got)
	}
}

func absent(t *testing.T, s blob.Store, name string) {
	t.Helper()
	if _, err := s.Open(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
		t.Fatalf("open %s: %v, want that there is none", name, err)
	}
}
