package mongo

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// TestLanes: nobody shares a lane, whoever leaves one gets another, and the one after the last waits.
func TestLanes(t *testing.T) {
	var l lanes
	l.open()
	var users [laneCount]atomic.Int32
	var wait sync.WaitGroup
	for range 3 * laneCount {
		wait.Go(func() {
			for range 200 {
				n, err := l.take(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				if users[n].Add(1) != 1 {
					t.Errorf("lane %d is shared", n)
				}
				users[n].Add(-1)
				n = l.leave(n)
				if users[n].Add(1) != 1 {
					t.Errorf("lane %d is shared after another was left", n)
				}
				users[n].Add(-1)
				l.put(n)
			}
		})
	}
	wait.Wait()
	var taken []int
	for range laneCount {
		n, err := l.take(t.Context())
		if err != nil || slices.Contains(taken, n) {
			t.Fatalf("lane %d, %v; taken: %v", n, err, taken)
		}
		taken = append(taken, n)
	}
	if n := l.leave(taken[3]); n != taken[3] {
		t.Errorf("left for lane %d while all are taken", n)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := l.take(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("lane %d, %v beyond the last; want the context's error", n, err)
	}
	l.put(taken[5])
	if n, err := l.take(t.Context()); err != nil || n != taken[5] {
		t.Errorf("lane %d, %v; want the one given back, %d", n, err, taken[5])
	}
	l.put(taken[0])
	l.put(taken[1])
	if n, _ := l.take(t.Context()); l.leave(n) == n {
		t.Error("stayed on a contested lane while another is free")
	}
}
