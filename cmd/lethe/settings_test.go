package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/lang"
)

// wrongWith is what lethe config says about a file and an environment.
func wrongWith(t *testing.T, l lang.Lang, file string, environ ...string) (int, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lethe.toml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	code := run(t.Context(), []string{"--config", path, "config"}, append(environ, "LANG="+string(l)), strings.NewReader(""), &out, &out)
	return code, strings.ReplaceAll(out.String(), path, "FILE")
}

func TestAMistakeInTheSettingsIsNamedWithWhatWasExpected(t *testing.T) {
	const box = "[mailbox.support]\naddress = \"127.0.0.1:143\"\nuser = \"support\"\n"
	for _, c := range []struct {
		file   string
		env    string
		sv, en string
	}{
		{"listen = \"8080\"", "", `listen = "8080" (fil): väntade värd och port`, `listen = "8080" (file): expected host and port`},
		{"listn = \"127.0.0.1:80\"", "", "listn (fil): en sådan inställning finns inte", "listn (file): there is no such setting"},
		{"[listen]\nport = 80", "", "listen.port (fil): en sådan", "listen.port (file): there is no such"},
		{"keep_years = \"sju\"", "", `keep_years = "sju" (fil): väntade ett antal år från 1 till 30`, `keep_years = "sju" (file): expected a number of years`},
		{"keep_years = 0", "", `keep_years = "0" (fil)`, `keep_years = "0" (file)`},
		{"keep_years = \"\"", "", `keep_years = "" (fil): väntade`, `keep_years = "" (file): expected`},
		{"zone = [\"Europe/Stockholm\"]", "", "zone = ", "zone = "},
		{"forget_at = \"25:00\"", "", `väntade ett klockslag`, `expected a time of day`},
		{"base_url = \"https://support.foretag.example/lethe\"", "", `utan något efter värden`, `with nothing after the host`},
		{"privacy_url = \"foretag.example\"", "", "privacy_url", "expected the address of a page"},
		{"[smtp]\naddress = \"smtp.foretag.example:25\"\nsecurity = \"plain\"", "", `smtp.security = "plain" (fil): väntade tls eller starttls`, `smtp.security = "plain" (file): expected tls or starttls`},
		{"[mailbox.support]\nuser = \"support\"", "", "mailbox.support.address", "mailbox.support.address"},
		{box + "processed = \"inbox\"", "", "mailbox.support.processed", "expected another folder"},
		{box + "pasword = \"hemligt\"", "", "mailbox.support.pasword (fil)", "mailbox.support.pasword (file)"},
		{"company = \"Axsensor\nlisten = 1", "", "FILE: rad 1, tecken 20 är inte TOML", "FILE: line 1, character 20 is not TOML"},
		{"store = \"db.foretag.example\"", "", `store = "db.foretag.example" (fil): väntade en adress till MongoDB`, `store = "db.foretag.example" (file): expected an address of MongoDB`},
		{"store = \"mongodb://kim:hem/ligt@db.foretag.example/\"", "", "väntade en adress till MongoDB", "expected an address of MongoDB"},
		{"keys = \"mongodb://keys.foretag.example/x\"", "", "master = ", "expected file:FILE, env:VARIABLE"},
		{"store = \"mongodb://kim:hemligt@db.foretag.example/x\"\nkeys = \"mongodb://db.foretag.example/x\"\nmaster = \"env:X\"", "", "väntade en annan databas", "expected another database"},
		{"master = \"hemligt\"", "", "master", "master"},
		{"store = \"mongodb://db.foretag.example/x\"\nstore_user = \"desk\"", "", "store_password", "store_password"},
		{"store = \"mongodb://db.foretag.example/x\"\nstore_password = \"hemligt\"", "", "store_user", "store_user"},
		{"store_user = \"desk\"\nstore_password = \"hemligt\"", "", "ingen användare utan", "no user without"},
		{"store = \"mongodb://db.foretag.example/x\"\nstore_user = \"desk\"\nstore_password = \"hemligt\"", "LETHE_STORE_PASSWORD_FILE=/x", "antingen lösenordet", "either the password"},
		{"blob_limit = 0", "", "megabyte från 1", "megabytes from 1"},
		{"", "LETHE_ZONE=Sverige", `zone = "Sverige" (miljö): väntade en tidszon`, `zone = "Sverige" (environment): expected a time zone`},
		{"", "LETHE_SMTP_ADRESS=127.0.0.1:25", "LETHE_SMTP_ADRESS (miljö): en sådan", "LETHE_SMTP_ADRESS (environment): there is no such"},
		{"", "LETHE_MAILBOX_SUPPORT_ADDRESS=127.0.0.1:143", "mailbox.support.user", "mailbox.support.user"},
	} {
		for l, want := range map[lang.Lang]string{lang.SV: c.sv, lang.EN: c.en} {
			code, said := wrongWith(t, l, c.file, c.env)
			if code != 1 || !strings.Contains(said, want) || strings.Contains(said, "⟦") || strings.Contains(said, "hemligt") {
				t.Errorf("%s %s in %s: %d %s\nwant %s", c.file, c.env, l, code, said, want)
			}
		}
	}
}

