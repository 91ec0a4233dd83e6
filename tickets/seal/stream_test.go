package seal_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/axsensor/lethe/tickets/seal"
)

// What a sealed stream is made of, in bytes.
const (
	streamHead = seal.Overhead + 32
	chunk      = 64 << 10
	chunkFull  = chunk + 16
)

func (s *shop) stream(k seal.KeyID, plain []byte) []byte {
	s.t.Helper()
	var out bytes.Buffer
	w, err := s.ring.SealWriter(s.t.Context(), k, "blob/1", &out)
	if err != nil {
		s.t.Fatal(err)
	}
	for part := range slices.Chunk(plain, 40_001) {
		if n, err := w.Write(part); err != nil || n != len(part) {
			s.t.Fatalf("wrote %d of %d, %v", n, len(part), err)
		}
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		s.t.Fatal(err)
	}
	return out.Bytes()
}

func (s *shop) unstream(k seal.KeyID, bind string, sealed []byte) ([]byte, error) {
	r, err := s.ring.OpenReader(s.t.Context(), k, bind, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func numbered(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

func TestStreamsOfAllSizes(t *testing.T) { over(t, testStreamsOfAllSizes) }

func testStreamsOfAllSizes(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 2*chunk - 1, 2 * chunk, 2*chunk + 1, 5*chunk + 77} {
		plain := numbered(n)
		sealed := s.stream(k, plain)
		if want := streamHead + n + 16*max(1, (n+chunk-1)/chunk); len(sealed) != want {
			t.Errorf("%d bytes became %d, want %d", n, len(sealed), want)
		}
		if got, err := s.unstream(k, "blob/1", sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: opened %d, %v", n, len(got), err)
		}
		r, err := s.ring.OpenReader(t.Context(), k, "blob/1", iotest.OneByteReader(bytes.NewReader(sealed)))
		if err != nil {
			t.Fatal(err)
		}
		if err := iotest.TestReader(r, plain); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// What reaches the reader of a stream that was tampered with is at most its true beginning, and then ErrDamaged.
func TestTamperedStreams(t *testing.T) { over(t, testTamperedStreams) }

func testTamperedStreams(t *testing.T, kd kind) {
	s := kd.shop(t)
	ks := s.keys(2)
	plain := numbered(3*chunk + 100)
	sealed := s.stream(ks[0], plain)
	other := s.stream(ks[0], plain)
	even := s.stream(ks[0], plain[:2*chunk])
	head, body := sealed[:streamHead], sealed[streamHead:]
	c := func(from []byte, n int) []byte {
		return from[streamHead+n*chunkFull : min(len(from), streamHead+(n+1)*chunkFull)]
	}
	flip := func(at int) []byte {
		b := bytes.Clone(sealed)
		b[at] ^= 1
		return b
	}
	for what, bad := range map[string][]byte{
		"nothing":                  {},
		"half a head":              sealed[:streamHead/2],
		"no chunk":                 head,
		"cut at the first border":  sealed[:streamHead+chunkFull],
		"cut at the last border":   sealed[:streamHead+3*chunkFull],
		"cut behind a border":      sealed[:streamHead+chunkFull+1],
		"cut before a border":      sealed[:streamHead+chunkFull-1],
		"without its last byte":    sealed[:len(sealed)-1],
		"an even one cut":          even[:streamHead+chunkFull],
		"a byte appended":          append(bytes.Clone(sealed), 0),
		"its last chunk twice":     slices.Concat(sealed, c(sealed, 3)),
		"an even one appended to":  append(bytes.Clone(even), 0),
		"another one appended":     slices.Concat(sealed, other),
		"two chunks swapped":       slices.Concat(head, c(sealed, 1), c(sealed, 0), c(sealed, 2), c(sealed, 3)),
		"the first chunk dropped":  slices.Concat(head, body[chunkFull:]),
		"a middle chunk dropped":   slices.Concat(head, c(sealed, 0), c(sealed, 2), c(sealed, 3)),
		"a chunk twice":            slices.Concat(head, c(sealed, 0), c(sealed, 0), c(sealed, 1), c(sealed, 2), c(sealed, 3)),
		"a chunk of another":       slices.Concat(head, c(sealed, 0), c(other, 1), c(sealed, 2), c(sealed, 3)),
		"the head of another":      slices.Concat(other[:streamHead], body),
		"the form changed":         flip(0),
		"the head changed":         flip(20),
		"the first chunk changed":  flip(streamHead),
		"a tag changed":            flip(streamHead + chunkFull - 1),
		"the last byte changed":    flip(len(sealed) - 1),
		"the middle chunk changed": flip(streamHead + chunkFull + 5),
	} {
		got, err := s.unstream(ks[0], "blob/1", bad)
		if !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("%s: %d bytes, %v", what, len(got), err)
		}
		if !bytes.HasPrefix(plain, got) {
			t.Errorf("%s: other bytes came out", what)
		}
	}
	for what, try := range map[string]struct {
		key  seal.KeyID
		bind string
	}{"another key": {ks[1], "blob/1"}, "another place": {ks[0], "blob/2"}} {
		if got, err := s.unstream(try.key, try.bind, sealed); !errors.Is(err, seal.ErrDamaged) || len(got) > 0 {
			t.Errorf("%s: %d bytes, %v", what, len(got), err)
		}
	}
	if got, err := s.unstream(ks[0], "blob/1", sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("the whole one: %d bytes, %v", len(got), err)
	}
}

func TestStreamWithoutCloseDoesNotOpen(t *testing.T) { overAll(t, testStreamWithoutCloseDoesNotOpen) }

func testStreamWithoutCloseDoesNotOpen(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	for _, n := range []int{0, 10, chunk, 2*chunk + 1} {
		var out bytes.Buffer
		w, err := s.ring.SealWriter(t.Context(), k, "blob/1", &out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(numbered(n)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.unstream(k, "blob/1", out.Bytes()); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("%d bytes without an end: %v", n, err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("more")); err == nil {
			t.Error("written to after its end")
		}
	}
}

// A failure of the writer or reader beneath is told as it is, and never passes for an end.
func TestStreamsThatFail(t *testing.T) { over(t, testStreamsThatFail) }

func testStreamsThatFail(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	broken := errors.New("the disk is gone")
	sealed := s.stream(k, numbered(3*chunk))
	for cut := 0; cut < len(sealed); cut += 9_999 {
		w, err := s.ring.SealWriter(t.Context(), k, "blob/1", &failing{left: cut, err: broken})
		if err == nil {
			_, err = w.Write(numbered(3 * chunk))
			if end := w.Close(); err == nil || end == nil {
				err = end // a failed Write must make Close fail too
			}
		}
		if !errors.Is(err, broken) {
			t.Errorf("a writer that fails after %d bytes: %v", cut, err)
		}
		r, err := s.ring.OpenReader(t.Context(), k, "blob/1", io.MultiReader(bytes.NewReader(sealed[:cut]), iotest.ErrReader(broken)))
		if err == nil {
			_, err = io.ReadAll(r)
		}
		if !errors.Is(err, broken) {
			t.Errorf("a reader that fails after %d bytes: %v", cut, err)
		}
	}
}

// failing takes some bytes, refuses once, and then takes what comes.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.err == nil || len(p) <= f.left {
		f.left -= len(p)
		return len(p), nil
	}
	err := f.err
	f.err = nil
	return f.left, err
}

// A stream of any length passes through the memory of a few chunks.
func TestLargeStreamsTakeLittleMemory(t *testing.T) { over(t, testLargeStreamsTakeLittleMemory) }

func testLargeStreamsTakeLittleMemory(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	const size = 48 << 20
	pr, pw := io.Pipe()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	go func() {
		w, err := s.ring.SealWriter(t.Context(), k, "blob/1", pw)
		if err == nil {
			_, err = io.Copy(struct{ io.Writer }{w}, io.LimitReader(zeros{}, size))
			err = errors.Join(err, w.Close())
		}
		_ = pw.CloseWithError(err)
	}()
	r, err := s.ring.OpenReader(t.Context(), k, "blob/1", pr)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r})
	if err != nil || n != size {
		t.Fatalf("read %d bytes, %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes of memory for a stream of %d", used, size)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Streams under a key end when it is shredded, wherever they are.
func TestShredStopsStreams(t *testing.T) { overAll(t, testShredStopsStreams) }

func testShredStopsStreams(t *testing.T, kd kind) {
	s := kd.shop(t)
	ks := s.keys(2)
	sealed := s.stream(ks[0], numbered(4*chunk))
	r, err := s.ring.OpenReader(t.Context(), ks[0], "blob/1", bytes.NewReader(sealed))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, chunk/2)); err != nil {
		t.Fatal(err)
	}
	var out, alive bytes.Buffer
	w, err := s.ring.SealWriter(t.Context(), ks[0], "blob/2", &out)
	if err != nil {
		t.Fatal(err)
	}
	w2, err := s.ring.SealWriter(t.Context(), ks[1], "blob/3", &alive)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(numbered(chunk / 2)); err != nil {
		t.Fatal(err)
	}
	s.shred(ks[0])
	size := out.Len()
	if _, err := io.ReadAll(r); !errors.Is(err, seal.ErrShredded) {
		t.Errorf("a reader goes on: %v", err)
	}
	if _, err := w.Write(numbered(chunk)); !errors.Is(err, seal.ErrShredded) {
		t.Errorf("a writer goes on: %v", err)
	}
	if err := w.Close(); !errors.Is(err, seal.ErrShredded) {
		t.Errorf("a writer comes to an end: %v", err)
	}
	if out.Len() != size {
		t.Errorf("%d bytes were written after the key was shredded", out.Len()-size)
	}
	if _, err := w2.Write(numbered(2 * chunk)); err != nil {
		t.Errorf("a writer under another key: %v", err)
	}
	if err := w2.Close(); err != nil {
		t.Errorf("a writer under another key: %v", err)
	}
}
