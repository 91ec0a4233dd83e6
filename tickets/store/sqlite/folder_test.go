package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

func try(t *testing.T, dir string) error {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Colls: killColls})
	if err == nil {
		t.Cleanup(func() { s.Close() })
	}
	return err
}

func TestSecondOpenIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, storetest.Options{Colls: killColls})
	var inUse *sqlite.InUseError
	if err := try(t, dir); !errors.As(err, &inUse) || inUse.PID != os.Getpid() || inUse.Dir != dir {
		t.Errorf("%v, want the folder in use by process %d", err, os.Getpid())
	}
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("the first after the refusal: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := try(t, dir); err != nil {
		t.Errorf("after Close: %v", err)
	}
}

func TestLeftLockIsTaken(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "store.lock"), []byte("999999999\nrubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := try(t, dir); err != nil {
		t.Error(err)
	}
}

func TestFilesAreOurs(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, storetest.Options{Colls: killColls})
	apply(t, s, step(0, 0)...)
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v: others may read it", f.Name(), info.Mode())
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "store.db-wal")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is still there after Close: %v", err)
	}
}

func TestBadFolders(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken := filepath.Join(root, "taken")
	if err := os.MkdirAll(filepath.Join(taken, sqlite.FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ dir, want string }{
		"missing":                 {filepath.Join(root, "none"), "no such file"},
		"a file":                  {file, "not a folder"},
		"a folder at the file":    {taken, "store.db"},
		"a path that is not ours": {"", "folder"},
	} {
		if err := try(t, c.dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want a word of %q", name, err, c.want)
		}
	}
}

func TestForeignAndNewerFiles(t *testing.T) {
	for name, c := range map[string]struct {
		make string
		want string
	}{
		"another program's": {"CREATE TABLE invoices (a)", "another program"},
		"a newer format":    {"PRAGMA user_version = 99; PRAGMA application_id = 0x4c455448; CREATE TABLE x (a)", "format 99"},
	} {
		dir := t.TempDir()
		db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.FileName))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(c.make); err != nil {
			t.Fatal(err)
		}
		db.Close()
		if err := try(t, dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestDamagedHead(t *testing.T) {
	for name, content := range map[string]string{
		"no database":  strings.Repeat("These are not the bytes of a database. ", 300),
		"a cut header": "SQLite format 3\x00\x10\x00",
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, sqlite.FileName)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := try(t, dir); !errors.Is(err, sqlite.ErrDamaged) {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != content {
			t.Errorf("%s: the damaged file was changed", name)
		}
	}
}

// TestDamagedMiddle overwrites a part of a file: what lies there is reported, what does not is still served.
func TestDamagedMiddle(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, storetest.Options{Colls: killColls})
	for client := range 40 {
		for rev := range int64(20) {
			apply(t, s, step(client, rev)...)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	damage(t, filepath.Join(dir, sqlite.FileName))
	s = openIn(t, dir, storetest.Options{Colls: killColls})
	t.Cleanup(func() { s.Close() })
	served, damaged := 0, 0
	for client := range 40 {
		for rev := range int64(20) {
			_, err := s.Get(t.Context(), part(client, rev+1, "a"))
			switch {
			case err == nil:
				served++
			case errors.Is(err, sqlite.ErrDamaged):
				damaged++
			default:
				t.Fatalf("%v, want ErrDamaged", err)
			}
		}
	}
	if err := s.Verify(t.Context()); !errors.Is(err, sqlite.ErrDamaged) {
		t.Errorf("looked through: %v, want ErrDamaged", err)
	}
	for tries := 0; ; tries++ { // the check of the whole file goes on in the background
		if err := s.Check(t.Context()); errors.Is(err, sqlite.ErrDamaged) {
			break
		} else if err != nil || tries > 3000 {
			t.Fatalf("%v, want ErrDamaged", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if served == 0 || damaged == 0 {
		t.Errorf("%d served, %d damaged; want some of both", served, damaged)
	}
}

// damage overwrites every third page that holds documents.
func damage(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query("SELECT pageno FROM dbstat WHERE name = 'doc' AND pagetype = 'leaf' AND pageno % 3 = 0")
	if err != nil {
		t.Fatal(err)
	}
	var pages []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, n)
	}
	db.Close()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, n := range pages {
		if _, err := f.WriteAt(bytes.Repeat([]byte{0xaa}, 4096), (n-1)*4096); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPinnedVersions: go.mod asks for the versions that the engine was tested with.
func TestPinnedVersions(t *testing.T) {
	mod, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("versions.go")
	if err != nil {
		t.Fatal(err)
	}
	for module, name := range map[string]string{"modernc.org/sqlite": "sqliteVersion", "modernc.org/libc": "libcVersion"} {
		want := regexp.MustCompile(regexp.QuoteMeta(module) + ` (v\S+)`).FindSubmatch(mod)
		got := regexp.MustCompile(name + `\s+= "(v\S+)"`).FindSubmatch(code)
		if want == nil || got == nil || string(want[1]) != string(got[1]) {
			t.Errorf("%s: go.mod asks for %s, the engine for %s", module, want, got)
		}
	}
}

var _ store.Truncater = (*sqlite.Store)(nil)
