package main

import (
	"context"
	"io"
	"time"
)

// keysStatus counts the keys and lists the epochs.
func keysStatus(ctx context.Context, h *house, _ map[string]string, _ io.Reader, out printer) error {
	s, err := h.keys.Status(ctx)
	if err != nil {
		return err
	}
	out.say("console.keys.count", s.Alive, s.Shredded, s.Damaged)
	for _, e := range s.Epochs {
		switch {
		case e.Retired.IsZero():
			out.say("console.keys.current", e.Number, e.Made.In(h.zone).Format(time.DateOnly))
		default:
			out.say("console.keys.retired", e.Number, e.Due.In(h.zone).Format(time.DateOnly))
		}
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
