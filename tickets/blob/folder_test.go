package blob_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/blob/blobtest"
)

func TestFolder(t *testing.T) {
	blobtest.Run(t, blobtest.Kind{Much: 64 << 20, Open: func(t *testing.T, opts ...blob.Option) blobtest.Opened {
		dir := t.TempDir()
		f, err := blob.OpenFolder(dir, opts...)
		if err != nil {
			t.Fatal(err)
		}
		return blobtest.Opened{Store: f, Half: func(t *testing.T, name string) {
			if err := os.WriteFile(filepath.Join(dir, "tmp", name), []byte("half"), 0o600); err != nil {
				t.Fatal(err)
			}
		}}
	}})
}

func TestFolderDropsUnfinishedAndTellsNoTime(t *testing.T) {
	dir := t.TempDir()
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(t.Context(), "aaaabbbb", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "aa", "aaaabbbb"))
	if err != nil || !info.ModTime().Equal(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("the file tells when it was written: %v, %v", info.ModTime(), err)
	}
	left := filepath.Join(dir, "tmp", "zzzzyyyy")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.OpenFolder(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("an unfinished blob is left: %v", err)
	}
}
