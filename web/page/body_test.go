package page_test

import (
	"bytes"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/axsensor/lethe/web/page"
)

func TestTheEndOfABodyIsTold(t *testing.T) {
	r := httptest.NewRequest("POST", "/", strings.NewReader("reply=torka+kontakten"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	told := 0
	page.Bound(r, 1000, func() { told++ })
	b := make([]byte, 5)
	if _, err := r.Body.Read(b); err != nil || told != 0 {
		t.Fatalf("after the beginning: told %d times, %v", told, err)
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(b), r.Body), r.Body}
	form, err := page.ReadForm(r)
	if err != nil || form.Get("reply") != "torka kontakten" || told == 0 {
		t.Errorf("%q, %v, told %d times", form.Get("reply"), err, told)
	}
}
