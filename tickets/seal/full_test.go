//go:build unix

package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/axsensor/lethe/tickets/seal"
)

// fullFolder names, in the environment of a child process, the key store that it works on with no room to grow.
const fullFolder = "LETHE_TEST_FULL_FOLDER"

// A disk without room stops new keys and rotation. It does not stop shredding, and with room all goes on.
func TestFullDisk(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fullFolder+"="+t.TempDir())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func workOnFullDisk(dir string) error {
	ctx := context.Background()
	r, err := seal.Open(ctx, seal.Options{Dir: dir, Master: bytes.Repeat([]byte{7}, 32), Create: true})
	if err != nil {
		return err
	}
	ks, err := r.NewKeys(ctx, 600)
	if err != nil {
		return err
	}
	sealed, err := r.Seal(ctx, ks[0], "doc/1", nil)
	if err != nil {
		return err
	}
	signal.Ignore(unix.SIGXFSZ)
	var was unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
		return err
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 61_000, Max: was.Max}); err != nil {
		return err
	}
	if _, err := r.NewKeys(ctx, 2000); !errors.Is(err, unix.EFBIG) {
		return fmt.Errorf("2000 keys beyond the limit: %w", err)
	}
	if err := r.Shred(ctx, ks[1]); err != nil {
		return fmt.Errorf("shred on a full disk: %w", err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
		return err
	}
	more, err := r.NewKeys(ctx, 2000)
	if err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	if err := errors.Join(r.Rotate(ctx), r.Close()); err != nil {
		return err
	}
	r, err = seal.Open(ctx, seal.Options{Dir: dir, Master: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		return err
	}
	if _, err := r.Open(ctx, ks[0], "doc/1", sealed); err != nil {
		return err
	}
	if _, err := r.Open(ctx, ks[1], "doc/1", sealed); !errors.Is(err, seal.ErrShredded) {
		return fmt.Errorf("the shredded key: %w", err)
	}
	if missing, err := r.Missing(ctx, append(more, ks...)...); err != nil || len(missing) > 0 {
		return fmt.Errorf("%d keys are missing: %w", len(missing), err)
	}
	if st, err := r.Status(ctx); err != nil || st.Damaged > 0 || st.Alive != 2599 {
		return fmt.Errorf("%+v: %w", st, err)
	}
	return r.Close()
}
