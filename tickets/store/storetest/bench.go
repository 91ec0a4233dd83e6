package storetest

import (
	"testing"

	"github.com/axsensor/lethe/tickets/store"
)

// Now is the cursor of what is in a store now.
func Now(b *testing.B, s store.Store) store.Cursor {
	b.Helper()
	for c, err := range s.Watch(b.Context(), store.Current) {
		if err != nil {
			b.Fatal(err)
		}
		if c.Op == store.OpMark {
			return c.Cursor
		}
	}
	b.Fatal("no mark")
	return ""
}

// Told measures how fast a reader that resumes is told of a number of changes, which write makes.
func Told(b *testing.B, s store.Store, changes int, write func(i int) store.Write) {
	b.Helper()
	from := Now(b, s)
	for i := 0; i < changes; {
		var writes []store.Write
		for ; i < changes && len(writes) < store.MaxWrites; i++ {
			writes = append(writes, write(i))
		}
		if err := s.Apply(b.Context(), writes...); err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	for b.Loop() {
		left := changes
		for _, err := range s.Watch(b.Context(), from) {
			if err != nil {
				b.Fatal(err)
			}
			n++
			if left--; left == 0 {
				break
			}
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "changes/s")
}
