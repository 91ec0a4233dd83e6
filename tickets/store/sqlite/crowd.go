package sqlite

import "time"

// crowd tells how many clients are at work just now, so that the writer can wait for those whose last Apply it has just
// answered: when all stand in one commit, that costs much less than two commits with half of them each. A client that is
// alone is never waited for.
type crowd struct {
	size  int           // Applies that shared the last commit or came while it went on
	took  time.Duration // what that commit took
	until time.Time     // when the waiting of the present group ends
}

// longestWait bounds what an Apply waits for others; half of what a commit takes bounds it further.
const longestWait = 2 * time.Millisecond

// gather begins a group.
func (c *crowd) gather(now time.Time) { c.until = now.Add(min(c.took/2, longestWait)) }

// seen ends a group: its size, how many wait behind it, and what its commit took.
func (c *crowd) seen(group, behind int, took time.Duration) { c.size, c.took = group+behind, took }

// await returns when something has come into the queue, and reports false when the group has waited long enough or nobody
// is missing.
func (c *crowd) await(q *queue, present int) bool {
	if present >= c.size {
		return false
	}
	left := time.Until(c.until)
	if left <= 0 {
		return false
	}
	patience := time.NewTimer(left)
	defer patience.Stop()
	select {
	case <-q.wake:
		return true
	case <-patience.C:
		return false
	}
}
