package localmail

import (
	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

var errReadOnly = refuse(imap.ResponseCodeCannot, "The folder was opened for reading")

// Store changes flags.
func (s *session) Store(w *imapserver.FetchWriter, set imap.NumSet, flags *imap.StoreFlags, _ *imap.StoreOptions) error {
	if s.view.readOnly {
		return errReadOnly
	}
	s.account.mu.Lock()
	err := s.view.store(set, flags)
	s.account.mu.Unlock()
	if err != nil || flags.Silent {
		return err
	}
	return s.Fetch(w, set, &imap.FetchOptions{Flags: true})
}

func (v *view) store(set imap.NumSet, flags *imap.StoreFlags) error {
	for _, x := range v.pick(set) {
		if err := v.mark(x.m, x.m.flags.change(flags)); err != nil {
			return err
		}
	}
	return nil
}

func (v *view) mark(m *message, flags flagSet) error {
	if flags == m.flags {
		return nil
	}
	if err := v.account.keep.mark(v.folder, m, flags); err != nil {
		return err
	}
	m.flags, m.flagged, m.by = flags, v.folder.revision+1, v
	v.folder.announce()
	return nil
}

// Expunge removes what is marked \Deleted, within the UIDs if they are given. The poll after the command tells of it.
func (s *session) Expunge(_ *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	v := s.view
	if v.readOnly {
		return errReadOnly
	}
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	var set imap.NumSet = imap.UIDSet{{Start: 1, Stop: 0}}
	if uids != nil {
		set = *uids
	}
	removed := false
	for _, x := range v.pick(set) {
		if !x.m.flags.has(imap.FlagDeleted) {
			continue
		}
		if err := s.account.remove(v.folder, x.m); err != nil {
			return err
		}
		removed = true
	}
	if removed {
		v.folder.announce()
	}
	return nil
}

// Copy answers without COPYUID when nothing was copied: an empty set there is not valid (RFC 4315 section 4).
func (s *session) Copy(set imap.NumSet, target string) (*imap.CopyData, error) {
	a := s.account
	a.mu.Lock()
	defer a.mu.Unlock()
	to, err := a.folder(target)
	if err != nil {
		return nil, tryCreate(err)
	}
	data := &imap.CopyData{UIDValidity: to.validity}
	for _, x := range s.view.pick(set) {
		copied, err := a.copy(s.view.folder, x.m, to)
		if err != nil {
			return nil, err
		}
		data.SourceUIDs.AddNum(x.m.uid)
		data.DestUIDs.AddNum(copied.uid)
	}
	if len(data.SourceUIDs) == 0 {
		return nil, nil
	}
	to.announce()
	return data, nil
}

func (a *account) copy(from *folder, m *message, to *folder) (*message, error) {
	raw, err := a.keep.get(from, m)
	if err != nil {
		return nil, err
	}
	uid, err := a.keep.nextUID(to)
	if err != nil {
		return nil, err
	}
	copied := &message{uid: uid, at: m.at, size: m.size, flags: m.flags}
	if err := a.keep.put(to, copied, raw); err != nil {
		return nil, err
	}
	to.messages = append(to.messages, copied)
	return copied, nil
}

// Move moves each mail in one step, so a crash leaves it in exactly one folder (RFC 6851).
func (s *session) Move(w *imapserver.MoveWriter, set imap.NumSet, target string) error {
	if s.view.readOnly {
		return errReadOnly
	}
	data, err := s.view.move(set, target)
	if err != nil || data == nil {
		return tryCreate(err)
	}
	return w.WriteCopyData(data)
}

func (v *view) move(set imap.NumSet, target string) (*imap.CopyData, error) {
	a := v.account
	a.mu.Lock()
	defer a.mu.Unlock()
	to, err := a.folder(target)
	if err != nil {
		return nil, err
	}
	if to == v.folder {
		return nil, refuse(imap.ResponseCodeCannot, "The mail is there already")
	}
	data := &imap.CopyData{UIDValidity: to.validity}
	gone := map[*message]bool{}
	for _, x := range v.pick(set) {
		moved := &message{at: x.m.at, size: x.m.size, flags: x.m.flags}
		if moved.uid, err = a.keep.nextUID(to); err == nil {
			err = a.keep.move(v.folder, x.m, to, moved)
		}
		if err != nil {
			break
		}
		to.messages = append(to.messages, moved)
		gone[x.m] = true
		data.SourceUIDs.AddNum(x.m.uid)
		data.DestUIDs.AddNum(moved.uid)
	}
	if len(gone) == 0 {
		return nil, err
	}
	v.folder.without(gone)
	v.folder.announce()
	to.announce()
	return data, err
}

// without takes mails off the list.
func (f *folder) without(gone map[*message]bool) {
	kept := f.messages[:0:0]
	for _, m := range f.messages {
		if !gone[m] {
			kept = append(kept, m)
		}
	}
	f.messages = kept
}
