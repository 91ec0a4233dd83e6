package web

import (
	"hash/maphash"
	"sync"
	"time"
)

// limiter counts attempts by key in windows of time. It keeps hashes of keys under a seed of its own, so that it holds
// neither addresses nor logins; it forgets them with their window.
type limiter struct {
	now  func() time.Time
	seed maphash.Seed

	mu     sync.Mutex
	counts map[uint64]window
}

type window struct {
	n   int
	end time.Time
}

// crowd is how many keys are kept; a crowd beyond it begins anew rather than filling the memory.
const crowd = 20_000

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, seed: maphash.MakeSeed(), counts: map[uint64]window{}}
}

// take counts one attempt and says whether it is among the first limit of its window.
func (l *limiter) take(key string, limit int, each time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	k := maphash.String(l.seed, key)
	w, ok := l.counts[k]
	if !ok || !now.Before(w.end) {
		l.sweep(now)
		w = window{end: now.Add(each)}
	}
	w.n++
	l.counts[k] = w
	return w.n <= limit
}

// left is how long the key's window lasts, 0 when it has none.
func (l *limiter) left(key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, ok := l.counts[maphash.String(l.seed, key)]
	if !ok {
		return 0
	}
	return max(0, w.end.Sub(l.now()))
}

// clear forgets a key, after an attempt that went well.
func (l *limiter) clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.counts, maphash.String(l.seed, key))
}

func (l *limiter) sweep(now time.Time) {
	if len(l.counts) < crowd {
		return
	}
	for k, w := range l.counts {
		if !now.Before(w.end) {
			delete(l.counts, k)
		}
	}
	if len(l.counts) >= crowd {
		clear(l.counts)
	}
}
