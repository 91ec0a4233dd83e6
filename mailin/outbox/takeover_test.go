package outbox_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/axsensor/lethe/mailin/outbox"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// stalled is an outbox that stands still while the server makes it wait.
type stalled struct {
	server *scripted
	at     chan string
	wake   func()
	ended  chan error
}

// stallAt begins to send under a lease, and returns when the server was given the command after which it waits.
func stallAt(t *testing.T, d *desktest.Desk, step string) *stalled {
	t.Helper()
	going := make(chan bool)
	s := &stalled{at: make(chan string, 1), ended: make(chan error, 1), wake: sync.OnceFunc(func() { close(going) })}
	s.server = serve(t, script{wait: func(at string) {
		if at == step {
			s.at <- at
			<-going
		}
	}})
	t.Cleanup(s.wake)
	o := &outbox.Outbox{Desk: d.Mailroom, Relay: s.server.relay(), Now: d.Clock.Now, Log: slog.New(slog.DiscardHandler)}
	go func() { s.ended <- d.Leases.Hold(t.Context(), "outbox", o.Run) }()
	<-s.at
	return s
}

// takeOver lets another process, to which the first seems dead, send until something is so.
func takeOver(t *testing.T, d *desktest.Desk, r outbox.Relay, what string, so func() bool) {
	t.Helper()
	heir, err := tickets.Open(t.Context(), tickets.Options{Store: d.Store, Keys: d.Keys, Blobs: d.Blobs, Now: d.Clock.Now,
		Log: slog.New(slog.DiscardHandler), Profile: d.Profile(), Alone: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	o := &outbox.Outbox{Desk: heir.Mailroom, Relay: r, Now: d.Clock.Now, Log: slog.New(slog.DiscardHandler)}
	done := make(chan error, 1)
	go func() { done <- heir.Leases.Hold(ctx, "outbox", o.Run) }()
	for n := 0; !so(); n++ {
		if n == 1200 {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(25 * time.Millisecond)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestALetterIsNotSentTwiceWhenTheOutboxIsTakenOver before its final dot: whoever took over sends it, and the one that
// wakes does not send the dot.
func TestALetterIsNotSentTwiceWhenTheOutboxIsTakenOver(t *testing.T) {
	t.Parallel()
	d, ticket := answered(t, tickets.Answer{})
	old, next := stallAt(t, d, "data"), serve(t)
	takeOver(t, d, next.relay(), "the letter is sent", func() bool { return fate(t, d, ticket).State == tickets.Sent })
	old.wake()
	if err := <-old.ended; !errors.Is(err, tickets.ErrLeaseLost) {
		t.Errorf("the one that was taken over from ended with %v", err)
	}
	if f := fate(t, d, ticket); len(next.whole()) != 1 || len(old.server.whole()) != 0 || f.State != tickets.Sent {
		t.Errorf("%d and %d letters, %+v", len(old.server.whole()), len(next.whole()), f)
	}
}

// TestALetterAtItsDotIsUncertainWhenTheOutboxIsTakenOver: it may have arrived, so nobody sends it again but a person, and
// what the one that wakes knows of it comes too late.
func TestALetterAtItsDotIsUncertainWhenTheOutboxIsTakenOver(t *testing.T) {
	t.Parallel()
	d, ticket := answered(t, tickets.Answer{})
	old, next := stallAt(t, d, "dot"), serve(t)
	takeOver(t, d, next.relay(), "the letter is settled", settled(t, d, ticket))
	old.wake()
	if err := <-old.ended; !errors.Is(err, tickets.ErrLeaseLost) {
		t.Errorf("the one that was taken over from ended with %v", err)
	}
	if f := fate(t, d, ticket); len(next.whole()) != 0 || len(old.server.whole()) != 1 || f.State != tickets.Uncertain {
		t.Errorf("%d and %d letters, %+v", len(old.server.whole()), len(next.whole()), f)
	}
}
