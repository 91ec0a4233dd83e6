//go:build unix

package seal_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

// killedFolder names, in the environment of a child process, the key store that it works on until it is killed.
const killedFolder = "LETHE_TEST_KILLED_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(fullFolder); dir != "" {
		if err := workOnFullDisk(dir); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if dir := os.Getenv(killedFolder); dir != "" {
		fmt.Println("failed", workUntilKilled(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// workUntilKilled makes, shreds and rotates keys for ever, and says each thing when it is acknowledged, and each
// shredding also before.
func workUntilKilled(dir string) error {
	ctx := context.Background()
	r, err := seal.Open(ctx, seal.Options{Dir: dir, Master: bytes.Repeat([]byte{7}, 32), Create: true})
	if err != nil {
		return err
	}
	var mine []seal.KeyID
	for n := 1; ; n++ {
		ks, err := r.NewKeys(ctx, 1+rand.IntN(100))
		if err != nil {
			return err
		}
		for _, k := range ks[:1+rand.IntN(min(3, len(ks)))] {
			sealed, err := r.Seal(ctx, k, "doc/1", []byte(k))
			if err != nil {
				return err
			}
			fmt.Println("new", k, hex.EncodeToString(sealed))
			mine = append(mine, k)
		}
		if n%2 == 0 {
			gone := mine[len(mine)/2:]
			mine = mine[:len(mine)/2]
			say("shredding", gone)
			if err := r.Shred(ctx, gone...); err != nil {
				return err
			}
			say("shredded", gone)
		}
		if n%3 == 0 {
			if err := r.Rotate(ctx); err != nil {
				return err
			}
			fmt.Println("rotated")
		}
	}
}

func say(what string, ks []seal.KeyID) {
	for _, k := range ks {
		fmt.Println(what, k)
	}
}

// told is what children said of their keys.
type told struct {
	sealed    map[seal.KeyID][]byte
	begun     map[seal.KeyID]bool // shredding was begun
	shredded  map[seal.KeyID]bool // and acknowledged
	rotations int
}

func (h *told) hear(t *testing.T, line string) {
	t.Helper()
	words := strings.Fields(line)
	switch {
	case words[0] == "new" && len(words) == 3:
		b, err := hex.DecodeString(words[2])
		if err != nil {
			t.Fatal(err)
		}
		h.sealed[seal.KeyID(words[1])] = b
	case words[0] == "shredding" && len(words) == 2:
		h.begun[seal.KeyID(words[1])] = true
	case words[0] == "shredded" && len(words) == 2:
		h.shredded[seal.KeyID(words[1])] = true
	case words[0] == "rotated":
		h.rotations++
	default:
		t.Fatalf("the child says %q", line)
	}
}

// enough says whether the children did enough to show anything.
func (h *told) enough() bool { return len(h.sealed) >= 50 && len(h.shredded) >= 10 && h.rotations >= 2 }

// A process that is killed at any instant loses no key that it was given, and no key that it shredded comes back.
func TestKilledAtAnyInstant(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	h := &told{sealed: map[seal.KeyID][]byte{}, begun: map[seal.KeyID]bool{}, shredded: map[seal.KeyID]bool{}}
	for n := 0; n < 50 || n < 400 && !h.enough(); n++ { // a slow machine needs more of them
		killOne(t, dir, h, n%25)
		h.check(t, dir)
	}
	if !h.enough() {
		t.Errorf("too little was done to show anything: %d keys, %d shredded, %d rotations", len(h.sealed), len(h.shredded), h.rotations)
	}
}

// killOne lets a child say some lines and kills it a moment later. A line that has no end was not said.
func killOne(t *testing.T, dir string, h *told, lines int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killedFolder+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Kill() }
	rd := bufio.NewReader(out)
	for n := 0; ; n++ {
		if n == lines {
			time.AfterFunc(time.Duration(rand.Int64N(int64(20*time.Millisecond))), kill)
		}
		line, err := rd.ReadString('\n')
		if err != nil {
			break
		}
		h.hear(t, line)
	}
	_ = cmd.Wait() // it was killed
}

func (h *told) check(t *testing.T, dir string) {
	t.Helper()
	s := &shop{t: t, dir: dir, master: bytes.Repeat([]byte{7}, 32), clock: &clock{at: time.Now()}}
	s.open()
	defer s.close()
	file := s.file("keys")
	for k, sealed := range h.sealed {
		switch {
		case h.shredded[k]:
			s.fails(k, sealed, seal.ErrShredded)
		case !h.begun[k]:
			s.opens(k, sealed)
		case !s.isShredded(k, sealed): // it was not come to yet, and so it lives
			s.opens(k, sealed)
		}
		if s.isShredded(k, sealed) && bytes.Contains(file, rawID(t, k)) {
			t.Fatalf("the shredded %s lies in the file", k)
		}
	}
	if st := s.status(); st.Damaged != 0 || len(st.Epochs) == 0 {
		t.Fatalf("%+v", st)
	}
	for name := range s.files() {
		if strings.HasSuffix(name, ".new") {
			t.Fatalf("%s is left", name)
		}
	}
}

func (s *shop) isShredded(k seal.KeyID, sealed []byte) bool {
	s.t.Helper()
	_, err := s.ring.Open(s.t.Context(), k, "doc/1", sealed)
	return errors.Is(err, seal.ErrShredded)
}
