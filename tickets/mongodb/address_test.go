package mongodb

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
)

func TestCredentials(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("of the file\r\nand a note\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	uri := "mongodb://first:secret@db.example.com/desk?authSource=admin&authMechanism=SCRAM-SHA-256"
	for name, c := range map[string]struct {
		a              Address
		user, password string // none: refused
	}{
		"of the address":    {Address{}, "first", "secret"},
		"given":             {Address{User: "second", Password: "given"}, "second", "given"},
		"of a file":         {Address{User: "second", PasswordFile: file}, "second", "of the file"},
		"of neither":        {Address{User: "second"}, "", ""},
		"of both":           {Address{User: "second", Password: "given", PasswordFile: file}, "", ""},
		"of a missing file": {Address{User: "second", PasswordFile: file + "x"}, "", ""},
	} {
		opts := options.Client().ApplyURI(uri)
		err := c.a.authenticate(opts)
		if c.user == "" {
			if err == nil || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: %v, want a refusal", name, err)
			}
			continue
		}
		if err != nil || opts.Auth.Username != c.user || opts.Auth.Password != c.password || opts.Auth.AuthSource != "admin" || opts.Auth.AuthMechanism != "SCRAM-SHA-256" {
			t.Errorf("%s: %+v, %v", name, opts.Auth, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://127.0.0.1:1/desk":                     "127.0.0.1:1/desk",
		"mongodb://first:secret@127.0.0.1:1,127.0.0.1:2": "127.0.0.1:1,127.0.0.1:2/" + DefaultDatabase,
	} {
		a := Address{URI: uri}
		db, err := a.Connect()
		where, bad := a.Where()
		if err != nil || bad != nil || where != want || db.Name() != want[len(want)-len(db.Name()):] {
			t.Errorf("%s: %q, %v, %v; want %q", uri, where, err, bad, want)
			continue
		}
		if err := db.Client().Disconnect(t.Context()); err != nil {
			t.Error(err)
		}
	}
	given := Address{URI: "mongodb://db.example.com/desk?authMechanism=SCRAM-SHA-256", User: "second", Password: "given"}
	if where, err := given.Where(); err != nil || where != "db.example.com/desk" {
		t.Errorf("a mechanism for a user given beside it: %s, %v", where, err)
	}
	if db, err := given.Connect(); err != nil || db.Name() != "desk" {
		t.Errorf("a mechanism for a user given beside it: %v", err)
	}
	if db, err := (Address{URI: "mongodb://127.0.0.1:1/desk", Database: "other"}).Connect(); err != nil || db.Name() != "other" {
		t.Errorf("%v, want the database other", err)
	}
	for _, uri := range []string{"", "db.example.com", "mongodb://first:sec/ret@db.example.com/", "mongodb://first:sec%zzret@db.example.com/", "https://first:secret@db.example.com"} {
		if _, err := (Address{URI: uri}).Connect(); err == nil || strings.Contains(err.Error(), "sec") || strings.Contains(err.Error(), "zz") {
			t.Errorf("%s: %v, want a refusal without the password", uri, err)
		}
	}
}

func TestWhoCanReadOnTheWay(t *testing.T) {
	for uri, want := range map[string]bool{
		"mongodb://db.example.com/desk":                    true,
		"mongodb://127.0.0.1,db.example.com/desk":          true,
		"mongodb://db.example.com/desk?tls=true":           false,
		"mongodb://127.0.0.1:27018,localhost,[::1]:1/desk": false,
	} {
		if got := (Address{URI: uri}).Open(); got != want {
			t.Errorf("%s: %v", uri, got)
		}
	}
}

func TestSharedServers(t *testing.T) {
	a := Address{URI: "mongodb://a.example.com,b.example.com/desk"}
	for uri, want := range map[string]bool{"mongodb://b.example.com/keys": true, "mongodb://c.example.com/keys": false, "b.example.com": false} {
		if got := a.Shares(Address{URI: uri}); got != want {
			t.Errorf("%s: %v", uri, got)
		}
	}
}

func TestANameThatIsUnknownIsNoMalformedAddress(t *testing.T) {
	err := refused(fmt.Errorf("error parsing uri kim:secret: %w", &net.DNSError{Name: "_mongodb._tcp.db.example.com", Err: "no such host"}))
	if !errors.Is(err, ErrAway) || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "db.example.com") {
		t.Errorf("%v, want %v with the name", err, ErrAway)
	}
	if err := refused(errors.New("error parsing uri kim:secret")); !errors.Is(err, ErrAddress) || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v, want %v", err, ErrAddress)
	}
}

// TestAnAddressCannotWeakenWhatIsPromised: documents, blobs and keys all go through what Connect makes.
func TestAnAddressCannotWeakenWhatIsPromised(t *testing.T) {
	for _, uri := range []string{
		"mongodb://db.example.com/desk",
		"mongodb://db.example.com/desk?w=1&readPreference=secondaryPreferred&readConcernLevel=local&retryWrites=true",
		"mongodb://db.example.com/desk?w=0&journal=false&wtimeoutMS=5&readPreference=secondary&maxStalenessSeconds=120&readConcernLevel=linearizable&timeoutMS=100",
		"mongodb://db.example.com/desk?w=2&readPreference=nearest&readPreferenceTags=rack:1&readConcernLevel=available",
	} {
		for _, a := range []Address{{URI: uri}, {URI: uri, User: "second", Password: "given"}} {
			c, err := a.options()
			if err != nil {
				t.Errorf("%s: %v", uri, err)
				continue
			}
			if w := c.WriteConcern; w == nil || w.W != "majority" || w.Journal != nil {
				t.Errorf("%s: written to %+v, want a majority", uri, w)
			}
			if r := c.ReadPreference; r == nil || r.Mode() != readpref.PrimaryMode || len(r.TagSets()) > 0 {
				t.Errorf("%s: read from %v, want the primary", uri, r)
			}
			if c.RetryWrites == nil || *c.RetryWrites {
				t.Errorf("%s: the driver repeats writes", uri)
			}
			if c.ReadConcern != nil || c.Timeout != nil {
				t.Errorf("%s: reads see %v, calls end after %v; want none of the address's", uri, c.ReadConcern, c.Timeout)
			}
		}
	}
}
