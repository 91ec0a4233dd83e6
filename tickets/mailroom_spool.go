package tickets

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// memoryDays is how long Lethe remembers that it has seen a mail. Claims keep only the month in which that ends.
const memoryDays = 400

func memoryEnds(now time.Time) time.Time {
	y, m, _ := now.AddDate(0, 0, memoryDays).Date()
	return time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC)
}

// Unseen returns those uids of a mailbox that have not been spooled yet.
func (m *Mailroom) Unseen(ctx context.Context, as Actor, mailbox string, validity uint32, uids []uint32) ([]uint32, error) {
	if err := as.need(RoleSystem); err != nil {
		return nil, err
	}
	var out []uint32
	for start := 0; start < len(uids); start += store.MaxWrites {
		part := uids[start:min(start+store.MaxWrites, len(uids))]
		ids := make([]string, len(part))
		for i, u := range part {
			ids[i] = m.w.seenClaim(mailbox, validity, u)
		}
		claims, err := many[claimRec](ctx, m.w, ids...)
		if err != nil {
			return nil, err
		}
		for i, c := range claims {
			if c == nil {
				out = append(out, part[i])
			}
		}
	}
	return out, nil
}

// Spool makes raw mails durable, all of them or none, before anybody moves or reads them. A mail that was spooled
// before, by its uid or by its bytes in the same mailbox, is not spooled again and comes back as a duplicate.
// The mails of one call must fit one Apply: callers pass at most 20 at a time.
func (m *Mailroom) Spool(ctx context.Context, as Actor, mails ...Arrived) ([]Spooled, error) {
	if err := as.need(RoleSystem); err != nil {
		return nil, err
	}
	if len(mails) == 0 {
		return nil, nil
	}
	keys, err := m.w.newKeys(ctx, len(mails))
	if err != nil {
		return nil, fmt.Errorf("make keys for mails: %w", err)
	}
	us := uploads{w: m.w}
	defer us.end(ctx)
	var out []Spooled
	err = m.w.do(ctx, func(t *tx) error {
		out = make([]Spooled, len(mails))
		var recs []*spoolRec
		var ups []*upload
		for i, a := range mails {
			seen, err := t.seen(a)
			if err != nil {
				return err
			}
			if seen {
				out[i] = Spooled{State: SpoolDuplicate}
				continue
			}
			out[i].State = SpoolWaiting
			up := us.plan(keys[i])
			recs, ups = append(recs, m.w.spoolRecord(up, a, t.at)), append(ups, up)
		}
		inOrder(recs)
		if err := us.send(t, ups...); err != nil {
			return err
		}
		return t.spool(recs, ups, out)
	})
	return out, err
}

// inOrder gives mails that are spooled at one moment ids that rise: what waits is read by time and then by id, and a
// letter must not be received before the one that it answers.
func inOrder(recs []*spoolRec) {
	ids := make([]string, len(recs))
	for i, r := range recs {
		ids[i] = r.ID
	}
	slices.Sort(ids)
	for i, r := range recs {
		r.ID = ids[i]
	}
}

// spoolRecord takes in one mail; of one that no blob can hold, the beginning.
func (w *work) spoolRecord(up *upload, a Arrived, at time.Time) *spoolRec {
	if size, most := int64(len(a.Raw)), max(inlineRaw, w.room()); size > most {
		a.Raw, a.Cut = a.Raw[:most], max(a.Cut, size)
	}
	r := &spoolRec{base: base{ID: newID(), Key: up.key}, State: string(SpoolWaiting), At: at, Mailbox: a.Mailbox,
		Internal: a.Internal.UTC(), Size: int64(len(a.Raw)), Cut: a.Cut}
	r.Raw, r.Blob = up.tuck(a.Raw, inlineRaw)
	return r
}

