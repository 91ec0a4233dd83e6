package tickets

import (
	"context"

	"github.com/axsensor/lethe/tickets/seal"
)

// BeginPublishing closes the stage, as a publication does that is cut short at once.
func (d *Desk) BeginPublishing(ctx context.Context) error {
	recs, err := d.w.stage(ctx)
	if err == nil {
		_, err = d.w.setPublishing(ctx, recs)
	}
	return err
}

// ReplaceStage does the last step of a publication n times, as n that publish at once do, and returns the keys of the
// stage before and after.
func (d *Desk) ReplaceStage(ctx context.Context, n int) (before, after seal.KeyID, err error) {
	m, err := get[metaRec](ctx, d.w, metaID)
	if err != nil {
		return "", "", err
	}
	for i := range n {
		if err := d.w.newStage(ctx, Runner("anonymizer"), m, i); err != nil {
			return "", "", err
		}
		if i == 0 {
			now, err := get[metaRec](ctx, d.w, metaID)
			if err != nil {
				return "", "", err
			}
			after = seal.KeyID(now.StageKey)
		}
	}
	return seal.KeyID(m.StageKey), after, nil
}

// LeaveStageKey leaves a key as a process does that is killed before it destroys a published stage's.
func (d *Desk) LeaveStageKey(ctx context.Context) (seal.KeyID, error) {
	key, err := d.w.newKey(ctx)
	if err != nil {
		return "", err
	}
	return key, d.w.do(ctx, func(t *tx) error {
		m, err := get[metaRec](t, d.w, metaID)
		if err != nil {
			return err
		}
		m.StageEnds = string(key)
		return t.put(m)
	})
}

// HiddenKey is the key of a day's hidden words.
func (d *Desk) HiddenKey(ctx context.Context, day string) (seal.KeyID, error) {
	id, err := d.w.claimed(ctx, hiddenPrefix+day)
	return seal.KeyID(id), err
}
