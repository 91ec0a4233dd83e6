package mailin

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// session is one signed-in connection. Every method waits for the server; after an error of the connection nothing but
// close is of use. At most one command is in flight, so the decoder always has a reader.
type session struct {
	box    Mailbox
	conn   *pulse
	client *imapclient.Client
	news   chan struct{} // a wake-up: the folder changed
	caps   imap.CapSet
	prefix string // of folder names of our own
}

// slowest is the slowest transfer that is still waited for, in bytes per second, as long as bytes flow.
const slowest = 1 << 10

var (
	errSilent = errors.New("the server fell silent")
	errSignIn = errors.New("the server refused the sign-in")
)

// dial connects and signs in.
func dial(ctx context.Context, box Mailbox) (*session, error) {
	s := &session{box: box, news: make(chan struct{}, 1)}
	d := net.Dialer{Timeout: box.Patience, KeepAlive: 15 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", box.Addr)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	s.conn = newPulse(conn)
	if err := s.guard(ctx, 0, s.open); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("connect: %w", err)
	}
	if err := s.guard(ctx, 0, func() error { return s.signIn(ctx) }); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// open speaks until the greeting is there and the connection is protected.
func (s *session) open() error {
	options := &imapclient.Options{TLSConfig: s.box.tlsConfig(), UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) { s.wake() },
	}}
	switch s.box.Security {
	case TLS:
		t := tls.Client(s.conn, s.box.tlsConfig())
		if err := t.Handshake(); err != nil {
			return err
		}
		s.client = imapclient.New(t, options)
	case StartTLS:
		c, err := imapclient.NewStartTLS(s.conn, options)
		if err != nil {
			return err
		}
		s.client = c
	case Plain:
		s.client = imapclient.New(s.conn, options)
	}
	return s.client.WaitGreeting()
}

// wake never blocks: it runs in the library's reader.
func (s *session) wake() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

func (s *session) signIn(ctx context.Context) error {
	if s.client.State() == imap.ConnStateNotAuthenticated {
		if err := s.authenticate(ctx); err != nil {
			return err
		}
	}
	s.caps = s.client.Caps()
	if s.caps == nil {
		return errors.New("the server told no capabilities")
	}
	if s.has(imap.CapNamespace) {
		data, err := s.client.Namespace().Wait()
		if err != nil {
			return fmt.Errorf("ask for the namespace: %w", err)
		}
		if len(data.Personal) > 0 {
			s.prefix = data.Personal[0].Prefix
		}
	}
	return nil
}

func (s *session) authenticate(ctx context.Context) error {
	l := s.box.Login
	var err error
	switch {
	case l.Token != nil:
		var c sasl.Client
		if c, err = s.tokenClient(ctx); err != nil {
			return err
		}
		err = s.client.Authenticate(c)
	case s.client.Caps().Has(imap.AuthCap(sasl.Plain)):
		err = s.client.Authenticate(sasl.NewPlainClient("", l.User, l.Password))
	default:
		err = s.client.Login(l.User, l.Password).Wait()
	}
	if refused(err) {
		return errSignIn
	}
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

func (s *session) has(c imap.Cap) bool { return s.caps.Has(c) }

// refused says whether the server answered NO or BAD, as opposed to a connection that broke.
func refused(err error) bool {
	var answer *imap.Error
	return errors.As(err, &answer) && answer.Type != imap.StatusResponseTypeBye
}

// folder gives a folder of our own the prefix that the server wants ("INBOX." on some).
func (s *session) folder(name string) string {
	if s.prefix == "" || strings.HasPrefix(name, s.prefix) || strings.EqualFold(name, "INBOX") {
		return name
	}
	return s.prefix + name
}

// guard runs one exchange with the server under a watchdog that breaks the connection when ctx ends, when the server is
// silent for too long, or when size bytes take longer than even a slow line needs. A panic is an error.
func (s *session) guard(ctx context.Context, size int64, f func() error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	var cause error
	limit := time.Now().Add(2*s.box.Patience + time.Duration(size/slowest)*time.Second)
	done, ended := make(chan struct{}), make(chan struct{})
	s.conn.touch()
	go func() {
		defer close(ended)
		cause = s.watch(ctx, limit, done)
	}()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic in the mail library at %s", firstFrame())
			_ = s.conn.Close()
		}
		close(done)
		<-ended
		if cause != nil {
			err = cause
		}
	}()
	return f()
}

// watch returns nil when done is closed, else why it broke the connection.
func (s *session) watch(ctx context.Context, limit time.Time, done <-chan struct{}) error {
	for {
		wait := min(s.box.Patience-s.conn.quiet(), time.Until(limit))
		if wait <= 0 {
			_ = s.conn.Close()
			return errSilent
		}
		timer := time.NewTimer(wait)
		select {
		case <-done:
			timer.Stop()
			return nil
		case <-ctx.Done():
			timer.Stop()
			_ = s.conn.Close()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// firstFrame names the place of a panic without what was in the values.
func firstFrame() string {
	lines := strings.Split(string(debug.Stack()), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "panic(") && i+2 < len(lines) {
			name, _, _ := strings.Cut(lines[i+2], "(")
			return name
		}
	}
	return "unknown"
}

// close ends the connection and waits until the library's reader is done.
func (s *session) close() {
	_ = s.conn.Close()
	if s.client == nil {
		return
	}
	select {
	case <-s.client.Closed():
	case <-time.After(5 * time.Second):
	}
}
