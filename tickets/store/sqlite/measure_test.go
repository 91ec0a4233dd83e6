package sqlite_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The benchmarks measure side by side in turns of a fraction of a second, so that whatever else the machine does falls
// on both sides alike. Figures are reported as metrics; ns/op is that of a whole round of turns.
const turn = 60 * time.Millisecond

// rate runs clients that work for one turn and returns what they did together, and in what time.
func rate(clients int, work func() error) (done int64, took time.Duration, err error) {
	var n atomic.Int64
	var failed atomic.Value
	begin := time.Now()
	var wait sync.WaitGroup
	for range clients {
		wait.Go(func() {
			for time.Since(begin) < turn && failed.Load() == nil {
				if err := work(); err != nil {
					failed.Store(err)
					return
				}
				n.Add(1)
			}
		})
	}
	wait.Wait()
	took = time.Since(begin)
	err, _ = failed.Load().(error)
	return n.Load(), took, err
}

// side is one of the things that are measured in turns.
type side struct {
	name    string
	clients int
	warm    func() error // done before each turn, outside the measure
	work    func() error
	done    int64
	took    time.Duration
	turns   []float64 // how much was done per second in each turn
}

func (s *side) perSecond() float64 { return float64(s.done) / s.took.Seconds() }

// growth is how many times as long s takes as other: the median of all rounds, since what else the machine does weighs on
// single turns.
func (s *side) growth(other *side) float64 {
	var all []float64
	for i := range s.turns {
		all = append(all, other.turns[i]/s.turns[i])
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func measure(b *testing.B, sides ...*side) {
	b.Helper()
	for b.Loop() {
		for _, s := range sides {
			if s.warm != nil {
				if err := s.warm(); err != nil {
					b.Fatalf("%s: %v", s.name, err)
				}
			}
			n, took, err := rate(s.clients, s.work)
			if err != nil {
				b.Fatalf("%s: %v", s.name, err)
			}
			s.done, s.took, s.turns = s.done+n, s.took+took, append(s.turns, float64(n)/took.Seconds())
		}
	}
	for _, s := range sides {
		b.ReportMetric(s.perSecond(), s.name+"/s")
	}
}
