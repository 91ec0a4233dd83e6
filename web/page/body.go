package page

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/axsensor/lethe/tickets"
)

// What of a body that is too large is still of use.
const (
	beginning = 4 << 20 // bytes that are kept: our forms send their fields before their files
	patience  = 4       // times the limit that are read past, since a browser shows no answer before it has sent all
)

// body is a request's body of limited size that remembers how it began.
type body struct {
	io.ReadCloser
	raw   io.Reader
	limit int64
	began bytes.Buffer
	whole func()
}

// Bound limits the body of a request to some bytes; reading beyond them is a *http.MaxBytesError. whole is called when
// all of it has been read.
func Bound(r *http.Request, limit int64, whole func()) {
	r.Body = &body{ReadCloser: http.MaxBytesReader(nil, r.Body, limit), raw: r.Body, limit: limit, whole: whole}
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.began.Write(p[:min(n, beginning-b.began.Len())])
	if err == io.EOF {
		b.whole()
	}
	return n, err
}

// fieldsOf reads the fields at the beginning of a multipart form whose files were too large, and reads past the rest.
func fieldsOf(r *http.Request) url.Values {
	b, ok := r.Body.(*body)
	if !ok {
		return nil
	}
	_, _ = io.CopyN(io.Discard, b.raw, patience*b.limit)
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil
	}
	out := url.Values{}
	for parts := multipart.NewReader(&b.began, params["boundary"]); ; {
		part, err := parts.NextPart()
		if err != nil {
			return out
		}
		if part.FileName() != "" {
			continue
		}
		v, err := io.ReadAll(part)
		if err != nil {
			return out
		}
		out.Add(part.FormName(), string(v))
	}
}

// TooLarge says whether a form's files were too large while its fields could be read: show it again, with what was typed
// and the reason beside the files.
func (f *Form) TooLarge(err error) bool {
	if !errors.Is(err, tickets.ErrTooLarge) || len(f.Values) == 0 {
		return false
	}
	f.Refuse("files", "form.files.large", tickets.MaxFormBytes>>20)
	return true
}
