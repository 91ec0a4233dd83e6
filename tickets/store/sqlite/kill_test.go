package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// childFolder names the folder to the child process that is to be killed.
const childFolder = "LETHE_TEST_STORE_CHILD"

const clients = 8

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

var killColls = []store.Coll{
	{Name: "heads", Indexes: []store.Index{{Name: "all"}}},
	{Name: "parts", Indexes: []store.Index{{Name: "n", Order: store.Field{Name: "n", Kind: store.Int}}}},
}

func head(client int) store.Ref { return store.Ref{Coll: "heads", ID: fmt.Sprint("h", client)} }

func part(client int, rev int64, which string) store.Ref {
	return store.Ref{Coll: "parts", ID: fmt.Sprintf("h%d.%d%s", client, rev, which)}
}

// writeUntilKilled runs clients that each raise their head's revision and add two parts, and tell of every Apply that
// was acknowledged. It never returns.
func writeUntilKilled(dir string) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, sqlite.Options{Dir: dir, Colls: killColls})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var wait sync.WaitGroup
	for client := range clients {
		wait.Go(func() {
			docs, err := s.Get(ctx, head(client))
			for rev := int64(0); err == nil; {
				rev = max(rev, docs[0].Rev)
				if err = s.Apply(ctx, step(client, rev)...); err != nil {
					break
				}
				rev++
				fmt.Printf("ack %d %d\n", client, rev)
			}
			fmt.Println("error", err)
			os.Exit(1)
		})
	}
	wait.Wait()
}

func step(client int, rev int64) []store.Write {
	body, _ := bson.Marshal(bson.D{{Key: "n", Value: rev}, {Key: "b", Value: make([]byte, 10+rev%5000)}})
	return []store.Write{
		{Op: store.OpPut, Ref: part(client, rev+1, "a"), Body: body},
		{Op: store.OpPut, Ref: head(client), Rev: rev, Body: body},
		{Op: store.OpPut, Ref: part(client, rev+1, "b"), Body: body},
	}
}

// TestKilled kills a process with writers again and again. Each acknowledged Apply is there whole, each other one
// whole or not at all, and a watcher that resumes misses none. LETHE_TEST_KILLS sets the number of kills.
func TestKilled(t *testing.T) {
	kills := 5
	if n, err := strconv.Atoi(os.Getenv("LETHE_TEST_KILLS")); err == nil {
		kills = n
	}
	dir := t.TempDir()
	acknowledged := make([]int64, clients)
	told := map[store.Ref]bool{}
	cursor := store.Current
	for kill := range kills {
		runAndKill(t, dir, 1+rand.IntN(400), acknowledged)
		s := openIn(t, dir, storetest.Options{Colls: killColls})
		cursor = follow(t, s, cursor, told, kill)
		for client := range clients {
			acknowledged[client] = inspect(t, s, client, acknowledged[client], told)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
}

// runAndKill kills the child after a number of acknowledgements and notes all that came.
func runAndKill(t *testing.T, dir string, after int, acknowledged []int64) {
	t.Helper()
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
	for n := 0; lines.Scan(); n++ {
		var client int
		var rev int64
		if _, err := fmt.Sscanf(lines.Text(), "ack %d %d", &client, &rev); err != nil {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Errorf("the child: %s", lines.Text())
			}
			continue // a line cut by the kill
		}
		acknowledged[client] = max(acknowledged[client], rev)
		if n == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
}

// follow reads the log from the cursor to its end.
func follow(t *testing.T, s store.Store, from store.Cursor, told map[store.Ref]bool, round int) store.Cursor {
	t.Helper()
	end := store.Ref{Coll: "parts", ID: fmt.Sprint("end", round)}
	body, _ := bson.Marshal(bson.D{})
	apply(t, s, store.Write{Op: store.OpPut, Ref: end, Body: body})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for c, err := range s.Watch(ctx, from) {
		if err != nil {
			t.Fatal(err)
		}
		if told[c.Ref] = true; told[end] && c.Cursor != "" {
			return c.Cursor
		}
	}
	return from
}

// inspect holds what is there against what was acknowledged, and returns the revision there.
func inspect(t *testing.T, s store.Store, client int, acknowledged int64, told map[store.Ref]bool) int64 {
	t.Helper()
	docs, err := s.Get(t.Context(), head(client))
	if err != nil {
		t.Fatal(err)
	}
	rev := docs[0].Rev
	if rev < acknowledged || rev > acknowledged+1 {
		t.Errorf("client %d: revision %d, acknowledged %d", client, rev, acknowledged)
	}
	for r := int64(1); r <= rev+1; r++ {
		parts, err := s.Get(t.Context(), part(client, r, "a"), part(client, r, "b"))
		if err != nil {
			t.Fatal(err)
		}
		if want := r <= rev; parts[0].Exists() != want || parts[1].Exists() != want {
			t.Errorf("client %d: parts of revision %d there: %v and %v, want %v", client, r, parts[0].Exists(), parts[1].Exists(), want)
		}
		if r <= rev && (!told[part(client, r, "a")] || !told[part(client, r, "b")]) {
			t.Errorf("client %d: parts of revision %d were not told of", client, r)
		}
	}
	return rev
}
