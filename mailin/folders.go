package mailin

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// open selects a folder and returns its UIDVALIDITY.
func (s *session) selectFolder(ctx context.Context, name string) (validity uint32, err error) {
	err = s.guard(ctx, 0, func() error {
		data, err := s.client.Select(name, nil).Wait()
		if err == nil {
			validity = data.UIDValidity
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("open a folder: %w", err)
	}
	return validity, nil
}

// mark is the state of a folder: every mail in it has a smaller UID than next.
type mark struct{ validity, next uint32 }

// ensure makes the folder if it is missing and returns its state.
func (s *session) ensure(ctx context.Context, name string) (mark, error) {
	m, err := s.status(ctx, name)
	if !refused(err) {
		return m, err
	}
	err = s.guard(ctx, 0, func() error { return s.client.Create(name, nil).Wait() })
	var answer *imap.Error
	if err != nil && !(errors.As(err, &answer) && answer.Code == imap.ResponseCodeAlreadyExists) {
		return mark{}, fmt.Errorf("make a folder: %w", err)
	}
	return s.status(ctx, name)
}

func (s *session) status(ctx context.Context, name string) (m mark, err error) {
	err = s.guard(ctx, 0, func() error {
		data, err := s.client.Status(name, &imap.StatusOptions{UIDNext: true, UIDValidity: true}).Wait()
		if err == nil {
			m = mark{data.UIDValidity, uint32(data.UIDNext)}
		}
		return err
	})
	if err != nil {
		return mark{}, fmt.Errorf("ask for the state of a folder: %w", err)
	}
	return m, nil
}

// all lists the UIDs in the open folder, whatever their flags: another program may have read the mail before us.
func (s *session) all(ctx context.Context) ([]uint32, error) {
	return s.search(ctx, &imap.SearchCriteria{})
}

func (s *session) search(ctx context.Context, c *imap.SearchCriteria) ([]uint32, error) {
	var out []uint32
	err := s.guard(ctx, 1<<20, func() error {
		data, err := s.client.UIDSearch(c, nil).Wait()
		if err != nil {
			return err
		}
		for _, uid := range data.AllUIDs() {
			out = append(out, uint32(uid))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list a folder: %w", err)
	}
	return out, nil
}

func uidSet(uids []uint32) imap.UIDSet {
	var set imap.UIDSet
	for _, u := range uids {
		set.AddNum(imap.UID(u))
	}
	return set
}
