package outbox_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/axsensor/lethe/mailin/outbox"
)

// script is what the server says at each step of one connection; "" is the usual answer, cut hangs up, and cutAfter
// does it after the command was carried out but before its answer.
type script struct {
	greet, hello, secure, auth, mail, rcpt, data, dot string
	lacks                                             []string // extensions that are not offered
	wait                                              func(step string)
}

const (
	cut    = "cut"
	silent = "silent" // no answer until the client goes away
)

// taken is a letter that the server was given whole.
type taken struct {
	from, to string
	raw      string
	accepted bool // the server says it has it, whether the client heard it or not
}

// scripted is an SMTP server on loopback that follows scripts, one a connection; after the last all goes well.
type scripted struct {
	addr    string
	cert    *tls.Certificate // offers STARTTLS
	refuse  map[string]string
	mu      sync.Mutex
	scripts []script
	letters []taken
	said    []string // the commands of all connections
	conns   int
	open    map[net.Conn]bool
}

func serve(t testing.TB, scripts ...script) *scripted {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{addr: l.Addr().String(), scripts: scripts, open: map[net.Conn]bool{}, refuse: map[string]string{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.handle(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		s.mu.Lock()
		for c := range s.open {
			_ = c.Close()
		}
		s.mu.Unlock()
		all.Wait()
	})
	return s
}

func (s *scripted) relay() outbox.Relay { return outbox.Relay{Addr: s.addr, Security: outbox.Plain} }

// accepted are the letters that the server answers for.
func (s *scripted) accepted() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.letters), func(l taken) bool { return !l.accepted })
}

// whole counts all letters that came in to the last dot.
func (s *scripted) whole() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.letters)
}

func (s *scripted) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.said, "\n")
}

// set changes the server.
func (s *scripted) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *scripted) begin(c net.Conn) script {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = true
	s.conns++
	if len(s.scripts) == 0 {
		return script{}
	}
	first := s.scripts[0]
	s.scripts = s.scripts[1:]
	return first
}

// talk is one connection.
type talk struct {
	s        *scripted
	p        script
	conn     net.Conn
	r        *bufio.Reader
	from, to string
	open     bool // a transaction has begun
	cert     *tls.Certificate
}

func (s *scripted) handle(conn net.Conn) {
	t := &talk{s: s, conn: conn, r: bufio.NewReader(conn), p: s.begin(conn)}
	s.mu.Lock()
	t.cert = s.cert
	s.mu.Unlock()
	defer func() {
		_ = t.conn.Close()
		s.mu.Lock()
		delete(s.open, conn)
		s.mu.Unlock()
	}()
	if !t.answer(t.p.greet, "220 relay.example ESMTP") {
		return
	}
	for {
		line, err := t.r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.said = append(s.said, line)
		s.mu.Unlock()
		if !t.command(line) {
			return
		}
	}
}

// answer says what the script wants; false ends the connection.
func (t *talk) answer(scripted, usual string) bool {
	switch scripted {
	case "":
		scripted = usual
	case cut:
		return false
	case silent:
		_, _ = t.r.ReadString('\n')
		return false
	}
	_, err := fmt.Fprintf(t.conn, "%s\r\n", scripted)
	return err == nil
}

func (t *talk) command(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		return t.answer(t.p.hello, t.greeting())
	case "STARTTLS":
		return t.secure()
	case "AUTH":
		return t.answer(t.p.auth, "235 2.7.0 ok")
	case "MAIL":
		if t.open {
			return t.answer("", "503 5.5.1 one letter at a time")
		}
		t.from, t.open = between(rest), true
		return t.answer(t.p.mail, "250 2.1.0 ok")
	case "RCPT":
		t.to = between(rest)
		t.s.mu.Lock()
		refusal := t.s.refuse[t.to]
		t.s.mu.Unlock()
		if refusal == "" {
			refusal = t.p.rcpt
		}
		return t.answer(refusal, "250 2.1.5 ok")
	case "DATA":
		t.pause("data")
		if t.p.data != "" {
			return t.answer(t.p.data, "")
		}
		return t.answer("", "354 go on") && t.body()
	case "RSET":
		t.open = false
		return t.answer("", "250 ok")
	case "NOOP":
		return t.answer("", "250 ok")
	case "QUIT":
		_ = t.answer("", "221 bye")
		return false
	}
	return t.answer("", "502 5.5.1 what?")
}

// pause makes the client wait for as long as the script says.
func (t *talk) pause(step string) {
	if t.p.wait != nil {
		t.p.wait(step)
	}
}

func (t *talk) greeting() string {
	list := []string{"relay.example", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "SIZE 20000000", "AUTH PLAIN LOGIN"}
	if _, secure := t.conn.(*tls.Conn); t.cert != nil && !secure {
		list = append(list, "STARTTLS")
	}
	list = slices.DeleteFunc(list, func(e string) bool {
		name, _, _ := strings.Cut(e, " ")
		return slices.Contains(t.p.lacks, name)
	})
	return "250-" + strings.Join(list[:len(list)-1], "\r\n250-") + "\r\n250 " + list[len(list)-1]
}

func (t *talk) secure() bool {
	if t.cert == nil || !t.answer(t.p.secure, "220 go on") {
		return false
	}
	c := tls.Server(t.conn, &tls.Config{Certificates: []tls.Certificate{*t.cert}, MinVersion: tls.VersionTLS12})
	if c.Handshake() != nil {
		return false
	}
	t.conn, t.r = c, bufio.NewReader(c)
	return true
}

// body reads a letter to its last dot and takes it, unless the script refuses it.
func (t *talk) body() bool {
	var b strings.Builder
	for {
		line, err := t.r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	refused := strings.HasPrefix(t.p.dot, "4") || strings.HasPrefix(t.p.dot, "5")
	t.s.mu.Lock()
	t.s.letters = append(t.s.letters, taken{t.from, t.to, b.String(), !refused})
	t.s.mu.Unlock()
	t.open = false
	t.pause("dot")
	return t.answer(t.p.dot, "250 2.0.0 queued as 4711")
}

func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
