package move

import (
	"sync"
	"time"
)

// Step is a part of a move, in the order in which they come.
type Step int

// The steps. Those called Same compare both sides.
const (
	Keys Step = iota + 1
	Blobs
	Documents
	SameKeys
	SameDocuments
	SameBlobs
)

// Steps is how many there are.
const Steps = int(SameBlobs)

// Progress is how far a step came. Blobs that came late are a step of their own behind SameKeys, with the name Blobs.
type Progress struct {
	Step        Step
	Done, Total int64         // keys, blobs or documents
	Bytes       int64         // of bodies or blobs, in this run
	Left        time.Duration // estimate for this step; zero: none yet
	Ended       bool
}

// tellEvery is how often progress is told.
const tellEvery = time.Second

// watch counts what is done, and tells of it. Its estimates go by what this run has done.
type watch struct {
	told func(Progress)

	mu     sync.Mutex
	now    Progress
	before int64 // of Done, by an earlier run
	began  time.Time
	last   time.Time
	totals map[Step]int64
}

func newWatch(told func(Progress)) *watch { return &watch{told: told, totals: map[Step]int64{}} }

func (w *watch) begin(s Step, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now, w.before, w.began, w.last = Progress{Step: s, Total: total}, 0, time.Now(), time.Now()
	w.totals[s] = total
}

// total is what a step had to do.
func (w *watch) total(s Step) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.totals[s]
}

func (w *watch) add(n, bytes int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Done += n
	w.now.Bytes += bytes
	w.tell(false)
}

// skip counts what an earlier run has done.
func (w *watch) skip(n int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Done += n
	w.before += n
}

func (w *watch) set(done, total int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Done, w.now.Total = int64(done), int64(total)
	w.tell(false)
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Ended = true
	w.tell(true)
}

// tell tells of progress when it is time. The caller holds mu.
func (w *watch) tell(now bool) {
	if w.told == nil || !now && time.Since(w.last) < tellEvery {
		return
	}
	w.last = time.Now()
	w.now.Total = max(w.now.Total, w.now.Done)
	if w.now.Left = 0; w.now.Done > w.before {
		w.now.Left = time.Duration(float64(time.Since(w.began)) / float64(w.now.Done-w.before) * float64(w.now.Total-w.now.Done))
	}
	w.told(w.now)
}
