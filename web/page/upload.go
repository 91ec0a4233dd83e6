package page

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"

	"github.com/axsensor/lethe/tickets"
)

// Files reads the files of a form that ReadForm has read. An empty choice is no file.
func Files(r *http.Request, field string) ([]tickets.NewFile, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var out []tickets.NewFile
	for _, h := range r.MultipartForm.File[field] {
		if h.Size == 0 && h.Filename == "" {
			continue
		}
		f, err := h.Open()
		if err != nil {
			return nil, fmt.Errorf("read a file: %w", err)
		}
		b, err := io.ReadAll(f)
		_ = f.Close()
		if err != nil {
			return nil, fmt.Errorf("read a file: %w", err)
		}
		out = append(out, tickets.NewFile{Name: tickets.P(plainName(h.Filename)), Type: h.Header.Get("Content-Type"), Data: b})
	}
	return out, nil
}

// plainName is a file's name without the invisible marks that turn the direction of reading: exe.fdp must not pass
// for pdf.exe the other way round.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
}
