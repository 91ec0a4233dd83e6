package blobtest

import (
	"bytes"
	"io"
	"runtime"
	"runtime/metrics"
	"testing"
)

var memory = []test{
	{"a large blob needs little memory", largeBlob},
}

// spare is how much more than before may live while a blob is on its way: a few chunks, and what the driver keeps.
const spare = 12 << 20

// largeBlob streams a blob in and out, and looks at what lives in memory on the way.
func largeBlob(t *testing.T, k Kind) {
	s := k.Open(t)
	w := &watched{r: content(3, k.Much), base: live()}
	if n, err := s.Put(t.Context(), one, w); n != k.Much || err != nil {
		t.Fatalf("put: %d, %v", n, err)
	}
	if w.most > spare {
		t.Errorf("putting %d MB held %d MB", k.Much>>20, w.most>>20)
	}
	rc, err := s.Open(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rc.Close() }()
	w = &watched{r: rc, base: live()}
	same(t, w, content(3, k.Much))
	if w.most > spare {
		t.Errorf("reading %d MB held %d MB", k.Much>>20, w.most>>20)
	}
}

// watched looks at the memory each few megabytes.
type watched struct {
	r    io.Reader
	n    int64
	base uint64
	most uint64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if (w.n+int64(n))>>22 != w.n>>22 {
		if now := live(); now > w.base {
			w.most = max(w.most, now-w.base)
		}
	}
	w.n += int64(n)
	return n, err
}

// live is how many bytes are in use once all rubbish is swept.
func live() uint64 {
	runtime.GC()
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// same compares two readers to their ends.
func same(t *testing.T, got, want io.Reader) {
	t.Helper()
	a, b := make([]byte, 64<<10), make([]byte, 64<<10)
	for at := 0; ; {
		n, err := io.ReadFull(want, b)
		m, gotErr := io.ReadFull(got, a)
		if n != m || !bytes.Equal(a[:m], b[:n]) {
			t.Fatalf("behind byte %d: read %d bytes (%v), which are not the %d that were put", at, m, gotErr, n)
		}
		if at += n; err != nil {
			return
		}
	}
}
