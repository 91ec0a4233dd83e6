package outbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Security is how the connection to the relay is protected.
type Security string

// The ways. Plain is refused for a relay that is not on this machine.
const (
	TLS      Security = "tls"
	StartTLS Security = "starttls"
	Plain    Security = "plain"
)

// Relay is the server that takes our letters.
type Relay struct {
	// Addr is host:port.
	Addr     string
	Security Security    // "" is StartTLS
	TLS      *tls.Config // nil: the system's trusted roots
	Login    Login       // the zero Login does not sign in
	// Hello is the name that we give ourselves, "localhost" when empty.
	Hello string
	// Patience is how long an answer may take, 0 is 2 minutes; after the final dot it is five times as long (RFC 5321
	// section 4.5.3.2).
	Patience time.Duration
}

// Login is how to sign in: with a password, or with a token when Token is set (OAUTHBEARER or XOAUTH2).
type Login struct {
	User     string
	Password string
	// Token gives a fresh access token at every sign-in.
	Token func(context.Context) (string, error)
}

// String hides everything.
func (Login) String() string { return "•••" }

// LogValue hides everything.
func (Login) LogValue() slog.Value { return slog.StringValue("•••") }

// ErrConfig says that the relay cannot work as it is set up.
var ErrConfig = errors.New("relay settings")

func (r Relay) withDefaults() (Relay, error) {
	host, _, err := net.SplitHostPort(r.Addr)
	if err != nil {
		return r, fmt.Errorf("%w: the address must be host:port", ErrConfig)
	}
	if r.Security == "" {
		r.Security = StartTLS
	}
	switch r.Security {
	case TLS, StartTLS:
	case Plain:
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return r, fmt.Errorf("%w: a relay elsewhere needs tls or starttls", ErrConfig)
		}
	default:
		return r, fmt.Errorf("%w: security must be tls, starttls or plain", ErrConfig)
	}
	if r.Hello == "" {
		r.Hello = "localhost"
	}
	if r.Patience == 0 {
		r.Patience = 2 * time.Minute
	}
	cfg := &tls.Config{}
	if r.TLS != nil {
		cfg = r.TLS.Clone()
	}
	cfg.MinVersion = max(cfg.MinVersion, tls.VersionTLS12)
	if cfg.ServerName == "" {
		cfg.ServerName = host
	}
	r.TLS = cfg
	return r, nil
}

// line is a signed-in connection to the relay.
type line struct {
	conn   net.Conn
	client *smtp.Client
}

// dial connects and signs in. Whatever fails here is the relay's or the settings' fault, never a letter's.
func (r Relay) dial(ctx context.Context) (*line, error) {
	d := net.Dialer{Timeout: min(r.Patience, 30*time.Second)}
	conn, err := d.DialContext(ctx, "tcp", r.Addr)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	_ = conn.SetDeadline(time.Now().Add(r.Patience)) // of the handshake; later ones are set by the commands
	c, err := r.protect(ctx, conn)
	if err == nil {
		c.CommandTimeout, c.SubmissionTimeout = r.Patience, 5*r.Patience
		err = r.signIn(ctx, c)
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &line{conn: conn, client: c}, nil
}

func (r Relay) protect(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	switch r.Security {
	case TLS:
		t := tls.Client(conn, r.TLS)
		if err := t.HandshakeContext(ctx); err != nil {
			return nil, fmt.Errorf("protect the connection: %w", err)
		}
		return smtp.NewClient(t), nil
	case StartTLS:
		c, err := smtp.NewClientStartTLS(conn, r.TLS)
		if err != nil {
			return nil, fmt.Errorf("protect the connection: %w", err)
		}
		return c, nil
	}
	return smtp.NewClient(conn), nil
}

func (r Relay) signIn(ctx context.Context, c *smtp.Client) error {
	if err := c.Hello(r.Hello); err != nil {
		return fmt.Errorf("greet: %w", err)
	}
	if r.Login.User == "" {
		return nil
	}
	auth, err := r.Login.client(ctx, c)
	if err != nil {
		return err
	}
	if err := c.Auth(auth); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

// client chooses the best mechanism that the relay offers.
func (l Login) client(ctx context.Context, c *smtp.Client) (sasl.Client, error) {
	if l.Token != nil {
		token, err := l.Token(ctx)
		if err != nil {
			return nil, fmt.Errorf("get a token: %w", err)
		}
		if c.SupportsAuth(sasl.OAuthBearer) {
			return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: l.User, Token: token}), nil
		}
		return xoauth2{l.User, token}, nil
	}
	if !c.SupportsAuth(sasl.Plain) && c.SupportsAuth(sasl.Login) {
		return sasl.NewLoginClient(l.User, l.Password), nil
	}
	return sasl.NewPlainClient("", l.User, l.Password), nil
}

// xoauth2 is the mechanism of Google and Microsoft from before RFC 7628.
type xoauth2 struct{ user, token string }

// Start gives the initial response.
func (x xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers the challenge that comes only when the token was refused: with nothing, to hear the refusal itself.
func (x xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }

func (l *line) close() {
	if l != nil {
		_ = l.conn.Close()
	}
}

// quit says goodbye; the server's answer does not matter.
func (l *line) quit() {
	if l != nil {
		l.client.CommandTimeout = 2 * time.Second
		_ = l.client.Quit()
		l.close()
	}
}
