package tickets

import (
	"context"
	"time"
)

// Sleep waits for d, and returns false as soon as ctx ends before. It is how runners pause.
func Sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
