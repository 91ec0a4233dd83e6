package main

import (
	"context"
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

// keepRunning starts a runner again whenever it fails, after a pause that grows to a minute.
func keepRunning(ctx context.Context, log *slog.Logger, leases *tickets.Leases, r runner) {
	pause := firstPause
	for ctx.Err() == nil {
		began := time.Now()
		work := r.run
		if r.leased {
			work = func(ctx context.Context) error { return underLease(ctx, leases, r) }
		}
		err := work(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > 10*longPause {
			pause = firstPause
		}
		log.Error("runner stopped", "runner", r.name, "error", err, "again", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause + rand.N(pause/2)):
		}
		pause = min(2*pause, longPause)
	}
}

// underLease waits for the runner's lease, runs it, and stops it when the lease is lost.
func underLease(ctx context.Context, leases *tickets.Leases, r runner) error {
	for {
		mine, err := leases.Take(ctx, r.name, true)
		if err != nil {
			return err
		}
		if mine {
			break
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(tickets.LeaseRenew):
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go renew(ctx, stop, leases, r.name)
	err := r.run(ctx)
	give := leases.Give(context.WithoutCancel(ctx), r.name)
	if err == nil {
		err = give
	}
	return err
}

// renew keeps a lease, and ends what runs under it when somebody else has taken it.
func renew(ctx context.Context, stop context.CancelFunc, leases *tickets.Leases, name string) {
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(tickets.LeaseRenew):
		}
		if mine, err := leases.Take(ctx, name, false); err == nil && !mine {
			return
		}
	}
}
