package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// stopper cancels a command when it says something.
type stopper struct {
	bytes.Buffer
	at   string
	stop func()
}

func (s *stopper) Write(p []byte) (int, error) {
	if s.Buffer.Write(p); bytes.Contains(s.Bytes(), []byte(s.at)) {
		s.stop()
	}
	return len(p), nil
}

// interrupted runs a command and stops it when it says something.
func interrupted(t *testing.T, at map[string]string, when string, args ...string) (int, string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	environ := []string{"LANG=sv_SE.UTF-8"}
	for k, v := range at {
		environ = append(environ, envName(k)+"="+v)
	}
	out := &stopper{at: when, stop: stop}
	code := run(ctx, args, environ, strings.NewReader(""), out, out)
	return code, out.String()
}

// TestAMoveIsCutShort: it goes on with the same command, to no other place, and until then nobody serves either side; or
// it is given up, which frees the desk and destroys the keys that were carried.
func TestAMoveIsCutShort(t *testing.T) {
	_, at, _ := movable(t, 2)
	to, other := filepath.Join(t.TempDir(), "second"), filepath.Join(t.TempDir(), "other")
	cut := func(to string) {
		t.Helper()
		if code, said := interrupted(t, at, "Bilagor", "move", "--to", to); code != 1 || !strings.Contains(said, "Flytten avbröts") {
			t.Fatalf("%d %s", code, said)
		}
	}
	says := func(at map[string]string, want string, args ...string) {
		t.Helper()
		if code, said := lethe(t, at, args...); !strings.Contains(said, want) {
			t.Errorf("lethe %s: %d %s\nwant %s", strings.Join(args, " "), code, said, want)
		}
	}
	there := map[string]string{"data": to}
	cut(to)
	says(at, "håller på att flyttas till "+to, "forget")
	says(there, "är inte klar", "forget")
	says(at, "En annan flytt har redan börjat", "move", "--to", other)
	says(at, "har avbrutits för gott", "move", "--cancel")
	says(at, "Inget att glömma", "forget")
	says(there, "resterna av en flytt", "forget")
	says(at, "Ingen flytt härifrån har börjat", "move", "--cancel")
	if _, err := seal.Open(t.Context(), seal.Options{Dir: to + ".keys", Master: make([]byte, 32)}); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("the keys that were carried: %v", err)
	}
	says(at, "resterna av en flytt", "move", "--to", to)
	again := filepath.Join(t.TempDir(), "again")
	cut(again)
	says(at, "lika på båda sidor", "move", "--to", again)
	says(at, "har flyttat till "+again, "move", "--cancel")
	says(map[string]string{"data": again}, "Flytten är avslutad", "move", "--finish")
	says(at, "har flyttat till "+again, "move", "--to", other)
}

// TestADestinationOutOfReach: a move is given up even when its destination is gone, and what is to be deleted is named.
func TestADestinationOutOfReach(t *testing.T) {
	_, at, _ := movable(t, 1)
	to := filepath.Join(t.TempDir(), "second")
	if code, said := interrupted(t, at, "Bilagor", "move", "--to", to); code != 1 {
		t.Fatalf("%d %s", code, said)
	}
	if err := os.Rename(to, to+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := lethe(t, at, "move", "--cancel"); code != 0 || !strings.Contains(said, "för hand") || !strings.Contains(said, to+".keys") {
		t.Errorf("%d %s", code, said)
	}
	if code, said := lethe(t, at, "forget"); code != 0 {
		t.Errorf("%d %s", code, said)
	}
}

// TestKeysElsewhere: a move that was cut short neither goes on nor is given up with its keys in another place than before,
// which would leave a copy of them behind.
func TestKeysElsewhere(t *testing.T) {
	_, at, _ := movable(t, 1)
	to, keys := filepath.Join(t.TempDir(), "second"), filepath.Join(t.TempDir(), "keys")
	if code, said := interrupted(t, at, "Bilagor", "move", "--to", to, "--to-keys", keys); code != 1 {
		t.Fatalf("%d %s", code, said)
	}
	if code, said := lethe(t, at, "move", "--to", to); code != 1 || !strings.Contains(said, "En annan flytt") {
		t.Errorf("to go on: %d %s", code, said)
	}
	if code, said := lethe(t, at, "move", "--cancel"); code != 1 || !strings.Contains(said, "nycklarna i "+keys) {
		t.Errorf("to give up: %d %s", code, said)
	}
	if _, err := os.Stat(to + ".keys"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("other keys were made: %v", err)
	}
	if code, said := lethe(t, at, "move", "--cancel", "--to-keys", keys); code != 0 || !strings.Contains(said, keys+" är förstörda") {
		t.Errorf("%d %s", code, said)
	}
	if there, err := seal.Exists(keys); err != nil || !there {
		t.Fatalf("no mark in %s: %v", keys, err)
	}
	if _, err := seal.Open(t.Context(), seal.Options{Dir: keys}); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("the keys that were carried: %v", err)
	}
}

