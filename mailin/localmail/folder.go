package localmail

import (
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// folder is a list of mails by rising UID. The account's lock protects it.
type folder struct {
	name     string
	validity uint32
	next     imap.UID // the next UID to give
	ceiling  imap.UID // UIDs below it may be given without another durable note
	messages []*message
	revision uint64        // counts changes
	changed  chan struct{} // closed at the next change
}

// message is one mail in one folder.
type message struct {
	uid   imap.UID
	at    time.Time
	size  int64
	flags flagSet
	// flagged is the folder's revision when the flags changed last, and by whom.
	flagged uint64
	by      *view
	raw     []byte // only while it is kept in memory
}

// announce wakes everybody who waits for a change of the folder.
func (f *folder) announce() {
	f.revision++
	close(f.changed)
	f.changed = make(chan struct{})
}

// find returns the mail with the UID, nil if it is gone.
func (f *folder) find(uid imap.UID) *message {
	i, ok := slices.BinarySearchFunc(f.messages, uid, func(m *message, uid imap.UID) int {
		switch {
		case m.uid < uid:
			return -1
		case m.uid > uid:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return f.messages[i]
}

// flagSet is the set of system flags; keywords are not kept.
type flagSet uint8

// flagNames lists the flags with the letter that a file's name tells them by.
var flagNames = [...]struct {
	flag   imap.Flag
	letter byte
}{
	{imap.FlagSeen, 'S'}, {imap.FlagAnswered, 'R'}, {imap.FlagFlagged, 'F'}, {imap.FlagDeleted, 'T'}, {imap.FlagDraft, 'D'},
}

func toFlags(flags []imap.Flag) flagSet {
	var s flagSet
	for i, n := range flagNames {
		if slices.ContainsFunc(flags, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(n.flag)) }) {
			s |= 1 << i
		}
	}
	return s
}

func (s flagSet) list() []imap.Flag {
	out := []imap.Flag{}
	for i, n := range flagNames {
		if s&(1<<i) != 0 {
			out = append(out, n.flag)
		}
	}
	return out
}

func (s flagSet) has(f imap.Flag) bool { return s&toFlags([]imap.Flag{f}) != 0 }

func (s flagSet) letters() string {
	var b []byte
	for i, n := range flagNames {
		if s&(1<<i) != 0 {
			b = append(b, n.letter)
		}
	}
	return string(b)
}

func parseLetters(letters string) flagSet {
	var s flagSet
	for i, n := range flagNames {
		if strings.IndexByte(letters, n.letter) >= 0 {
			s |= 1 << i
		}
	}
	return s
}

// change applies a STORE command to the set.
func (s flagSet) change(c *imap.StoreFlags) flagSet {
	given := toFlags(c.Flags)
	switch c.Op {
	case imap.StoreFlagsAdd:
		return s | given
	case imap.StoreFlagsDel:
		return s &^ given
	}
	return given
}

var errNoFolder = refuse(imap.ResponseCodeNonExistent, "No such folder")

func refuse(code imap.ResponseCode, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}
