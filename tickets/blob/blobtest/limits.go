package blobtest

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/axsensor/lethe/tickets/blob"
)

var limits = []test{
	{"exactly the limit, and one byte more", atTheLimit},
	{"an endless reader is not asked much beyond the limit", endless},
	{"a reader that fails leaves nothing", failing},
	{"a canceled writer leaves nothing", canceledPut},
	{"a canceled reader ends", canceledOpen},
}

func atTheLimit(t *testing.T, k Kind) {
	const chunk = 255 << 10
	for _, limit := range []int64{1, 1000, chunk, 4 * chunk, 1_500_000} {
		s := k.Open(t, blob.Limit(limit))
		if s.Limit() != limit {
			t.Fatalf("limit %d, want %d", s.Limit(), limit)
		}
		if n, err := s.Put(t.Context(), one, content(1, limit+1)); !errors.Is(err, blob.ErrTooLarge) {
			t.Fatalf("one byte over %d: %d, %v", limit, n, err)
		}
		empty(t, s)
		put(t, s, one, contents(t, 1, limit))
		holds(t, s, one, contents(t, 1, limit))
	}
}

func endless(t *testing.T, k Kind) {
	s := k.Open(t, blob.Limit(3_000_000))
	c := &counted{r: content(1, 1<<40)}
	if _, err := s.Put(t.Context(), one, c); !errors.Is(err, blob.ErrTooLarge) {
		t.Fatalf("put: %v", err)
	}
	if c.n > 3_000_000+(64<<10) {
		t.Errorf("asked for %d bytes", c.n)
	}
	empty(t, s)
}

// counted counts what was read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

var errBroken = errors.New("broken")

func failing(t *testing.T, k Kind) {
	s := k.Open(t)
	for _, after := range []int64{0, 10, 255 << 10, 2_000_000} {
		if _, err := s.Put(t.Context(), one, io.MultiReader(content(1, after), iotest.ErrReader(errBroken))); !errors.Is(err, errBroken) {
			t.Fatalf("a reader that fails after %d bytes: %v", after, err)
		}
		empty(t, s)
		absent(t, s, one)
	}
	put(t, s, one, []byte("again"))
	holds(t, s, one, []byte("again"))
}

// acting does something once after so many bytes.
type acting struct {
	r     io.Reader
	after int64
	act   func()
}

func (a *acting) Read(p []byte) (int, error) {
	if a.after <= 0 && a.act != nil {
		a.act()
		a.act = nil
	}
	n, err := a.r.Read(p)
	a.after -= int64(n)
	return n, err
}

func canceledPut(t *testing.T, k Kind) {
	s := k.Open(t)
	for _, after := range []int64{0, 100_000, 2_100_000} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.Put(ctx, one, &acting{content(1, 8_000_000), after, cancel})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("canceled after %d bytes: %v", after, err)
		}
		empty(t, s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, one, content(1, 10)); !errors.Is(err, context.Canceled) {
		t.Fatalf("canceled before: %v", err)
	}
	empty(t, s)
}

func canceledOpen(t *testing.T, k Kind) {
	s := k.Open(t)
	put(t, s, one, contents(t, 1, 6_000_000))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rc, err := s.Open(ctx, one)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rc.Close() }()
	if _, err := io.ReadFull(rc, make([]byte, 100_000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if n, err := io.Copy(io.Discard, rc); !errors.Is(err, context.Canceled) {
		t.Errorf("read %d bytes more, %v", n, err)
	}
	if got := names(t, s); !slices.Equal(got, []string{one}) {
		t.Errorf("names: %q", got)
	}
}
