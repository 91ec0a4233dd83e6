package move_test

import (
	"errors"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/move"
)

// BenchmarkMove moves 20,000 documents, 2,500 attachments and as many keys, and tells how many of each step it did a second:
//
//	go test ./tickets/move -run '^$' -bench Move -benchtime 1x
func BenchmarkMove(b *testing.B) {
	b.Run("folders", func(b *testing.B) { benchmark(b, folder(b), folder(b)) })
	b.Run("to a server", func(b *testing.B) { benchmark(b, folder(b), server(b)) })
	b.Run("from a server", func(b *testing.B) { benchmark(b, server(b), folder(b)) })
}

var stepNames = map[move.Step]string{move.Keys: "keys", move.Blobs: "blobs", move.Documents: "docs",
	move.SameKeys: "compared-keys", move.SameDocuments: "compared-docs", move.SameBlobs: "compared-blobs"}

func benchmark(b *testing.B, from, to place) {
	f := &filling{docs: 20_000, blobs: 2_500, keys: 2_500}
	fill(b, from, f)
	source := open(b, from, nil)
	dest := open(b, to, source.Keys)
	o := options(source, dest)
	began, late := time.Now(), false
	o.Told = func(p move.Progress) {
		if !p.Ended {
			return
		}
		if spent := time.Since(began); !(late && p.Step == move.Blobs) {
			b.ReportMetric(float64(p.Done)/spent.Seconds(), stepNames[p.Step]+"/s")
		}
		began, late = time.Now(), late || p.Step == move.SameKeys
	}
	b.ResetTimer()
	if _, err := move.Run(b.Context(), o); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	if err := errors.Join(dest.close(), source.close()); err != nil {
		b.Fatal(err)
	}
}
