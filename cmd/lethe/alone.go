package main

import (
	"context"
	"errors"
	"io"

	"github.com/axsensor/lethe/tickets"
)

// The leases of what runners do now and then and commands do too. A runner's own lease says whose turn it is; these say
// that it is being done at this moment, so a command need not wait for a runner that only waits itself.
const (
	leaseNight = "night" // forgetting, publishing, finishing a move
	leaseKeys  = "keys"  // changing the epoch key
)

// heldError says that something is being done elsewhere all the time that a command waited for it.
type heldError struct{ lease string }

func (e *heldError) Error() string { return "another process holds the lease " + e.lease }

// alone runs f while nobody else does what the lease stands for. If somebody does, it says so and waits for a minute or
// so, then it is *heldError and f has not begun.
func (h *house) alone(ctx context.Context, lease string, out printer, f func(context.Context) error) error {
	err := h.desk.Leases.HoldNow(ctx, lease, f)
	if errors.Is(err, tickets.ErrHeld) {
		out.say("console.wait." + lease)
		err = h.desk.Leases.HoldSoon(ctx, lease, f)
	}
	if errors.Is(err, tickets.ErrHeld) {
		return &heldError{lease}
	}
	return err
}

// aloneDo is a job that is done under a lease.
func aloneDo(lease string, do job) job {
	return func(ctx context.Context, h *house, args map[string]string, file io.Reader, out printer) error {
		return h.alone(ctx, lease, out, func(ctx context.Context) error { return do(ctx, h, args, file, out) })
	}
}
