package localmail

import (
	"bytes"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// Search finds mails. Words are looked for in the bytes as they are: enough for ASCII, and no charset is decoded.
func (s *session) Search(kind imapserver.NumKind, c *imap.SearchCriteria, _ *imap.SearchOptions) (*imap.SearchData, error) {
	v := s.view
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	var (
		data imap.SearchData
		seqs imap.SeqSet
		uids imap.UIDSet
	)
	for _, x := range v.pick(imap.UIDSet{{Start: 1, Stop: 0}}) {
		if !v.matches(x, c) {
			continue
		}
		n := x.seq
		if kind == imapserver.NumKindUID {
			n = uint32(x.m.uid)
		}
		if data.Min == 0 || n < data.Min {
			data.Min = n
		}
		data.Max = max(data.Max, n)
		data.Count++
		seqs.AddNum(x.seq)
		uids.AddNum(x.m.uid)
	}
	data.All = seqs
	if kind == imapserver.NumKindUID {
		data.All = uids
	}
	return &data, nil
}

func (v *view) matches(x seen, c *imap.SearchCriteria) bool {
	return v.inSets(x, c) && x.m.hasFlags(c) && x.m.inTime(c) && v.hasWords(x.m, c) &&
		!slices.ContainsFunc(c.Not, func(not imap.SearchCriteria) bool { return v.matches(x, &not) }) &&
		!slices.ContainsFunc(c.Or, func(or [2]imap.SearchCriteria) bool {
			return !v.matches(x, &or[0]) && !v.matches(x, &or[1])
		})
}

func (v *view) inSets(x seen, c *imap.SearchCriteria) bool {
	outside := func(set imap.NumSet) bool { return !v.contains(set, x.seq, x.m.uid) }
	return !slices.ContainsFunc(c.SeqNum, func(s imap.SeqSet) bool { return outside(s) }) &&
		!slices.ContainsFunc(c.UID, func(s imap.UIDSet) bool { return outside(s) })
}

func (m *message) hasFlags(c *imap.SearchCriteria) bool {
	return !slices.ContainsFunc(c.Flag, func(f imap.Flag) bool { return !m.flags.has(f) }) &&
		!slices.ContainsFunc(c.NotFlag, m.flags.has)
}

func (m *message) inTime(c *imap.SearchCriteria) bool {
	return (c.Larger == 0 || m.size > c.Larger) && (c.Smaller == 0 || m.size < c.Smaller) && onDays(m.at, c.Since, c.Before)
}

// onDays compares by date alone, without regard to zones (RFC 9051 section 6.4.4).
func onDays(t, since, before time.Time) bool {
	day := t.Format(time.DateOnly)
	return (since.IsZero() || day >= since.Format(time.DateOnly)) && (before.IsZero() || day < before.Format(time.DateOnly))
}

func (v *view) hasWords(m *message, c *imap.SearchCriteria) bool {
	sent := !c.SentSince.IsZero() || !c.SentBefore.IsZero()
	if len(c.Header)+len(c.Body)+len(c.Text) == 0 && !sent {
		return true
	}
	raw, err := v.account.keep.get(v.folder, m)
	if err != nil {
		return false
	}
	header, text := split(raw)
	if sent && !onDays(sentAt(header), c.SentSince, c.SentBefore) {
		return false
	}
	lacks := func(b []byte) func(string) bool {
		return func(word string) bool { return !bytes.Contains(bytes.ToLower(b), bytes.ToLower([]byte(word))) }
	}
	return !slices.ContainsFunc(c.Body, lacks(text)) && !slices.ContainsFunc(c.Text, lacks(raw)) &&
		!slices.ContainsFunc(c.Header, func(f imap.SearchCriteriaHeaderField) bool {
			return !slices.ContainsFunc(values(header, f.Key), func(value string) bool { return !lacks([]byte(value))(f.Value) })
		})
}

func sentAt(header []byte) time.Time {
	for _, v := range values(header, "Date") {
		for _, layout := range []string{time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"} {
			if t, err := time.Parse(layout, v); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}

// values are the unfolded values of a header field.
func values(header []byte, key string) []string {
	var out []string
	unfolded := strings.NewReplacer("\r\n ", " ", "\r\n\t", " ").Replace(string(header))
	for line := range strings.SplitSeq(unfolded, "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if ok && strings.EqualFold(strings.TrimSpace(name), key) {
			out = append(out, textproto.TrimString(value))
		}
	}
	return out
}
