package mongotest

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Proxy passes connections on to a server until they are cut.
type Proxy struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	conns map[net.Conn]bool
	mute  bool // what the server answers is thrown away
}

// NewProxy puts a proxy before the first host of an address, and returns the address through it.
func NewProxy(t testing.TB, uri string) (*Proxy, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	scheme, rest, _ := strings.Cut(uri, "://")
	hosts, query, _ := strings.Cut(rest, "/")
	at := strings.LastIndex(hosts, "@") + 1
	host, _, _ := strings.Cut(hosts[at:], ",")
	if !strings.Contains(host, ":") {
		host += ":27017"
	}
	p := &Proxy{listener: l, to: host, conns: map[net.Conn]bool{}}
	var done sync.WaitGroup
	done.Go(p.serve)
	t.Cleanup(func() {
		_ = l.Close()
		p.Cut()
		done.Wait()
	})
	if query == "" {
		query = "?"
	}
	return p, scheme + "://" + hosts[:at] + l.Addr().String() + "/" + query + "&directConnection=true"
}

func (p *Proxy) serve() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = in.Close()
			continue
		}
		p.mu.Lock()
		p.conns[in], p.conns[out] = true, true
		p.mu.Unlock()
		go p.pass(out, in, false)
		go p.pass(in, out, true)
	}
}

// pass copies one way until either side is closed.
func (p *Proxy) pass(to, from net.Conn, answers bool) {
	defer p.drop(to, from)
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		if answers && p.muted() {
			continue
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

func (p *Proxy) muted() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mute
}

func (p *Proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		_ = c.Close()
		delete(p.conns, c)
	}
}

// Cut closes all connections.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute = false
	for c := range p.conns {
		_ = c.Close()
	}
	clear(p.conns)
}

// CutAfter cuts after a while in which the server hears everything and is not heard.
func (p *Proxy) CutAfter(d time.Duration) {
	p.Mute()
	time.Sleep(d)
	p.Cut()
}

// Mute throws away what the server answers, until the next cut. To the other side it is a server that stays silent.
func (p *Proxy) Mute() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute = true
}
