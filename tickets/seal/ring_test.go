package seal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/axsensor/lethe/tickets/seal"
)

// shop is a key store. It can be closed, disturbed and opened again.
type shop struct {
	t      testing.TB
	kind   kind
	dir    string
	uri    string          // of its server
	db     *mongo.Database // instead of dir
	master []byte
	clock  *clock
	rand   io.Reader
	ring   *seal.Ring
	of     *shop // whose twin it is
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// newShop is one in a temporary folder.
func newShop(t testing.TB) *shop { return inFolder.shop(t) }

func (s *shop) options() seal.Options {
	o := seal.Options{Dir: s.dir, DB: s.db, Master: s.master, Now: s.clock.Now, Rand: s.rand, Create: true}
	if s.of != nil {
		o.Twin = s.of.ring
	}
	return o
}

func (s *shop) open() {
	s.t.Helper()
	r, err := seal.Open(s.t.Context(), s.options())
	if err != nil {
		s.t.Fatal(err)
	}
	s.ring = r
}

func (s *shop) close() {
	s.t.Helper()
	if err := s.ring.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) reopen() {
	s.t.Helper()
	s.close()
	s.open()
}

func (s *shop) keys(n int) []seal.KeyID {
	s.t.Helper()
	ks, err := s.ring.NewKeys(s.t.Context(), n)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(ks) != n {
		s.t.Fatalf("%d keys, not %d", len(ks), n)
	}
	return ks
}

func (s *shop) shred(ks ...seal.KeyID) {
	s.t.Helper()
	if err := s.ring.Shred(s.t.Context(), ks...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) rotate() {
	s.t.Helper()
	if err := s.ring.Rotate(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) status() seal.Status {
	s.t.Helper()
	st, err := s.ring.Status(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return st
}

// seal seals the name of the key under it.
func (s *shop) seal(k seal.KeyID) []byte {
	s.t.Helper()
	b, err := s.ring.Seal(s.t.Context(), k, "doc/1", []byte(k))
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// opens requires that what seal sealed opens.
func (s *shop) opens(k seal.KeyID, sealed []byte) {
	s.t.Helper()
	b, err := s.ring.Open(s.t.Context(), k, "doc/1", sealed)
	if err != nil {
		s.t.Fatalf("%s: %v", k, err)
	}
	if string(b) != string(k) {
		s.t.Fatalf("%s opened %q", k, b)
	}
}

// fails requires the error of opening what seal sealed.
func (s *shop) fails(k seal.KeyID, sealed []byte, want error) {
	s.t.Helper()
	if b, err := s.ring.Open(s.t.Context(), k, "doc/1", sealed); !errors.Is(err, want) {
		s.t.Fatalf("%s: %q, %v; want %v", k, b, err, want)
	}
}

func (s *shop) path(name string) string { return filepath.Join(s.dir, name) }

func (s *shop) file(name string) []byte {
	s.t.Helper()
	b, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shop) write(name string, b []byte) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), b, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// files is everything in the folder by name.
func (s *shop) files() map[string][]byte {
	s.t.Helper()
	all := map[string][]byte{}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		all[e.Name()] = s.file(e.Name())
	}
	return all
}

// untouched requires that opening with o fails with want and changes no file.
func (s *shop) untouched(o seal.Options, want error) {
	s.t.Helper()
	before := s.files()
	r, err := seal.Open(s.t.Context(), o)
	if err == nil {
		_ = r.Close()
	}
	if !errors.Is(err, want) {
		s.t.Fatalf("opened with %v, want %v", err, want)
	}
	if !maps.EqualFunc(before, s.files(), bytes.Equal) {
		s.t.Fatal("files were changed")
	}
}

// recorder is a source of randomness that remembers what it gave: every key is in it.
type recorder struct {
	mu   sync.Mutex
	gave []byte
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := rand.Read(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gave = append(r.gave, p[:n]...)
	return n, err
}

func (r *recorder) all() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.gave)
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	s := newShop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)

	_, err := seal.Open(t.Context(), s.options())
	var used *seal.InUseError
	if !errors.As(err, &used) || used.PID != os.Getpid() || used.Dir != s.dir {
		t.Fatalf("a second ring on the folder: %v", err)
	}
	s.opens(k, sealed)

	empty := t.TempDir()
	if _, err := seal.Open(t.Context(), seal.Options{Dir: empty, Master: s.master}); !errors.Is(err, seal.ErrAbsent) {
		t.Fatalf("an empty folder: %v", err)
	}
	if left, _ := os.ReadDir(empty); len(left) > 0 {
		t.Fatalf("an empty folder was written to: %v", left)
	}
	if there, err := seal.Exists(empty); there || err != nil {
		t.Fatalf("an empty folder: %v, %v", there, err)
	}
	if there, err := seal.Exists(s.dir); !there || err != nil {
		t.Fatalf("a key store: %v, %v", there, err)
	}
}

// A part of the key store that is missing or broken stops the opening, and what is left stays as it is.
func TestOpenWithoutAFile(t *testing.T) {
	for _, name := range []string{"epochs", "keys", "erased"} {
		for _, how := range []string{"missing", "empty", "garbled"} {
			t.Run(name+" "+how, func(t *testing.T) {
				s := newShop(t)
				ks := s.keys(3)
				sealed := s.seal(ks[0])
				s.shred(ks[1])
				s.close()
				whole := s.file(name)
				switch how {
				case "missing":
					if err := os.Remove(s.path(name)); err != nil {
						t.Fatal(err)
					}
				case "empty":
					s.write(name, nil)
				case "garbled":
					s.write(name, append([]byte("\x00no"), whole[3:]...))
				}
				s.untouched(s.options(), seal.ErrDamaged)
				s.write(name, whole)
				s.open()
				s.opens(ks[0], sealed)
			})
		}
	}
}

// The first start may be cut short at any point: the next one makes the key store.
func TestCreateAfterACutShortStart(t *testing.T) {
	whole := newShop(t)
	whole.close()
	for _, kept := range [][]string{{}, {"lock"}, {"lock", "erased.new"}, {"lock", "erased"}, {"lock", "erased", "keys.new"},
		{"lock", "erased", "keys"}, {"lock", "erased", "keys", "epochs.new"}} {
		s := &shop{t: t, dir: t.TempDir(), master: whole.master, clock: whole.clock}
		for _, name := range kept {
			b := []byte("cut")
			if filepath.Ext(name) == "" {
				b = whole.file(name)
			}
			s.write(name, b)
		}
		s.open()
		k := s.keys(1)[0]
		sealed := s.seal(k)
		s.reopen()
		s.opens(k, sealed)
		for name := range s.files() {
			if filepath.Ext(name) == ".new" {
				t.Errorf("started from %v: %s is left", kept, name)
			}
		}
		s.close()
	}
}

func TestAfterClose(t *testing.T) { overAll(t, testAfterClose) }

func testAfterClose(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)
	tag := s.ring.Tag("mail", "x@example.com")
	s.close()
	ctx := t.Context()
	for what, err := range map[string]error{
		"new keys": second(s.ring.NewKeys(ctx, 1)), "seal": second(s.ring.Seal(ctx, k, "doc/1", nil)),
		"open": second(s.ring.Open(ctx, k, "doc/1", sealed)), "shred": s.ring.Shred(ctx, k), "rotate": s.ring.Rotate(ctx),
		"expire": second(s.ring.Expire(ctx)), "status": second(s.ring.Status(ctx)), "missing": second(s.ring.Missing(ctx, k)),
	} {
		if !errors.Is(err, seal.ErrClosed) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.ring.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	if got := s.ring.Tag("mail", "x@example.com"); got != tag {
		t.Errorf("the tag was %s, is %s", tag, got)
	}
	s.open()
	s.opens(k, sealed)
}

func second[T any](_ T, err error) error { return err }

func TestCancelled(t *testing.T) { overAll(t, testCancelled) }

func testCancelled(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for what, err := range map[string]error{
		"new keys": second(s.ring.NewKeys(ctx, 1)), "seal": second(s.ring.Seal(ctx, k, "doc/1", nil)),
		"open": second(s.ring.Open(ctx, k, "doc/1", sealed)), "shred": s.ring.Shred(ctx, k), "rotate": s.ring.Rotate(ctx),
		"expire": second(s.ring.Expire(ctx)),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.opens(k, sealed)
}
