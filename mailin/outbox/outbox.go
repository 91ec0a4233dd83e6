// Package outbox delivers queued letters over SMTP. A letter is rendered at its first attempt and its bytes are stored
// before any connection is made, so that every attempt sends the same ones; each recipient has a transaction of their
// own. When the answer to a final dot is lost, the letter may have arrived: it is then uncertain and nobody sends it
// again but a person.
package outbox

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// Outbox sends what is due. Only one may run at a time; it is started under a lease.
type Outbox struct {
	Desk  *tickets.Mailroom
	Relay Relay
	Zone  *time.Location   // of dates in letters; nil: UTC
	Now   func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: the default logger
	state atomic.Pointer[State]
}

// State is how the relay fares.
type State struct {
	Sent    time.Time // when it took a letter last
	Problem string    // why it takes none: connect, refused or desk; "" when all is well
	Since   time.Time // since when
}

// State tells how the relay fares. It may be called at any time.
func (o *Outbox) State() State {
	if s := o.state.Load(); s != nil {
		return *s
	}
	return State{}
}

const (
	batch      = 50
	firstPause = 5 * time.Second
	lastPause  = 5 * time.Minute
	lookAgain  = 30 * time.Second // in case a wake-up is lost
)

// Run sends letters until ctx ends and then returns nil. A relay that cannot be reached is tried again, after a pause
// that grows to five minutes; only settings that cannot work are an error (ErrConfig). Letters that an earlier process
// left in the middle are settled first.
func (o *Outbox) Run(ctx context.Context) error {
	relay, err := o.Relay.withDefaults()
	if err != nil {
		return err
	}
	s := &sending{o: o, relay: relay, as: tickets.Runner("outbox"), now: o.Now, log: o.Log, unread: map[string]int{}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	wake := make(chan struct{}, 1)
	var watching sync.WaitGroup
	watching.Go(func() { s.listen(ctx, wake) })
	defer watching.Wait()
	if !s.retry(ctx, func() error { return s.o.Desk.Interrupted(ctx, s.as) }) {
		return nil
	}
	for pause := firstPause; ; {
		switch err := s.round(ctx); {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.trouble(err)
			if !tickets.Sleep(ctx, pause/2+rand.N(pause/2)) {
				return nil
			}
			pause = min(2*pause, lastPause)
			continue
		}
		pause = firstPause
		if !s.wait(ctx, wake) {
			return nil
		}
	}
}

// sending is one run of an Outbox.
type sending struct {
	o      *Outbox
	relay  Relay
	as     tickets.Actor
	now    func() time.Time
	log    *slog.Logger
	unread map[string]int // letters that the desk could not give out, with the number of times
}

// listen turns changes of the outbox into wake-ups, and starts again when the watch breaks.
func (s *sending) listen(ctx context.Context, wake chan<- struct{}) {
	for {
		for err := range s.o.Desk.WatchDeliveries(ctx) {
			if err != nil {
				break
			}
			select {
			case wake <- struct{}{}:
			default:
			}
		}
		if !tickets.Sleep(ctx, time.Second) {
			return
		}
	}
}

// wait returns when a letter may be due; false means that ctx ended.
func (s *sending) wait(ctx context.Context, wake <-chan struct{}) bool {
	longest := lookAgain
	if at, err := s.o.Desk.NextDelivery(ctx, s.as); err == nil && !at.IsZero() {
		longest = min(longest, max(at.Sub(s.now()), 10*time.Millisecond))
	}
	timer := time.NewTimer(longest)
	defer timer.Stop()
	select {
	case <-wake:
	case <-timer.C:
	case <-ctx.Done():
		return false
	}
	return true
}

// round sends all letters that are due, over one connection while it lasts.
func (s *sending) round(ctx context.Context) error {
	var l *line
	defer func() { l.quit() }()
	for {
		ids, err := s.o.Desk.DueDeliveries(ctx, s.as, batch)
		if err != nil {
			return errors.Join(errDesk, err)
		}
		if len(ids) == 0 {
			return nil
		}
		for _, id := range ids {
			if l, err = s.deliver(ctx, l, id); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
}

var (
	errDesk  = errors.New("the desk did not answer")
	errRelay = errors.New("the relay cannot be reached")
)

// trouble reports what broke, by its class alone: the words of a server may be personal.
func (s *sending) trouble(err error) {
	st, p := s.o.State(), "connect"
	switch {
	case errors.Is(err, errDesk):
		p = "desk"
	case refusal(err):
		p = "refused"
	}
	if st.Problem != p {
		st.Problem, st.Since = p, s.now()
		s.log.Warn("letters do not leave", "problem", p)
	}
	s.o.state.Store(&st)
}

func (s *sending) well() {
	if s.o.State().Problem != "" {
		s.log.Info("letters leave again")
	}
	s.o.state.Store(&State{Sent: s.now()})
}

// retry repeats f until it succeeds; false means that ctx ended.
func (s *sending) retry(ctx context.Context, f func() error) bool {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 10*time.Second) {
		err := f()
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		s.log.Error("the outbox cannot note what happened", "error", err)
		if !tickets.Sleep(ctx, pause) {
			return false
		}
	}
}
