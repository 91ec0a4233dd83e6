package mailin

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// Ledger is what a Runner needs of the desk; *tickets.Mailroom is one.
type Ledger interface {
	// Unseen returns those uids that were never spooled.
	Unseen(ctx context.Context, as tickets.Actor, mailbox string, validity uint32, uids []uint32) ([]uint32, error)
	// Spool makes mails durable, all or none, at most 20 at a time.
	Spool(ctx context.Context, as tickets.Actor, mails ...tickets.Arrived) ([]tickets.Spooled, error)
	// NoteMoved remembers that by now every mail in the processed folder has a smaller uid than next.
	NoteMoved(ctx context.Context, as tickets.Actor, mailbox string, validity, next uint32) error
	// MovedBefore returns the highest such next that was noted at or before t, 0 if none was.
	MovedBefore(ctx context.Context, as tickets.Actor, mailbox string, validity uint32, t time.Time) (uint32, error)
}

// Runner watches one mailbox. Only one may watch a mailbox at a time: a second one loses and doubles nothing, but works
// in vain, so it is started under a lease.
type Runner struct {
	Mailbox Mailbox
	Desk    Ledger
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: the default logger
	state   atomic.Pointer[State]
}

// State is how a mailbox fares.
type State struct {
	Mailbox string
	// Looked is when the folder was last seen through to the end.
	Looked time.Time
	// Problem is a code of what stops the mailbox now, "" when nothing does: connect, silent, sign-in, refused, folder,
	// desk or fetch. Since is when it began.
	Problem string
	Since   time.Time
	// Stuck is how many mails the server does not give out. They stay where they are.
	Stuck int
}

const (
	lastPause   = time.Minute
	signInPause = 2 * time.Minute // a server may lock whoever knocks more often
	sweepEvery  = time.Hour
)

// State tells how the mailbox fares. It may be called at any time.
func (r *Runner) State() State {
	if s := r.state.Load(); s != nil {
		return *s
	}
	return State{Mailbox: r.Mailbox.Name}
}

// Run watches the mailbox until ctx ends and then returns nil. Whatever breaks is tried again, after a pause that grows
// to a minute, on a fresh connection; only settings that cannot work are an error (ErrConfig).
func (r *Runner) Run(ctx context.Context) error {
	box, err := r.Mailbox.withDefaults()
	if err != nil {
		return err
	}
	w := &watch{r: r, box: box, as: tickets.Runner("mailin"), now: r.Now, log: r.Log}
	if w.now == nil {
		w.now = time.Now
	}
	if w.log == nil {
		w.log = slog.Default()
	}
	w.log = w.log.With("mailbox", box.Name)
	for pause := box.Pause; ; pause = min(2*pause, lastPause) {
		err := w.connection(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if w.looked {
			pause = box.Pause
		}
		w.trouble(err)
		if errors.Is(err, errSignIn) {
			pause = max(pause, signInPause)
		}
		if !tickets.Sleep(ctx, jitter(pause)) {
			return nil
		}
	}
}

// watch is one run of a Runner.
type watch struct {
	r      *Runner
	box    Mailbox
	as     tickets.Actor
	now    func() time.Time
	log    *slog.Logger
	looked bool // the present connection saw the folder through or took something in
	swept  time.Time
	hard   hardMails
}

// connection works on one connection until it breaks.
func (w *watch) connection(ctx context.Context) error {
	w.looked = false
	s, err := dial(ctx, w.box)
	if err != nil {
		return err
	}
	defer s.close()
	w.log.Info("mailbox connected")
	for {
		if err := w.look(ctx, s); err != nil {
			return err
		}
		if err := s.wait(ctx); err != nil {
			return err
		}
	}
}

// look takes in everything that lies in the folder.
func (w *watch) look(ctx context.Context, s *session) error {
	target := s.folder(w.box.Processed)
	moved, err := s.ensure(ctx, target)
	canMove := err == nil
	if err != nil && !refused(err) {
		return err
	}
	if canMove && w.now().Sub(w.swept).Abs() >= sweepEvery {
		if err := w.sweep(ctx, s, target, moved); err != nil {
			return err
		}
		w.swept = w.now()
	}
	validity, err := s.selectFolder(ctx, w.box.Folder)
	if err != nil {
		return err
	}
	in := &intake{w: w, s: s, validity: validity, target: target, canMove: canMove}
	if err := in.drain(ctx); err != nil {
		return err
	}
	w.looked = true
	w.well(in.canMove)
	return nil
}

// well reports that the folder was seen through. Without a folder to move to, mail is taken in but stays.
func (w *watch) well(moved bool) {
	s := State{Mailbox: w.box.Name, Looked: w.now(), Stuck: w.hard.stuck()}
	switch {
	case !moved:
		s.Problem = "folder"
	case s.Stuck > 0:
		s.Problem = "fetch"
	}
	old := w.r.State()
	if s.Problem != "" {
		s.Since = s.Looked
		if old.Problem == s.Problem {
			s.Since = old.Since
		} else {
			w.log.Warn("mailbox works, but not all of it", "problem", s.Problem)
		}
	} else if old.Problem != "" {
		w.log.Info("mailbox works again")
	}
	w.r.state.Store(&s)
}

// trouble reports what broke, by its class alone: the words of a server may be personal.
func (w *watch) trouble(err error) {
	s := w.r.State()
	if p := class(err); s.Problem != p {
		s.Problem, s.Since = p, w.now()
		w.log.Warn("mailbox does not work", "problem", p)
	}
	w.r.state.Store(&s)
}

// errDesk marks an error that came from the desk, not from the server.
var errDesk = errors.New("the desk did not take the mail")

func class(err error) string {
	switch {
	case errors.Is(err, errDesk):
		return "desk"
	case errors.Is(err, errSignIn):
		return "sign-in"
	case errors.Is(err, errSilent):
		return "silent"
	case refused(err):
		return "refused"
	}
	return "connect"
}

func jitter(d time.Duration) time.Duration { return d/2 + rand.N(d/2+1) }
