package tickets_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/axsensor/lethe/tickets"
)

// blobsOfMail is how many blobs arrive leaves: text, file, original and the acknowledgement's letter.
const blobsOfMail = 4

// TestSweepSparesWhatIsOnItsWay: sweeps of two processes run at each moment of a writer that is slow.
func TestSweepSparesWhatIsOnItsWay(t *testing.T) {
	onGrounds(t, func(t *testing.T, g *ground) {
		writer, other := g.open(t), g.open(t)
		swept := 0
		both := func() { swept += other.sweep(t) + writer.sweep(t) }
		writer.blobs.before, writer.blobs.after = both, both
		k, err := writer.arrive(t.Context(), "axel")
		if err != nil {
			t.Fatal(err)
		}
		if swept > 0 {
			t.Errorf("%d blobs were swept that were about to be named", swept)
		}
		both()
		other.stays(t, k)
		if got := other.names(t); len(got) != blobsOfMail {
			t.Errorf("%d blobs, want %d", len(got), blobsOfMail)
		}
	})
}

// TestSweepTakesWhatTheDeadLeft: a process that dies on the way leaves blobs, which are swept a day later.
func TestSweepTakesWhatTheDeadLeft(t *testing.T) {
	onGrounds(t, func(t *testing.T, g *ground) {
		alive, dead := g.open(t), g.open(t)
		k, err := alive.arrive(t.Context(), "lever")
		if err != nil {
			t.Fatal(err)
		}
		dying := &dyingStore{Store: dead.store}
		if dead.Desk, err = tickets.Open(t.Context(), tickets.Options{Store: dying, Keys: g.keys, Blobs: dead.blobs, Now: g.clock.Now, Log: slog.New(slog.DiscardHandler)}); err != nil {
			t.Fatal(err)
		}
		left := 0
		dead.blobs.after = func() {
			if left++; left == 2 {
				dying.dead.Store(true)
			}
		}
		if _, err := dead.arrive(t.Context(), "axel"); !errors.Is(err, errDied) {
			t.Fatalf("%v, want that it died", err)
		}
		before := len(alive.names(t))
		if before <= blobsOfMail {
			t.Fatal("the dead process left nothing")
		}
		if n := alive.sweep(t); n != 0 {
			t.Errorf("swept %d blobs whose writer may live", n)
		}
		g.clock.Add(day)
		if n := alive.sweep(t); n == 0 {
			t.Error("what the dead process left is not swept")
		}
		if n := alive.sweep(t); n != 0 {
			t.Errorf("a second sweep took %d", n)
		}
		alive.stays(t, k)
		if got := alive.names(t); len(got) >= before || len(got) < blobsOfMail {
			t.Errorf("%d blobs are left of %d", len(got), before)
		}
	})
}

// TestASlowWriterThatWasGivenUpWritesAgain: when its upload and its blobs are gone, the verb begins anew.
func TestASlowWriterThatWasGivenUpWritesAgain(t *testing.T) {
	onGrounds(t, func(t *testing.T, g *ground) {
		writer, other := g.open(t), g.open(t)
		for _, at := range []int{1, 2, 3, 4, 5} { // spool; file, original and text; letter
			puts := 0
			writer.blobs.after = func() {
				if puts++; puts == at {
					g.clock.Add(day)
					if n := other.sweep(t); n == 0 {
						t.Errorf("at blob %d: the writer was not given up", at)
					}
				}
			}
			k, err := writer.arrive(t.Context(), fmt.Sprint("runda", at))
			if err != nil {
				t.Fatalf("given up at blob %d: %v", at, err)
			}
			if puts <= 5 {
				t.Errorf("given up at blob %d: %d blobs were written, none anew", at, puts)
			}
			other.stays(t, k)
		}
		writer.blobs.after = nil
		g.clock.Add(day)
		other.sweep(t)
		if got := other.names(t); len(got) != 5*blobsOfMail {
			t.Errorf("%d blobs are left, want %d", len(got), 5*blobsOfMail)
		}
	})
}

