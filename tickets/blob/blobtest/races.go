package blobtest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/axsensor/lethe/tickets/blob"
)

var races = []test{
	{"many writers at once", manyWriters},
	{"many writers of one name", oneName},
	{"a name is taken while its first writer is under way", heldName},
	{"what is deleted while it is written", deletedWhileWritten},
	{"what is deleted while it is read", deletedWhileRead},
}

func manyWriters(t *testing.T, k Kind) {
	s := k.Open(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 2 {
				size := int64(40_000 * (i + j))
				if i == 0 {
					size = int64(1_300_000 * j)
				}
				name, want := fmt.Sprintf("%dwriter%d", i, j), contents(t, uint64(i), size)
				if _, err := s.Put(t.Context(), name, bytes.NewReader(want)); err != nil {
					t.Error(err)
				}
				if got, err := read(t, s, name); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s: %d bytes, %v", name, len(got), err)
				}
			}
		})
	}
	wg.Wait()
	if got := names(t, s); len(got) != 16 {
		t.Errorf("names: %q", got)
	}
}

// oneName: one of several writers gets the name, and the others take nothing away from it.
func oneName(t *testing.T, k Kind) {
	s := k.Open(t)
	for round := range 5 {
		name := fmt.Sprintf("wanted%02d", round)
		var wg sync.WaitGroup
		won := make([]bool, 6)
		for i := range won {
			wg.Go(func() {
				_, err := s.Put(t.Context(), name, content(uint64(i), 400_000+int64(i)*300_000))
				if won[i] = err == nil; err != nil && !errors.Is(err, blob.ErrExists) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		winner := -1
		for i, w := range won {
			if w && winner >= 0 {
				t.Fatalf("writers %d and %d were both told that they have it", winner, i)
			}
			if w {
				winner = i
			}
		}
		if winner < 0 {
			t.Fatal("nobody got the name")
		}
		holds(t, s, name, contents(t, uint64(winner), 400_000+int64(winner)*300_000))
	}
}

// heldName: who comes later is refused, and takes nothing away from the first.
func heldName(t *testing.T, k Kind) {
	s := k.Open(t)
	_, err := s.Put(t.Context(), one, &acting{content(1, 4_000_000), 2_100_000, func() {
		for _, size := range []int64{10, 600_000, 3_000_000} {
			if n, err := s.Put(t.Context(), one, content(2, size)); !errors.Is(err, blob.ErrExists) {
				t.Errorf("a second writer of %d bytes: %d, %v", size, n, err)
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, s, one, contents(t, 1, 4_000_000))
}

// deletedWhileWritten: whatever the writer is told, what is left can be found and deleted.
func deletedWhileWritten(t *testing.T, k Kind) {
	s := k.Open(t)
	for _, after := range []int64{0, 100_000, 2_100_000} {
		_, _ = s.Put(t.Context(), one, &acting{content(1, 4_000_000), after, func() {
			if err := s.Delete(t.Context(), one); err != nil {
				t.Error(err)
			}
		}})
		if b, err := read(t, s, one); err == nil && len(b) != 4_000_000 {
			t.Errorf("deleted after %d bytes: it reads %d bytes without an error", after, len(b))
		}
		if err := s.Delete(t.Context(), names(t, s)...); err != nil {
			t.Fatal(err)
		}
		empty(t, s)
	}
}

// deletedWhileRead: the reader gets all, or an error.
func deletedWhileRead(t *testing.T, k Kind) {
	s := k.Open(t)
	want := contents(t, 1, 4_000_000)
	put(t, s, one, want)
	rc, err := s.Open(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rc.Close() }()
	var got bytes.Buffer
	_, err = got.ReadFrom(&acting{rc, 1000, func() {
		if err := s.Delete(t.Context(), one); err != nil {
			t.Error(err)
		}
	}})
	switch {
	case err == nil && !bytes.Equal(got.Bytes(), want):
		t.Errorf("read %d bytes without an error", got.Len())
	case err != nil && !errors.Is(err, blob.ErrNotFound):
		t.Errorf("%v, want that it is not there any more", err)
	}
}
