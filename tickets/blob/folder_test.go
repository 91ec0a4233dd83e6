package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// suite holds the contract of Store; every kind of store runs it.
func suite(t *testing.T, open func(t *testing.T, limit int64) Store) {
	ctx := t.Context()
	read := func(t *testing.T, s Store, name string) string {
		t.Helper()
		rc, err := s.Open(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rc.Close() }()
		b, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	t.Run("round trip", func(t *testing.T) {
		s := open(t, 100)
		if n, err := s.Put(ctx, "aaaabbbb", strings.NewReader("hello")); n != 5 || err != nil {
			t.Fatalf("Put: %d, %v", n, err)
		}
		if got := read(t, s, "aaaabbbb"); got != "hello" {
			t.Fatalf("read %q", got)
		}
		if _, err := s.Put(ctx, "aaaabbbb", strings.NewReader("other")); err == nil {
			t.Fatal("a name was used twice")
		}
		if got := read(t, s, "aaaabbbb"); got != "hello" {
			t.Fatalf("after a refused Put: %q", got)
		}
	})
	t.Run("missing and deleted", func(t *testing.T) {
		s := open(t, 100)
		if _, err := s.Open(ctx, "aaaabbbb"); !errors.Is(err, ErrNotFound) {
			t.Fatalf("Open: %v", err)
		}
		if _, err := s.Put(ctx, "aaaabbbb", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Delete(ctx, "aaaabbbb", "ccccdddd"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Open(ctx, "aaaabbbb"); !errors.Is(err, ErrNotFound) {
			t.Fatalf("Open after Delete: %v", err)
		}
	})
	t.Run("too large, failing and bad names leave nothing", func(t *testing.T) {
		s := open(t, 10)
		if _, err := s.Put(ctx, "aaaabbbb", bytes.NewReader(make([]byte, 11))); !errors.Is(err, ErrTooLarge) {
			t.Fatalf("Put: %v", err)
		}
		broken := io.MultiReader(strings.NewReader("abc"), errReader{})
		if _, err := s.Put(ctx, "aaaacccc", broken); !errors.Is(err, errBroken) {
			t.Fatalf("Put: %v", err)
		}
		for _, bad := range []string{"", "../../../etc", "AAAABBBB", "short", "a/b/c/d/e/f"} {
			if _, err := s.Put(ctx, bad, strings.NewReader("x")); !errors.Is(err, ErrBadName) {
				t.Errorf("Put %q: %v", bad, err)
			}
		}
		for name, err := range s.Names(ctx) {
			t.Fatalf("left: %q, %v", name, err)
		}
	})
	t.Run("sweep", func(t *testing.T) {
		s := open(t, 100)
		for _, n := range []string{"aaaabbbb", "ccccdddd", "eeeeffff"} {
			if _, err := s.Put(ctx, n, strings.NewReader(n)); err != nil {
				t.Fatal(err)
			}
		}
		keep := func(context.Context, []string) (map[string]bool, error) {
			return map[string]bool{"ccccdddd": true}, nil
		}
		if n, err := s.Sweep(ctx, time.Hour, keep); n != 0 || err != nil {
			t.Fatalf("a sweep took %d young blobs: %v", n, err)
		}
		if n, err := s.Sweep(ctx, 0, keep); n != 2 || err != nil {
			t.Fatalf("Sweep: %d, %v", n, err)
		}
		if got := read(t, s, "ccccdddd"); got != "ccccdddd" {
			t.Fatalf("read %q", got)
		}
	})
}

var errBroken = errors.New("broken")

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errBroken }

func TestFolder(t *testing.T) {
	suite(t, func(t *testing.T, limit int64) Store {
		f, err := OpenFolder(t.TempDir(), Limit(limit))
		if err != nil {
			t.Fatal(err)
		}
		return f
	})
}

func TestFolderDropsUnfinishedAndTellsNoTime(t *testing.T) {
	dir := t.TempDir()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(t.Context(), "aaaabbbb", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "aa", "aaaabbbb"))
	if err != nil || !info.ModTime().Equal(fileTime) {
		t.Fatalf("the file tells when it was written: %v, %v", info.ModTime(), err)
	}
	left := filepath.Join(dir, tmpName, "zzzzyyyy")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("an unfinished blob is left: %v", err)
	}
}
