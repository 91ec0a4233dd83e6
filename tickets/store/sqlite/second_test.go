package sqlite_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// TestSecondProcessIsRefused: a folder that another process serves is refused at once by that process's name and id, and
// is free as soon as it has been killed.
func TestSecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childFolder+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "open ." {
		t.Fatalf("the child says %q", lines.Text())
	}
	go func() { // so that it goes on writing
		for lines.Scan() {
		}
	}()
	err = try(t, dir)
	var inUse *sqlite.InUseError
	name := filepath.Base(os.Args[0])
	if !errors.As(err, &inUse) || inUse.PID != cmd.Process.Pid || inUse.Name != name || !strings.Contains(err.Error(), name) {
		t.Errorf("%v, want %s, process %d", err, name, cmd.Process.Pid)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if err := try(t, dir); err != nil {
		t.Errorf("after the kill: %v", err)
	}
}
