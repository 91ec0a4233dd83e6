package mailin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/axsensor/lethe/tickets"
)

const (
	batchMails = 20      // in one fetch and one Spool
	batchBytes = 8 << 20 // beyond it a batch ends
	labelChunk = 500
)

// intake is one look at the folder: everything that is not spooled is fetched and spooled, and what is spooled is moved.
type intake struct {
	w        *watch
	s        *session
	validity uint32
	target   string
	canMove  bool
}

func (in *intake) drain(ctx context.Context) error {
	uids, err := in.s.all(ctx)
	if err != nil {
		return err
	}
	fresh, err := in.w.r.Desk.Unseen(ctx, in.w.as, in.w.box.Name, in.validity, uids)
	if err != nil {
		return errors.Join(errDesk, err)
	}
	unseen := set(fresh)
	in.w.hard.keep(in.validity, unseen)
	// Spooled before, but the connection or the process broke before the move.
	known := slices.DeleteFunc(uids, func(u uint32) bool { return unseen[u] })
	if err := in.move(ctx, known); err != nil {
		return err
	}
	for chunk := range slices.Chunk(fresh, labelChunk) {
		ls, err := in.s.labels(ctx, chunk)
		if err != nil {
			return err
		}
		if err := in.fetchAll(ctx, ls); err != nil {
			return err
		}
	}
	return nil
}

func (in *intake) fetchAll(ctx context.Context, ls []label) error {
	easy, hard := in.w.hard.split(ls, in.w.now())
	for _, batch := range batches(easy, in.w.box.MaxMail) {
		if err := in.batch(ctx, batch); err != nil {
			return err
		}
	}
	for _, l := range hard {
		if err := in.single(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// batches cuts a list into what one command fetches. An oversize mail is a batch of its own.
func batches(ls []label, maxMail int64) [][]label {
	var out [][]label
	var cur []label
	var sum int64
	flush := func() {
		if len(cur) > 0 {
			out = append(out, cur)
		}
		cur, sum = nil, 0
	}
	for _, l := range ls {
		if len(cur) >= batchMails || sum+l.size > batchBytes || l.size > maxMail {
			flush()
		}
		cur, sum = append(cur, l), sum+l.size
		if l.size > maxMail {
			flush()
		}
	}
	flush()
	return out
}

// batch fetches, spools and moves some mails. Those that the server left out are asked for singly.
func (in *intake) batch(ctx context.Context, ls []label) error {
	if len(ls) == 1 {
		return in.single(ctx, ls[0])
	}
	got, fetchErr := in.s.bodies(ctx, ls)
	missing := without(ls, got)
	if fetchErr != nil {
		in.w.hard.failed(missing)
	}
	if err := in.take(ctx, ls, got, fetchErr == nil); err != nil {
		return err
	}
	if fetchErr != nil && !refused(fetchErr) {
		return fetchErr
	}
	for _, l := range missing {
		if err := in.single(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// single fetches one mail. When it failed again and again, only its beginning is asked for, which is enough for a ticket
// that somebody sees.
func (in *intake) single(ctx context.Context, l label) error {
	var got []body
	var fetchErr error
	if l.size > in.w.box.MaxMail || in.w.hard.wholeIsHopeless(l.uid) {
		got, fetchErr = in.s.head(ctx, l)
	} else {
		got, fetchErr = in.s.bodies(ctx, []label{l})
	}
	if len(got) == 0 {
		in.w.hard.failed([]label{l})
	}
	if err := in.take(ctx, []label{l}, got, fetchErr == nil); err != nil {
		return err
	}
	if fetchErr != nil && !refused(fetchErr) {
		return fetchErr
	}
	return nil
}

// take spools what came whole and only then moves it.
func (in *intake) take(ctx context.Context, ls []label, got []body, alive bool) error {
	if len(got) == 0 {
		return nil
	}
	mails := make([]tickets.Arrived, 0, len(got))
	uids := make([]uint32, 0, len(got))
	for _, b := range got {
		i := slices.IndexFunc(ls, func(l label) bool { return l.uid == b.uid })
		if i < 0 {
			continue // nobody asked for it
		}
		mails = append(mails, tickets.Arrived{Mailbox: in.w.box.Name, UIDValidity: in.validity, UID: b.uid,
			Internal: ls[i].arrived, Raw: b.raw, Cut: b.cut})
		uids = append(uids, b.uid)
	}
	if _, err := in.w.r.Desk.Spool(ctx, in.w.as, mails...); err != nil {
		return errors.Join(errDesk, fmt.Errorf("spool %d mails: %w", len(mails), err))
	}
	in.w.hard.solved(uids)
	in.w.looked = true
	if !alive {
		return nil // moved on the next connection
	}
	return in.move(ctx, uids)
}

// move moves mails that are spooled. A server that refuses keeps them: the next look tries again.
func (in *intake) move(ctx context.Context, uids []uint32) error {
	if len(uids) == 0 || !in.canMove {
		return nil
	}
	err := in.s.move(ctx, uids, in.target)
	if refused(err) {
		in.canMove = false
		return nil
	}
	return err
}

func set(uids []uint32) map[uint32]bool {
	out := make(map[uint32]bool, len(uids))
	for _, u := range uids {
		out[u] = true
	}
	return out
}

func without(ls []label, got []body) []label {
	return slices.DeleteFunc(slices.Clone(ls), func(l label) bool {
		return slices.ContainsFunc(got, func(b body) bool { return b.uid == l.uid })
	})
}
