package main

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/store/mongo"
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

// runAll runs every runner until ctx ends and returns when all have stopped. When another process has opened the store with
// other declarations none of them can work on, and starting one again does not help: it is mongo.ErrDeclared.
func runAll(ctx context.Context, log *slog.Logger, leases *tickets.Leases, rs []runner) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var wg sync.WaitGroup
	for _, r := range rs {
		wg.Go(func() {
			if err := keepRunning(ctx, log, leases, r); err != nil {
				end(err)
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); errors.Is(err, mongo.ErrDeclared) {
		return err
	}
	return nil
}

// keepRunning starts a runner again whenever it fails, after a pause that grows to a minute. One whose lease was lost
// waits for it again. It returns nil when ctx ends, and mongo.ErrDeclared.
func keepRunning(ctx context.Context, log *slog.Logger, leases *tickets.Leases, r runner) error {
	work := r.run
	if r.leased {
		work = func(ctx context.Context) error { return leases.Hold(ctx, r.name, r.run) }
	}
	pause := firstPause
	for ctx.Err() == nil {
		began := time.Now()
		err := work(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, mongo.ErrDeclared) {
			return err
		}
		if time.Since(began) > 10*longPause {
			pause = firstPause
		}
		if errors.Is(err, tickets.ErrLeaseLost) {
			log.Warn("lease lost", "runner", r.name)
			continue
		}
		log.Error("runner stopped", "runner", r.name, "error", err, "again", pause)
		tickets.Sleep(ctx, pause+rand.N(pause/2))
		pause = min(2*pause, longPause)
	}
	return nil
}
