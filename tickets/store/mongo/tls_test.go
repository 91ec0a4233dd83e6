package mongo_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// TestTLS: a server behind TLS is used when its certificate is trusted, and refused with the reason when it is not.
func TestTLS(t *testing.T) {
	plain, err := url.Parse(mongotest.Ferret(t))
	if err != nil {
		t.Fatal(err)
	}
	cert, file := certificate(t)
	at := "mongodb://" + tlsBefore(t, plain.Host, cert) + "/secure?serverSelectionTimeoutMS=1000&tls=true"
	colls := []store.Coll{{Name: "things"}}
	for name, a := range map[string]mongo.Address{
		"by the address": {URI: at + "&tlsCAFile=" + url.QueryEscape(file)},
		"by settings":    {URI: at, TLS: &tls.Config{RootCAs: pool(t, file), MinVersion: tls.VersionTLS12}},
	} {
		s, err := mongo.Open(t.Context(), mongo.Options{Address: a, Colls: colls})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := s.Get(t.Context(), store.Ref{Coll: "things", ID: "x"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err = mongo.Open(t.Context(), mongo.Options{Address: mongo.Address{URI: at}, Colls: colls})
	if !errors.Is(err, store.ErrAway) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate that nobody trusts: %v", err)
	}
}

// TestWrongPassword: a refused user is told as that, at once and without the password.
func TestWrongPassword(t *testing.T) {
	a := mongo.Address{URI: mongotest.Server(t), User: "nobody", Password: "invented-secret"}
	_, err := mongo.Open(t.Context(), mongo.Options{Address: a, Colls: []store.Coll{{Name: "things"}}})
	if !errors.Is(err, mongodb.ErrLogin) || strings.Contains(err.Error(), "invented") {
		t.Errorf("%v, want %v", err, mongodb.ErrLogin)
	}
}

// TestNobodyThere: an address where nobody listens is told with the servers and the reason.
func TestNobodyThere(t *testing.T) {
	_, err := mongo.Open(t.Context(), mongo.Options{Address: mongo.Address{URI: "mongodb://kim:invented-secret@127.0.0.1:1/desk?serverSelectionTimeoutMS=300"}, Colls: []store.Coll{{Name: "things"}}})
	if !errors.Is(err, store.ErrAway) || !strings.Contains(err.Error(), "127.0.0.1:1") || strings.Contains(err.Error(), "invented") {
		t.Errorf("%v, want %v with the server", err, store.ErrAway)
	}
}

// certificate is one for 127.0.0.1 that signs itself, and a file of it.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "db.example.com"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

func pool(t *testing.T, file string) *x509.CertPool {
	t.Helper()
	b, err := os.ReadFile(file)
	p := x509.NewCertPool()
	if err != nil || !p.AppendCertsFromPEM(b) {
		t.Fatal("no certificate", err)
	}
	return p
}

// tlsBefore listens with TLS before a server until the test ends, and returns where.
func tlsBefore(t *testing.T, server string, cert tls.Certificate) string {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go join(from, server)
		}
	}()
	return l.Addr().String()
}

// join carries bytes both ways until one side ends.
func join(from net.Conn, server string) {
	defer func() { _ = from.Close() }()
	to, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer func() { _ = to.Close() }()
	go func() {
		_, _ = io.Copy(to, from)
		_ = to.Close()
	}()
	_, _ = io.Copy(from, to)
}
