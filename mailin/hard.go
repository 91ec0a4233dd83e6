package mailin

import (
	"slices"
	"time"
)

const (
	hopeless  = 3                // failed fetches after which only the beginning is asked for
	giveUp    = 6                // failed fetches after which a mail is left alone for a while
	stuckTime = 30 * time.Minute // how long it is left alone
)

// hardMails remembers which mails could not be fetched, so that one of them does not hold up the others. It lives as long
// as the process: a mail is never given up, only tried less often.
type hardMails struct {
	validity uint32
	failures map[uint32]int
	retry    map[uint32]time.Time
}

// keep forgets mails that are not in the folder any more, and everything when the uids mean other mails now.
func (h *hardMails) keep(validity uint32, present map[uint32]bool) {
	if h.failures == nil || h.validity != validity {
		*h = hardMails{validity: validity, failures: map[uint32]int{}, retry: map[uint32]time.Time{}}
		return
	}
	for uid := range h.failures {
		if !present[uid] {
			h.solved([]uint32{uid})
		}
	}
}

// split parts mails that never failed from those that are fetched alone and last, leaving out what has its pause.
func (h *hardMails) split(ls []label, now time.Time) (easy, hard []label) {
	for _, l := range ls {
		switch n := h.failures[l.uid]; {
		case n == 0:
			easy = append(easy, l)
		case n < giveUp:
			hard = append(hard, l)
		case now.After(h.retry[l.uid]):
			h.retry[l.uid] = now.Add(stuckTime)
			hard = append(hard, l)
		}
	}
	slices.SortStableFunc(hard, func(a, b label) int { return h.failures[a.uid] - h.failures[b.uid] })
	return easy, hard
}

func (h *hardMails) failed(ls []label) {
	for _, l := range ls {
		h.failures[l.uid]++
	}
}

func (h *hardMails) solved(uids []uint32) {
	for _, u := range uids {
		delete(h.failures, u)
		delete(h.retry, u)
	}
}

func (h *hardMails) wholeIsHopeless(uid uint32) bool { return h.failures[uid] >= hopeless }

// stuck is how many mails have their pause.
func (h *hardMails) stuck() int {
	n := 0
	for _, f := range h.failures {
		if f >= giveUp {
			n++
		}
	}
	return n
}
