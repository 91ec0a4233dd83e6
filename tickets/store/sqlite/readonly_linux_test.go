package sqlite_test

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// TestReadOnly opens where nothing may be written: a folder, and a file in a folder that is not. The superuser, who may
// write everywhere, gives that up for the thread of the test.
func TestReadOnly(t *testing.T) {
	root, err := os.MkdirTemp("", "read-only")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	folder, file := filepath.Join(root, "folder"), filepath.Join(root, "file")
	for _, dir := range []string{folder, file} {
		s := openIn(t, dir, storetest.Options{Colls: killColls})
		apply(t, s, numbered("a", 1))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	const nobody = 65534
	if os.Getuid() == 0 {
		for _, path := range []string{folder, file, filepath.Join(folder, "store.lock"), filepath.Join(file, "store.lock"), filepath.Join(file, sqlite.FileName)} {
			if err := os.Chown(path, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
	}
	for path, mode := range map[string]os.FileMode{folder: 0o500, filepath.Join(folder, "store.lock"): 0o400, filepath.Join(file, sqlite.FileName): 0o400} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	for dir, name := range map[string]string{folder: "store.lock", file: sqlite.FileName} {
		err := asNobody(func() error { return try(t, dir) })
		if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), filepath.Join(dir, name)) {
			t.Errorf("%v, want that %s may not be written", err, name)
		}
	}
	if os.Getuid() == 0 {
		s := openIn(t, file, storetest.Options{Colls: killColls})
		t.Cleanup(func() { s.Close() })
		if docs, err := s.Get(t.Context(), numbered("a", 1).Ref); err != nil || !docs[0].Exists() {
			t.Errorf("afterwards: %v, %v", docs, err)
		}
	}
}

// asNobody runs f on a thread that the file system takes for somebody without rights. The thread ends with it.
func asNobody(f func() error) error {
	if os.Getuid() != 0 {
		return f()
	}
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread is not used again
		if err := unix.Setfsuid(65534); err != nil {
			result <- err
			return
		}
		result <- f()
	}()
	return <-result
}

// TestNoRoomForTheLog bounds the size of files as a quota does, so that the write-ahead log itself cannot grow: Applies are
// refused, nothing acknowledged is lost, and all goes through again when there is room.
func TestNoRoomForTheLog(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
	dir := t.TempDir()
	s := openIn(t, dir, storetest.Options{Colls: killColls})
	t.Cleanup(func() { s.Close() })
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	limit := func(bytes uint64) {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: before.Max}); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { limit(before.Cur) })
	limit(1 << 20)
	var acknowledged, refused []store.Ref
	for n := range 60 {
		w := sized(string(rune('A'+n)), 60_000)
		switch err := s.Apply(t.Context(), w, numbered(w.ID+"-beside", n)); {
		case err == nil:
			acknowledged = append(acknowledged, w.Ref)
		case errors.Is(err, store.ErrFull):
			refused = append(refused, w.Ref)
		default:
			t.Fatalf("%v, want ErrFull", err)
		}
	}
	limit(before.Cur)
	if len(acknowledged) == 0 || len(refused) == 0 {
		t.Fatalf("%d acknowledged, %d refused: want some of both", len(acknowledged), len(refused))
	}
	apply(t, s, sized("again", 60_000))
	for life := range 2 {
		for ref, want := range map[*[]store.Ref]bool{&acknowledged: true, &refused: false} {
			for _, r := range *ref {
				docs, err := s.Get(t.Context(), r, store.Ref{Coll: r.Coll, ID: r.ID + "-beside"})
				if err != nil || docs[0].Exists() != want || docs[1].Exists() != want {
					t.Errorf("life %d: %v there: %v and %v, want %v; %v", life, r, docs[0].Exists(), docs[1].Exists(), want, err)
				}
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = openIn(t, dir, storetest.Options{Colls: killColls})
	}
	s.Close()
}
