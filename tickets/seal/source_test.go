//go:build unix

package seal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
)

// theKey is a master key that shows wherever it turns up.
var theKey = []byte("a master key of 32 bytes, madeup")

// guardedDir is a folder that only its owner may write to.
func guardedDir(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeKey(t *testing.T, path string, b []byte, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// silent requires an error of a kind that holds nothing of what the source gave.
func silent(t *testing.T, what string, err, want error, secret []byte) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
		return
	}
	if len(secret) >= 8 && strings.Contains(err.Error(), string(secret[:8])) {
		t.Errorf("%s: the error shows the key: %v", what, err)
	}
}

// Every source gives the key in each form that it may have, and refuses each other one.
func TestMasterForms(t *testing.T) {
	hexed := []byte(hex.EncodeToString(theKey))
	good := map[string][]byte{
		"hex": hexed, "upper hex and lines": []byte("\n " + strings.ToUpper(string(hexed)) + "\r\n"),
		"base64": []byte(base64.StdEncoding.EncodeToString(theKey) + "\n"), "unpadded": []byte(base64.RawURLEncoding.EncodeToString(theKey)),
	}
	bad := map[string][]byte{
		"short hex": hexed[:62], "long hex": append(bytes.Clone(hexed), 'a', 'b'), "hex of half a key": hexed[:32], "letters": []byte("password"),
		"short base64": []byte(base64.StdEncoding.EncodeToString(theKey[:31])), "two words": append(append(bytes.Clone(hexed[:32]), ' '), hexed[32:]...),
		"much": bytes.Repeat([]byte("a"), 5000),
	}
	dir := guardedDir(t)
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	path := filepath.Join(dir, "key")
	sources := []string{"file:" + path, "credential:key", "command:cat '" + path + "'"}
	try := func(what string, b []byte, want error, sources ...string) {
		for _, source := range sources {
			writeKey(t, path, b, 0o600)
			key, err := seal.Master(t.Context(), source, false)
			if want != nil {
				silent(t, what+" of "+source, err, want, b)
			} else if err != nil || !bytes.Equal(key, theKey) {
				t.Errorf("%s of %s: %q, %v", what, source, key, err)
			}
		}
		if !bytes.Contains(b, []byte{0}) {
			t.Setenv("LETHE_TEST_MASTER", string(b))
		}
	}
	env := "env:LETHE_TEST_MASTER"
	for what, b := range good {
		try(what, b, nil, sources...)
		try(what, b, nil, env)
	}
	try("bare", theKey, nil, sources...)
	for what, b := range bad {
		try(what, b, seal.ErrWrongMaster, sources...)
		try(what, b, seal.ErrWrongMaster, env)
	}
	try("a bare one in a variable", theKey, nil)
	try("a bare one in a variable", theKey, seal.ErrWrongMaster, env)
	try("33 bytes", append(bytes.Clone(theKey), '\n'), seal.ErrWrongMaster, sources...)
}

// What is not there says so, and what is no source too.
func TestMasterThatIsNotThere(t *testing.T) {
	dir := guardedDir(t)
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	t.Setenv("LETHE_TEST_MASTER", " ")
	for source, want := range map[string]error{
		"file:" + filepath.Join(dir, "none"): seal.ErrNoMaster, "env:LETHE_TEST_MASTER": seal.ErrNoMaster, "env:LETHE_TEST_NO_SUCH": seal.ErrNoMaster,
		"credential:none": seal.ErrNoMaster, "command:true": seal.ErrNoMaster, "credential:../keys/x": seal.ErrSource, "credential:..": seal.ErrSource,
		"": seal.ErrSource, "file": seal.ErrSource, "file:": seal.ErrSource, "/etc/key": seal.ErrSource, "vault:x": seal.ErrSource,
		"command:cat 'x": seal.ErrSource, "command: ": seal.ErrSource,
	} {
		if _, err := seal.Master(t.Context(), source, false); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", source, err, want)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	if _, err := seal.Master(t.Context(), "credential:x", false); !errors.Is(err, seal.ErrNoMaster) {
		t.Errorf("without systemd: %v", err)
	}
	made, err := seal.Master(t.Context(), "file:"+filepath.Join(dir, "new"), true)
	if err != nil || len(made) != 32 {
		t.Fatalf("made %d bytes, %v", len(made), err)
	}
	if again, err := seal.Master(t.Context(), "file:"+filepath.Join(dir, "new"), false); err != nil || !bytes.Equal(again, made) {
		t.Errorf("read %x, %v", again, err)
	}
}

// A file that others may read, or exchange, is refused.
func TestMasterThatOthersMayRead(t *testing.T) {
	dir := guardedDir(t)
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	path := filepath.Join(dir, "key")
	for mode, refused := range map[os.FileMode]string{0o400: "", 0o600: "", 0o640: "file", 0o440: "file", 0o604: "file credential", 0o666: "file credential"} {
		writeKey(t, path, theKey, mode)
		for _, source := range []string{"file:" + path, "credential:key"} {
			kind, _, _ := strings.Cut(source, ":")
			_, err := seal.Master(t.Context(), source, true)
			if strings.Contains(refused, kind) {
				silent(t, source, err, seal.ErrExposed, theKey)
			} else if err != nil {
				t.Errorf("%s with mode %o: %v", source, mode, err)
			}
		}
	}
	writeKey(t, path, theKey, 0o600)
	link := filepath.Join(guardedDir(t), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o720, 0o702, 0o777} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{path, link, filepath.Join(dir, "new")} {
			if _, err := seal.Master(t.Context(), "file:"+p, true); !errors.Is(err, seal.ErrExposed) {
				t.Errorf("%s in a folder with mode %o: %v", p, mode, err)
			}
		}
	}
}

// A command is run without a shell; what it complains of is passed on, what it printed is not.
func TestMasterOfACommand(t *testing.T) {
	dir := guardedDir(t)
	path := filepath.Join(dir, `a "key" of $HOME`)
	writeKey(t, path, theKey, 0o600)
	for _, line := range []string{`cat '` + path + `'`, `cat  "` + strings.ReplaceAll(path, `"`, `\"`) + `" `, `sh -c 'cat "$0"' '` + path + `'`} {
		if key, err := seal.Master(t.Context(), "command:"+line, false); err != nil || !bytes.Equal(key, theKey) {
			t.Errorf("%s: %q, %v", line, key, err)
		}
	}
	_, err := seal.Master(t.Context(), `command:sh -c 'cat "$0"; echo no luck >&2; exit 3' '`+path+`'`, false)
	if err == nil || !strings.Contains(err.Error(), "no luck") || !strings.Contains(err.Error(), "exit status 3") || strings.Contains(err.Error(), "master key of 32") {
		t.Errorf("a command that fails: %v", err)
	}
	if _, err := seal.Master(t.Context(), "command:/no/such/command", false); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no command: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := seal.Master(ctx, "command:sleep 1000", false); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
