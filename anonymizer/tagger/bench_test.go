package tagger_test

import (
	"strings"
	"testing"

	"github.com/axsensor/lethe/anonymizer/tagger"
)

func BenchmarkNames(b *testing.B) {
	t, err := tagger.New()
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("Hej! Vi har problem med givaren som Anna Lindqvist monterade i pumphuset i går. Den visar 4,2 mA hela tiden.\n\n", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		t.Names(text, "sv")
	}
	b.ReportMetric(float64(len(strings.Fields(text)))*float64(b.N)/b.Elapsed().Seconds(), "words/s")
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := tagger.New(); err != nil {
			b.Fatal(err)
		}
	}
}
