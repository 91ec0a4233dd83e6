package tickets

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// ErrFew says that a stage holds too few customers to be published.
var ErrFew = fmt.Errorf("fewer than %d customers on the stage", minCustomers)

// factsAfter is how long a stage may stay too small; then it is published as facts only.
const factsAfter = 4 // quarters

// publishChunk is how many entries one Apply moves from the stage to the archive.
const publishChunk = 100

// Publish moves the stage into the archive, shuffled and under new random ids, and then destroys the stage's key. A stage
// with fewer than twelve customers is ErrFew, until it has waited four quarters: then only its facts are published. A
// publication that was cut short goes on where it stopped, on the terms it began with. It says how many entries it moved.
// Of two that publish at once, one is ErrConflict, or finds nothing left to do.
func (f *Forgetting) Publish(ctx context.Context, as Actor) (int, error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return 0, err
	}
	if err := f.w.endStage(ctx); err != nil {
		return 0, err
	}
	m, err := get[metaRec](ctx, f.w, metaID)
	if err != nil {
		return 0, err
	}
	if !m.Publishing {
		recs, err := f.w.stageOf(ctx, m)
		if err != nil || len(recs) == 0 {
			return 0, err
		}
		if m, err = f.w.setPublishing(ctx, m, recs); err != nil {
			return 0, err
		}
	}
	if err := f.w.alone(ctx); err != nil {
		return 0, err
	}
	if err := f.endStaged(ctx, as); err != nil {
		return 0, err
	}
	recs, err := f.w.stageOf(ctx, m) // again: nothing is added any more
	if err != nil {
		return 0, err
	}
	if err := f.w.moveStage(ctx, m, recs); err != nil {
		return 0, err
	}
	return len(recs), f.w.newStage(ctx, as, m, len(recs))
}

// setPublishing closes the stage and settles what is published of it: everything, or facts only. However few entries are
// left when it is cut short, the publication goes on on these terms. A stage that somebody else has replaced since it was
// looked at is ErrConflict: the new one has other entries.
func (w *work) setPublishing(ctx context.Context, seen *metaRec, recs []*stageRec) (*metaRec, error) {
	groups := map[string]bool{}
	for _, r := range recs {
		groups[r.Group] = true
	}
	err := w.do(ctx, func(t *tx) error {
		m, err := get[metaRec](t, w, metaID)
		if err != nil {
			return err
		}
		if m.Publishing || m.StageKey != seen.StageKey {
			return fmt.Errorf("the stage is being published: %w", ErrConflict)
		}
		if m.FactsOnly = len(groups) < minCustomers; m.FactsOnly && t.at.Before(m.StageSince.AddDate(0, 3*factsAfter, 0)) {
			return ErrFew
		}
		m.Publishing = true
		return t.put(m)
	})
	if err != nil {
		return nil, err
	}
	return get[metaRec](ctx, w, metaID)
}

// endStaged destroys what is on the stage already but was not gone yet, so that nothing is staged a second time under the
// next stage's key. New tickets cannot be staged while a publication is going on.
func (f *Forgetting) endStaged(ctx context.Context, as Actor) error {
	ids, err := f.Unfinished(ctx, as)
	if err != nil {
		return err
	}
	for _, id := range ids {
		staged, err := f.Staged(ctx, as, id)
		if err != nil {
			return err
		}
		if staged {
			if err := f.Destroy(ctx, as, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// moveStage writes the archive's entries and takes the stage's away, each chunk in one Apply.
func (w *work) moveStage(ctx context.Context, m *metaRec, recs []*stageRec) error {
	cells, err := w.cells(ctx)
	if err != nil {
		return err
	}
	rand.Shuffle(len(recs), func(i, j int) { recs[i], recs[j] = recs[j], recs[i] })
	for start := 0; start < len(recs); start += publishChunk {
		part := recs[start:min(start+publishChunk, len(recs))]
		if err := w.do(ctx, func(t *tx) error {
			for _, r := range part {
				a := cells.widen(r)
				a.base = base{ID: newID(), Key: m.ArchiveKey}
				if a.FactsOnly = m.FactsOnly || r.Quarantined; a.FactsOnly {
					a.Subject, a.Messages = "", nil
				}
				if err := t.put(a); err != nil {
					return err
				}
				t.drop(r)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// newStage opens an empty stage under a new key in the place of the one that was published, and destroys that one's. A
// stage that somebody else has replaced meanwhile is left alone.
func (w *work) newStage(ctx context.Context, as Actor, old *metaRec, moved int) error {
	key, err := w.newKey(ctx)
	if err != nil {
		return err
	}
	replaced := false
	if err := w.do(ctx, func(t *tx) error {
		m, err := get[metaRec](t, w, metaID)
		if err != nil {
			return err
		}
		if replaced = m.StageKey != old.StageKey; replaced {
			return nil
		}
		m.StageEnds, m.StageKey, m.StageSince, m.Publishing, m.FactsOnly = m.StageKey, key, t.at, false, false
		if err := t.trail(metaID, w.home, as, "stage.publish", fmt.Sprint(moved)); err != nil {
			return err
		}
		return t.put(m)
	}); err != nil {
		return err
	}
	if replaced {
		return w.unmake(ctx, key)
	}
	return w.endStage(ctx)
}

// endStage destroys the key of a stage that was published; a process that was killed before it leaves that to the next.
func (w *work) endStage(ctx context.Context) error {
	m, err := get[metaRec](ctx, w, metaID)
	if err != nil || m.StageEnds == "" {
		return err
	}
	if err := w.shred(ctx, m.StageEnds); err != nil {
		return fmt.Errorf("destroy the stage's key: %w", err)
	}
	return w.do(ctx, func(t *tx) error {
		fresh, err := get[metaRec](t, w, metaID)
		if err != nil || fresh.StageEnds != m.StageEnds {
			return err
		}
		fresh.StageEnds = ""
		if err := t.noteShredded(); err != nil {
			return err
		}
		return t.put(fresh)
	})
}

// KeepRun notes what a run did, in counts only, and tells until when key backups could still open what it destroyed.
func (f *Forgetting) KeepRun(ctx context.Context, as Actor, r Run) error {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return err
	}
	return f.w.do(ctx, func(t *tx) error {
		return t.put(&runRec{base: base{ID: newID(), Key: f.w.home}, At: r.At, Ended: t.at, Due: r.Due, Forgotten: r.Forgotten,
			Held: r.Held, Quarantined: r.Quarantined, Failed: r.Failed, Customers: r.Customers, Published: r.Published,
			BackupsGone: t.at.Add(keyBackups), By: r.By})
	})
}

// keyBackups is how long a backup of the keys may be kept.
const keyBackups = 30 * 24 * time.Hour

// Runs returns the latest runs, newest first.
func (f *Forgetting) Runs(ctx context.Context, as Actor, limit int) ([]Run, error) {
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return nil, err
	}
	recs, err := find[runRec](ctx, f.w, store.Query{Coll: collRuns, Index: "at", Desc: true, Limit: limit})
	if err != nil {
		return nil, err
	}
	out := make([]Run, len(recs))
	for i, r := range recs {
		out[i] = Run{ID: r.ID, At: r.At, Ended: r.Ended, Due: r.Due, Forgotten: r.Forgotten, Held: r.Held,
			Quarantined: r.Quarantined, Failed: r.Failed, Customers: r.Customers, Published: r.Published,
			BackupsGone: r.BackupsGone, By: r.By}
	}
	return out, nil
}
