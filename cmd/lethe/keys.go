package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/seal"
)

// keysStatus counts the keys, lists the epochs, and asks whether every document's key is there. It fails when something
// is overdue, damaged or missing, after it has said what.
func keysStatus(ctx context.Context, h *house, _ map[string]string, _ io.Reader, out printer) error {
	s, err := h.keys.Status(ctx)
	if err != nil {
		return err
	}
	out.say("console.keys.where", h.set.place().keysName())
	if s.Server {
		out.say("console.keys.nodes")
	}
	out.say("console.keys.count", s.Alive, s.Stock, s.Shredded)
	for _, e := range s.Epochs {
		sayEpoch(h, e, out)
	}
	now := h.now().In(h.zone)
	out.say("console.keys.backups", now.Format(time.DateOnly), now.Add(seal.AgeLimit).Format(time.DateOnly))
	return errors.Join(keysTrouble(h, s, out), checkKeys(ctx, h, out))
}

func sayEpoch(h *house, e seal.Epoch, out printer) {
	day := func(t time.Time) string { return t.In(h.zone).Format(time.DateOnly) }
	switch {
	case e.Retired.IsZero():
		out.say("console.keys.current", e.Number, day(e.Made), e.Keys)
	case e.Keys > 0:
		out.say("console.keys.unfinished", e.Number, day(e.Made), e.Keys)
	case e.Overdue:
		out.say("console.keys.late", e.Number, day(e.Retired), day(e.Due))
	default:
		out.say("console.keys.retired", e.Number, day(e.Retired), day(e.Due))
	}
}

// keysTrouble says what is overdue or damaged.
func keysTrouble(h *house, s seal.Status, out printer) error {
	var errs []error
	if s.Damaged > 0 {
		errs = append(errs, errors.New(out.lang.N("console.keys.damaged", s.Damaged)))
	}
	late := 0
	for _, e := range s.Epochs {
		if e.Overdue {
			late++
		}
	}
	if late > 0 {
		errs = append(errs, errors.New(out.lang.N("console.keys.overdue", late)))
	}
	if !h.now().Before(s.RotateBy) {
		errs = append(errs, errors.New(out.lang.T("console.keys.rotate", s.RotateBy.In(h.zone).Format(time.DateOnly))))
	}
	return errors.Join(errs...)
}

// checkKeys asks for the key of every document and says what came of it.
func checkKeys(ctx context.Context, h *house, out printer) error {
	r, err := h.desk.Settings.CheckKeys(ctx, atConsole())
	if err != nil {
		return err
	}
	out.count("console.keys.whole", r.Documents)
	if r.Damaged > 0 {
		out.count("console.keys.discarded", r.Damaged)
	}
	if !r.AgainAt.IsZero() {
		out.say("console.keys.again", r.AgainAt.In(h.zone).Format(time.DateOnly), r.Again)
	}
	if r.Forgotten > 0 {
		return errors.New(out.lang.N("console.keys.older", r.Forgotten))
	}
	return nil
}

// keysRotate wraps the living keys anew.
func keysRotate(ctx context.Context, h *house, args map[string]string, file io.Reader, out printer) error {
	if err := h.keys.Rotate(ctx); err != nil {
		return err
	}
	return keysStatus(ctx, h, args, file, out)
}

// auditKeys is the check of every day. Missing keys are told in the log: the desk serves what it can read.
func (h *house) auditKeys(ctx context.Context, as tickets.Actor) error {
	r, err := h.desk.Settings.CheckKeys(ctx, as)
	var lost *tickets.KeysError
	switch {
	case errors.As(err, &lost):
		h.log.Error("keys are missing that were never destroyed", "missing", lost.Missing, "documents", lost.Documents)
		return nil
	case err != nil:
		return err
	case r.Damaged > 0:
		h.log.Warn("damage in the key store was overwritten; no document needs it", "count", r.Damaged)
	case r.Forgotten > 0:
		h.log.Error("the list of destroyed keys is shorter than it was: an older copy was given back; restart lethe serve on every node", "count", r.Forgotten)
	}
	return nil
}
