package mailin

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"
)

// pollEvery is how often a server without IDLE is asked.
const pollEvery = 30 * time.Second

var errClosed = errors.New("the server closed the connection")

// wait returns when the open folder may have changed, and at the latest after the mailbox's Idle.
// An event is only a wake-up: what is new is found by listing.
func (s *session) wait(ctx context.Context) error {
	if !s.has(imap.CapIdle) && !s.has(imap.CapIMAP4rev2) {
		return s.poll(ctx)
	}
	var stop func() error
	err := s.guard(ctx, 0, func() error {
		cmd, err := s.client.Idle()
		if err != nil {
			return err
		}
		stop = func() error { return errors.Join(cmd.Close(), cmd.Wait()) }
		return nil
	})
	if err != nil {
		return err
	}
	waited := s.linger(ctx, s.box.Idle)
	if err := s.guard(ctx, 0, func() error { return stop() }); err != nil {
		return err
	}
	return waited
}

func (s *session) poll(ctx context.Context) error {
	if err := s.linger(ctx, min(pollEvery, s.box.Idle)); err != nil {
		return err
	}
	return s.guard(ctx, 0, func() error { return s.client.Noop().Wait() })
}

// linger waits for news.
func (s *session) linger(ctx context.Context, longest time.Duration) error {
	timer := time.NewTimer(longest)
	defer timer.Stop()
	select {
	case <-s.news:
		return nil
	case <-timer.C:
		return nil
	case <-s.client.Closed():
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}
