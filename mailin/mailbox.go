// Package mailin brings mail from IMAP mailboxes to the desk. A Runner makes each mail's raw bytes durable before it moves
// the mail out of the inbox; a Receiver reads what was made durable and turns it into tickets. The inbox is the queue and
// the desk's memory is the ledger: whatever breaks in between, no mail is lost and none becomes two tickets.
package mailin

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"
)

// Security is how a connection is protected.
type Security string

// The ways. Plain is refused for a server that is not on this machine.
const (
	TLS      Security = "tls"
	StartTLS Security = "starttls"
	Plain    Security = "plain"
)

// Mailbox says where mail is fetched and how.
type Mailbox struct {
	// Name is what the desk remembers the mailbox by. Mail is fetched anew if it changes.
	Name string
	// Addr is host:port.
	Addr     string
	Security Security    // "" is TLS
	TLS      *tls.Config // nil: the system's trusted roots
	Login    Login
	// Folder is where new mail lies, "INBOX" when empty.
	Folder string
	// Processed is where mail goes once it is durable, "Lethe" when empty. It is made if it is missing.
	Processed string
	// MaxMail is the largest mail that is taken in whole; 0 is 64 MiB. Of a larger one only the beginning is.
	MaxMail int64
	// Keep is how long the mailbox's own copies stay in Processed after they were moved there; 0 is 30 days.
	Keep time.Duration
	// Idle is the longest wait for news; 0 is 5 minutes. Without IDLE the mailbox is looked at every 30 s.
	Idle time.Duration
	// Pause is the wait before the first new attempt after a failure; it doubles up to a minute. 0 is 1 s.
	Pause time.Duration
	// Patience is how long a server may be silent while an answer is due; 0 is 30 s.
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

// ErrConfig says that a mailbox cannot work as it is set up.
var ErrConfig = errors.New("mailbox settings")

// withDefaults fills what is empty and refuses what cannot work.
func (m Mailbox) withDefaults() (Mailbox, error) {
	host, _, err := net.SplitHostPort(m.Addr)
	if err != nil {
		return m, fmt.Errorf("%w: the address must be host:port", ErrConfig)
	}
	m.Security = def(m.Security, TLS)
	switch m.Security {
	case TLS, StartTLS:
	case Plain:
		if !loopback(host) {
			return m, fmt.Errorf("%w: a server elsewhere needs tls or starttls", ErrConfig)
		}
	default:
		return m, fmt.Errorf("%w: security must be tls, starttls or plain", ErrConfig)
	}
	if m.Name == "" || m.Login.User == "" {
		return m, fmt.Errorf("%w: a name and a user are needed", ErrConfig)
	}
	m.Folder = def(m.Folder, "INBOX")
	m.Processed = def(m.Processed, "Lethe")
	if strings.EqualFold(m.Folder, m.Processed) {
		return m, fmt.Errorf("%w: the folder for processed mail must be another one", ErrConfig)
	}
	m.MaxMail = def(m.MaxMail, 64<<20)
	m.Keep = def(m.Keep, 30*24*time.Hour)
	m.Idle = def(m.Idle, 5*time.Minute)
	m.Pause = def(m.Pause, time.Second)
	m.Patience = def(m.Patience, 30*time.Second)
	return m, nil
}

func (m Mailbox) tlsConfig() *tls.Config {
	c := &tls.Config{}
	if m.TLS != nil {
		c = m.TLS.Clone()
	}
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	if host, _, err := net.SplitHostPort(m.Addr); err == nil && c.ServerName == "" {
		c.ServerName = host
	}
	return c
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func def[T comparable](v, d T) T {
	var zero T
	if v == zero {
		return d
	}
	return v
}
