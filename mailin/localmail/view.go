package localmail

import (
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// view is a folder as one connection has been told of it. What it must still be told is found by comparing, so no
// update can be lost between two commands. The account's lock protects it.
type view struct {
	account  *account
	folder   *folder
	readOnly bool
	told     []imap.UID // by sequence number
	revision uint64     // of the folder when it was compared last
}

// seen is one mail of a view: its sequence number and what it was at that moment.
type seen struct {
	seq uint32
	m   *message
}

// news is what a connection must be told, in this order.
type news struct {
	expunged []uint32 // sequence numbers, highest first
	exists   uint32   // 0: nothing new
	flagged  []flagNews
}

type flagNews struct {
	seq   uint32
	uid   imap.UID
	flags flagSet
}

// compare brings the view up to date and returns the difference. Unless expunges may be told (RFC 9051 section 7.5.1),
// mails that are gone keep their number.
func (v *view) compare(expunge bool) news {
	var n news
	if v.revision == v.folder.revision {
		return n
	}
	if expunge {
		for i := len(v.told) - 1; i >= 0; i-- {
			if v.folder.find(v.told[i]) == nil {
				n.expunged = append(n.expunged, uint32(i+1))
				v.told = slices.Delete(v.told, i, i+1)
			}
		}
	}
	last := imap.UID(0)
	if len(v.told) > 0 {
		last = v.told[len(v.told)-1]
	}
	for _, m := range v.folder.messages {
		if m.uid > last {
			v.told = append(v.told, m.uid)
			n.exists = uint32(len(v.told))
		}
	}
	for i, uid := range v.told {
		if m := v.folder.find(uid); m != nil && m.flagged > v.revision && m.by != v {
			n.flagged = append(n.flagged, flagNews{uint32(i + 1), uid, m.flags})
		}
	}
	if expunge {
		v.revision = v.folder.revision
	}
	return n
}

// sync tells the connection what is new.
func (v *view) sync(w *imapserver.UpdateWriter, expunge bool) error {
	v.account.mu.Lock()
	n := v.compare(expunge)
	v.account.mu.Unlock()
	for _, seq := range n.expunged {
		if err := w.WriteExpunge(seq); err != nil {
			return err
		}
	}
	if n.exists > 0 {
		if err := w.WriteNumMessages(n.exists); err != nil {
			return err
		}
	}
	for _, f := range n.flagged {
		if err := w.WriteMessageFlags(f.seq, f.uid, f.flags.list()); err != nil {
			return err
		}
	}
	return nil
}

// idle tells what is new until stop is closed. The wait begins before the comparison, so a change in between wakes it.
func (v *view) idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	for {
		v.account.mu.Lock()
		changed := v.folder.changed
		v.account.mu.Unlock()
		if err := v.sync(w, true); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-stop:
			return nil
		}
	}
}

// pick finds the mails of a set that are still there. The caller holds the lock.
func (v *view) pick(set imap.NumSet) []seen {
	var out []seen
	for i, uid := range v.told {
		seq := uint32(i + 1)
		if !v.contains(set, seq, uid) {
			continue
		}
		if m := v.folder.find(uid); m != nil {
			out = append(out, seen{seq, m})
		}
	}
	return out
}

// contains resolves "*" to the last mail that the connection knows (RFC 9051 section 9, seq-number).
func (v *view) contains(set imap.NumSet, seq uint32, uid imap.UID) bool {
	n := len(v.told)
	if n == 0 || imap.IsSearchRes(set) {
		return false
	}
	switch s := set.(type) {
	case imap.SeqSet:
		return slices.ContainsFunc(s, func(r imap.SeqRange) bool { return within(seq, r.Start, r.Stop, uint32(n)) })
	case imap.UIDSet:
		last := uint32(v.told[n-1])
		return slices.ContainsFunc(s, func(r imap.UIDRange) bool {
			return within(uint32(uid), uint32(r.Start), uint32(r.Stop), last)
		})
	}
	return false
}

func within(n, start, stop, last uint32) bool {
	if start == 0 {
		start = last
	}
	if stop == 0 {
		stop = last
	}
	return min(start, stop) <= n && n <= max(start, stop)
}
