package blob

import (
	"context"
	"time"

	"github.com/axsensor/lethe/tickets/mongodb"
)

// ErrAway says that the server which holds the blobs cannot be reached just now.
var ErrAway = mongodb.ErrAway

// attemptTime is how long one command lives at most.
const attemptTime = 20 * time.Second

// patiently runs f until it succeeds or fails for good. An answer that was lost makes it run again, so f must be such
// that twice is once.
func patiently(ctx context.Context, f func(context.Context) error) error {
	return again(ctx, func(ctx context.Context) error { return mongodb.Attempt(ctx, attemptTime, f) })
}

// uncut is patiently, but the end of ctx does not break off an attempt: what a server is still busy with could be stored
// after it was taken back.
func uncut(ctx context.Context, f func(context.Context) error) error {
	return again(ctx, func(ctx context.Context) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return mongodb.Attempt(context.WithoutCancel(ctx), attemptTime, f)
	})
}

func again(ctx context.Context, attempt func(context.Context) error) error {
	err := mongodb.Repeat(ctx, mongodb.Patience, attempt)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return mongodb.Tell(err)
}
