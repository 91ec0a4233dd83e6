package localmail

import (
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// session is one IMAP connection.
type session struct {
	server  *Server
	account *account // nil before sign-in
	view    *view    // nil while nothing is selected
}

var (
	_ imapserver.SessionMove      = (*session)(nil)
	_ imapserver.SessionNamespace = (*session)(nil)
)

func (s *session) Close() error { return nil }

func (s *session) Login(name, password string) error {
	if s.account = s.server.login(name, password); s.account == nil {
		return imapserver.ErrAuthFailed
	}
	return nil
}

func (s *session) Select(name string, options *imap.SelectOptions) (*imap.SelectData, error) {
	a := s.account
	a.mu.Lock()
	defer a.mu.Unlock()
	s.view = nil
	f, err := a.folder(name)
	if err != nil {
		return nil, err
	}
	v := &view{account: a, folder: f, readOnly: options != nil && options.ReadOnly}
	for _, m := range f.messages {
		v.told = append(v.told, m.uid)
	}
	v.revision = f.revision
	s.view = v
	all := flagSet(1<<len(flagNames) - 1).list()
	return &imap.SelectData{
		Flags: all, PermanentFlags: all, NumMessages: uint32(len(v.told)), UIDNext: f.next, UIDValidity: f.validity,
	}, nil
}

func (s *session) Unselect() error {
	s.view = nil
	return nil
}

func (s *session) Create(name string, _ *imap.CreateOptions) error { return s.account.create(name) }
func (s *session) Delete(name string) error                        { return s.account.delete(name) }

func (s *session) Rename(old, name string, _ *imap.RenameOptions) error {
	a := s.account
	a.mu.Lock()
	defer a.mu.Unlock()
	f, err := a.folder(old)
	if err != nil {
		return err
	}
	name = folderName(name)
	if f.name == inbox || a.folders[name] != nil || name == "" || len(escape(name)) > maxName {
		return refuse(imap.ResponseCodeCannot, "Cannot rename to that")
	}
	if err := a.keep.rename(f, name); err != nil {
		return err
	}
	delete(a.folders, f.name)
	f.name = name
	a.folders[name] = f
	return nil
}

// Subscribe and Unsubscribe take note of nothing: every folder counts as subscribed.
func (s *session) Subscribe(string) error   { return nil }
func (s *session) Unsubscribe(string) error { return nil }

func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, options *imap.ListOptions) error {
	if len(patterns) == 0 || slices.Equal(patterns, []string{""}) {
		return w.WriteList(&imap.ListData{Attrs: []imap.MailboxAttr{imap.MailboxAttrNoSelect}, Delim: delimiter})
	}
	for _, data := range s.account.list(ref, patterns, options) {
		if err := w.WriteList(data); err != nil {
			return err
		}
	}
	return nil
}

func (a *account) list(ref string, patterns []string, options *imap.ListOptions) []*imap.ListData {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []*imap.ListData
	for name, f := range a.folders {
		if !slices.ContainsFunc(patterns, func(p string) bool { return imapserver.MatchList(name, delimiter, ref, p) }) {
			continue
		}
		data := &imap.ListData{Mailbox: name, Delim: delimiter}
		if options.SelectSubscribed || options.ReturnSubscribed {
			data.Attrs = []imap.MailboxAttr{imap.MailboxAttrSubscribed}
		}
		if options.ReturnStatus != nil {
			data.Status = f.status(options.ReturnStatus)
		}
		out = append(out, data)
	}
	slices.SortFunc(out, func(x, y *imap.ListData) int { return strings.Compare(x.Mailbox, y.Mailbox) })
	return out
}

func (s *session) Status(name string, options *imap.StatusOptions) (*imap.StatusData, error) {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	f, err := s.account.folder(name)
	if err != nil {
		return nil, err
	}
	return f.status(options), nil
}

func (f *folder) status(options *imap.StatusOptions) *imap.StatusData {
	var total, unseen, deleted, recent uint32
	var size int64
	for _, m := range f.messages {
		total++
		size += m.size
		if !m.flags.has(imap.FlagSeen) {
			unseen++
		}
		if m.flags.has(imap.FlagDeleted) {
			deleted++
		}
	}
	data := &imap.StatusData{Mailbox: f.name}
	for _, n := range []struct {
		asked bool
		to    **uint32
		value *uint32
	}{
		{options.NumMessages, &data.NumMessages, &total}, {options.NumUnseen, &data.NumUnseen, &unseen},
		{options.NumDeleted, &data.NumDeleted, &deleted}, {options.NumRecent, &data.NumRecent, &recent},
	} {
		if n.asked {
			*n.to = n.value
		}
	}
	if options.UIDNext {
		data.UIDNext = f.next
	}
	if options.UIDValidity {
		data.UIDValidity = f.validity
	}
	if options.Size {
		data.Size = &size
	}
	return data
}

func (s *session) Append(name string, r imap.LiteralReader, options *imap.AppendOptions) (*imap.AppendData, error) {
	if r.Size() > MaxMessage {
		return nil, refuse(imap.ResponseCodeTooBig, "The mail is too large")
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	at := options.Time
	if at.IsZero() {
		at = s.server.opts.Now()
	}
	data, err := s.account.append(name, raw, at, toFlags(options.Flags))
	return data, tryCreate(err)
}

// tryCreate tells the client that the folder it named as a target may be made (RFC 9051 section 6.3.12).
func tryCreate(err error) error {
	if err == errNoFolder {
		return refuse(imap.ResponseCodeTryCreate, "No such folder")
	}
	return err
}

func (s *session) Namespace() (*imap.NamespaceData, error) {
	return &imap.NamespaceData{Personal: []imap.NamespaceDescriptor{{Delim: delimiter}}}, nil
}

func (s *session) Poll(w *imapserver.UpdateWriter, expunge bool) error {
	if s.view == nil {
		return nil
	}
	return s.view.sync(w, expunge)
}

func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	if s.view == nil {
		<-stop
		return nil
	}
	return s.view.idle(w, stop)
}
