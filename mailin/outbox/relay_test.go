package outbox_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/mailin/outbox"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// certificate makes one for 127.0.0.1 and the pool that trusts it.
func certificate(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestNothingLeavesInTheClearWhenEncryptionIsDemanded(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	for name, c := range map[string]struct {
		cert   *tls.Certificate
		roots  *x509.CertPool
		script script
		state  tickets.DeliveryState
	}{
		"STARTTLS works":             {cert, pool, script{}, tickets.Sent},
		"STARTTLS is not offered":    {nil, pool, script{}, tickets.Deferred},
		"STARTTLS is refused":        {cert, pool, script{secure: "454 4.7.0 not now"}, tickets.Deferred},
		"STARTTLS is cut":            {cert, pool, script{secure: cut}, tickets.Deferred},
		"the certificate is foreign": {cert, x509.NewCertPool(), script{}, tickets.Deferred},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.script)
			s.set(func() { s.cert = c.cert })
			d, ticket := answered(t, tickets.Answer{})
			r := outbox.Relay{Addr: s.addr, TLS: &tls.Config{RootCAs: c.roots}, Login: outbox.Login{User: "support", Password: "hemligt"}}
			run(t, d, r, "the letter settles", settled(t, d, ticket))
			if f := fate(t, d, ticket); f.State != c.state {
				t.Errorf("it is %+v", f)
			}
			if c.state == tickets.Sent {
				return
			}
			if said := s.heard(); strings.Contains(said, "MAIL") || strings.Contains(said, "AUTH") {
				t.Errorf("said in the clear:\n%s", said)
			}
		})
	}
}

func TestARefusedSignInWaitsAndIsShown(t *testing.T) {
	t.Parallel()
	s := serve(t, script{auth: "535 5.7.8 wrong"})
	d, ticket := answered(t, tickets.Answer{})
	r := s.relay()
	r.Login = outbox.Login{User: "support", Password: "hemligt"}
	runUntil(t, d, r, "the outbox says that it is refused", func(st outbox.State) bool { return st.Problem == "refused" })
	if f := fate(t, d, ticket); f.State != tickets.Deferred || f.Code != 535 {
		t.Errorf("it is %+v", f)
	}
	d.Clock.Add(time.Hour)
	run(t, d, r, "it is sent", func() bool { return fate(t, d, ticket).State == tickets.Sent })
	if !strings.Contains(s.heard(), "AUTH PLAIN") {
		t.Errorf("no sign-in in\n%s", s.heard())
	}
}

func TestARelayThatIsDownKeepsTheLetter(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close() // nobody listens there any more
	d, ticket := answered(t, tickets.Answer{})
	runUntil(t, d, outbox.Relay{Addr: l.Addr().String(), Security: outbox.Plain}, "the outbox says that it cannot connect",
		func(st outbox.State) bool { return st.Problem == "connect" && !st.Since.IsZero() })
	if f := fate(t, d, ticket); f.State != tickets.Deferred || f.Attempts != 1 {
		t.Errorf("it is %+v", f)
	}
}

func TestSettingsThatCannotWorkAreSaid(t *testing.T) {
	t.Parallel()
	d := desktest.Open(t)
	for _, r := range []outbox.Relay{{Addr: "utan port"}, {Addr: "mail.example:25", Security: outbox.Plain}, {Addr: "127.0.0.1:25", Security: "ssl"}} {
		if err := (&outbox.Outbox{Desk: d.Mailroom, Relay: r}).Run(t.Context()); !errors.Is(err, outbox.ErrConfig) {
			t.Errorf("%s %s: %v", r.Addr, r.Security, err)
		}
	}
	if said := fmt.Sprintf("%v %+v %s", outbox.Login{User: "u", Password: "p"}, outbox.Login{User: "u"}, outbox.Login{Password: "p"}); strings.ContainsAny(said, "up") {
		t.Errorf("a login prints as %s", said)
	}
}
