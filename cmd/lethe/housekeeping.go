package main

import (
	"context"
	"errors"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// blobsEvery is how often orphaned blobs are looked for: every ticket is read for it.
const blobsEvery = 24 * time.Hour

// keepHouse does once an hour what nobody waits for: it ends old sessions and memories, changes the epoch key when its
// month is over, and once a day sweeps the blobs that a killed process left behind and asks whether all keys are there.
func (h *house) keepHouse(ctx context.Context) error {
	as := tickets.Runner("housekeeping")
	swept := time.Now().Add(time.Hour - blobsEvery) // not in the first hour, which has enough to do
	for {
		err := errors.Join(h.desk.Accounts.SweepSessions(ctx, as), h.desk.Mailroom.ForgetSeen(ctx, as), h.tendKeys(ctx))
		if err != nil {
			return err
		}
		if time.Since(swept) >= blobsEvery {
			n, err := h.desk.Mailroom.SweepBlobs(ctx, as)
			if err != nil {
				return err
			}
			if swept = time.Now(); n > 0 {
				h.log.Info("orphaned blobs deleted", "count", n)
			}
			if err := h.askToFinish(ctx, as); err != nil {
				return err
			}
			if err := h.auditKeys(ctx, as); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Hour):
		}
	}
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
