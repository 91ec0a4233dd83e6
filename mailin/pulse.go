package mailin

import (
	"net"
	"sync/atomic"
	"time"
)

// pulse is a connection that remembers when bytes last moved on it. Our watchdog looks at that alone: the library's
// own read deadlines end a large mail on a slow line after five minutes, however well it flows.
type pulse struct {
	net.Conn
	beat atomic.Int64 // nanoseconds since start
	born time.Time
}

func newPulse(c net.Conn) *pulse { return &pulse{Conn: c, born: time.Now()} }

func (p *pulse) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	if n > 0 {
		p.touch()
	}
	return n, err
}

func (p *pulse) Write(b []byte) (int, error) {
	n, err := p.Conn.Write(b)
	if n > 0 {
		p.touch()
	}
	return n, err
}

func (p *pulse) touch() { p.beat.Store(int64(time.Since(p.born))) }

// quiet is how long nothing moved.
func (p *pulse) quiet() time.Duration { return time.Since(p.born) - time.Duration(p.beat.Load()) }

// SetReadDeadline does nothing: see pulse.
func (p *pulse) SetReadDeadline(time.Time) error { return nil }

// SetDeadline does nothing: see pulse.
func (p *pulse) SetDeadline(time.Time) error { return nil }