// TestOldKeysAreNotServed: who changes the place of the documents and not that of the keys is told so.
func TestOldKeysAreNotServed(t *testing.T) {
	_, at, _ := movable(t, 1)
	to := filepath.Join(t.TempDir(), "second")
	if code, said := lethe(t, at, "move", "--to", to); code != 0 {
		t.Fatalf("%d %s", code, said)
	}
	there := map[string]string{"data": to, "keys": at["keys"], "master": at["master"]}
	for _, line := range []string{"keys status", "move --finish"} {
		if code, said := lethe(t, there, strings.Fields(line)...); code != 1 || !strings.Contains(said, "keys leder till nycklarna som") {
			t.Errorf("%s: %d %s", line, code, said)
		}
	}
	if code, said := lethe(t, map[string]string{"data": to}, "move", "--finish", "--keys-gone"); code != 0 {
		t.Errorf("%d %s", code, said)
	}
	if _, err := seal.Open(t.Context(), seal.Options{Dir: at["keys"]}); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("keys that were said to be gone and were not: %v, want ErrDestroyed", err)
	}
}

// TestKeysInTheOldPlace: an installation may be brought to where it was before, on another machine for one.
func TestKeysInTheOldPlace(t *testing.T) {
	_, at, _ := movable(t, 1)
	to := filepath.Join(t.TempDir(), "second")
	if code, said := lethe(t, at, "move", "--to", to); code != 0 {
		t.Fatalf("%d %s", code, said)
	}
	if err := errors.Join(os.RemoveAll(at["keys"]), os.Rename(to+".keys", at["keys"])); err != nil {
		t.Fatal(err)
	}
	there := map[string]string{"data": to, "keys": at["keys"]}
	for i, line := range []string{"forget", "move --finish", "move --finish --keys-gone", "forget"} {
		if code, said := lethe(t, there, strings.Fields(line)...); (code != 0) != (i == 1) {
			t.Errorf("%s: %d %s", line, code, said)
		}
	}
}

// TestOneKeyStoreOfTwoNames: keys are not taken for two copies because their server has two names. Otherwise the end of the
// move would destroy the only ones there are.
func TestOneKeyStoreOfTwoNames(t *testing.T) {
	uri := mongotest.Server(t)
	other := strings.Replace(uri, "127.0.0.1", "localhost", 1)
	if other == uri {
		other = strings.Replace(uri, "localhost", "127.0.0.1", 1)
	}
	if other == uri {
		t.Fatal("LETHE_TEST_MONGODB names its server neither as 127.0.0.1 nor as localhost: tests talk to this machine only, and this one needs both names")
	}
	_, at, _ := movable(t, 1)
	to, name, master := filepath.Join(t.TempDir(), "second"), mongotest.Name(t, uri), "file:"+filepath.Join(t.TempDir(), "master.key")
	code, said := lethe(t, at, "move", "--to", to, "--to-keys", addressOf(uri, name), "--to-master", master)
	if code != 0 {
		t.Fatalf("%d %s", code, said)
	}
	at = pointed(at, said)
	at["keys"] = addressOf(uri, name)
	if code, said := lethe(t, at, "move", "--finish"); code != 0 {
		t.Fatalf("%d %s", code, said)
	}
	third := filepath.Join(t.TempDir(), "third")
	if code, said := lethe(t, at, "move", "--to", third, "--to-keys", addressOf(other, name), "--to-master", master); code != 1 || !strings.Contains(said, "ligger redan där") {
		t.Errorf("%d %s", code, said)
	}
	if code, said := lethe(t, at, "forget"); code != 0 {
		t.Errorf("%d %s", code, said)
	}
}

// TestKeysDeletedByHand: a move whose source is gone is finished when somebody says so, and not before.
func TestKeysDeletedByHand(t *testing.T) {
	_, at, _ := movable(t, 1)
	to := filepath.Join(t.TempDir(), "second")
	if code, said := lethe(t, at, "move", "--to", to); code != 0 {
		t.Fatalf("%d %s", code, said)
	}
	if err := os.RemoveAll(at["keys"]); err != nil {
		t.Fatal(err)
	}
	there := map[string]string{"data": to}
	for range 2 {
		if code, said := lethe(t, there, "move", "--finish"); code != 1 || !strings.Contains(said, "gick inte att avsluta") {
			t.Errorf("%d %s", code, said)
		}
	}
	for _, want := range []string{"Flytten är avslutad", "Ingen flytt hit väntar"} {
		if code, said := lethe(t, there, "move", "--finish", "--keys-gone"); code != 0 || !strings.Contains(said, want) {
			t.Errorf("%d %s, want %s", code, said, want)
		}
	}
}

