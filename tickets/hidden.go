package tickets

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

// hiddenTime is how long search words can be read back from an address.
const hiddenTime = 24 * time.Hour

// hiddenPrefix begins the claims that lead to the days' keys of hidden words.
const hiddenPrefix = "hides/"

// Hide seals search words for an address, so that reload, back and a link to a colleague work, on every node, while no
// log and no history holds the words. Each day has a key of its own, which is destroyed when its words have had
// their time.
func (r *Tickets) Hide(ctx context.Context, as Actor, words Personal) (string, error) {
	if err := as.need(RoleEngineer); err != nil {
		return "", err
	}
	now := r.w.now()
	day := now.Format(time.DateOnly)
	key, err := r.w.dayKey(ctx, day, now)
	if err != nil {
		return "", err
	}
	plain := append(binary.BigEndian.AppendUint64(nil, uint64(now.Unix())), words.Reveal()...)
	sealed, err := r.w.keys.Seal(ctx, key, hiddenPrefix+day, plain)
	if err != nil {
		return "", fmt.Errorf("hide search words: %w", err)
	}
	return day + "." + base64.RawURLEncoding.EncodeToString(sealed), nil
}

// hides is the key that hides a day's words, "" when there is none.
func (w *work) hides(ctx context.Context, day string) (seal.KeyID, error) {
	c, err := maybe[claimRec](ctx, w, hiddenPrefix+day)
	if err != nil || c == nil {
		return "", err
	}
	return c.Ends, nil
}

// dayKey is the key that hides a day's words. Of two that make it at once, one's is taken.
func (w *work) dayKey(ctx context.Context, day string, now time.Time) (seal.KeyID, error) {
	had, err := w.hides(ctx, day)
	if err != nil || had != "" {
		return had, err
	}
	made, err := w.newKey(ctx)
	if err != nil {
		return "", err
	}
	key := made
	err = w.do(ctx, func(t *tx) error {
		had, err := w.hides(t, day)
		if key = had; err != nil || had != "" {
			return err
		}
		key = made
		return t.put(&claimRec{base: base{ID: hiddenPrefix + day}, Ends: made, Until: now.Add(2 * hiddenTime)})
	})
	if err == nil && key != made {
		err = w.unmake(ctx, made)
	}
	return key, err
}

// Show reads hidden words back. Those that are too old, or are none, are ErrNotFound.
func (r *Tickets) Show(ctx context.Context, as Actor, hidden string) (Personal, error) {
	if err := as.need(RoleEngineer); err != nil {
		return Personal{}, err
	}
	none := fmt.Errorf("hidden words: %w", ErrNotFound)
	day, coded, _ := strings.Cut(hidden, ".")
	sealed, err := base64.RawURLEncoding.DecodeString(coded)
	if _, bad := time.Parse(time.DateOnly, day); err != nil || bad != nil {
		return Personal{}, none
	}
	key, err := r.w.hides(ctx, day)
	if err != nil {
		return Personal{}, err
	}
	if key == "" {
		return Personal{}, none
	}
	plain, err := r.w.keys.Open(ctx, key, hiddenPrefix+day, sealed)
	switch {
	case errors.Is(err, seal.ErrShredded), errors.Is(err, seal.ErrNoKey), errors.Is(err, seal.ErrDamaged):
		return Personal{}, none
	case err != nil:
		return Personal{}, fmt.Errorf("show hidden words: %w", err)
	}
	if len(plain) < 8 || r.w.now().Sub(time.Unix(int64(binary.BigEndian.Uint64(plain)), 0)) > hiddenTime { //nolint:gosec // we wrote it
		return Personal{}, none
	}
	return P(string(plain[8:])), nil
}
