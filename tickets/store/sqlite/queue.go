package sqlite

import (
	"sync"
	"sync/atomic"

	"github.com/axsensor/lethe/tickets/store"
)

// request is one Apply, or one job that the writer does alone, on its way to the writer.
type request struct {
	steps []step
	tag   int64             // of the Apply in the log of changes
	size  int               // bytes of the bodies
	job   func(*conn) error // instead of steps; it has its own transaction
	state atomic.Int32      // waiting, taken or left
	err   error             // the result, set before done is closed
	done  chan struct{}
}

const (
	waiting int32 = iota
	taken         // the writer has begun; the caller must wait for the result
	left          // the caller has gone; the writer must not begin
)

func (r *request) take() bool  { return r.state.CompareAndSwap(waiting, taken) }
func (r *request) leave() bool { return r.state.CompareAndSwap(waiting, left) }

func (r *request) answer(err error) {
	r.err = err
	close(r.done)
}

// queue holds what waits for the writer, in order of arrival. It needs no bound: each entry has a caller who waits.
type queue struct {
	wake chan struct{} // holds a token when there may be something to take

	mu     sync.Mutex
	list   []*request
	closed bool
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

func (q *queue) put(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return store.ErrClosed
	}
	q.list = append(q.list, r)
	q.signal()
	return nil
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *queue) waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.list)
}

// takeWrites takes Applies from the front up to the number and size given, at least one, and stops before a job.
func (q *queue) takeWrites(number, size int) (out []*request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.list) > 0 && len(out) < number {
		r := q.list[0]
		if r.job != nil || len(out) > 0 && r.size > size {
			break
		}
		size -= r.size
		out = append(out, r)
		q.list = q.list[1:]
	}
	return out
}

// takeJob takes the job at the front, if there is one.
func (q *queue) takeJob() *request {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.list) == 0 || q.list[0].job == nil {
		return nil
	}
	r := q.list[0]
	q.list = q.list[1:]
	return r
}

// close refuses what waits and what comes later.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, r := range q.list {
		if r.take() {
			r.answer(store.ErrClosed)
		}
	}
	q.list = nil
	q.signal()
}
