package main

import (
	"strings"
	"testing"
)

// TestUnlocked: whatever of an address lets somebody in is not shown, in one that is written wrong either.
func TestUnlocked(t *testing.T) {
	for address, want := range map[string]string{
		"mongodb://u:hush@db.example/lethe?tls=true":                     "mongodb://••••••@db.example/lethe?tls=true",
		"mongodb+srv://u:hush@db.example":                                "mongodb+srv://••••••@db.example",
		"mongodb://u:hu/sh@db.example/lethe":                             "mongodb://••••••@db.example/lethe",
		"mongodb://u:hu@sh@db.example/lethe":                             "mongodb://••••••@db.example/lethe",
		" MongoDB://u:hush@db.example":                                   " MongoDB://••••••@db.example",
		"mongodb:/u:hush@db.example":                                     "mongodb:/••••••@db.example",
		"mongodb://db.example/?tlsCertificateKeyFilePassword=hush&w=1":   "mongodb://db.example/?tlsCertificateKeyFilePassword=••••••&w=1",
		"mongodb://db.example/?authMechanismProperties=TOKEN:hush&w=1":   "mongodb://db.example/?authMechanismProperties=••••••&w=1",
		"mongodb://u:hush@db.example/?PROXYPASSWORD=hush":                "mongodb://••••••@db.example/?PROXYPASSWORD=••••••",
		"mongodb://db.example/lethe":                                     "mongodb://db.example/lethe",
		"https://desk.example/?password=is-no-address&user=@one.example": "https://desk.example/?password=is-no-address&user=@one.example",
	} {
		got := unlocked(address)
		if got != want || strings.Contains(got, "hush") {
			t.Errorf("%s is shown as %s, want %s", address, got, want)
		}
	}
}
