package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// closedPort is an address on this machine where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// TestCausesAreToldInTheReadersLanguage: what the network and a server's TLS say reaches the reader in words, with the
// technical text behind it.
func TestCausesAreToldInTheReadersLanguage(t *testing.T) {
	encrypted := httptest.NewTLSServer(nil)
	t.Cleanup(encrypted.Close)
	for address, want := range map[string][3]string{
		closedPort(t) + "/x?":                               {"Databasen går inte att nå: anslutningen vägras; ingen lyssnar där (", "The database cannot be reached: the connection is refused; nobody listens there (", "connection refused"},
		encrypted.Listener.Addr().String() + "/x?tls=true&": {"serverns certifikat kommer från någon som den här datorn inte litar på (", "the server's certificate comes from somebody whom this machine does not trust (", "x509: "},
	} {
		at := map[string]string{"data": filepath.Join(t.TempDir(), "data"), "store": "mongodb://" + address + "serverSelectionTimeoutMS=300"}
		for i, locale := range []string{"sv_SE.UTF-8", "C"} {
			if code, said := letheIn(t, locale, at, "keys", "status"); code != 1 || !strings.Contains(said, want[i]) || !strings.Contains(said, want[2]) {
				t.Errorf("%d %s\nwant %s … %s", code, said, want[i], want[2])
			}
		}
	}
}

// TestEveryCommonCauseHasItsWords, however deep it lies; what has none is told as it is.
func TestEveryCommonCauseHasItsWords(t *testing.T) {
	deep := func(err error) error {
		return fmt.Errorf("open it: %w", &fs.PathError{Op: "open", Path: "/x", Err: err})
	}
	for _, c := range []struct {
		err    error
		sv, en string
	}{
		{deep(syscall.EROFS), "Det gick inte: det går bara att läsa från disken (open it: open /x: read-only file system).", "It did not work: the disk can only be read (open it: open /x: read-only file system)."},
		{deep(syscall.EIO), "disken svarar med fel", "the disk answers with errors"},
		{deep(syscall.EISDIR), "en mapp står där en fil väntades", "a folder stands where a file was expected"},
		{deep(syscall.EMFILE), "för många filer är öppna", "too many files are open"},
		{deep(syscall.EACCES), "Den här användaren får inte använda /x.", "This user may not use /x."},
		{deep(syscall.ENOSPC), "Disken är full. Ingenting gick förlorat.", "The disk is full. Nothing was lost."},
		{deep(syscall.ENOENT), "Filen /x finns inte.", "There is no file /x."},
		{fmt.Errorf("write: %w", store.ErrFull), "Disken är full. Ingenting gick förlorat.", "The disk is full. Nothing was lost."},
		{fmt.Errorf("keys: %w", mongodb.ErrFull), "Disken är full. Ingenting gick förlorat.", "The disk is full. Nothing was lost."},
		{fmt.Errorf("dial: %w", syscall.EHOSTUNREACH), "nätet har ingen väg dit", "the network has no way there"},
		{fmt.Errorf("read: %w", syscall.ECONNRESET), "anslutningen bröts", "the connection was cut"},
		{fmt.Errorf("read: %w", syscall.ETIMEDOUT), "svaret dröjde för länge", "no answer came in time"},
		{fmt.Errorf("read: %w", os.ErrDeadlineExceeded), "svaret dröjde för länge", "no answer came in time"},
		{fmt.Errorf("ask: %w", context.DeadlineExceeded), "svaret dröjde för länge", "no answer came in time"},
		{fmt.Errorf("%w: %w", store.ErrAway, mongodb.ErrLate), "Databasen går inte att nå: svaret dröjde för länge", "The database cannot be reached: no answer came in time"},
		{&net.DNSError{Name: "db.example", IsNotFound: true}, "namnet db.example finns inte", "the name db.example does not exist"},
		{&net.DNSError{Name: "db.example", IsTemporary: true}, "namnet db.example går inte att slå upp just nu", "the name db.example cannot be looked up just now"},
		{x509.CertificateInvalidError{Reason: x509.Expired}, "serverns certifikat gäller inte i dag", "the server's certificate is not valid today"},
		{x509.HostnameError{Certificate: &x509.Certificate{}, Host: "db.example"}, "serverns certifikat gäller inte namnet db.example", "the server's certificate is not for the name db.example"},
		{fmt.Errorf("open: %w", mongodb.ErrLogin), "Databasen släpper inte in användaren: fel användare eller lösenord", "The database does not let the user in: wrong user or password"},
		{fmt.Errorf("%w: %w", tickets.ErrUnfinished, deep(syscall.EACCES)), "Flytten hit gick inte att avsluta, och därför glöms ingenting: åtkomst nekas (", "The move to here could not be finished, and so nothing is forgotten: access is denied ("},
		{fmt.Errorf("%w: %w", tickets.ErrUnfinished, deep(syscall.ENOSPC)), "glöms ingenting: disken är full (", "nothing is forgotten: the disk is full ("},
		{fmt.Errorf("open store on db.example/desk: %w", mongodb.ErrOld), "Databasservern är för gammal. Det som behövs är MongoDB 6.0 eller senare", "The database server is too old. Wanted is MongoDB 6.0 or newer"},
		{errors.New("what nobody knows"), "what nobody knows", "what nobody knows"},
		{fmt.Errorf("read the file: %w", io.ErrUnexpectedEOF), "read the file: unexpected EOF", "read the file: unexpected EOF"},
	} {
		for l, want := range map[lang.Lang]string{lang.SV: c.sv, lang.EN: c.en} {
			if said := explain(l, c.err); !strings.Contains(said, want) {
				t.Errorf("%v: %s\nwant %s", c.err, said, want)
			}
		}
	}
	if at := "10.1.2.3:80"; !strings.Contains(cannotListen(lang.SV, at, syscall.EADDRNOTAVAIL), "adressen hör inte till den här datorn") {
		t.Error(cannotListen(lang.SV, at, syscall.EADDRNOTAVAIL))
	}
}
