package mailin

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// beginning is how much of an oversize mail is taken in.
const beginning = 256 << 10

// label is what the server says of a mail before its body is fetched.
type label struct {
	uid     uint32
	size    int64 // may be wrong on some servers: a hint, never a reason to refuse
	arrived time.Time
}

// body is a mail that came whole.
type body struct {
	uid uint32
	raw []byte
	cut int64 // the real size when raw is only the beginning
}

// labels asks for sizes first, so that large mails can be fetched apart. A mail that is gone is left out.
func (s *session) labels(ctx context.Context, uids []uint32) ([]label, error) {
	var out []label
	err := s.guard(ctx, int64(len(uids))*200, func() error {
		cmd := s.client.Fetch(uidSet(uids), &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true})
		msgs, err := cmd.Collect()
		for _, m := range msgs {
			if m.UID != 0 {
				out = append(out, label{uint32(m.UID), m.RFC822Size, m.InternalDate})
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ask for sizes: %w", err)
	}
	return out, nil
}

// bodies fetches mails in one command. What it returns came whole, byte for byte as announced, also when the
// connection broke after it; a mail that the server did not send is left out.
func (s *session) bodies(ctx context.Context, ls []label) ([]body, error) {
	uids, total := make([]uint32, len(ls)), int64(0)
	for i, l := range ls {
		uids[i] = l.uid
		total += l.size
	}
	return s.fetch(ctx, uids, total, &imap.FetchItemBodySection{Peek: true})
}

// head fetches the beginning of a mail that is too large.
func (s *session) head(ctx context.Context, l label) ([]body, error) {
	part := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: 0, Size: beginning}}
	got, err := s.fetch(ctx, []uint32{l.uid}, beginning, part)
	for i := range got {
		got[i].cut = l.size
	}
	return got, err
}

func (s *session) fetch(ctx context.Context, uids []uint32, total int64, part *imap.FetchItemBodySection) ([]body, error) {
	var out []body
	err := s.guard(ctx, total, func() error {
		cmd := s.client.Fetch(uidSet(uids), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{part}})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			b, whole, err := s.read(msg)
			if err != nil {
				return err
			}
			if whole {
				out = append(out, b)
			}
		}
		return cmd.Close()
	})
	if err != nil {
		return out, fmt.Errorf("fetch mail: %w", err)
	}
	return out, nil
}

// read takes one mail off the wire. After an error the connection is broken and neither the message nor its command may
// be touched again: the library's reader has gone on, and both would read from the connection at once.
func (s *session) read(msg *imapclient.FetchMessageData) (b body, whole bool, err error) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			b.uid = uint32(item.UID)
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if b.raw, b.cut, err = s.take(item.Literal); err != nil {
				_ = s.conn.Close()
				return b, false, err
			}
			whole = true
		}
	}
	return b, whole && b.uid != 0, nil
}

// take reads a literal, or only its beginning when it is far larger than the server's size made believe. The library
// reports neither a cut connection nor a short literal, so the bytes are counted against what was announced.
func (s *session) take(l imap.LiteralReader) (raw []byte, cut int64, err error) {
	size := l.Size()
	keep := size
	if size > s.box.MaxMail+s.box.MaxMail/4 {
		keep, cut = beginning, size
	}
	var buf bytes.Buffer
	buf.Grow(int(min(keep, 1<<20)))
	n, err := io.Copy(&buf, io.LimitReader(l, keep))
	if err != nil {
		return nil, 0, err
	}
	rest := int64(0)
	if n == keep {
		if rest, err = io.Copy(io.Discard, l); err != nil {
			return nil, 0, err
		}
	}
	if n+rest != size {
		return nil, 0, io.ErrUnexpectedEOF
	}
	return buf.Bytes(), cut, nil
}
