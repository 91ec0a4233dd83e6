package localmail

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Fault is how a Proxy spoils what the server says. The zero Fault spoils nothing.
type Fault struct {
	// CutAfter breaks each connection when the server has said that many bytes; 0 is never.
	CutAfter int64
	// CutAfterClient breaks each connection when the client has said that many bytes, which still reach the server.
	CutAfterClient int64
	// Delay holds back every piece of the server's words.
	Delay time.Duration
	// Silent swallows what both sides say, on connections that are open already too.
	Silent bool
	// Refuse ends every new connection at once.
	Refuse bool
	// Replace puts each value for its key in the server's words, where it comes in one piece.
	Replace map[string]string
	// CutAt breaks a connection before the server says this.
	CutAt string
}

// Proxy stands between a client and a server for tests and breaks their connections as networks do.
type Proxy struct {
	target   string
	listener net.Listener
	fault    atomic.Pointer[Fault]
	accepted atomic.Int64
	running  sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// NewProxy listens on loopback and leads to target until Close.
func NewProxy(ctx context.Context, target string) (*Proxy, error) {
	l, err := listen(ctx, "")
	if err != nil {
		return nil, err
	}
	p := &Proxy{target: target, listener: l, conns: map[net.Conn]struct{}{}}
	p.fault.Store(&Fault{})
	p.running.Go(p.serve)
	return p, nil
}

// Addr is where clients connect.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Accepted counts the connections that clients made.
func (p *Proxy) Accepted() int { return int(p.accepted.Load()) }

// Spoil sets the fault for connections from now on; Silent also strikes those that are open.
func (p *Proxy) Spoil(f Fault) { p.fault.Store(&f) }

// Cut breaks every open connection.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		_ = c.Close()
	}
}

// Close stops listening and breaks every connection.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.Cut()
	p.running.Wait()
	return err
}

func (p *Proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.accepted.Add(1)
		f := *p.fault.Load()
		server, err := net.Dial("tcp", p.target)
		if err != nil || f.Refuse {
			_ = client.Close()
			if err == nil {
				_ = server.Close()
			}
			continue
		}
		p.hold(client, server)
		p.running.Go(func() { p.pass(client, server, f) })
	}
}

func (p *Proxy) hold(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.conns[c] = struct{}{}
	}
}

// pass carries both directions until either ends.
func (p *Proxy) pass(client, server net.Conn, f Fault) {
	both := func() { _, _ = client.Close(), server.Close() }
	var up sync.WaitGroup
	up.Go(func() {
		_ = p.pump(server, client, f.CutAfterClient, func(b []byte) []byte { return b })
		both()
	})
	_ = p.pump(client, server, f.CutAfter, func(b []byte) []byte {
		time.Sleep(f.Delay)
		if f.CutAt != "" && bytes.Contains(b, []byte(f.CutAt)) {
			return nil
		}
		for old, word := range f.Replace {
			b = bytes.ReplaceAll(b, []byte(old), []byte(word))
		}
		return b
	})
	both()
	up.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, client)
	delete(p.conns, server)
}

var errCut = errors.New("cut")

// pump copies from one side to the other, at most limit bytes if limit is not 0, until change gives nil.
func (p *Proxy) pump(to, from net.Conn, limit int64, change func([]byte) []byte) error {
	buf := make([]byte, 32<<10)
	for passed := int64(0); ; {
		n, err := from.Read(buf)
		if err != nil {
			return err
		}
		b := change(buf[:n])
		if p.fault.Load().Silent {
			continue
		}
		if b == nil {
			return errCut
		}
		if limit > 0 && passed+int64(len(b)) >= limit {
			_, _ = to.Write(b[:limit-passed])
			return errCut
		}
		passed += int64(len(b))
		if _, err := to.Write(b); err != nil {
			return err
		}
	}
}
