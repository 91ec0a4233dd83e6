package mailin

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/axsensor/lethe/mailin/letter"
	"github.com/axsensor/lethe/tickets"
)

// Receiver turns spooled mails into tickets, in the order in which they came. A mail that cannot be read becomes a
// ticket too, with the original attached: nothing waits where nobody looks.
type Receiver struct {
	Desk *tickets.Mailroom
	// AuthServer is the name by which our own mail server signs what it found out about senders (authserv-id, RFC 8601
	// section 2.5); NoAuthServer for one that gives no name; "" trusts nobody's word.
	AuthServer string
	Log        *slog.Logger // nil: the default logger
	// parse stands in for letter.Parse in tests.
	parse func([]byte) *letter.Letter
}

const (
	receiveBatch = 32
	maxAttempts  = 3 // processes that died over a mail before it is no longer parsed
	parseBudget  = time.Minute
	lookAgain    = 30 * time.Second // in case a wake-up is lost
)

// The codes of what made a mail unreadable, told on its ticket.
const (
	ProblemUnreadable = "unreadable"       // it could not be parsed, or processes died over it
	ProblemSlow       = "slow"             // parsing it took longer than its budget
	ProblemCut        = tickets.ProblemCut // only its beginning was taken in
)

// Run receives mails until ctx ends and then returns nil. When the desk fails, the mail stays spooled and is tried again.
func (r *Receiver) Run(ctx context.Context) error {
	run := &receiving{Receiver: r, as: tickets.Runner("mailin"), log: r.Log, counted: map[string]int{}}
	if run.log == nil {
		run.log = slog.Default()
	}
	wake := make(chan struct{}, 1)
	var watching sync.WaitGroup
	watching.Go(func() { run.listen(ctx, wake) })
	defer watching.Wait()
	for pause := time.Second; ; {
		more, err := run.round(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			run.log.Error("mail could not be received", "error", err)
			if !tickets.Sleep(ctx, jitter(pause)) {
				return nil
			}
			pause = min(2*pause, time.Minute)
			continue
		}
		pause = time.Second
		if more {
			continue
		}
		if !idle(ctx, wake) {
			return nil
		}
	}
}

// idle waits for a wake-up; false means that ctx ended.
func idle(ctx context.Context, wake <-chan struct{}) bool {
	timer := time.NewTimer(lookAgain)
	defer timer.Stop()
	select {
	case <-wake:
	case <-timer.C:
	case <-ctx.Done():
		return false
	}
	return true
}

// receiving is one run of a Receiver.
type receiving struct {
	*Receiver
	as  tickets.Actor
	log *slog.Logger
	// counted holds the attempts of mails that this process has counted: a desk that fails is no fault of the mail.
	counted map[string]int
}

// listen turns changes of the spool into wake-ups, and starts again when the watch breaks.
func (r *receiving) listen(ctx context.Context, wake chan<- struct{}) {
	for {
		for err := range r.Desk.WatchSpool(ctx) {
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

// parsed is a mail on its way to its ticket.
type parsed struct {
	id     string
	n      int // attempts
	in     tickets.Inbound
	err    error
	absent bool // received meanwhile
}

// round receives some mails; more says that others may wait. Mails are parsed side by side, but become tickets in their
// order: an answer must find the letter that it answers. One that a process died over is parsed alone.
func (r *receiving) round(ctx context.Context) (more bool, err error) {
	ids, err := r.Desk.Pending(ctx, r.as, receiveBatch)
	if err != nil {
		return false, err
	}
	for part := range slices.Chunk(ids, atOnce()) {
		for _, m := range r.prepare(ctx, part) {
			if m.n > 1 && m.err == nil && !m.absent {
				r.read(ctx, m)
			}
			if err := r.receive(ctx, m); err != nil {
				return false, err
			}
		}
	}
	return len(ids) == receiveBatch, nil
}

// atOnce is how many mails are in memory at the same time.
func atOnce() int { return 2 * runtime.GOMAXPROCS(0) }

// prepare counts an attempt of each mail and parses those that are tried for the first time.
func (r *receiving) prepare(ctx context.Context, ids []string) []*parsed {
	out := make([]*parsed, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		m := &parsed{id: id, n: r.counted[id]}
		out[i] = m
		wg.Go(func() {
			if m.n == 0 {
				m.n, m.err = r.Desk.Attempt(ctx, r.as, id)
			}
			if m.err == nil && m.n == 1 {
				r.read(ctx, m)
			}
		})
	}
	wg.Wait()
	for _, m := range out {
		r.counted[m.id] = m.n
	}
	return out
}

// read parses one mail.
func (r *receiving) read(ctx context.Context, m *parsed) {
	raw, cut, err := r.Desk.Raw(ctx, r.as, m.id)
	switch {
	case errors.Is(err, tickets.ErrNotFound):
		m.absent = true
		return
	case err != nil:
		m.err = err
		return
	}
	problem := ProblemUnreadable
	if m.n <= maxAttempts {
		var l *letter.Letter
		if l, problem = r.try(ctx, raw); l != nil {
			m.in = inbound(l, r.AuthServer)
		}
	}
	if problem != "" {
		r.log.Warn("mail could not be read", "spool", m.id, "problem", problem, "attempts", m.n)
		m.in = placeholder(raw, problem)
	}
	if cut > 0 {
		m.in.CutBytes = cut
		if m.in.Problem == "" {
			m.in.Problem = ProblemCut
		}
	}
}

// try parses under a budget. A parser that panics or hangs gives a problem instead of a letter.
func (r *receiving) try(ctx context.Context, raw []byte) (*letter.Letter, string) {
	parse := r.parse
	if parse == nil {
		parse = letter.Parse
	}
	got := make(chan *letter.Letter, 1)
	go func() {
		defer func() {
			if recover() != nil {
				got <- nil
			}
		}()
		got <- parse(raw)
	}()
	timer := time.NewTimer(parseBudget)
	defer timer.Stop()
	select {
	case l := <-got:
		if l == nil {
			return nil, ProblemUnreadable
		}
		return l, ""
	case <-timer.C:
		return nil, ProblemSlow
	}
}

// receive puts a mail on its ticket. What the domain refuses to store as it is becomes a placeholder.
func (r *receiving) receive(ctx context.Context, m *parsed) error {
	if m.absent || errors.Is(m.err, tickets.ErrNotFound) {
		delete(r.counted, m.id)
		return nil
	}
	if m.err != nil {
		return m.err
	}
	got, err := r.Desk.Receive(ctx, r.as, m.id, m.in)
	if errors.Is(err, tickets.ErrTooLarge) || errors.Is(err, tickets.ErrInvalid) {
		r.log.Warn("mail does not fit a ticket", "spool", m.id)
		got, err = r.Desk.Receive(ctx, r.as, m.id, bare(m.in))
	}
	switch {
	case errors.Is(err, tickets.ErrNotFound):
	case err != nil:
		return err
	default:
		r.log.Info("mail received", "spool", m.id, "ticket", got.Ticket, "new", got.New)
	}
	delete(r.counted, m.id)
	return nil
}