// seen says whether a mail came before, by its uid or its bytes, and remembers it.
func (t *tx) seen(a Arrived) (bool, error) {
	sum := sha256.Sum256(a.Raw)
	byUID := t.w.seenClaim(a.Mailbox, a.UIDValidity, a.UID)
	byBytes := "seen/" + t.w.keys.Tag(tagContent, a.Mailbox+"\x00"+string(sum[:]))
	claims, err := many[claimRec](t, t.w, byUID, byBytes)
	if err != nil {
		return false, err
	}
	_, twin := t.place[store.Ref{Coll: collClaims, ID: byBytes}]
	if claims[0] == nil {
		if err := t.remember(byUID); err != nil {
			return false, err
		}
	}
	if claims[0] != nil || claims[1] != nil || twin {
		return true, nil
	}
	return false, t.remember(byBytes)
}

// spool adds mails, and tells their ids in the places of those that wait.
func (t *tx) spool(recs []*spoolRec, ups []*upload, out []Spooled) error {
	for i, r := range recs {
		t.name(ups[i])
		if err := t.put(r); err != nil {
			return err
		}
		next := slices.IndexFunc(out, func(s Spooled) bool { return s.State == SpoolWaiting && s.ID == "" })
		out[next].ID = r.ID
	}
	return nil
}

// remember claims an id for memoryDays; the claim leads nowhere.
func (t *tx) remember(id string) error {
	return t.put(&claimRec{base: base{ID: id}, Until: memoryEnds(t.at)})
}

// Pending returns the ids of mails that wait to be received, oldest first.
func (m *Mailroom) Pending(ctx context.Context, as Actor, limit int) ([]string, error) {
	if err := as.need(RoleSystem); err != nil {
		return nil, err
	}
	var ids []string
	q := store.Query{Coll: collSpool, Index: "state", Eq: []any{string(SpoolWaiting)}, Limit: limit}
	for d, err := range m.w.st.Find(ctx, q) {
		if err != nil {
			return nil, fmt.Errorf("find spooled mail: %w", err)
		}
		ids = append(ids, d.ID)
	}
	return ids, nil
}

// Raw returns a spooled mail's bytes; cut is its real size when only the beginning was taken in. A mail that has been
// received is ErrNotFound.
func (m *Mailroom) Raw(ctx context.Context, as Actor, id string) (raw []byte, cut int64, err error) {
	if err := as.need(RoleSystem); err != nil {
		return nil, 0, err
	}
	s, err := get[spoolRec](ctx, m.w, id)
	if err != nil {
		return nil, 0, err
	}
	raw, err = m.w.untuck(ctx, s.Key, s.Raw, s.Blob)
	return raw, s.Cut, err
}

// Attempt counts, durably and before the mail is parsed, that it is tried, and tells how often it was.
func (m *Mailroom) Attempt(ctx context.Context, as Actor, id string) (int, error) {
	if err := as.need(RoleSystem); err != nil {
		return 0, err
	}
	n := 0
	err := m.w.do(ctx, func(t *tx) error {
		s, err := get[spoolRec](t, m.w, id)
		if err != nil {
			return err
		}
		s.Attempts++
		n = s.Attempts
		return t.put(s)
	})
	return n, err
}

// WatchSpool yields once for every change of the spool until ctx ends: a wake-up for the receiver.
func (m *Mailroom) WatchSpool(ctx context.Context) func(func(error) bool) {
	return m.w.wakeUps(ctx, collSpool)
}

// WatchDeliveries yields once for every change of the outbox until ctx ends.
func (m *Mailroom) WatchDeliveries(ctx context.Context) func(func(error) bool) {
	return m.w.wakeUps(ctx, collDeliveries)
}

func (w *work) wakeUps(ctx context.Context, coll string) func(func(error) bool) {
	return func(yield func(error) bool) {
		for _, err := range w.st.Watch(ctx, store.Current, coll) {
			if errors.Is(err, context.Canceled) || !yield(err) {
				return
			}
		}
	}
}

// ForgetSeen drops what Lethe remembers of mails it saw longer than memoryDays ago, and of search words that were hidden.
// It notes how many keys are shredded by now, those of mails that were received included.
func (m *Mailroom) ForgetSeen(ctx context.Context, as Actor) error {
	if err := as.need(RoleSystem); err != nil {
		return err
	}
	if err := m.w.sweepClaims(ctx); err != nil {
		return err
	}
	return m.w.noteShredded(ctx)
}
