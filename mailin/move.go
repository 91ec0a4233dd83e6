package mailin

import (
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// moveSet is how many mails one command moves: sets are a hundred times faster than single moves.
const moveSet = 500

// move moves mails that are durable to another folder. The library's own way for servers without MOVE deletes mails
// whose copy failed, so it is not used. When move fails, every mail is still in one of the two folders.
func (s *session) move(ctx context.Context, uids []uint32, folder string) error {
	for part := range slices.Chunk(uids, moveSet) {
		var err error
		if s.has(imap.CapMove) {
			err = s.guard(ctx, int64(len(part))*1024, func() error {
				_, err := s.client.Move(uidSet(part), folder).Wait()
				return err
			})
		} else {
			err = s.copyOver(ctx, part, folder)
		}
		if err != nil {
			return fmt.Errorf("move mail: %w", err)
		}
	}
	return nil
}

// copyOver copies, makes sure that the copies are there, and only then deletes. Without UIDPLUS nothing is expunged,
// because that would take what others marked; our mails stay marked \Deleted and are not copied again.
func (s *session) copyOver(ctx context.Context, uids []uint32, folder string) error {
	plus := s.has(imap.CapUIDPlus)
	if !plus {
		marked, err := s.search(ctx, &imap.SearchCriteria{Flag: []imap.Flag{imap.FlagDeleted}})
		if err != nil {
			return err
		}
		gone := set(marked)
		uids = slices.DeleteFunc(slices.Clone(uids), func(u uint32) bool { return gone[u] })
	}
	if len(uids) == 0 {
		return nil
	}
	copied := uidSet(uids)
	err := s.guard(ctx, int64(len(uids))*1024, func() error {
		data, err := s.client.Copy(uidSet(uids), folder).Wait()
		if err == nil && plus {
			copied = data.SourceUIDs
		}
		return err
	})
	if err != nil || len(copied) == 0 {
		return err
	}
	return s.remove(ctx, copied, plus)
}

// remove marks mails as deleted and, if it may, expunges just these.
func (s *session) remove(ctx context.Context, set imap.UIDSet, expunge bool) error {
	err := s.guard(ctx, 1<<20, func() error {
		flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
		return s.client.Store(set, flags, nil).Close()
	})
	if err != nil || !expunge {
		return err
	}
	return s.guard(ctx, 1<<20, func() error { return s.client.UIDExpunge(set).Close() })
}
