package mongo_test

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// proxy passes connections on to a server until they are cut.
type proxy struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	conns map[net.Conn]bool
	mute  bool // what the server answers is thrown away
}

// newProxy puts a proxy before the first host of an address, and returns the address through it.
func newProxy(t testing.TB, uri string) (*proxy, string) {
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
	p := &proxy{listener: l, to: host, conns: map[net.Conn]bool{}}
	var done sync.WaitGroup
	done.Go(p.serve)
	t.Cleanup(func() {
		l.Close()
		p.cut()
		done.Wait()
	})
	if query == "" {
		query = "?"
	}
	return p, scheme + "://" + hosts[:at] + l.Addr().String() + "/" + query + "&directConnection=true"
}

func (p *proxy) serve() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", p.to)
		if err != nil {
			in.Close()
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
func (p *proxy) pass(to, from net.Conn, answers bool) {
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

func (p *proxy) muted() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mute
}

func (p *proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(p.conns, c)
	}
}

// cut closes all connections.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute = false
	for c := range p.conns {
		c.Close()
	}
	clear(p.conns)
}

// cutAfter cuts after a while in which the server hears everything and is not heard.
func (p *proxy) cutAfter(d time.Duration) {
	p.mu.Lock()
	p.mute = true
	p.mu.Unlock()
	time.Sleep(d)
	p.cut()
}
