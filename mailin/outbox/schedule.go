package outbox

import (
	"math/rand/v2"
	"time"
)

// giveUp is how long a letter is tried.
const giveUp = 48 * time.Hour

// waits is the time between attempts: after the first failure the first entry, and so on; the last one repeats.
var waits = [...]time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
}

// next is when a letter is tried again that was queued at a time and failed for the nth time now; false gives it up.
func next(queued, now time.Time, attempts int) (time.Time, bool) {
	if now.Sub(queued) >= giveUp {
		return time.Time{}, false
	}
	w := waits[min(max(attempts, 1), len(waits))-1]
	return now.Add(w + rand.N(w/10)), true
}
