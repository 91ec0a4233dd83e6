package main

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"
)

func TestEpochKeysLiveAMonthAndTheirBackupsAnother(t *testing.T) {
	set, err := readSettings(map[string]string{"data": filepath.Join(t.TempDir(), "data")}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	h, err := openHouse(t.Context(), set, slog.New(slog.DiscardHandler), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	for _, step := range []struct {
		day           int
		current, held int
	}{
		{0, 1, 1}, {29, 1, 1}, {30, 2, 2}, {31, 2, 2}, {59, 2, 2}, {60, 3, 2}, {90, 4, 2}, {119, 4, 2},
	} {
		now = time.Date(2026, 1, 1+step.day, 12, 0, 0, 0, time.UTC)
		if err := h.tendKeys(t.Context()); err != nil {
			t.Fatal(err)
		}
		s, err := h.keys.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Epochs[len(s.Epochs)-1].Number; got != step.current || len(s.Epochs) != step.held || s.Overdue {
			t.Errorf("day %d: epoch %d of %d, overdue %v; want %d of %d", step.day, got, len(s.Epochs), s.Overdue, step.current, step.held)
		}
	}
}
