package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/store"
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

// TestATaskThatFailsSilencesNoOther: the move is asked to be finished and the keys are looked for every day, though the
// memories cannot be swept, nor the blobs.
func TestATaskThatFailsSilencesNoOther(t *testing.T) {
	dir := t.TempDir()
	set, err := readSettings(map[string]string{"data": filepath.Join(dir, "data")}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	h, err := openHouse(t.Context(), set, slog.New(slog.NewTextHandler(&log, nil)), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	put := func(ref store.Ref, body any) {
		t.Helper()
		b, err := bson.Marshal(body)
		if err == nil {
			err = h.store.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: ref, Body: b})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put(move.MarkRef, move.Mark{State: move.Arrived, Move: "m", At: time.Now(), Place: "old", Left: move.Left{Keys: "old.keys"}})
	put(store.Ref{Coll: "settings", ID: "lost"}, bson.D{{Key: "v", Value: int64(1)}, {Key: "key", Value: "b" + strings.Repeat("a", 25)}, {Key: "sealed", Value: []byte("x")}})
	put(store.Ref{Coll: "claims", ID: "later"}, bson.D{{Key: "v", Value: int64(99)}, {Key: "until", Value: time.Now().AddDate(0, 0, -1)}})
	blobs := filepath.Join(dir, "data", "blobs")
	if err := os.Rename(blobs, blobs+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(blobs, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	said := func() (asked, missing int) {
		return strings.Count(log.String(), "the move to here is not finished"), strings.Count(log.String(), "keys are missing")
	}
	k := h.newHousekeeper()
	for n, due := range []bool{false, true, false, true} {
		if log.Reset(); due {
			k.daily = time.Now()
		}
		err := k.round(t.Context())
		if err == nil || strings.Contains(err.Error(), "sweep blobs") != due || !strings.Contains(err.Error(), "claims") {
			t.Errorf("round %d: %v", n, err)
		}
		if asked, missing := said(); (asked == 1) != due || (missing == 1) != due {
			t.Errorf("round %d: asked %d times, missing %d: %s", n, asked, missing, log.String())
		}
		if wait := time.Until(k.daily); wait <= 0 || wait > eachHour {
			t.Errorf("the next try is in %v", wait)
		}
	}
}
