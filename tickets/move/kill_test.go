package move_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/move"
)

// childPlaces tells the child process that is to be killed from where to where it moves: two places, each as dir|uri|db.
const childPlaces = "LETHE_TEST_MOVE_CHILD"

func TestMain(m *testing.M) {
	if places := os.Getenv(childPlaces); places != "" {
		from, to, _ := strings.Cut(places, "\n")
		if err := moveOnce(parsePlace(from), parsePlace(to)); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("moved")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func (p place) String() string { return p.dir + "|" + p.uri + "|" + p.db }

func parsePlace(s string) place {
	f := strings.Split(s, "|")
	return place{f[0], f[1], f[2]}
}

func moveOnce(from, to place) error {
	ctx := context.Background()
	source, err := from.open(ctx, nil)
	if err != nil {
		return err
	}
	dest, err := to.open(ctx, source.Keys)
	if err != nil {
		return errors.Join(err, source.close())
	}
	o := options(source, dest)
	o.Told = func(p move.Progress) { fmt.Println(stepLine(p.Step)) }
	_, err = move.Run(ctx, o)
	return errors.Join(err, dest.close(), source.close())
}

// TestKilled: a move whose process is killed -9 at random instants, again and again, and then goes on, is as whole as any
// other, there and back.
func TestKilled(t *testing.T) {
	t.Run("folders", func(t *testing.T) { killedThereAndBack(t, folder(t), folder(t), folder(t)) })
	t.Run("server", func(t *testing.T) { killedThereAndBack(t, folder(t), server(t), folder(t)) })
}

func killedThereAndBack(t *testing.T, places ...place) {
	f := sized(t)
	fill(t, places[0], f)
	want := f.contentOf(t, places[0])
	for i, to := range places[1:] {
		from := places[i]
		kills, first := 0, time.Now()
		whole := time.Duration(0)
		for life := 0; ; life++ {
			if life == 40 {
				t.Fatal("not moved after 40 lives")
			}
			began := time.Now()
			killed := child(t, from, to, f.killing(life))
			if !killed {
				whole = time.Since(began)
				break
			}
			kills++
			notServed(t, from, to)
		}
		if kills < 3 {
			t.Errorf("killed %d times only", kills)
		}
		t.Logf("%s to %s: killed %d times, %v in all, the last life took %v", from.name(), to.name(), kills, time.Since(first), whole)
		f.same(t, want, f.contentOf(t, to))
		state(t, from, move.Moved)
		state(t, to, "")
		finish(t, from, to)
	}
}

// notServed: whatever the instant of a kill, at most one side may be served: the source before the move has begun, or
// the destination when all is there.
func notServed(t testing.TB, from, to place) {
	t.Helper()
	may := 0
	for _, p := range []place{from, to} {
		s := &side{}
		if err := p.openStore(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if move.Check(t.Context(), s.Store) == nil && first(t, s, move.Meta).Exists() {
			may++
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}
	if may > 1 {
		t.Errorf("both %s and %s may be served", from.name(), to.name())
	}
}

// many is how many tickets the killed move carries, instead of a few: each is eight documents, a key and an attachment.
const many = "LETHE_TEST_MOVE"

func sized(t testing.TB) *filling {
	text := os.Getenv(many)
	if text == "" {
		return &filling{docs: 6000, blobs: 200, keys: 60}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1000 {
		t.Fatalf("%s is %q, want a number of tickets from 1000 on", many, text)
	}
	return &filling{docs: 8 * n, blobs: n, keys: n, many: n}
}

// killing is when a life ends: a while after a step is first told of.
type killing struct {
	step  move.Step // zero: after its start
	after time.Duration
}

// killing says when a life ends: short ones first, so that there are kills, then ever longer ones, so that there is an end.
// Of many tickets three lives end amid the blobs, the documents and the comparing, and the next has all its time.
func (f *filling) killing(life int) killing {
	steps := []move.Step{move.Blobs, move.Documents, move.SameDocuments}
	switch {
	case f.many > 0 && life < len(steps):
		return killing{steps[life], time.Duration(rand.IntN(f.many/10)) * time.Millisecond}
	case f.many > 0:
		return killing{after: 24 * time.Hour}
	}
	return killing{after: time.Duration(rand.Int64N(int64(50 * math.Pow(1.45, float64(life)) * float64(time.Millisecond))))}
}

func stepLine(s move.Step) string { return fmt.Sprintf("step %d", s) }

// child moves in a process of its own and kills it. It reports false when the move was done before that.
func child(t testing.TB, from, to place, k killing) (killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childPlaces+"="+from.String()+"\n"+to.String())
	var out strings.Builder
	said, err := cmd.StdoutPipe()
	cmd.Stderr = cmd.Stdout
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(24*time.Hour, func() { _ = cmd.Process.Kill() })
	if k.step == 0 {
		timer.Reset(k.after)
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if line := lines.Text(); !strings.HasPrefix(line, "step ") {
			out.WriteString(line)
		} else if k.step > 0 && line == stepLine(k.step) {
			timer.Reset(k.after)
			k.step = 0
		}
	}
	err = cmd.Wait()
	timer.Stop()
	switch {
	case err == nil:
		return false
	case strings.Contains(out.String(), "error"):
		t.Fatalf("the move failed: %s", out.String())
	}
	return true
}
