package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
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

// What the child process that is to be killed is told: its folder, the cursor that its watcher resumes at, and whether an
// index is declared that the life before did not have, or no longer.
const (
	childFolder = "LETHE_TEST_STORE_CHILD"
	childCursor = "LETHE_TEST_STORE_CURSOR"
	childIndex  = "LETHE_TEST_STORE_INDEX"
)

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

// lifeColls are killColls, with one more index in every other life, so that kills fall into its building and dropping.
func lifeColls(more bool) []store.Coll {
	if !more {
		return killColls
	}
	colls := slices.Clone(killColls)
	colls[1].Indexes = append(slices.Clone(colls[1].Indexes), store.Index{Name: "more", Order: store.Field{Name: "n", Kind: store.Int}})
	return colls
}

// writeUntilKilled runs clients that each raise their head's revision and add two parts, and a watcher. It tells of every
// Apply that was acknowledged and of every change that was seen, each on a line that ends with a dot. It never returns.
func writeUntilKilled(dir string) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, sqlite.Options{Dir: dir, Colls: lifeColls(os.Getenv(childIndex) != "")})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("open .")
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
				fmt.Printf("ack %d %d .\n", client, rev)
			}
			fmt.Println("error", err)
			os.Exit(1)
		})
	}
	wait.Go(func() {
		for c, err := range s.Watch(ctx, store.Cursor(os.Getenv(childCursor))) {
			if err != nil {
				fmt.Println("error", err)
				os.Exit(1)
			}
			switch {
			case c.Op == store.OpMark:
			case c.Cursor == "": // it was there before the watcher
				fmt.Printf("met %s %s .\n", c.Coll, c.ID)
			default:
				fmt.Printf("saw %s %s %s .\n", c.Coll, c.ID, c.Cursor)
			}
		}
	})
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

// TestKilled kills a process with writers, a watcher and an index being built or dropped, again and again. Each acknowledged
// Apply is there whole, each other one whole or not at all, revisions have no gaps, and a watcher that resumes misses
// nothing. LETHE_TEST_KILLS sets the number of kills; without it there are forty, or as many as half a minute allows.
func TestKilled(t *testing.T) {
	kills, until := 40, time.Now().Add(30*time.Second)
	if n, err := strconv.Atoi(os.Getenv("LETHE_TEST_KILLS")); err == nil {
		kills, until = n, until.Add(24*time.Hour)
	}
	k := &killer{T: t, dir: t.TempDir(), told: map[store.Ref]bool{}}
	done := 0
	for ; done < kills && (done < 3 || time.Now().Before(until)) && !t.Failed(); done++ {
		k.runAndKill(done%2 == 1)
		k.inspectAll(done)
	}
	k.inspected = [clients]int64{}
	k.inspectAll(done)
	t.Logf("%d kills, %d of them before the store was open; %d changes told", done, k.early, len(k.told))
}

// killer keeps what is known over the lives of the child.
type killer struct {
	*testing.T
	dir          string
	acknowledged [clients]int64
	inspected    [clients]int64 // up to which revision the parts were looked at
	told         map[store.Ref]bool
	cursor       store.Cursor
	early        int
}

// runAndKill kills the child after a number of acknowledgements or after some time, and notes all that came.
func (k *killer) runAndKill(more bool) {
	k.Helper()
	cmd := exec.CommandContext(k.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childFolder+"="+k.dir, childCursor+"="+string(k.cursor))
	if more {
		cmd.Env = append(cmd.Env, childIndex+"=yes")
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	after := 1 + rand.IntN(400)
	if rand.IntN(2) == 0 {
		after = 1 << 30
		timer := time.AfterFunc(time.Duration(rand.IntN(600))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
	}
	acks, opened := 0, false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line, whole := strings.CutSuffix(lines.Text(), " .")
		if strings.HasPrefix(line, "error") {
			k.Errorf("the child: %s", line)
		}
		if !whole {
			continue // cut by the kill
		}
		opened = true
		if acks += k.note(line); acks == after {
			_ = cmd.Process.Kill()
		}
	}
	if err := cmd.Wait(); cmd.ProcessState.Success() {
		k.Errorf("the child ended by itself: %v", err)
	}
	if !opened {
		k.early++
	}
}

// note takes in a line of the child and returns the number of acknowledgements in it.
func (k *killer) note(line string) int {
	var client int
	var rev int64
	var r store.Ref
	var at string
	if _, err := fmt.Sscanf(line, "ack %d %d", &client, &rev); err == nil {
		k.acknowledged[client] = max(k.acknowledged[client], rev)
		return 1
	}
	if _, err := fmt.Sscanf(line, "met %s %s", &r.Coll, &r.ID); err == nil {
		k.told[r] = true
	}
	if _, err := fmt.Sscanf(line, "saw %s %s %s", &r.Coll, &r.ID, &at); err == nil {
		k.told[r], k.cursor = true, store.Cursor(at)
	}
	return 0
}

// inspectAll opens what the child left and holds it against what is known.
func (k *killer) inspectAll(round int) {
	k.Helper()
	s := openIn(k.T, k.dir, storetest.Options{Colls: lifeColls(round%3 == 1)})
	k.cursor = follow(k.T, s, k.cursor, k.told, round)
	parts := int64(0)
	for client := range clients {
		rev := k.inspect(s, client)
		parts += 2 * rev
		k.acknowledged[client], k.inspected[client] = rev, rev
	}
	for _, ix := range lifeColls(round%3 == 1)[1].Indexes {
		n, err := s.Count(k.Context(), store.Query{Coll: "parts", Index: ix.Name})
		if err != nil || n != parts {
			k.Errorf("index %s holds %d, want %d: %v", ix.Name, n, parts, err)
		}
	}
	if err := s.Close(); err != nil {
		k.Fatal(err)
	}
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

// inspect looks at what one client left and returns the revision there.
func (k *killer) inspect(s store.Store, client int) int64 {
	k.Helper()
	docs, err := s.Get(k.Context(), head(client))
	if err != nil {
		k.Fatal(err)
	}
	rev := docs[0].Rev
	if rev < k.acknowledged[client] || rev > k.acknowledged[client]+1 {
		k.Errorf("client %d: revision %d, acknowledged %d", client, rev, k.acknowledged[client])
	}
	for r := k.inspected[client] + 1; r <= rev+1; r++ {
		parts, err := s.Get(k.Context(), part(client, r, "a"), part(client, r, "b"))
		if err != nil {
			k.Fatal(err)
		}
		if want := r <= rev; parts[0].Exists() != want || parts[1].Exists() != want {
			k.Errorf("client %d: parts of revision %d there: %v and %v, want %v", client, r, parts[0].Exists(), parts[1].Exists(), want)
		}
		if r <= rev && (!k.told[part(client, r, "a")] || !k.told[part(client, r, "b")]) {
			k.Errorf("client %d: parts of revision %d were not told of", client, r)
		}
	}
	return rev
}
