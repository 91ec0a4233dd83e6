package tickets

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// movedDays is how far back notes of a mailbox are looked for, for installations that stood still.
const movedDays = 60

// NoteMoved remembers, once a day, that by now every mail in a mailbox's folder of processed mail has a smaller uid than
// next. Later notes of the same day change nothing.
func (m *Mailroom) NoteMoved(ctx context.Context, as Actor, mailbox string, validity, next uint32) error {
	if err := as.need(RoleSystem); err != nil {
		return err
	}
	return m.w.do(ctx, func(t *tx) error {
		id := m.w.movedClaim(mailbox, validity, t.at)
		c, err := maybe[claimRec](t, m.w, id)
		if err != nil || c != nil {
			return err
		}
		y, mon, _ := t.at.AddDate(0, 0, 2*movedDays).Date()
		return t.put(&claimRec{base: base{ID: id}, To: strconv.FormatUint(uint64(next), 10),
			Until: time.Date(y, mon+1, 1, 0, 0, 0, 0, time.UTC)})
	})
}

// MovedBefore returns the uid below which every mail in the folder was moved there on the day before at, or earlier; 0
// when no such note exists.
func (m *Mailroom) MovedBefore(ctx context.Context, as Actor, mailbox string, validity uint32, at time.Time) (uint32, error) {
	if err := as.need(RoleSystem); err != nil {
		return 0, err
	}
	ids := make([]string, movedDays)
	for i := range ids {
		ids[i] = m.w.movedClaim(mailbox, validity, at.UTC().AddDate(0, 0, -1-i))
	}
	claims, err := many[claimRec](ctx, m.w, ids...)
	if err != nil {
		return 0, err
	}
	for _, c := range claims {
		if c == nil {
			continue
		}
		next, err := strconv.ParseUint(c.To, 10, 32)
		if err != nil {
			return 0, fmt.Errorf("read a mailbox's note: %w", err)
		}
		return uint32(next), nil
	}
	return 0, nil
}

func (w *work) movedClaim(mailbox string, validity uint32, day time.Time) string {
	return "moved/" + w.keys.Tag(tagSeen, fmt.Sprintf("%s\x00%d\x00%s", mailbox, validity, day.UTC().Format(time.DateOnly)))
}
