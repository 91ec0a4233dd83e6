package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// TestKeysStatusTellsOfAnOlderCopy that was given back, and what was done about it at the start, in both languages.
func TestKeysStatusTellsOfAnOlderCopy(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	var log strings.Builder
	open := func() *house {
		t.Helper()
		set, err := readSettings(map[string]string{"data": filepath.Join(dir, "data")}, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		log.Reset()
		h, err := openHouse(t.Context(), set, slog.New(slog.NewTextHandler(&log, nil)), func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	shut := func(h *house) {
		t.Helper()
		if err := h.close(); err != nil {
			t.Fatal(err)
		}
	}
	status := func(h *house, l lang.Lang) string {
		t.Helper()
		var out strings.Builder
		if err := keysStatus(t.Context(), h, nil, nil, printer{l, &out}); err != nil {
			t.Errorf("%s: %v", l, err)
		}
		return out.String()
	}
	h := open()
	if _, err := h.desk.Tickets.Hide(t.Context(), tickets.Actor{Account: "engineer", Roles: tickets.RoleEngineer}, tickets.P("planterad")); err != nil {
		t.Fatal(err)
	}
	shut(h)
	keys, older := filepath.Join(dir, "data.keys"), filepath.Join(dir, "older")
	if err := os.CopyFS(older, os.DirFS(keys)); err != nil {
		t.Fatal(err)
	}
	h = open()
	now = now.AddDate(0, 0, 3)
	if err := h.desk.Mailroom.ForgetSeen(t.Context(), tickets.Runner("housekeeping")); err != nil {
		t.Fatal(err)
	}
	if said := status(h, lang.EN); strings.Contains(said, "older copy") {
		t.Errorf("without an older copy: %s", said)
	}
	shut(h)
	if err := os.RemoveAll(keys); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(keys, os.DirFS(older)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(keys, "master.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	h = open()
	defer shut(h)
	if !strings.Contains(log.String(), "keys that no document names were destroyed again") || !strings.Contains(log.String(), "keys=1") {
		t.Errorf("the log: %s", log.String())
	}
	for l, want := range map[lang.Lang]string{
		lang.EN: "On 2026-01-04 an older copy of the key store had been given back. Keys that no document needed, those of forgotten people among them, were destroyed again: 1.",
		lang.SV: "Den 2026-01-04 lades en äldre kopia av nyckellagret tillbaka. Nycklar som inget dokument behövde, de glömda personernas bland dem, förstördes igen: 1.",
	} {
		if said := status(h, l); !strings.Contains(said, want) {
			t.Errorf("%s: %s", l, said)
		}
	}
}
