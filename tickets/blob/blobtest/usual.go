package blobtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/axsensor/lethe/tickets/blob"
)

var usual = []test{
	{"what was put comes back byte for byte", roundTrip},
	{"readers that give little at a time", littleAtATime},
	{"a name is taken once", takenOnce},
	{"what is missing and what is deleted", missing},
	{"names", listed},
	{"bad names", badNames},
	{"a closed reader", closedReader},
}

// roundTrip tries the sizes at which chunks and batches begin and end.
func roundTrip(t *testing.T, k Kind) {
	s := k.Open(t)
	const chunk = 255 << 10
	for i, size := range []int64{0, 1, 1000, chunk - 1, chunk, chunk + 1, 4*chunk - 1, 4 * chunk, 4*chunk + 1, 8 * chunk, 2_500_000} {
		name := fmt.Sprintf("roundtrip%d", i)
		b := contents(t, uint64(i), size)
		put(t, s, name, b)
		holds(t, s, name, b)
	}
}

func littleAtATime(t *testing.T, k Kind) {
	s := k.Open(t)
	for i, slow := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
		name := fmt.Sprintf("slowreader%d", i)
		want := contents(t, 7, 600_000)
		if n, err := s.Put(t.Context(), name, slow(bytes.NewReader(want))); n != int64(len(want)) || err != nil {
			t.Fatalf("put: %d, %v", n, err)
		}
		holds(t, s, name, want)
	}
	rc, err := s.Open(t.Context(), "slowreader1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rc.Close() }()
	if err := iotest.TestReader(rc, contents(t, 7, 600_000)); err != nil {
		t.Error(err)
	}
}

func takenOnce(t *testing.T, k Kind) {
	s := k.Open(t)
	first := contents(t, 1, 700_000)
	put(t, s, one, first)
	put(t, s, other, nil)
	for _, size := range []int64{0, 5, 700_000, 2_000_000} {
		for _, name := range []string{one, other} {
			if _, err := s.Put(t.Context(), name, content(2, size)); !errors.Is(err, blob.ErrExists) {
				t.Fatalf("%d bytes over %s: %v", size, name, err)
			}
		}
		holds(t, s, one, first)
		holds(t, s, other, nil)
	}
	if got := names(t, s); !slices.Equal(got, []string{one, other}) {
		t.Errorf("names: %q", got)
	}
}

func missing(t *testing.T, k Kind) {
	s := k.Open(t)
	absent(t, s, one)
	put(t, s, one, contents(t, 1, 600_000))
	put(t, s, third, []byte("stays"))
	for range 2 {
		if err := s.Delete(t.Context(), one, other); err != nil {
			t.Fatal(err)
		}
		absent(t, s, one)
	}
	if err := s.Delete(t.Context()); err != nil {
		t.Error(err)
	}
	holds(t, s, third, []byte("stays"))
	put(t, s, one, []byte("again"))
	holds(t, s, one, []byte("again"))
}

func listed(t *testing.T, k Kind) {
	s := k.Open(t)
	empty(t, s)
	var want []string
	for i := range 40 {
		want = append(want, fmt.Sprintf("%c%cname%02d", "abyz0189"[i%8], 'a'+i%26, i))
		put(t, s, want[i], []byte(want[i]))
	}
	slices.Sort(want)
	if got := names(t, s); !slices.Equal(got, want) {
		t.Fatalf("names: %q\nwant %q", got, want)
	}
	for range s.Names(t.Context()) {
		break // whoever wants no more is left alone
	}
	if err := s.Delete(t.Context(), want[3:]...); err != nil {
		t.Fatal(err)
	}
	if got := names(t, s); !slices.Equal(got, want[:3]) {
		t.Errorf("names: %q, want %q", got, want[:3])
	}
}

func badNames(t *testing.T, k Kind) {
	s := k.Open(t)
	put(t, s, one, []byte("stays"))
	for _, bad := range []string{"", "short", "../../../etc", "AAAABBBB", "a/b/c/d/e/f", "aaaa.bbbb", "åäöåäöåäö", "aaaabbbb\x00", strings.Repeat("a", 65)} {
		if _, err := s.Put(t.Context(), bad, strings.NewReader("x")); !errors.Is(err, blob.ErrBadName) {
			t.Errorf("put %q: %v", bad, err)
		}
		if _, err := s.Open(t.Context(), bad); !errors.Is(err, blob.ErrBadName) {
			t.Errorf("open %q: %v", bad, err)
		}
		if err := s.Delete(t.Context(), bad); !errors.Is(err, blob.ErrBadName) {
			t.Errorf("delete %q: %v", bad, err)
		}
	}
	if got := names(t, s); !slices.Equal(got, []string{one}) {
		t.Errorf("names: %q", got)
	}
}

func closedReader(t *testing.T, k Kind) {
	s := k.Open(t)
	put(t, s, one, contents(t, 1, 3_000_000))
	rc, err := s.Open(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(rc, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if err := rc.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, rc); err == nil {
		t.Errorf("read %d bytes after closing", n)
	}
}
