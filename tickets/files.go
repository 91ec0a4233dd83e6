package tickets

import (
	"context"
	"fmt"
	"io"
)

// MaxFile is how large one attachment may be.
const MaxFile = 64 << 20

// addFiles takes attachments into an upload. One over the limits is ErrTooLarge.
func (us *uploads) addFiles(u *upload, files []NewFile) ([]fileRec, error) {
	var out []fileRec
	for _, f := range files {
		if len(f.Data) > MaxFile || int64(len(f.Data)) > us.w.room() {
			return nil, ErrTooLarge
		}
		out = append(out, fileRec{ID: u.add(f.Data), Name: f.Name, Type: f.Type, Size: int64(len(f.Data)), Inline: f.Inline, ContentID: f.ContentID})
	}
	return out, nil
}

// File opens an attachment of a message. The caller closes the reader.
func (r *Tickets) File(ctx context.Context, as Actor, message, file string) (File, io.ReadCloser, error) {
	if err := as.need(RoleEngineer); err != nil {
		return File{}, nil, err
	}
	m, err := get[messageRec](ctx, r.w, message)
	if err != nil {
		return File{}, nil, err
	}
	for _, f := range m.Files {
		if f.ID == file {
			rc, err := r.w.fetch(ctx, m.Key, f.ID)
			return File(f), rc, err
		}
	}
	return File{}, nil, fmt.Errorf("file: %w", ErrNotFound)
}

// Original returns the raw bytes of a message that came by mail, for an engineer who must see what was really sent.
func (r *Tickets) Original(ctx context.Context, as Actor, message string) ([]byte, error) {
	if err := as.need(RoleEngineer); err != nil {
		return nil, err
	}
	m, err := get[messageRec](ctx, r.w, message)
	if err != nil {
		return nil, err
	}
	o, err := get[originalRec](ctx, r.w, m.Original)
	if err != nil {
		return nil, err
	}
	return r.w.untuck(ctx, o.Key, o.Raw, o.Blob)
}
