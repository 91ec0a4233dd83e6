package main

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// runner is something that works until its context ends. A leased one runs in one process of an installation only.
type runner struct {
	name   string
	leased bool
	run    func(context.Context) error
}

// The pauses before a runner that failed is started again.
const (
	firstPause = time.Second
	longPause  = time.Minute
)

// runAll runs every runner until ctx ends and returns when all have stopped.
func runAll(ctx context.Context, log *slog.Logger, leases *tickets.Leases, rs []runner) {
	var wg sync.WaitGroup
	for _, r := range rs {
		wg.Go(func() { keepRunning(ctx, log, leases, r) })
	}
	wg.Wait()
}

// keepRunning starts a runner again whenever it fails, after a pause that grows to a minute. One whose lease was lost
// waits for it again.
func keepRunning(ctx context.Context, log *slog.Logger, leases *tickets.Leases, r runner) {
	work := r.run
	if r.leased {
		work = func(ctx context.Context) error { return leases.Hold(ctx, r.name, r.run) }
	}
	pause := firstPause
	for ctx.Err() == nil {
		began := time.Now()
		err := work(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > 10*longPause {
			pause = firstPause
		}
		if errors.Is(err, tickets.ErrLeaseLost) {
			log.Warn("lease lost", "runner", r.name)
			continue
		}
		log.Error("runner stopped", "runner", r.name, "error", err, "again", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause + rand.N(pause/2)):
		}
		pause = min(2*pause, longPause)
	}
}
