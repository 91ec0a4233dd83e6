package search

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	zap "github.com/blevesearch/zapx/v17"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// node is an index of its own over the same desk, as another process has it.
type node struct {
	live *Live
	dir  string
	stop func()
}

func openNode(t *testing.T, d *desktest.Desk, name string, linger time.Duration) *node {
	t.Helper()
	dir := filepath.Join(d.Dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := OpenLive(t.Context(), LiveOptions{Dir: filepath.Join(dir, "live"), Desk: d.Tickets, Linger: linger})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	stopped := false
	n := &node{l, dir, func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}}
	t.Cleanup(n.stop)
	return n
}

// planted fills a desk with tickets whose words are looked for, and one that stays.
func planted(t *testing.T, d *desktest.Desk) (ids []string) {
	t.Helper()
	for i := range 20 {
		got := d.Arrive(t, desktest.Letter("Planterad Kanariensson", fmt.Sprintf("p%d@kund.example", i), "Felet", fmt.Sprintf("Nollpunktsfelet kom tillbaka, Kanariefågel%d.", i)))
		ids = append(ids, got.Ticket)
	}
	alive := d.Arrive(t, desktest.Letter("Levande Lindkvistare", "levande@kund.example", "Fråga", "Hur ofta ska vi kalibrera?"))
	d.Deliver(t)
	d.Clock.Set(d.Clock.Now().AddDate(7, 0, 1))
	if err := d.Forgetting.Hold(t.Context(), d.Officer.Actor(), alive.Ticket, d.Clock.Now().AddDate(1, 0, 0), tickets.P("pågår")); err != nil {
		t.Fatal(err)
	}
	return ids
}

func forget(t *testing.T, d *desktest.Desk, ids []string) {
	t.Helper()
	as := tickets.Runner("anonymizer")
	for _, id := range ids {
		for _, step := range []func() error{
			func() error { return d.Forgetting.Mark(t.Context(), as, id) },
			func() error { return d.Forgetting.Stage(t.Context(), as, id, tickets.Scrubbed{}) },
			func() error { return d.Forgetting.Destroy(t.Context(), as, id) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// holds says whether any file below dir has one of the words, in lower case as the index keeps them: as they are, or as
// the beginning of a term or an id of a segment, where they stand packed.
func holds(dir string, words ...string) bool {
	found := false
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil // the index takes files away meanwhile
		}
		b, _ := os.ReadFile(path)
		text := strings.ToLower(string(b))
		if strings.HasSuffix(path, ".zap") {
			text += terms(path)
		}
		for _, w := range words {
			found = found || strings.Contains(text, w)
		}
		return nil
	})
	return found
}

// terms lists every term of a segment file, deleted documents' among them; "" when the file has gone.
func terms(path string) string {
	seg, err := (&zap.ZapPlugin{}).Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = seg.Close() }()
	var out strings.Builder
	for _, f := range seg.Fields() {
		dict, err := seg.Dictionary(f)
		if err != nil {
			continue
		}
		it := dict.AutomatonIterator(nil, nil, nil)
		for e, err := it.Next(); err == nil && e != nil; e, err = it.Next() {
			out.WriteString(e.Term + "\n")
		}
	}
	return out.String()
}

func followed(t *testing.T, n *node) {
	t.Helper()
	eventually(t, "the index did not follow", func() bool {
		return len(found(t, n.live, "lindkvistare")) == 1 && len(found(t, n.live, "nollpunkt")) == 20
	})
	eventually(t, "the words are not where they are looked for", func() bool { return holds(n.dir, "kanariefågel") })
}

// TestAnIndexForgetsWhatAnotherProcessForgot: one process forgets and purges its own files; the files of the other, which
// only hears of it, know nobody soon after.
func TestAnIndexForgetsWhatAnotherProcessForgot(t *testing.T) {
	d := desktest.Open(t)
	one, two := openNode(t, d, "one", time.Hour), openNode(t, d, "two", 200*time.Millisecond)
	ids := planted(t, d)
	followed(t, one)
	followed(t, two)
	forget(t, d, ids)
	if err := one.live.Purge(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if holds(one.dir, "kanariefågel", "kanariensson", ids[0], ids[19]) {
		t.Error("the files of the one that purged know who was forgotten")
	}
	eventually(t, "the other's files still know who was forgotten", func() bool {
		return !holds(two.dir, "kanariefågel", "kanariensson", ids[0], ids[19])
	})
	if len(found(t, two.live, "lindkvistare")) != 1 || len(found(t, two.live, "nollpunkt")) != 0 {
		t.Error("the other index answers wrongly")
	}
	eventually(t, "there is still something to purge", func() bool {
		left, err := two.live.x.left()
		return err == nil && !left
	})
}

// TestAnIndexStoppedBeforeItsPurgeIsCleanedAtItsStart, whoever was to purge it.
func TestAnIndexStoppedBeforeItsPurgeIsCleanedAtItsStart(t *testing.T) {
	d := desktest.Open(t)
	n := openNode(t, d, "one", time.Hour)
	ids := planted(t, d)
	followed(t, n)
	forget(t, d, ids)
	eventually(t, "the index did not follow", func() bool { return len(found(t, n.live, "nollpunkt")) == 0 })
	n.stop()
	again := openNode(t, d, "one", time.Hour)
	eventually(t, "the files still know who was forgotten", func() bool {
		return !holds(n.dir, "kanariefågel", "kanariensson", ids[0], ids[19])
	})
	eventually(t, "the living ticket is lost", func() bool { return len(found(t, again.live, "lindkvistare")) == 1 })
}

// TestAPurgeWaitsForTheLastAndNotForEver.
func TestAPurgeWaitsForTheLastAndNotForEver(t *testing.T) {
	for name, c := range map[string]struct {
		first, last time.Duration // ago
		want        int
	}{
		"just now": {time.Second, time.Second, 0}, "a night that goes on": {5 * time.Minute, time.Second, 0},
		"quiet": {2 * time.Minute, 61 * time.Second, 1}, "without an end": {11 * time.Minute, time.Second, 1},
	} {
		x := &index{gone: gone{ids: map[string]bool{"a": true}, first: time.Now().Add(-c.first), last: time.Now().Add(-c.last)}}
		if got := x.unpurged(time.Minute); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