func TestSettingsComeFromWhereTheyAreSaidToCome(t *testing.T) {
	code, said := wrongWith(t, lang.EN, "company = \"Axsensor AB\"\n[smtp]\naddress = \"127.0.0.1:25\"\nsecurity = \"plain\"\npassword = \"hemligt\"\n",
		"LETHE_ZONE=UTC", "LETHE_COMPANY=", "LETHE_TEST_AXE=/x")
	for _, want := range []string{"company = Axsensor AB  (file)", "zone = UTC  (environment)", "language = sv  (default)", "smtp.password = ••••••  (file)"} {
		if code != 0 || !strings.Contains(said, want) || strings.Contains(said, "hemligt") {
			t.Errorf("%d, %q is not in: %s", code, want, said)
		}
	}
}

func TestEveryMistakeIsSaidAtOnce(t *testing.T) {
	if _, said := wrongWith(t, lang.EN, "listen = \"x\"\nlog = \"loud\"\nlanguage = \"fi\""); strings.Count(said, "expected") != 3 {
		t.Errorf("three mistakes: %s", said)
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		file        string
		store, keys string
		master      string
	}{
		{`data = "/srv/desk"`, "/srv/desk", "/srv/desk.keys", "file:/srv/desk.keys/master.key"},
		{"data = \"/srv/desk\"\nkeys = \"/mnt/keys\"", "/srv/desk", "/mnt/keys", "file:/mnt/keys/master.key"},
		{"data = \"/srv/desk\"\nstore = \"mongodb://kim:hemligt@db.foretag.example/desk?tls=true\"", "mongodb://db.foretag.example/desk", "/srv/desk.keys", "file:/srv/desk.keys/master.key"},
		{"store = \"mongodb://db.foretag.example\"\nkeys = \"mongodb://keys.foretag.example/k\"\nmaster = \"credential:lethe\"\nkeys_user = \"k\"\nkeys_password = \"hemligt\"",
			"mongodb://db.foretag.example/lethe", "mongodb://keys.foretag.example/k", "credential:lethe"},
	} {
		file := filepath.Join(t.TempDir(), "lethe.toml")
		if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := readSettings(nil, nil, file)
		if err != nil {
			t.Fatal(err)
		}
		if p := s.place(); p.name() != c.store || p.keysName() != c.keys || p.master != c.master || p.blobLimit != 256<<20 {
			t.Errorf("%s: %q, %q, %q, %d", c.file, p.name(), p.keysName(), p.master, p.blobLimit)
		}
		if _, said := wrongWith(t, lang.EN, c.file); strings.Contains(said, "hemligt") || !strings.Contains(said, "master = "+c.master) {
			t.Errorf("%s: lethe config says %s", c.file, said)
		}
	}
}

func TestCautions(t *testing.T) {
	for file, want := range map[string]string{
		"store = \"mongodb://db.foretag.example/x\"":                                                                                      "anslutningen till store är inte krypterad",
		"store = \"mongodb://127.0.0.1/x\"\nkeys = \"mongodb://keys.foretag.example/x\"\nmaster = \"env:X\"":                              "anslutningen till keys är inte krypterad",
		"store = \"mongodb://a.foretag.example/x?tls=true\"\nkeys = \"mongodb://a.foretag.example/k?tls=true\"\nmaster = \"env:LETHE_M\"": "på samma server som dokumenten",
	} {
		if code, said := wrongWith(t, lang.SV, file); code != 0 || !strings.Contains(said, want) {
			t.Errorf("%s: %d, want %q in %s", file, code, want, said)
		}
	}
}
