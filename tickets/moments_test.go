package tickets

import (
	"slices"
	"testing"
	"time"
)

func mustZone(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(t testing.TB, zone *time.Location, s string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }
