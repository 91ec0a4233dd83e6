package sqlite

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestCrowd: the writer waits for clients that it has reason to expect, for half of what a commit takes at most, and for
// nobody when a client is alone. Time stands still while anything can go on.
func TestCrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c crowd
		q := newQueue()
		await := func(present int, want bool, waited time.Duration) {
			t.Helper()
			begin := time.Now()
			if came := c.await(q, present); came != want || time.Since(begin) != waited {
				t.Errorf("%d there, %d expected: %v after %v; want %v after %v", present, c.size, came, time.Since(begin), want, waited)
			}
		}
		c.gather(time.Now())
		await(1, false, 0) // nothing is known

		c.seen(1, 0, time.Second)
		c.gather(time.Now())
		await(1, false, 0) // alone

		c.seen(1, 1, time.Millisecond) // one in the commit, one who came meanwhile
		c.gather(time.Now())
		go func() {
			time.Sleep(300 * time.Microsecond)
			if err := q.put(&request{steps: make([]step, 1)}); err != nil {
				t.Error(err)
			}
		}()
		await(1, true, 300*time.Microsecond)
		if got := q.takeWrites(9, 9); len(got) != 1 {
			t.Errorf("%d requests, want 1", len(got))
		}
		await(2, false, 0)                    // all are there
		await(1, false, 200*time.Microsecond) // the rest of the group's time

		c.seen(16, 0, time.Minute)
		c.gather(time.Now())
		await(15, false, longestWait)
	})
}
