package sqlite

import (
	"errors"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Bounds of one shared commit.
const (
	groupRequests = 128
	groupBytes    = 8 << 20
	trimEvery     = time.Hour
)

// writer is the goroutine that alone writes to the file.
type writer struct {
	*Store
	conn  *conn
	crowd crowd
	pages int // roughly how many were written since the last checkpoint
}

func (s *Store) write(w *writer) {
	trim := time.NewTicker(trimEvery)
	defer trim.Stop()
	defer close(s.written)
	for {
		select {
		case <-s.queue.wake:
			w.drain()
		case <-trim.C:
			if err := s.trim(w.conn); err != nil {
				s.log.Error("trimming the log of changes failed", "error", err)
			}
		case <-s.closing:
			s.ended = w.conn.close()
			return
		}
	}
}

// drain works until nothing waits.
func (w *writer) drain() {
	for {
		if job := w.queue.takeJob(); job != nil {
			if job.take() {
				job.answer(job.job(w.conn))
			}
			continue
		}
		group := w.queue.takeWrites(groupRequests, groupBytes)
		if len(group) == 0 {
			return
		}
		w.group(group)
		w.shorten()
	}
}

// shorten folds the write-ahead log into the file when enough has been written.
func (w *writer) shorten() {
	if w.pages < checkpointPages {
		return
	}
	w.pages = 0
	if err := w.checkpoint(w.conn, "PASSIVE"); err != nil && !errors.Is(err, errBusyLog) {
		w.log.Error("checkpoint failed", "error", err)
	}
}

// wrote counts the pages of an Apply: its bodies, and a few for each write's keys.
func (w *writer) wrote(r *request) { w.pages += r.size/pageSize + 4*len(r.steps) }

// group carries out Applies in one transaction. A refusal (a revision that does not match) is found before its Apply
// has written anything, so it leaves the others alone. After a failure the transaction is given up and each Apply
// gets one of its own, so that only the guilty one fails.
func (w *writer) group(waiting []*request) {
	var g []*request
	logged := w.changes.position()
	w.crowd.gather(time.Now())
	var applied time.Time
	err := w.conn.within("BEGIN IMMEDIATE", func() error {
		defer func() { applied = time.Now() }()
		for len(waiting) > 0 {
			for _, r := range waiting {
				if !r.take() {
					continue
				}
				g = append(g, r)
				var err error
				if r.err, err = w.apply(r); err != nil {
					return err
				}
				w.wrote(r)
			}
			waiting = w.more(g)
		}
		return nil
	})
	switch {
	case err == nil:
		w.crowd.seen(len(g), w.queue.waiting(), time.Since(applied))
		w.changes.publish()
		for _, r := range g {
			r.answer(r.err)
		}
		return
	case len(g) == 0: // BEGIN itself failed
		for _, r := range waiting {
			if r.take() {
				r.answer(err)
			}
		}
		return
	}
	w.changes.retreat(logged)
	for _, r := range waiting { // taken from the queue, but after the failure
		if r.take() {
			g = append(g, r)
		}
	}
	w.failed(g, err)
}

// more takes what came while the group was carried out, as far as its bounds allow, and waits a little for clients that
// are likely to come.
func (w *writer) more(g []*request) []*request {
	size := 0
	for _, r := range g {
		size += r.size
	}
	for len(g) < groupRequests && size < groupBytes {
		came := w.queue.takeWrites(groupRequests-len(g), groupBytes-size)
		if len(came) > 0 || w.queue.waiting() > 0 || !w.crowd.await(w.queue, len(g)) {
			return came
		}
	}
	return nil
}

// failed answers a group whose transaction failed. When it is certain that nothing was stored, each is tried alone.
func (w *writer) failed(g []*request, err error) {
	if len(g) == 1 || errors.Is(settle(err), store.ErrUnsure) {
		for _, r := range g {
			r.answer(settle(err))
		}
		return
	}
	for _, r := range g {
		w.alone(r)
	}
}

func (w *writer) alone(r *request) {
	logged := w.changes.position()
	var refused error
	err := w.conn.within("BEGIN IMMEDIATE", func() (err error) {
		refused, err = w.apply(r)
		return err
	})
	if err != nil {
		w.changes.retreat(logged)
		r.answer(settle(err))
		return
	}
	w.changes.publish()
	r.answer(refused)
}
