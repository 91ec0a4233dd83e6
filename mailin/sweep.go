package mailin

import (
	"context"
	"errors"

	"github.com/emersion/go-imap/v2"
)

// sweep deletes the mailbox's own copies that were moved to the processed folder longer than Keep ago. UIDs rise in the
// order of moving, so a daily note of the folder's next UID tells which they are; a mail's own dates do not, because an
// old mail may have come in yesterday.
func (w *watch) sweep(ctx context.Context, s *session, folder string, m mark) error {
	desk, now := w.r.Desk, w.now()
	if err := desk.NoteMoved(ctx, w.as, w.box.Name, m.validity, m.next); err != nil {
		return errors.Join(errDesk, err)
	}
	next, err := desk.MovedBefore(ctx, w.as, w.box.Name, m.validity, now.Add(-w.box.Keep))
	if err != nil {
		return errors.Join(errDesk, err)
	}
	if next <= 1 {
		return nil
	}
	if _, err := s.selectFolder(ctx, folder); err != nil {
		return err
	}
	old, err := s.search(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: 1, Stop: imap.UID(next - 1)}}}})
	if err != nil || len(old) == 0 {
		return err
	}
	plus := s.has(imap.CapUIDPlus)
	if err := s.remove(ctx, uidSet(old), plus); err != nil || plus {
		return err
	}
	// Everything in this folder is spooled, so what others marked here may go too.
	return s.guard(ctx, 1<<20, func() error { return s.client.Expunge().Close() })
}
