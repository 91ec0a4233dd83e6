package tickets

import (
	"context"
	"errors"
	"fmt"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// BeginPublishing closes the stage, as a publication does that is cut short at once.
func (d *Desk) BeginPublishing(ctx context.Context) error {
	_, err := d.PublishLate(ctx, func() {})
	return err
}

// PublishLate begins to publish and lets something happen after it has looked at the stage. It returns how many entries it
// would go on to move.
func (d *Desk) PublishLate(ctx context.Context, meanwhile func()) (int, error) {
	m, err := get[metaRec](ctx, d.w, metaID)
	if err != nil {
		return 0, err
	}
	recs, err := d.w.stageOf(ctx, m)
	if err != nil {
		return 0, err
	}
	meanwhile()
	_, refused := d.w.setPublishing(ctx, m, recs)
	left, err := d.w.stageOf(ctx, m)
	return len(left), errors.Join(refused, err)
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
			after = now.StageKey
		}
	}
	return m.StageKey, after, nil
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
		m.StageEnds = key
		return t.put(m)
	})
}

// HiddenKey is the key of a day's hidden words.
func (d *Desk) HiddenKey(ctx context.Context, day string) (seal.KeyID, error) {
	return d.w.hides(ctx, day)
}

// KeysNamed gives the keys that a document names, as a start looks for them.
func KeysNamed(d store.Doc) []seal.KeyID { return storedKeys().of(d) }

// LeaveImport leaves n units as an import does that is killed, and returns their keys.
func (d *Desk) LeaveImport(ctx context.Context, n int) ([]seal.KeyID, error) {
	mark := newID()
	if err := d.w.markImport(ctx, mark); err != nil {
		return nil, err
	}
	var keys []seal.KeyID
	for i := range n {
		u := &unitRec{Serial: P(fmt.Sprintf("K9-%06d", i)), Product: "AX-200"}
		if _, err := d.w.keepChunk(ctx, mark, []*unitRec{u}); err != nil {
			return nil, err
		}
		keys = append(keys, u.Key)
	}
	return keys, nil
}

// LeaveEnds leaves n keys as a process does that is killed when it has deleted their documents.
func (d *Desk) LeaveEnds(ctx context.Context, n int) ([]seal.KeyID, error) {
	keys, err := d.w.newKeys(ctx, n)
	if err != nil {
		return nil, err
	}
	return keys, d.w.do(ctx, func(t *tx) error { return t.ends(keys...) })
}

// WhereKeysAre are the fields that name keys, by collection, and the version of what is stored.
func WhereKeysAre() string { return fmt.Sprint(storedVersion, " ", storedKeys()) }

// Unnamed counts the keys that a start with an older key store would shred again.
func (d *Desk) Unnamed(ctx context.Context, keys ...seal.KeyID) (int, error) {
	left := map[seal.KeyID]struct{}{}
	for _, k := range keys {
		left[k] = struct{}{}
	}
	err := d.w.dropNamed(ctx, left)
	return len(left), err
}
