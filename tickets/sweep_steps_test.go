package tickets_test

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/store/mongo"
)

// TestAWriterBetweenTheStepsOfASweep lets a writer write its blob at each step of a sweep, and name it at each later one.
func TestAWriterBetweenTheStepsOfASweep(t *testing.T) {
	onGrounds(t, func(t *testing.T, g *ground) {
		writer, sweeper := g.open(t), g.open(t)
		steps := &ticking{Store: sweeper.store}
		var err error
		sweeper.Desk, err = tickets.Open(t.Context(), tickets.Options{Store: steps.quiet(), Keys: g.keys, Now: g.clock.Now,
			Blobs: &tickingBlobs{sweeper.blobs, func() { steps.tick() }}, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		steps.tick = func() { last++ }
		sweeper.sweep(t)
		if last < 8 {
			t.Fatalf("a sweep has %d steps", last)
		}
		every := 1
		if _, slow := writer.store.(*mongo.Store); slow {
			every = 7
		}
		n := 0
		for _, blob := range []int{1, 4} { // the spooled mail; the last of the message
			for begin := 0; begin <= last+1; begin++ {
				for end := begin; end <= last+1; end++ {
					if n++; n%every == 0 {
						between(t, writer, sweeper, steps, blob, begin, end)
					}
				}
			}
		}
	})
}

// between sweeps while a writer has written a blob at one step and names it at another.
func between(t *testing.T, writer, sweeper *desk, steps *ticking, at, begin, end int) {
	t.Helper()
	written, goOn, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	puts := 0
	writer.blobs.after = func() {
		if puts++; puts == at {
			close(written)
			<-goOn
		}
	}
	var k kept
	now := 0
	step := func() {
		if now == begin {
			go func() {
				var err error
				k, err = writer.arrive(t.Context(), fmt.Sprintf("steg%dx%dx%d", at, begin, end))
				done <- err
			}()
			<-written
		}
		if now == end {
			close(goOn)
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		now++
	}
	steps.tick = step
	step() // before the sweep
	sweeper.sweep(t)
	for now <= end {
		step()
	}
	if writer.stays(t, k); t.Failed() {
		t.Fatalf("blob %d was written at step %d and named at step %d of a sweep", at, begin, end)
	}
}
