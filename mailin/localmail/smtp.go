package localmail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-smtp"
)

func (s *Server) newSMTP() *smtp.Server {
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &incoming{server: s, peer: c.Hostname}, nil
	}))
	srv.Domain = s.opts.Domain
	srv.MaxMessageBytes = MaxMessage
	srv.MaxRecipients = 100
	srv.MaxLineLength = 16 << 10
	srv.ReadTimeout = 5 * time.Minute
	srv.WriteTimeout = time.Minute
	srv.EnableSMTPUTF8 = true
	srv.EnableDSN = true
	srv.ErrorLog = silent{}
	return srv
}

// incoming is one SMTP connection. Everything is taken in; nothing goes further than a mailbox of this server.
type incoming struct {
	server *Server
	peer   func() string
	from   string
	to     []string
}

func (i *incoming) Reset()        { i.from, i.to = "", nil }
func (i *incoming) Logout() error { return nil }

func (i *incoming) Mail(from string, _ *smtp.MailOptions) error {
	i.from = from
	return nil
}

func (i *incoming) Rcpt(to string, _ *smtp.RcptOptions) error {
	if _, err := i.server.route(to); err != nil {
		return reply(err)
	}
	i.to = append(i.to, to)
	return nil
}

// Data answers only when the mail is durable for every recipient. A crash between two recipients may double it for one.
func (i *incoming) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range i.to {
		raw := append(i.trace(to), body...)
		if err := i.server.Deliver(to, raw); err != nil {
			return reply(err)
		}
	}
	return nil
}

// trace is what a server of final delivery puts on top (RFC 5321 section 4.4).
func (i *incoming) trace(to string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Return-Path: <%s>\r\nDelivered-To: %s\r\n", i.from, to)
	fmt.Fprintf(&b, "Received: from %s by %s with ESMTP;\r\n\t%s\r\n", word(i.peer()), i.server.opts.Domain,
		i.server.opts.Now().Format(time.RFC1123Z))
	return b.Bytes()
}

// word keeps what a host name may hold.
func word(s string) string {
	out := bytes.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == ':' || r == '[' || r == ']' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, []byte(s))
	if len(out) == 0 {
		return "unknown"
	}
	return string(out)
}

func reply(err error) error {
	switch {
	case errors.Is(err, errAddress):
		return &smtp.SMTPError{Code: 501, EnhancedCode: smtp.EnhancedCode{5, 1, 3}, Message: "Not a mail address"}
	case errors.Is(err, ErrFull):
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "No room"}
	}
	return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Could not be stored"}
}
