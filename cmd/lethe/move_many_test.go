//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// many names how many tickets move, instead of a few.
const many = "LETHE_TEST_MOVE"

// months is over how many months the tickets of a crowd come. Those of one month are due in the same night.
const months = 80

// crowd is a desk of many tickets.
type crowd struct {
	*desktest.Desk
	perMonth int
	ids      [months][]string // of tickets, by the month in which they came
	gone     int              // months that were forgotten
}

// TestManyTicketsMove: a desk of many tickets, each with an attachment, moves there and back by the command, which is
// killed -9 amid the attachments, the documents and the comparing. Everything is equal then, and on each side its
// lists, stories, attachments and search work, and a night forgets a month.
func TestManyTicketsMove(t *testing.T) {
	n := 2 * months
	if text := os.Getenv(many); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < months {
			t.Fatalf("%s is %q, want a number of tickets from %d on", many, text, months)
		}
	}
	t.Run("folders", func(t *testing.T) { moveACrowd(t, n, filepath.Join(t.TempDir(), "second")) })
	t.Run("server", func(t *testing.T) {
		uri := mongotest.Server(t)
		moveACrowd(t, n, addressOf(uri, mongotest.Name(t, uri)))
	})
}

func moveACrowd(t *testing.T, n int, second string) {
	began := time.Now()
	c := newCrowd(t, n)
	at := installation(c.Desk)
	t.Logf("%d tickets came in %v", months*c.perMonth, time.Since(began))
	for i, to := range []string{second, filepath.Join(t.TempDir(), "third")} {
		want := holdings(t, at)
		began := time.Now()
		said := movedThroughKills(t, at, to, n)
		t.Logf("moved to place %d in %v", i+1, time.Since(began))
		at = pointed(at, said)
		if at["store"] != "" {
			at["store"] = to // what was said leaves out the password
		}
		got := holdings(t, at)
		t.Logf("%d documents and attachments there, %d before", len(got), len(want))
		for name, sum := range want {
			if got[name] != sum {
				t.Fatalf("%s is not the same", name)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d documents and attachments, want %d", len(got), len(want))
		}
		c.workAndForget(t, at)
	}
}

// installation is where a desk for tests lies.
func installation(d *desktest.Desk) map[string]string {
	return map[string]string{"data": filepath.Join(d.Dir, "data"), "keys": filepath.Join(d.Dir, "keys"),
		"master": "file:" + filepath.Join(d.Dir, "keys", "master"), "cache": filepath.Join(d.Dir, "cache")}
}

// newCrowd fills a desk month by month, some mails at once, and sends the acknowledgements.
func newCrowd(t *testing.T, n int) *crowd {
	t.Helper()
	c := &crowd{Desk: desktest.Open(t), perMonth: n / months}
	c.Stock(t)
	var uid atomic.Uint32
	for month := range months {
		c.Clock.Set(desktest.Start.AddDate(0, month, 0))
		c.ids[month] = make([]string, c.perMonth)
		var wait sync.WaitGroup
		for part := range 8 {
			wait.Go(func() {
				for i := part; i < c.perMonth; i += 8 {
					c.ids[month][i] = c.arrive(t, uid.Add(1), month, i)
				}
			})
		}
		wait.Wait()
		for len(c.Deliver(t)) > 0 {
		}
	}
	c.Close(t)
	return c
}

// arrive takes one mail in, with a log attached: a small one, or one that is kept in several chunks.
func (c *crowd) arrive(t *testing.T, uid uint32, month, i int) string {
	in := desktest.Letter("Planterad Provsson", fmt.Sprintf("planterad%d.%d@kund.example", month, i), fmt.Sprintf("Drift %d.%d efter regn", month, i),
		"Vår AX-200 driver 0,8° efter regn. Mvh Planterad Provsson")
	data := []byte(movedLog)
	if uid%50 == 0 {
		data = append(data, bytes.Repeat([]byte(fmt.Sprintf("%08d E-47\n", uid)), 60_000)...)
	}
	in.Files = []tickets.NewFile{{Name: tickets.P("logg.txt"), Type: "text/plain", Data: data}}
	as := tickets.Runner("mail")
	sp, err := c.Mailroom.Spool(t.Context(), as, tickets.Arrived{Mailbox: "support", UIDValidity: 1, UID: uid, Raw: []byte(in.Subject.Reveal())})
	if err != nil {
		t.Error(err)
		return ""
	}
	got, err := c.Mailroom.Receive(t.Context(), as, sp[0].ID, in)
	if err != nil {
		t.Error(err)
	}
	return got.Ticket
}

// movedThroughKills runs the command until it has moved everything, and returns what it said then. Its first lives end amid
// the attachments, the documents and the comparing.
func movedThroughKills(t *testing.T, at map[string]string, to string, n int) string {
	t.Helper()
	var environ []string
	for k, v := range at {
		environ = append(environ, envName(k)+"="+v)
	}
	for _, step := range []string{"Bilagor", "Dokument", "Jämför dokument"} {
		p := start(t, itself(t), nil, environ, "move", "--to", to)
		for ended := false; !ended && !strings.Contains(p.said.String(), "\n"+step+":"); {
			select {
			case <-p.done:
				ended = true
			case <-time.After(time.Millisecond):
			}
		}
		time.Sleep(time.Duration(rand.IntN(1+n/20)) * time.Millisecond)
		_ = p.cmd.Process.Signal(syscall.SIGKILL) // one of a small crowd may have ended
		<-p.done
		if code := p.cmd.ProcessState.ExitCode(); code > 0 {
			t.Fatalf("the move failed: %s", p.said)
		}
		t.Logf("killed amid %q: %s", step, last(p.said.String()))
	}
	p := start(t, itself(t), nil, environ, "move", "--to", to)
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("%d %s", code, p.said)
	}
	return p.said.String()
}

