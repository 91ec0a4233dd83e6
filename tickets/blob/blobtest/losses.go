package blobtest

import (
	"errors"
	"slices"
	"testing"

	"github.com/axsensor/lethe/tickets/blob"
)

var losses = []test{
	{"an unfinished blob is found and deleted", unfinished},
}

// inParts are the promises of a kind that keeps a blob in parts. One that keeps it whole leaves them to the seal.
var inParts = []test{{"a harmed blob is not read to its end", harmed}}

func unfinished(t *testing.T, k Kind) {
	s := k.Open(t)
	put(t, s, "aaaabbba", []byte("before"))
	put(t, s, "aaaabbbc", []byte("behind"))
	for _, name := range []string{one, third, "zzzzzzzz"} {
		s.Half(t, name)
		if got := names(t, s); !slices.Contains(got, name) || len(got) != 3 {
			t.Fatalf("names: %q, want %s among three", got, name)
		}
		absent(t, s, name)
		if _, err := s.Put(t.Context(), name, content(1, 10)); !errors.Is(err, blob.ErrExists) {
			t.Errorf("over an unfinished one: %v", err)
		}
		if err := s.Delete(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		if got := names(t, s); slices.Contains(got, name) {
			t.Fatalf("names: %q, want %s gone", got, name)
		}
	}
	holds(t, s, "aaaabbba", []byte("before"))
	holds(t, s, "aaaabbbc", []byte("behind"))
}

func harmed(t *testing.T, k Kind) {
	s := k.Open(t)
	if len(s.Harm) == 0 {
		t.Fatal("nothing tells how a part is harmed")
	}
	for how, harm := range s.Harm {
		put(t, s, one, contents(t, 1, 3_000_000))
		put(t, s, other, contents(t, 2, 1_000_000))
		harm(t, one)
		if b, err := read(t, s, one); !errors.Is(err, blob.ErrDamaged) {
			t.Errorf("%s: it reads %d bytes, %v", how, len(b), err)
		}
		holds(t, s, other, contents(t, 2, 1_000_000))
		if err := s.Delete(t.Context(), one, other); err != nil {
			t.Fatal(err)
		}
		empty(t, s)
	}
}
