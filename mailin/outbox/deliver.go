package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/axsensor/lethe/tickets"
)

// deliver makes one attempt to send one letter. It returns the line that later letters may use, and an error only when
// they should wait: the relay or the desk does not work.
func (s *sending) deliver(ctx context.Context, l *line, id string) (*line, error) {
	d, err := s.o.Desk.Begin(ctx, s.as, id)
	switch {
	case errors.Is(err, tickets.ErrConflict), errors.Is(err, tickets.ErrNotFound), errors.Is(err, tickets.ErrForgetting):
		return l, nil // sent, gone or being forgotten meanwhile
	case err != nil:
		return l, s.unreadable(ctx, id, err)
	}
	delete(s.unread, id)
	raw := d.Rendered
	if len(raw) == 0 {
		raw = Render(d, s.now(), s.o.Zone)
		err := s.o.Desk.Rendered(ctx, s.as, id, raw)
		if errors.Is(err, tickets.ErrTooLarge) { // for good: other letters need not wait
			s.settle(ctx, d, outcome{state: tickets.Failed, code: 552, words: "the letter is larger than what is kept"})
			return l, nil
		}
		if err != nil {
			s.settle(ctx, d, outcome{state: tickets.Deferred})
			return l, errors.Join(errDesk, err)
		}
	}
	if l == nil {
		if l, err = s.relay.dial(ctx); err != nil {
			s.settle(ctx, d, atDoor(err))
			return nil, errors.Join(errRelay, err)
		}
	}
	out := l.send(ctx, d, raw, func() error { return s.o.Desk.AtDot(context.WithoutCancel(ctx), s.as, id) })
	s.settle(ctx, d, out)
	if out.state == tickets.Sent {
		s.well()
	}
	switch {
	case out.broken:
		l.close()
		l = nil
	case out.state != tickets.Sent:
		if l.client.Reset() != nil {
			l.close()
			l = nil
		}
	}
	if out.ours != nil {
		return l, errors.Join(errDesk, out.ours)
	}
	return l, nil
}

// atDoor is the outcome of a connection that never stood. The words of the relay are kept, its refusal is not held
// against the letter.
func atDoor(err error) outcome {
	var answer *smtp.SMTPError
	if errors.As(err, &answer) {
		return outcome{state: tickets.Deferred, code: answer.Code, words: words(answer)}
	}
	return outcome{state: tickets.Deferred}
}

func refusal(err error) bool {
	var answer *smtp.SMTPError
	return errors.As(err, &answer)
}

// settle notes how an attempt ended. It is noted even while the process stops; if that fails too, the next process
// settles the letter by the state that it finds.
func (s *sending) settle(ctx context.Context, d tickets.Letter, out outcome) {
	res := tickets.Result{State: out.state, Code: out.code, Text: tickets.P(out.words)}
	if out.state == tickets.Deferred {
		at, more := next(d.Queued, s.now(), d.Attempts)
		switch {
		case ctx.Err() != nil:
			res.Next = s.now() // the attempt was cut short by us
		case more:
			res.Next = at
		default:
			res.State = tickets.Failed
		}
	}
	s.log.Info("letter attempted", "delivery", d.ID, "state", string(res.State), "code", res.Code, "attempt", d.Attempts)
	s.note(ctx, d.ID, res)
}

// note repeats until the desk took the result; when ctx has ended, only a few times more. Whoever took the lease over has
// settled the letter already.
func (s *sending) note(ctx context.Context, id string, res tickets.Result) {
	lasting := context.WithoutCancel(ctx)
	for n := 1; ; n++ {
		err := s.o.Desk.Done(lasting, s.as, id, res)
		if err == nil || errors.Is(err, tickets.ErrNotFound) || errors.Is(err, tickets.ErrForgetting) || errors.Is(err, tickets.ErrLeaseLost) {
			return
		}
		s.log.Error("the outcome of a letter could not be noted", "delivery", id, "error", err)
		if ctx.Err() != nil && n >= 5 {
			return
		}
		time.Sleep(min(time.Duration(n)*200*time.Millisecond, 10*time.Second))
	}
}

const (
	unreadableWait = 15 * time.Minute
	unreadableMost = 5
)

// unreadable puts off a letter that the desk cannot give out, such as one whose attachment is missing: it is never sent
// without. After some times it has failed, so that somebody sees it.
func (s *sending) unreadable(ctx context.Context, id string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the next process finds it in the middle
	}
	s.unread[id]++
	res := tickets.Result{State: tickets.Deferred, Next: s.now().Add(unreadableWait)}
	if s.unread[id] >= unreadableMost {
		res.State = tickets.Failed
		delete(s.unread, id)
	}
	s.log.Error("a letter could not be read", "delivery", id, "error", err)
	if doneErr := s.o.Desk.Done(ctx, s.as, id, res); doneErr != nil {
		err = errors.Join(err, doneErr)
	}
	return errors.Join(errDesk, err)
}
