package seal

import (
	"bufio"
	"context"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed stream is a random key sealed under the data key, then chunks of 64 KiB, each sealed with AES-256-GCM under
// that random key. A chunk's nonce is its number and a flag that only the last one bears (the STREAM construction), so
// chunks cannot be reordered, left out or cut off unseen.
const (
	streamHead  = Overhead + keySize
	streamChunk = 64 << 10
)

var errStreamClosed = errors.New("the sealed stream is closed")

func streamNonce(n uint64, last bool) []byte {
	b := make([]byte, 12)
	binary.BigEndian.PutUint64(b[3:], n)
	if last {
		b[11] = 1
	}
	return b
}

// SealWriter seals what is written to it into w. Close writes the last chunk; without it the stream cannot be opened.
// It does not close w. It stops at the first error, ErrShredded and the end of ctx among them, and Close gives that
// error again.
func (r *Ring) SealWriter(ctx context.Context, k KeyID, bind string, w io.Writer) (io.WriteCloser, error) {
	key := make([]byte, keySize)
	defer clear(key)
	if _, err := io.ReadFull(r.rand, key); err != nil {
		return nil, fmt.Errorf("seal a stream: %w", err)
	}
	head, err := r.Seal(ctx, k, "stream/"+bind, key)
	if err != nil {
		return nil, err
	}
	c, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(head); err != nil {
		return nil, fmt.Errorf("write a sealed stream: %w", err)
	}
	return &sealWriter{ctx: ctx, ring: r, id: k, c: c, w: w, buf: make([]byte, 0, streamChunk+c.Overhead())}, nil
}

type sealWriter struct {
	ctx    context.Context
	ring   *Ring
	id     KeyID
	c      cipher.AEAD
	w      io.Writer
	buf    []byte // has room for a chunk and its tag, and is sealed in place
	n      uint64
	closed bool
	err    error // the first one
}

func (s *sealWriter) Write(p []byte) (int, error) {
	if s.closed {
		return 0, errStreamClosed
	}
	total := 0
	for len(p) > 0 {
		if len(s.buf) == streamChunk {
			if err := s.flush(false); err != nil {
				return total, err
			}
		}
		n := copy(s.buf[len(s.buf):streamChunk], p)
		s.buf = s.buf[:len(s.buf)+n]
		p = p[n:]
		total += n
	}
	return total, nil
}

func (s *sealWriter) flush(last bool) error {
	if s.err != nil {
		return s.err
	}
	if _, s.err = s.ring.opened(s.ctx, s.id); s.err != nil {
		s.err = fmt.Errorf("seal a stream: %w", s.err)
		return s.err
	}
	if _, err := s.w.Write(s.c.Seal(s.buf[:0], streamNonce(s.n, last), s.buf, nil)); err != nil {
		s.err = fmt.Errorf("write a sealed stream: %w", err)
		return s.err
	}
	s.n++
	s.buf = s.buf[:0]
	return nil
}

func (s *sealWriter) Close() error {
	if s.closed {
		return s.err
	}
	s.closed = true
	return s.flush(true)
}

// OpenReader opens a sealed stream. Reading gives ErrDamaged as soon as a chunk was changed, and at the end if the
// stream was cut; ErrShredded from the chunk on before which the key was shredded. It lives as long as ctx.
func (r *Ring) OpenReader(ctx context.Context, k KeyID, bind string, rd io.Reader) (io.Reader, error) {
	head := make([]byte, streamHead)
	if _, err := io.ReadFull(rd, head); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, ErrDamaged
		}
		return nil, fmt.Errorf("read a sealed stream: %w", err)
	}
	key, err := r.Open(ctx, k, "stream/"+bind, head)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	c, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	size := streamChunk + c.Overhead()
	return &openReader{ctx: ctx, ring: r, id: k, c: c, r: bufio.NewReaderSize(rd, size+1), buf: make([]byte, size)}, nil
}

type openReader struct {
	ctx   context.Context
	ring  *Ring
	id    KeyID
	c     cipher.AEAD
	r     *bufio.Reader
	buf   []byte
	plain []byte
	n     uint64
	err   error
}

func (o *openReader) Read(p []byte) (int, error) {
	for len(o.plain) == 0 {
		if o.err != nil {
			return 0, o.err
		}
		o.next()
	}
	n := copy(p, o.plain)
	o.plain = o.plain[n:]
	return n, nil
}

// next opens one chunk. A chunk is the last when nothing follows it.
func (o *openReader) next() {
	if _, err := o.ring.opened(o.ctx, o.id); err != nil {
		o.err = fmt.Errorf("open a stream: %w", err)
		return
	}
	n, err := io.ReadFull(o.r, o.buf)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		o.err = fmt.Errorf("read a sealed stream: %w", err)
		return
	}
	last := err != nil
	if !last {
		if _, err := o.r.Peek(1); err != nil {
			if !errors.Is(err, io.EOF) {
				o.err = fmt.Errorf("read a sealed stream: %w", err)
				return
			}
			last = true
		}
	}
	plain, err := o.c.Open(o.buf[:0], streamNonce(o.n, last), o.buf[:n], nil)
	if err != nil {
		o.err = ErrDamaged
		return
	}
	o.n++
	o.plain = plain
	if last {
		o.err = io.EOF
	}
}
