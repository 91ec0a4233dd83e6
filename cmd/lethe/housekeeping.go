package main

import (
	"context"
	"errors"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// housekeeper does what nobody waits for: every hour it ends old sessions and memories, and changes the epoch key when its
// month is over; once a day it sweeps the blobs that a killed process left behind, asks for a move to be finished, and
// whether all keys are there. Whatever one task returns, the others are done.
type housekeeper struct {
	*house
	daily time.Time // when the daily tasks are next due; it outlives a run that failed
}

// How often the tasks are done. Every ticket is read for the daily ones.
const (
	eachHour = time.Hour
	eachDay  = 24 * time.Hour
)

// newHousekeeper leaves the first hour free of daily tasks: it has enough to do.
func (h *house) newHousekeeper() *housekeeper {
	return &housekeeper{house: h, daily: time.Now().Add(eachHour)}
}

// Run keeps house until ctx ends and then returns nil. What a round's tasks could not do is its error, at the end of that
// round; whoever starts it again has the hourly ones done again at once, and the daily ones an hour after they failed.
func (k *housekeeper) Run(ctx context.Context) error {
	for {
		if err := k.round(ctx); err != nil {
			return err
		}
		if !tickets.Sleep(ctx, eachHour) {
			return nil
		}
	}
}

// round does all that is due.
func (k *housekeeper) round(ctx context.Context) error {
	as := tickets.Runner("housekeeping")
	err := errors.Join(k.desk.Accounts.SweepSessions(ctx, as), k.desk.Mailroom.ForgetSeen(ctx, as), k.tendKeys(ctx))
	if time.Now().Before(k.daily) {
		return err
	}
	failed := errors.Join(k.sweepBlobs(ctx, as), k.askToFinish(ctx, as), k.auditKeys(ctx, as))
	k.daily = time.Now().Add(eachDay)
	if failed != nil {
		k.daily = time.Now().Add(eachHour)
	}
	return errors.Join(err, failed)
}

func (h *house) sweepBlobs(ctx context.Context, as tickets.Actor) error {
	n, err := h.desk.Mailroom.SweepBlobs(ctx, as)
	if n > 0 {
		h.log.Info("orphaned blobs deleted", "count", n)
	}
	return err
}

// tendKeys wraps the living keys under a fresh epoch key when that is due, and destroys the epoch keys whose backups
// have reached their age. The key store knows no leases, so ours is looked at first; two that rotate are no danger, but
// work in vain. A command that changes the epoch key is waited for.
func (h *house) tendKeys(ctx context.Context) error {
	if err := h.desk.Leases.Stands(ctx); err != nil {
		return err
	}
	return h.desk.Leases.Hold(ctx, leaseKeys, func(ctx context.Context) error {
		s, err := h.keys.Status(ctx)
		if err != nil {
			return err
		}
		if !h.now().Before(s.RotateBy) {
			h.log.Info("changing the epoch key")
			return h.keys.Rotate(ctx)
		}
		_, err = h.keys.Expire(ctx)
		return err
	})
}