// TestAWriterThatIsAlwaysGivenUpFails: it ends, says why, and leaves nothing.
func TestAWriterThatIsAlwaysGivenUpFails(t *testing.T) {
	onGrounds(t, func(t *testing.T, g *ground) {
		writer, other := g.open(t), g.open(t)
		puts := 0
		writer.blobs.after = func() {
			puts++
			g.clock.Add(day)
			other.sweep(t)
		}
		if _, err := writer.arrive(t.Context(), "axel"); !errors.Is(err, tickets.ErrConflict) {
			t.Errorf("%v, want a conflict", err)
		}
		if puts > 10 {
			t.Errorf("it wrote %d times", puts)
		}
		if got := other.names(t); len(got) != 0 {
			t.Errorf("%d blobs are left", len(got))
		}
	})
}

// TestWhatAVerbDidNotNameIsTidiedUp: a verb that fails, and a mail that came twice, leave no blobs to be swept.
func TestWhatAVerbDidNotNameIsTidiedUp(t *testing.T) {
	onGrounds(t, func(t *testing.T, g *ground) {
		d := g.open(t)
		k, err := d.arrive(t.Context(), "axel")
		if err != nil {
			t.Fatal(err)
		}
		ticket, _, _ := strings.Cut(k.message, ".")
		ctx, cancel := context.WithCancel(t.Context())
		d.blobs.after = cancel
		file := []tickets.NewFile{{Name: tickets.P("a.bin"), Data: []byte("bytes")}}
		if err := d.Tickets.Note(ctx, g.admin, ticket, tickets.P("En anteckning"), file, "r1"); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want that it was canceled", err)
		}
		d.blobs.after = nil
		raw := tickets.Arrived{Mailbox: "support", UIDValidity: 2, UID: 1, Raw: []byte("Subject: axel\r\n\r\n" + strings.Repeat("axel", 75_000))}
		if sp, err := d.Mailroom.Spool(t.Context(), mailer, raw); err != nil || sp[0].State != tickets.SpoolDuplicate {
			t.Errorf("spooled again: %v, %v", sp, err)
		}
		if got := d.names(t); len(got) != blobsOfMail {
			t.Errorf("%d blobs, want %d", len(got), blobsOfMail)
		}
		g.clock.Add(day)
		if n := d.sweep(t); n != 0 {
			t.Errorf("swept %d", n)
		}
	})
}

// TestSweepsAndWritersAtOnce: writers and sweepers of two processes, while the clock leaps as rapid says. Nothing
// that is named is ever gone, and in the end nothing else is there.
func TestSweepsAndWritersAtOnce(t *testing.T) {
	onGrounds(t, func(t *testing.T, g *ground) {
		nodes := []*desk{g.open(t), g.open(t)}
		var all []kept
		rapid.Check(t, func(rt *rapid.T) {
			if len(all) > 40 {
				return // enough rounds; each is expensive
			}
			all = append(all, together(t, nodes, rapid.SliceOfN(rapid.IntRange(0, 4), 8, 24).Draw(rt, "leaps"))...)
		})
		g.clock.Add(day)
		for _, n := range nodes {
			n.sweep(t)
		}
		for _, k := range all {
			nodes[0].stays(t, k)
		}
		if len(all) == 0 {
			t.Error("nothing was written")
		}
		if got := nodes[0].names(t); len(got) != blobsOfMail*len(all) {
			t.Errorf("%d blobs are left, want %d", len(got), blobsOfMail*len(all))
		}
	})
}

// together lets each node write and sweep at the same time; each blob moves the clock on by as much as is drawn.
func together(t *testing.T, nodes []*desk, leaps []int) []kept {
	var mu sync.Mutex
	var all []kept
	var next, going atomic.Int64
	var wg sync.WaitGroup
	going.Store(int64(2 * len(nodes)))
	for _, n := range nodes {
		n.blobs.after = func() {
			if i := int(next.Add(1)); i < len(leaps) && leaps[i] == 0 {
				n.g.clock.Add(day)
			}
		}
		for range 2 {
			wg.Go(func() {
				defer going.Add(-1)
				k, err := n.arrive(t.Context(), fmt.Sprintf("ord%d", rand.IntN(1<<30)))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					all = append(all, k)
				case !errors.Is(err, tickets.ErrConflict):
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			for going.Load() > 0 {
				n.sweep(t)
			}
		})
	}
	wg.Wait()
	return all
}