// last is the last line of what was said.
func last(said string) string {
	said = strings.TrimSpace(said)
	return said[strings.LastIndexByte(said, '\n')+1:]
}

// holdings are checksums of all that a place holds, whoever may serve it: documents with their revisions, and attachments.
func holdings(t *testing.T, at map[string]string) map[string]string {
	t.Helper()
	set, err := readSettings(at, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	g := &ground{}
	if err := g.openStore(t.Context(), set.place(), groundOptions{now: clock, log: slog.New(slog.DiscardHandler)}, nil); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, coll := range tickets.Carried() {
		for d, err := range g.store.Find(t.Context(), store.Query{Coll: coll, Index: store.ByID}) {
			if err != nil {
				t.Fatal(err)
			}
			if d.Ref != move.MarkRef {
				sum := sha256.Sum256(d.Body)
				all[d.Coll+"/"+d.ID] = fmt.Sprintf("%d %x", d.Rev, sum[:8])
			}
		}
	}
	for name, err := range g.blobs.Names(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		r, err := g.blobs.Open(t.Context(), name)
		if err == nil {
			_, err = io.Copy(h, r)
			err = errors.Join(err, r.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		all["blob "+name] = fmt.Sprintf("%x", h.Sum(nil)[:8])
	}
	if err := g.close(); err != nil {
		t.Fatal(err)
	}
	return all
}

// workAndForget works a day where the crowd is now, and forgets the oldest month in the night.
func (c *crowd) workAndForget(t *testing.T, at map[string]string) {
	t.Helper()
	set, err := readSettings(at, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	now := desktest.Start.AddDate(7, c.gone, 1)
	h, err := openHouse(t.Context(), set, slog.New(slog.DiscardHandler), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	left := c.perMonth * (months - c.gone)
	began := time.Now()
	searchMoved(t, h, left)
	t.Logf("search finds all %d after %v", left, time.Since(began))
	page, err := h.desk.Tickets.List(t.Context(), c.Engineer.Actor(), tickets.ListQuery{List: tickets.ListOpen, Limit: 50})
	if err != nil || len(page.Rows) != 50 {
		t.Fatalf("%d listed: %v", len(page.Rows), err)
	}
	for range 50 {
		ids := c.ids[c.gone+rand.IntN(months-c.gone)]
		readMoved(t, c.Desk, h, ids[rand.IntN(len(ids))])
	}
	began = time.Now()
	run, err := h.anon.Night(t.Context(), tickets.Runner("anonymizer"), now)
	if err != nil || run.Forgotten != c.perMonth || run.Due != c.perMonth || run.Failed != 0 {
		t.Fatalf("%+v, %v", run, err)
	}
	t.Logf("a night forgot %d tickets in %v", run.Forgotten, time.Since(began))
	for _, id := range c.ids[c.gone] {
		if _, err := h.desk.Tickets.Story(t.Context(), c.Engineer.Actor(), id); !errors.Is(err, tickets.ErrNotFound) {
			t.Fatalf("the forgotten ticket %s: %v", id, err)
		}
	}
	if _, ok, err := h.desk.Forgetting.Moved(t.Context(), c.Officer.Actor()); err != nil || ok {
		t.Errorf("the move is not finished by a night: %v", err)
	}
	c.gone++
	searchMoved(t, h, left-c.perMonth)
}
