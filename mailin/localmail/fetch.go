package localmail

import (
	"bufio"
	"bytes"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-message/textproto"
)

// Fetch writes what was asked of each mail. A mail that vanishes meanwhile is left out.
func (s *session) Fetch(w *imapserver.FetchWriter, set imap.NumSet, options *imap.FetchOptions) error {
	v := s.view
	if reads(options) && !v.readOnly {
		if err := v.markRead(set); err != nil {
			return err
		}
	}
	s.account.mu.Lock()
	picked := v.pick(set)
	s.account.mu.Unlock()
	for _, x := range picked {
		if err := v.write(w, x, options); err != nil {
			return err
		}
	}
	return nil
}

// reads says whether the fetch marks mails as seen.
func reads(o *imap.FetchOptions) bool {
	return slices.ContainsFunc(o.BodySection, func(b *imap.FetchItemBodySection) bool { return !b.Peek })
}

func (v *view) markRead(set imap.NumSet) error {
	v.account.mu.Lock()
	defer v.account.mu.Unlock()
	return v.store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}})
}

// load reads the mail's bytes if they are needed; false means it is gone.
func (v *view) load(m *message, o *imap.FetchOptions) (raw []byte, flags flagSet, there bool) {
	v.account.mu.Lock()
	defer v.account.mu.Unlock()
	if v.folder.find(m.uid) != m {
		return nil, 0, false
	}
	if o.Envelope || o.BodyStructure != nil || len(o.BodySection)+len(o.BinarySection)+len(o.BinarySectionSize) > 0 {
		var err error
		if raw, err = v.account.keep.get(v.folder, m); err != nil {
			return nil, 0, false
		}
	}
	return raw, m.flags, true
}

func (v *view) write(w *imapserver.FetchWriter, x seen, o *imap.FetchOptions) error {
	raw, flags, there := v.load(x.m, o)
	if !there {
		return nil
	}
	r := w.CreateMessage(x.seq)
	r.WriteUID(x.m.uid)
	if o.Flags {
		r.WriteFlags(flags.list())
	}
	if o.InternalDate {
		r.WriteInternalDate(x.m.at)
	}
	if o.RFC822Size {
		r.WriteRFC822Size(x.m.size)
	}
	if o.Envelope {
		r.WriteEnvelope(envelope(raw))
	}
	if o.BodyStructure != nil {
		r.WriteBodyStructure(imapserver.ExtractBodyStructure(bytes.NewReader(raw)))
	}
	for _, b := range o.BodySection {
		data := section(raw, b)
		lit := r.WriteBodySection(b, int64(len(data)))
		if _, err := lit.Write(data); err != nil {
			_ = lit.Close()
			return err
		}
		if err := lit.Close(); err != nil {
			return err
		}
	}
	return r.Close()
}

// section cuts the whole mail, its header and its text by bytes, so that a broken header loses nothing; what lies
// deeper is left to the library.
func section(raw []byte, b *imap.FetchItemBodySection) []byte {
	header, text := split(raw)
	fields := len(b.HeaderFields)+len(b.HeaderFieldsNot) > 0
	switch {
	case len(b.Part) == 0 && b.Specifier == imap.PartSpecifierNone:
		return partial(raw, b.Partial)
	case len(b.Part) == 0 && b.Specifier == imap.PartSpecifierHeader && !fields:
		return partial(header, b.Partial)
	case len(b.Part) == 0 && b.Specifier == imap.PartSpecifierText:
		return partial(text, b.Partial)
	}
	return imapserver.ExtractBodySection(bytes.NewReader(raw), b)
}

// split parts a mail after the empty line that ends its header.
func split(raw []byte) (header, text []byte) {
	if bytes.HasPrefix(raw, []byte("\r\n")) {
		return raw[:2], raw[2:]
	}
	if i := bytes.Index(raw, []byte("\r\n\r\n")); i >= 0 {
		return raw[:i+4], raw[i+4:]
	}
	return raw, nil
}

func partial(b []byte, p *imap.SectionPartial) []byte {
	if p == nil {
		return b
	}
	from := min(max(p.Offset, 0), int64(len(b)))
	return b[from:min(from+max(p.Size, 0), int64(len(b)))]
}

func envelope(raw []byte) *imap.Envelope {
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		h = textproto.Header{}
	}
	return imapserver.ExtractEnvelope(h)
}
