package main

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/lang"
)

// keys status says where the keys are and lists the epochs; it fails while something is overdue, in both languages.
func TestKeysStatusTellsWhatIsOverdue(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	set, err := readSettings(map[string]string{"data": data}, nil, "")
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
	tell := func(l lang.Lang, do job, fails string, want ...string) {
		t.Helper()
		var out strings.Builder
		err := do(t.Context(), h, nil, nil, printer{l, &out})
		if (err == nil) != (fails == "") || err != nil && !strings.Contains(err.Error(), fails) {
			t.Errorf("%s: it fails with %v, want %q", now.Format(time.DateOnly), err, fails)
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: no %q in\n%s", now.Format(time.DateOnly), w, out.String())
			}
		}
	}
	tell(lang.EN, keysStatus, "", data+".keys", "Epoch 1 since 2026-01-01, the current one", "2026-01-31", "The key of 1 sealed document is there.")
	now = now.AddDate(0, 0, 30)
	tell(lang.EN, keysStatus, "was to be replaced on 2026-01-31")
	tell(lang.SV, keysStatus, "skulle ha bytts 2026-01-31")
	tell(lang.EN, keysRotate, "", "Epoch 1 was retired on 2026-01-31 and is destroyed on 2026-03-02", "Epoch 2 since 2026-01-31")
	now = now.AddDate(0, 0, 31)
	tell(lang.EN, keysStatus, "1 epoch key was to be destroyed", "OVERDUE")
	tell(lang.SV, keysStatus, "1 epoknyckel skulle ha förstörts", "FÖRSENAD")
	tell(lang.EN, keysRotate, "", "Epoch 3 since 2026-03-03")
}
