package mongo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func TestCredentials(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("of the file\r\nand a note\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LETHE_TEST_PASSWORD", "of the environment")
	t.Setenv("LETHE_TEST_EMPTY", "")
	uri := "mongodb://first:secret@db.example.com/desk?authSource=admin&authMechanism=SCRAM-SHA-256"
	for name, c := range map[string]struct {
		o              Options
		user, password string // none: refused
	}{
		"of the address":     {Options{}, "first", "secret"},
		"of the environment": {Options{User: "second", PasswordEnv: "LETHE_TEST_PASSWORD"}, "second", "of the environment"},
		"of a file":          {Options{User: "second", PasswordFile: file}, "second", "of the file"},
		"of neither":         {Options{User: "second"}, "", ""},
		"of both":            {Options{User: "second", PasswordEnv: "LETHE_TEST_PASSWORD", PasswordFile: file}, "", ""},
		"of an unset one":    {Options{User: "second", PasswordEnv: "LETHE_TEST_EMPTY"}, "", ""},
		"of a missing file":  {Options{User: "second", PasswordFile: file + "x"}, "", ""},
	} {
		opts := options.Client().ApplyURI(uri)
		err := c.o.authenticate(opts)
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
		"mongodb://db.example.com/desk":                      "desk",
		"mongodb://first:secret@a.example.com,b.example.com": DefaultDatabase,
	} {
		client, db, where, err := connect(Options{URI: uri})
		if err != nil || db != want || strings.Contains(where, "secret") || !strings.Contains(where, "example.com") {
			t.Errorf("%s: database %q on %q, %v; want %q", uri, db, where, err, want)
			continue
		}
		if err := client.Disconnect(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if _, db, _, err := connect(Options{URI: "mongodb://db.example.com/desk", Database: "other"}); err != nil || db != "other" {
		t.Errorf("database %q, %v; want other", db, err)
	}
	for _, uri := range []string{"", "db.example.com", "mongodb://first:sec/ret@db.example.com/", "mongodb://first:sec%zzret@db.example.com/", "https://first:secret@db.example.com"} {
		if _, _, _, err := connect(Options{URI: uri}); err == nil || strings.Contains(err.Error(), "sec") || strings.Contains(err.Error(), "zz") {
			t.Errorf("%s: %v, want a refusal without the password", uri, err)
		}
	}
}
