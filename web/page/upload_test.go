package page_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"testing"

	"github.com/axsensor/lethe/web/page"
)

func TestAFilesNameIsReadAsItIsWritten(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("files", "ritning\u202efdp\u200b.exe")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("x"))
	_ = w.Close()
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	if _, err := page.ReadForm(r); err != nil {
		t.Fatal(err)
	}
	files, err := page.Files(r, "files")
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if got := files[0].Name.Reveal(); got != "ritningfdp.exe" {
		t.Errorf("the name is %q", got)
	}
}
