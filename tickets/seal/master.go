package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// What is wrong with where a master key comes from.
var (
	ErrSource  = errors.New("not a source of a master key: want file:PATH, env:NAME, credential:NAME or command:LINE")
	ErrExposed = errors.New("others than its owner may get at the master key")
)

// maxMaster bounds what is read from a source, in bytes: more is no key.
const maxMaster = 4096

// Master gets the master key from its source:
//
//	file:PATH        a file; with create it is made when it is missing, unless a key store is beside it
//	env:NAME         a variable of the environment
//	credential:NAME  a credential that systemd hands over, see systemd.exec(5): LoadCredential=, LoadCredentialEncrypted=
//	command:LINE     what a command prints, see command
//
// A key is 32 bytes as they are, or their hexadecimal or base64 form with white space around it, which is the only form
// in a variable. A file that its group or others may read, or in whose folder they may write, is ErrExposed. ErrNoMaster
// if there is none, ErrWrongMaster if it has another form, ErrSource if the source is none of these. No error holds
// anything of the key.
func Master(ctx context.Context, source string, create bool) ([]byte, error) {
	kind, what, _ := strings.Cut(source, ":")
	if what == "" {
		return nil, ErrSource
	}
	switch kind {
	case "file":
		if create {
			return LoadOrCreateMaster(what)
		}
		return readMaster(what, ownerOnly)
	case "env":
		return envMaster(what)
	case "credential":
		return credentialMaster(what)
	case "command":
		return commandMaster(ctx, what)
	}
	return nil, ErrSource
}

// LoadOrCreateMaster reads a master key from a file, or makes the file, for its owner alone. A crash leaves the whole
// file or none, and all who make it at once get one key. The rest is as Master says.
func LoadOrCreateMaster(path string) ([]byte, error) {
	key, err := readMaster(path, ownerOnly)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if used, err := Exists(filepath.Dir(path)); used || err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s is missing beside its key store", ErrNoMaster, path), err)
	}
	if err := guardedFolder(path); err != nil {
		return nil, err
	}
	if err := createMaster(path); err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	return readMaster(path, ownerOnly)
}

// readMaster reads a file that others than those of may cannot read.
func readMaster(path string, may fs.FileMode) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrNoMaster, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	defer func() { _ = f.Close() }()
	if err := guarded(f, may); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxMaster+1))
	defer clear(b)
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	return masterOf(b, path)
}

func envMaster(name string) ([]byte, error) {
	text, set := os.LookupEnv(name)
	if !set || strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("%w: the variable %s is not set", ErrNoMaster, name)
	}
	key, err := masterText([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%w: the variable %s is neither 64 hexadecimal digits nor the base64 of 32 bytes", ErrWrongMaster, name)
	}
	return key, nil
}

// credentialMaster reads a credential. systemd makes its file readable for the user of the service alone; where it does
// so by an access list, the mode shows that as a right of the group.
func credentialMaster(name string) ([]byte, error) {
	if name != filepath.Base(name) || name == "." || name == ".." {
		return nil, fmt.Errorf("%w: %q is not the name of a credential", ErrSource, name)
	}
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return nil, fmt.Errorf("%w: systemd handed over no credentials (CREDENTIALS_DIRECTORY is not set)", ErrNoMaster)
	}
	return readMaster(filepath.Join(dir, name), ownerAndGroup)
}

// createMaster makes a master key under another name, and gives it its own when it is durable, unless somebody else was
// faster.
func createMaster(path string) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+newSuffix) // for its owner alone
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	key := make([]byte, masterSize)
	_, _ = rand.Read(key) // crypto/rand never fails on supported systems
	_, err = f.Write(key)
	clear(key)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := claimName(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// claimName gives a file a name unless the name is taken. Where a file cannot have two names, the last one wins.
func claimName(old, name string) error {
	err := os.Link(old, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(old, name)
}