// TestWrongMoves are refused before anything is changed.
func TestWrongMoves(t *testing.T) {
	_, at, _ := movable(t, 1)
	used := filepath.Join(t.TempDir(), "used")
	if code, said := lethe(t, map[string]string{"data": used}, "forget"); code != 1 {
		t.Fatalf("%d %s", code, said)
	}
	for _, c := range []struct{ line, want string }{
		{"", "Ange --to"},
		{"--finish --cancel", "Ange --to"},
		{"--to " + at["data"], "redan i"},
		{"--to " + used + " --to-keys " + at["keys"], "Nycklarna ligger redan"},
		{"--to " + used + " --to-keys mongodb://keys.company.example/k", "behöver --to-master"},
		{"--to mongodb://", "Adressen går inte"},
		{"--to " + used + " --to-master secret", "master"},
	} {
		code, said := lethe(t, at, append([]string{"move"}, strings.Fields(c.line)...)...)
		if code != 1 || !strings.Contains(said, c.want) {
			t.Errorf("move %s: %d %s\nwant %s", c.line, code, said, c.want)
		}
	}
	if code, said := lethe(t, at, "forget"); code != 0 {
		t.Errorf("after wrong moves: %d %s", code, said)
	}
	if code, said := lethe(t, map[string]string{"data": filepath.Join(t.TempDir(), "none")}, "move", "--to", used); code != 1 || !strings.Contains(said, "Det finns ingen installation i") {
		t.Errorf("a move of nothing: %d %s", code, said)
	}
}

// TestKeysOnAServerMove: keys go from one deployment to another, and the old ones are destroyed there.
func TestKeysOnAServerMove(t *testing.T) {
	uri := mongotest.Server(t)
	_, at, _ := movable(t, 1)
	to := filepath.Join(t.TempDir(), "second")
	for i := range 2 {
		keys := addressOf(uri, mongotest.Name(t, uri))
		master := filepath.Join(t.TempDir(), "master.key")
		code, said := lethe(t, at, "move", "--to", to, "--to-keys", keys, "--to-master", "file:"+master)
		if code != 0 {
			t.Fatalf("%d %s", code, said)
		}
		if strings.Contains(said, password(uri)+"@") {
			t.Errorf("the password is told: %s", said)
		}
		old := at
		at = pointed(at, said)
		at["keys"] = keys
		if i > 0 { // the address that is kept leaves out the password
			if code, said := lethe(t, at, "move", "--finish"); code != 1 || !strings.Contains(said, "gick inte att avsluta") {
				t.Errorf("to finish without a password: %d %s", code, said)
			}
			at["move_keys_user"], at["move_keys_password"] = user(uri), password(uri)
		}
		if code, said := lethe(t, at, "move", "--finish"); code != 0 || !strings.Contains(said, "Flytten är avslutad") {
			t.Fatalf("%d %s", code, said)
		}
		set, err := readSettings(old, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		g := &ground{}
		if err := g.openKeys(t.Context(), set.place(), groundOptions{now: clock}, false); !errors.Is(err, seal.ErrDestroyed) {
			t.Errorf("the old keys: %v, want ErrDestroyed", err)
		}
		if err := g.close(); err != nil {
			t.Error(err)
		}
		to = filepath.Join(t.TempDir(), "third")
	}
}

// user and password are those in an address.
func user(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	name, _, _ := strings.Cut(rest, ":")
	return name
}

func password(uri string) string {
	_, rest, _ := strings.Cut(uri, "://"+user(uri)+":")
	word, _, _ := strings.Cut(rest, "@")
	return word
}

func TestAddressesAreKeptWithoutSecrets(t *testing.T) {
	for given, want := range map[string]string{
		"mongodb://u:p@a.example:1,b.example/d?tls=true&tlsCertificateKeyFilePassword=x&authSource=admin": "mongodb://a.example:1,b.example/d?tls=true&authSource=admin",
		"mongodb+srv://u@a.example?tls=true":                    "mongodb+srv://a.example/?tls=true",
		"mongodb://a.example/d":                                 "mongodb://a.example/d",
		"mongodb://u:p@a.example/d?authMechanism=SCRAM-SHA-256": "mongodb://a.example/d?authMechanism=SCRAM-SHA-256",
	} {
		if got := withoutSecrets(given, ""); got != want {
			t.Errorf("%s became %s, want %s", given, got, want)
		}
	}
}
