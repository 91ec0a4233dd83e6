package tickets

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// Blobs are written before the document that names them, and whoever writes them may be killed in between. So that a
// sweep can tell what is still to be named from what nobody will ever name, without clocks:
//
//  1. An upload, a document that lists the blobs, is committed before any byte of them goes anywhere.
//  2. The Apply that names the blobs deletes the upload at its revision. No document comes to name a blob otherwise, and
//     a blob is named by one document all its life.
//  3. Whoever gives an upload up, a sweep or the writer itself, deletes it first. The Apply of 2 is then ErrStale, and the
//     verb runs again and writes its blobs anew, under other names.
//
// A sweep lists the blobs, then reads the uploads, then the documents. A blob that was listed had its upload before. If
// the upload is not there any more, either the Apply of 2 was before, and the documents show the blob, or it will never be.

// uploadRec is an upload. It lives for seconds, unless its writer dies.
type uploadRec struct {
	base
	Names []string  `bson:"names" class:"drop"`
	At    time.Time `bson:"at" class:"drop"` // when it began; decides when it is given up, nothing else
}

func (*uploadRec) coll() string { return collUploads }

func (r *uploadRec) blobs() []string { return r.Names }

// upload is the blobs that one Apply is to name, all under one key.
type upload struct {
	key   seal.KeyID
	rec   *uploadRec
	parts [][]byte
}

// add takes in a blob and returns its name.
func (u *upload) add(b []byte) string {
	name := newID()
	u.rec.Names, u.parts = append(u.rec.Names, name), append(u.parts, b)
	return name
}

// tuck keeps bytes inline when they are few, else in a blob.
func (u *upload) tuck(b []byte, limit int) (inline []byte, name string) {
	if len(b) <= limit {
		return b, ""
	}
	return nil, u.add(b)
}

// tuckText is tuck for text.
func (u *upload) tuckText(p Personal) (Personal, string) {
	b, name := u.tuck([]byte(p.Reveal()), inlineText)
	return P(string(b)), name
}

// uploads is what one verb stores in blobs, over all its runs. It must be ended.
type uploads struct {
	w   *work
	all []*uploadRec
}

// plan begins an upload; nothing is written yet.
func (us *uploads) plan(key seal.KeyID) *upload {
	return &upload{key: key, rec: &uploadRec{base: base{ID: newID(), Key: us.w.home}}}
}

// send commits uploads and then writes their blobs. What cannot be written because the upload was given up meanwhile is
// store.ErrStale, so that the verb runs again.
func (us *uploads) send(ctx context.Context, ups ...*upload) error {
	ups = slices.DeleteFunc(slices.Clone(ups), func(u *upload) bool { return len(u.parts) == 0 })
	for _, u := range ups {
		us.all = append(us.all, u.rec)
	}
	err := us.w.do(ctx, func(t *tx) error {
		for _, u := range ups {
			u.rec.At = t.at
			if err := t.put(u.rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("begin an upload: %w", err)
	}
	for _, u := range ups {
		u.rec.Rev = 1
		if err := us.write(ctx, u); err != nil {
			if ok, lost := us.stands(ctx, u); lost == nil && !ok {
				return fmt.Errorf("%w: an upload was given up: %w", store.ErrStale, err)
			}
			return err
		}
	}
	return nil
}

func (us *uploads) write(ctx context.Context, u *upload) error {
	for i, b := range u.parts {
		if err := us.w.store(ctx, u.key, u.rec.Names[i], bytes.NewReader(b)); err != nil {
			return err
		}
	}
	u.parts = nil
	return nil
}

// stands says whether an upload that an earlier run of the verb sent can still be named.
func (us *uploads) stands(ctx context.Context, u *upload) (bool, error) {
	if u == nil || len(u.rec.Names) == 0 {
		return u != nil, nil
	}
	r, err := maybe[uploadRec](ctx, us.w, u.rec.ID)
	return r != nil, err
}

// name ends an upload with the Apply that names its blobs.
func (t *tx) name(u *upload) {
	if len(u.rec.Names) > 0 {
		t.drop(u.rec)
	}
}

// endTime is how long the end of a verb may take to tidy up.
const endTime = 10 * time.Second

// end gives up what no document has come to name. Whether one has is read from the store: after an Apply whose outcome is
// unknown, nobody else knows. What it leaves is swept later.
func (us *uploads) end(ctx context.Context) {
	if len(us.all) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	ids := make([]string, len(us.all))
	for i, r := range us.all {
		ids[i] = r.ID
	}
	left, err := many[uploadRec](ctx, us.w, ids...)
	for _, r := range left {
		if r == nil || err != nil {
			continue
		}
		var given bool
		if given, err = us.w.giveUp(ctx, r.ID); given {
			err = us.w.blobs.Delete(ctx, r.Names...)
		}
	}
	if err != nil {
		us.w.log.Warn("an upload was not tidied up", "error", err)
	}
}

// giveUp deletes an upload. It says whether it did so itself: only then nobody can come to name its blobs any more.
func (w *work) giveUp(ctx context.Context, id string) (given bool, err error) {
	err = w.do(ctx, func(t *tx) error {
		given = false
		r, err := maybe[uploadRec](t, w, id)
		if err != nil || r == nil {
			return err
		}
		given = true
		t.drop(r)
		return nil
	})
	return given && err == nil, err
}
